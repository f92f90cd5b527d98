"""The grammar of questions: what its file says holds together, and what it makes of a question."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ask import ASKS
from kg.ask.grammar import Grammar, load_grammar
from kg.ask.phrases import read_phrase
from kg.errors import KnowledgeError
from kg.ontology import load_ontology
from kg.project import ontology_file

FILE = ontology_file("questions.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    return load_grammar()


def test_every_shape_asks_for_something_that_can_be_asked(grammar: Grammar) -> None:
    assert {shape.ask for shape in grammar.shapes} == ASKS.keys()


def test_every_relation_of_the_ontology_has_words(grammar: Grammar) -> None:
    asked = {relation.predicate for relation in grammar.relations}
    assert asked == {
        "leadingIndustry",
        "engagedIn",
        "cooperatesWith",
        "reliesOn",
        "undertakes",
        "locatedIn",
        "hasPart",
    }
    assert all(relation.verbs and relation.nouns for relation in grammar.relations)


def test_every_class_of_named_things_has_nouns(grammar: Grammar) -> None:
    named = {known.name for known in load_ontology().classes.values() if "Entity" in known.parents}
    assert {noun.class_ for noun in grammar.nouns} == named


def test_no_slot_of_a_pattern_is_unknown(grammar: Grammar) -> None:
    question = grammar.question("有几个园区的主导产业包括海水淡化？")
    macros = grammar.macros(question.core)
    used = {slot for shape in grammar.shapes for p in shape.patterns for slot in re.findall(r"\{([A-Z]\w*)\}", p)}
    assert used - macros.keys() == {"V"}


def test_examples_name_classes(grammar: Grammar) -> None:
    slots = {slot for shape in grammar.shapes for e in shape.examples for slot in re.findall(r"\{(\w+)\}", e)}
    assert slots - {"Measured", "Dated"} <= load_ontology().classes.keys()


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
def test_how_a_question_is_read(grammar: Grammar, asked: str, ask: str, slots: dict[str, str]) -> None:
    readings = [reading for reading in grammar.readings(grammar.question(asked)) if reading.shape.ask == ask]
    assert slots in [reading.slots for reading in readings]


def test_why_is_no_what(grammar: Grammar) -> None:
    readings = grammar.readings(grammar.question("为什么发展海水淡化？"))
    assert not [reading for reading in readings if reading.shape.ask in ("objects", "subjects")]


def test_a_measure_does_not_cut_a_noun(grammar: Grammar) -> None:
    nouns = {reading["N"] for reading in grammar.readings(grammar.question("要建设哪些项目？"))}
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


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    grammar = load_grammar()
    list(grammar.readings(grammar.question(text)))


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ('predicate = "reliesOn"', 'predicate = "leansOn"', "leansOn"),
        ('class = "Park"', 'class = "Pork"', "Pork"),
        ("[goal]", "[goal", "questions.toml"),
        ('ask = "doer"\n', "", "ask"),
        ('achieved = ["已经"', 'archived = ["已经"', "archived"),
    ],
)
def test_a_fault_of_the_file_is_told(tmp_path: Path, good: str, bad: str, told: str) -> None:
    assert good in FILE
    path = tmp_path / "questions.toml"
    path.write_text(FILE.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=told):
        load_grammar(path)


@pytest.mark.parametrize("bad", ["'{S}的{Q9}',", "'{S}的(?:{R}',", "'{S}的{s}{R}(?P<S>x)',"])
def test_a_pattern_that_is_none_is_told(tmp_path: Path, bad: str) -> None:
    path = tmp_path / "questions.toml"
    path.write_text(FILE.replace("'{S}的{R}',", bad, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"questions\.toml"):
        load_grammar(path)
