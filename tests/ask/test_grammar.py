"""The grammar of questions: what its file says holds together, and what it makes of a question."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ask import ASKS
from kg.ask.grammar import Grammar, load_grammar
from kg.ask.phrases import read_phrase
from kg.errors import KnowledgeError
from kg.ontology import load_ontology
from kg.project import PACKAGE, ontology_file

FILE = ontology_file("questions.toml").read_text(encoding="utf-8")
SOURCES = sorted((PACKAGE / "ask").rglob("*.py"))
CODE = "".join(path.read_text(encoding="utf-8") for path in SOURCES)


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    return load_grammar()


def test_the_code_that_reads_the_file_is_found() -> None:
    assert len(SOURCES) >= 25


def test_every_shape_asks_for_something_that_can_be_asked(grammar: Grammar) -> None:
    assert {shape.ask for shape in grammar.shape} == ASKS.keys()


def test_every_relation_of_the_ontology_has_words(grammar: Grammar) -> None:
    asked = {relation.predicate for relation in grammar.relation}
    assert asked == {
        "leadingIndustry",
        "engagedIn",
        "cooperatesWith",
        "reliesOn",
        "undertakes",
        "locatedIn",
        "hasPart",
    }
    assert all(relation.verbs and relation.nouns for relation in grammar.relation)


def test_every_class_of_named_things_has_nouns(grammar: Grammar) -> None:
    named = {known.name for known in load_ontology().classes.values() if "Entity" in known.parents}
    assert {noun.class_ for noun in grammar.noun} == named


@pytest.mark.parametrize(
    ("asked", "core"),
    [
        ("请问星海保税区发展什么产业呢？", "星海保税区发展什么产业"),
        ("根据规划，云谷依托哪些企业？", "云谷依托哪些企业"),
        ("在这份规划中，云谷依托哪些企业?", "云谷依托哪些企业"),
        ("未来五年要建设哪些铁路？", "要建设哪些铁路"),
        ("“十四五”时期要建设哪些铁路？", "要建设哪些铁路"),
        ("“云谷”依托哪些企业", "云谷依托哪些企业"),
        ("ＲＡＥＸ的全称是什么？", "RAEX的全称是什么"),
    ],
)
def test_what_says_nothing_is_left_out(grammar: Grammar, asked: str, core: str) -> None:
    assert grammar.question(asked).core == core


@pytest.mark.parametrize(
    ("asked", "year"),
    [
        ("到2035年要实现什么？", 2035),
        ("到二〇三五年要实现什么？", 2035),
        ("到二○三五年要实现什么？", 2035),
        ("2026年新增就业多少人？", 2026),
        ("哪一年实现？", None),
        ("新增就业2035人的园区有哪些？", 2035),
    ],
)
def test_a_year_is_read(grammar: Grammar, asked: str, year: int | None) -> None:
    assert grammar.question(asked).year == year


@pytest.mark.parametrize(
    ("asked", "status"),
    [("正在建设哪些项目？", "ongoing"), ("探索建设哪些园区？", "exploring"), ("已经开馆的有哪些？", "achieved")],
)
def test_adverbs_tell_a_status(grammar: Grammar, asked: str, status: str) -> None:
    assert grammar.question(asked).statuses == (status,)


@pytest.mark.parametrize(
    ("asked", "ask", "slots"),
    [
        ("星海区的主导产业有哪些？", "objects", {"S": "星海区", "R": "主导产业"}),
        ("哪些园区发展海水淡化？", "subjects", {"N": "园区", "V": "发展", "O": "海水淡化"}),
        ("云河市与哪些高校和院所开展合作？", "partners", {"S": "云河市", "N": "高校和院所", "J": "合作"}),
        ("第三产业的比重是多少？", "amount", {"T": "第三产业的比重"}),
        ("新增床位多少张？", "amount", {"T": "新增床位", "U": "张"}),
        ("把港区打造成什么？", "goals", {"S2": "港区", "G": "打造成"}),
        ("哪些项目已经开工？", "passages", {"N": "项目", "T2": "开工"}),
    ],
)
def test_how_a_question_is_interpreted(grammar: Grammar, asked: str, ask: str, slots: dict[str, str]) -> None:
    found = [one for one in grammar.interpretations(grammar.question(asked)) if one.shape.ask == ask]
    assert slots in [interpretation.slots for interpretation in found]


def test_why_is_no_what(grammar: Grammar) -> None:
    found = grammar.interpretations(grammar.question("为什么发展海水淡化？"))
    assert not [one for one in found if one.shape.ask in ("objects", "subjects")]


def test_a_measure_does_not_cut_a_noun(grammar: Grammar) -> None:
    nouns = {interpretation["N"] for interpretation in grammar.interpretations(grammar.question("要建设哪些项目？"))}
    assert "目" not in nouns


@pytest.mark.parametrize(
    ("text", "classes", "kinds"),
    [
        ("园区", {"Park"}, ()),
        ("高校和院所", {"Organization"}, ("高校", "院所")),
        ("平台和企业", {"Facility", "Enterprise"}, ()),
        ("城际铁路", {"Project"}, ("城际铁路",)),
        ("企业的重大项目", {"Enterprise"}, ()),
        ("知名企业", {"Enterprise"}, ()),
        ("遗址", set(), ("遗址",)),
    ],
)
def test_what_a_noun_phrase_asks_for(grammar: Grammar, text: str, classes: set[str], kinds: tuple[str, ...]) -> None:
    phrase = read_phrase(grammar, text)
    assert (phrase.classes, phrase.kinds) == (classes, kinds)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    grammar = load_grammar()
    list(grammar.interpretations(grammar.question(text)))


FAULTS = [
    ('predicate = "reliesOn"', 'predicate = "leansOn"', "relation[3].predicate", "leansOn"),
    ('predicate = "reliesOn"', 'predicate = "hasPart"', "relation", "hasPart"),
    ('class = "Park"', 'class = "Pork"', "noun[0].class", "Pork"),
    ('class = "Park"', 'class = "Place"', "noun", "Place"),
    ('class = "Park"', 'klass = "Park"', "noun[0]", "klass"),
    ("\n[goal]\n", "\n[goal\n", "", "TOML"),
    ("\n[goal]\n", "\n[gaol]\n", "-", "gaol"),
    ("[tense]", "[times]", "-", "times"),
    ('ask = "doer"\n', "", "shape", "ask"),
    ('ask = "doer"', 'ask = "dooer"', "shape", "dooer"),
    ("count = true", 'count = "yes"', "count", "bool"),
    ("count = true", "counts = true", "shape", "counts"),
    ('achieved = ["已经"', 'archived = ["已经"', "status", "archived"),
    ('planned = ["planned", ', 'planned = ["plant", ', "tense", "plant"),
    ('adverb = ["都", ', 'adverb = ["都", "都", ', "words.adverb[1]", "都"),
    ('adverb = ["都", ', 'adverbs = ["都", ', "words", "adverbs"),
    ('adverb = ["都", ', "adverb = [1, ", "words.adverb[0]", "int"),
    ('adverb = ["都", ', 'adverb = ["", ', "words", "“”"),
    ('be = ["分别是"', 'be = "分别是" # [', "words.be", "array"),
    ('unit = ["万"', 'unit = ["亩", "万"', "words.unit", "亩"),
    ('strict = ["开工建设"', 'strict = ["开建"', "relation.undertakes.strict", "开建"),
    ('also = ["打造"', 'also = ["发展", "打造"', "relation.leadingIndustry", "发展"),
    ('words = ["园区"', 'words = ["载体平台", "园区"', "noun.Park", "载体平台"),
    ('"元" = [', '"园" = [', "unit", "园"),
    ('"院所" = [', '"院府" = [', "alike", "院府"),
    ('"规上" = [', '"规上" = ["GDP", ', "same", "GDP"),
    ("changes = [[", "changes = [1, [", "goal.changes[0]", "int"),
    ("timeless = '{timeless}'", "timeless = '{timely}'", "pattern.timeless", "timely"),
    ("timeless = '{timeless}'", "timeless = '({timeless}'", "pattern.timeless", "position"),
    ("timeless = '{timeless}'", "timeles = '{timeless}'", "pattern", "timeles"),
    ("VERB = '{verb+edge}'", "VERB = '{verb+egde}'", "slot.VERB", "egde"),
    ("U = '(?P<U>{UNIT})'", "U = '(?P<U>{UNITS})'", "slot.U", "UNITS"),
    ("'{S}的{R}',", "'{S}的{Q9}',", "shape.objects", "Q9"),
    ("'{S}的{R}',", "'{S}的(?:{R}',", "shape.objects", "position"),
    ("'{S}的{R}',", "'{S}的{R}(?P<S>x)',", "shape.objects", "redefinition"),
    ("'{S}的{R}',", "'{S}的{r}',", "shape.objects", "“r”"),
    ("'{S}的{R}',", "'{S}的{R}', '{S}的{R}',", "shape", "{S}的{R}"),
    ('examples = ["{Project}由谁实施？"]', 'examples = ["{Projekt}由谁实施？"]', "shape.doer.examples", "Projekt"),
    ("beyond = [", "beyond = ['(', ", "beyond[0]", "missing )"),
]


@pytest.mark.parametrize(("good", "bad", "place", "cause"), FAULTS, ids=[bad for _, bad, *_ in FAULTS])
def test_a_fault_is_one_line_with_its_file_place_and_cause(
    tmp_path: Path, good: str, bad: str, place: str, cause: str
) -> None:
    assert good in FILE
    path = tmp_path / "questions.toml"
    path.write_text(FILE.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as raised:
        load_grammar(path)
    message = str(raised.value)
    assert message.startswith(f"{path}：")
    assert "\n" not in message
    assert place in message
    assert cause in message


KEYS = [
    (name, key)
    for name, table in tomllib.loads(FILE).items()
    for one in (table if isinstance(table, list) else [table])
    for key in (one if isinstance(one, dict) else ())
]


@pytest.mark.parametrize(("name", "key"), sorted(set(KEYS)), ids=lambda part: part)
def test_every_key_is_used(name: str, key: str) -> None:
    """In the code as an attribute, or in a regular expression of the file; what is keyed by a value is exempt."""
    if name in ("status", "tense", "unit", "same", "alike"):
        assert re.search(rf"\.{name}\b", CODE)
    elif name == "slot":
        assert f"{{{key}}}" in FILE
    else:
        own = {"class": "class_"}.get(key, key)
        placeholder = rf"\{{(?:[a-z_]+\+)*{key}(?:\+[a-z_]+)*\}}"
        assert re.search(rf"\.{own}\b", CODE) or re.search(placeholder, FILE)


@pytest.mark.parametrize("name", sorted(tomllib.loads(FILE)))
def test_every_table_is_used(name: str) -> None:
    assert re.search(rf"\.{name}\b", CODE)


def test_no_chinese_stands_in_the_code() -> None:
    """Docstrings and comments may have examples; what is matched with a text is data."""
    found = [
        (path.name, node.value)
        for path in SOURCES
        for node in ast.walk(without_docstrings(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search("[\u4e00-\u9fff]", node.value)
    ]
    # The answer to a question for a year, and the unit of its number.
    assert found == [("answers.py", "年")]


def without_docstrings(path: Path) -> ast.Module:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(body := getattr(node, "body", None), list):
            node.body = [  # type: ignore[attr-defined]
                one for one in body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
            ]
    return tree
