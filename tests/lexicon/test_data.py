"""The data files have the format that their headers document.

Each failure names the file, the line and the fix.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import rdflib

from kg.document.fold import fold
from kg.extract.names.features import TYPES
from kg.lexicon.knowledge import HARD
from kg.ontology import load_ontology
from kg.project import data_file, ontology_file
from kg.train.corpus import marked_text

DATA = data_file("")
TABLES = sorted(
    path
    for path in DATA.rglob("*")
    if path.suffix in (".tsv", ".txt") and not {"plans", "training"} & set(path.relative_to(DATA).parts)
)
IDS = [str(path.relative_to(DATA)) for path in TABLES]
MARKS = sorted((DATA / "training").rglob("*.tsv"))
MARK_IDS = [str(path.relative_to(DATA)) for path in MARKS]
RULES = sorted((DATA / "rules").glob("*.toml"))


class Row(NamedTuple):
    """A data row of a file with its number."""

    path: Path
    number: int
    cells: tuple[str, ...]

    def told(self, fault: str) -> str:
        return f"{self.path.relative_to(DATA)}：第 {self.number} 行{fault}"


def all_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")


def rows(name: str) -> list[Row]:
    """The data rows of a table, the row of column names left out."""
    path = DATA / name
    found = [
        Row(path, number, tuple(line.split("\t")))
        for number, line in enumerate(all_lines(path), 1)
        if line and not line.startswith("#")
    ]
    return found if path.suffix == ".txt" else found[1:]


def header(name: str) -> str:
    return next(line for line in all_lines(DATA / name) if line and not line.startswith("#"))


def terms(row: Row, *columns: int, separator: str = "|") -> list[str]:
    return [term for column in columns for term in row.cells[column].split(separator) if term]


def unsorted(found: Sequence[Row], key: Callable[[Row], Any]) -> Iterator[str]:
    """The rows that violate the sort order."""
    for before, row in pairwise(found):
        if key(row) < key(before):
            yield row.told(f"“{key(row)}”应排在“{key(before)}”之前；请按码位排序")


def repeated(found: Iterable[tuple[str, Row]]) -> Iterator[str]:
    """The duplicates."""
    seen: dict[str, Row] = {}
    for term, row in found:
        if term in seen:
            yield row.told(f"“{term}”在第 {seen[term].number} 行已有；请删去一处")
        seen.setdefault(term, row)


def unknown(found: Iterable[tuple[str, Row]], known: Iterable[str], *, what: str) -> Iterator[str]:
    known = sorted(known)
    for term, row in found:
        if term not in known:
            yield row.told(f"没有“{term}”这种{what}；请改成 {'、'.join(known)} 之一")


# All files -----------------------------------------------------------------------------------------


def test_the_files_are_found() -> None:
    assert {"lexicon/heads.tsv", "lexicon/words.tsv", "places.tsv", "regions.tsv"} <= set(IDS)
    assert len(TABLES) >= 9
    assert len(RULES) >= 12
    assert len(MARKS) >= 28
    assert {path.parent.name for path in MARKS} == {"training", "sparse"}


@pytest.mark.parametrize("path", [*TABLES, *MARKS], ids=[*IDS, *MARK_IDS])
def test_a_table_is_tidy(path: Path) -> None:
    """The header documents source and format; no stray spaces, the same number of cells in each row."""
    lines = all_lines(path)
    data = [row.cells for row in rows(str(path.relative_to(DATA)))]
    name = path.relative_to(DATA)
    assert lines[0].startswith("#"), f"{name}：第 1 行不是说明；请在开头用“#”写明来源和各列"
    assert lines[-1] == "", f"{name}：文件末尾没有换行；请补上"
    faults = [
        f"{name}：第 {number} 行首尾、制表符旁有空格，或有两个连着的空格；请删去多余的空格"
        for number, line in enumerate(lines, 1)
        if not line.startswith("#") and re.search(r"^ | $| \t|\t | {2}|\u3000|\r", line)
    ]
    columns = 1 if path.suffix == ".txt" else len(header(str(name)).split("\t"))
    faults += [
        f"{name}：{cells} 有 {len(cells)} 列，应为 {columns} 列；请补齐制表符"
        for cells in data
        if len(cells) != columns
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("name", "separator", "columns"),
    [
        ("lexicon/words.tsv", " ", (2,)),
        ("lexicon/heads.tsv", " ", (2,)),
        ("lexicon/units.tsv", " ", (1,)),
        ("lexicon/industries.tsv", "|", (1,)),
        ("lexicon/abbreviations.tsv", "|", (1,)),
        ("regions.tsv", "|", (1,)),
    ],
)
def test_no_list_in_a_cell_has_an_empty_or_repeated_member(name: str, separator: str, columns: tuple[int, ...]) -> None:
    faults = []
    for row in rows(name):
        for column in columns:
            members = row.cells[column].split(separator) if row.cells[column] else []
            if "" in members:
                faults.append(row.told(f"第 {column + 1} 列有空的一项；请删去多余的“{separator}”"))
            faults += [
                row.told(f"“{m}”写了两次；请删去一处") for m in sorted({m for m in members if members.count(m) > 1})
            ]
    assert faults == []


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("lexicon/industries.tsv", (0, 1)),
        ("regions.tsv", (0, 1)),
        ("lexicon/common.txt", (0,)),
    ],
)
def test_words_are_written_as_folded_text_has_them(name: str, columns: tuple[int, ...]) -> None:
    """Unfolded words never match folded text."""
    faults = [
        row.told(f"“{term}”应写作“{fold(term)}”；请改用全角标点、弯引号、破折号“—”和间隔号“·”")
        for row in rows(name)
        for term in terms(row, *columns)
        if fold(term) != term
    ]
    assert faults == []


# Words ---------------------------------------------------------------------------------------------

CLASSES = {*HARD, "noun", "act", "join", "modifier", "keep"}
ROLES = {"", "make", "build", "carry", "grow", "rely", "join", "draw", "have", "run", "done", "going", "start"}
ROLES |= {"ongoing", "exploring", "achieved", "number", "rank"}


def test_words_are_of_a_known_class_and_role() -> None:
    found = rows("lexicon/words.tsv")
    assert list(unknown(((row.cells[0], row) for row in found), CLASSES, what="词类")) == []
    assert list(unknown(((row.cells[1], row) for row in found), ROLES, what="角色")) == []


def test_a_word_has_one_role_in_a_class() -> None:
    found = rows("lexicon/words.tsv")
    faults = [
        fault
        for kind in sorted(CLASSES)
        for fault in repeated(
            (term, row) for row in found if row.cells[0] == kind for term in terms(row, 2, separator=" ")
        )
    ]
    assert faults == []


def test_heads_are_of_a_known_class_and_need() -> None:
    found = rows("lexicon/heads.tsv")
    assert list(unknown(((row.cells[0], row) for row in found), (*TYPES, "-"), what="类别")) == []
    assert (
        list(unknown(((row.cells[1], row) for row in found), ("name", "proper", "list", "quoted"), what="条件")) == []
    )


def test_everyday_words_are_sorted_and_stand_once() -> None:
    found = rows("lexicon/common.txt")
    assert list(unsorted(found, lambda row: row.cells[0])) == []
    assert list(repeated((row.cells[0], row) for row in found)) == []


def test_abbreviations_are_shorter_than_what_they_stand_for() -> None:
    faults = [
        row.told(f"“{short}”比“{row.cells[0]}”还长；请对调两列")
        for row in rows("lexicon/abbreviations.tsv")
        for short in terms(row, 1)
        if len(short) > len(row.cells[0].removeprefix("*")) + 2
    ]
    assert faults == []


# Industries ----------------------------------------------------------------------------------------


def test_industries_are_sorted_and_stand_once() -> None:
    found = rows("lexicon/industries.tsv")
    assert list(unsorted(found, lambda row: row.cells[0])) == []
    assert list(repeated((term, row) for row in found for term in terms(row, 0, 1))) == []


def test_industries_point_into_the_scheme() -> None:
    scheme = rdflib.Graph().parse(ontology_file("industries.ttl"), format="turtle")
    concepts = {str(concept).rpartition("/")[2].rpartition("#")[2] for concept in scheme.subjects(rdflib.SKOS.inScheme)}
    faults = [
        row.told(f"概念“{row.cells[2]}”不在 ontology/industries.ttl；请核对编号")
        for row in rows("lexicon/industries.tsv")
        if row.cells[2] and row.cells[2] not in concepts
    ]
    assert faults == []
    ambiguous = ((row.cells[3], row) for row in rows("lexicon/industries.tsv"))
    assert list(unknown(ambiguous, ("", "1"), what="标记")) == []


# Places --------------------------------------------------------------------------------------------

LEVELS = ("province", "prefecture", "county")


def test_divisions_are_sorted_by_code_and_stand_once() -> None:
    found = rows("places.tsv")
    assert list(unsorted(found, lambda row: row.cells[0])) == []
    assert list(repeated((row.cells[0], row) for row in found)) == []
    assert [
        row.told("的编码不是六位数字；请核对 GB/T 2260") for row in found if not re.fullmatch(r"\d{6}", row.cells[0])
    ] == []
    assert list(unknown(((row.cells[3], row) for row in found), LEVELS, what="级别")) == []


def test_a_division_lies_in_one_of_a_level_above() -> None:
    found = rows("places.tsv")
    level = {row.cells[0]: LEVELS.index(row.cells[3]) for row in found}
    faults = [
        row.told(f"的上级“{row.cells[4]}”不是更高一级的区划；请核对 parent")
        for row in found
        if (row.cells[4] == "") != (row.cells[3] == "province")
        or (row.cells[4] and level.get(row.cells[4], 9) >= level[row.cells[0]])
    ]
    assert faults == []


def test_a_short_form_begins_the_full_one() -> None:
    faults = [
        row.told(f"的简名“{row.cells[2]}”不在全名“{row.cells[1]}”里；请核对")
        for row in rows("places.tsv")
        if row.cells[2] and not set(row.cells[2]) <= set(row.cells[1])
    ]
    assert faults == []


def test_regions_are_sorted_and_stand_once() -> None:
    found = rows("regions.tsv")
    assert list(unsorted(found, lambda row: row.cells[0])) == []
    assert list(repeated((term, row) for row in found for term in terms(row, 0, 1))) == []
    kinds = ("region", "cluster", "river", "sea", "country", "new-area", "world-region")
    assert list(unknown(((row.cells[2], row) for row in found), kinds, what="种类")) == []


# Rules ---------------------------------------------------------------------------------------------


def tables(value: Any) -> Iterator[dict[str, Any]]:
    """The tables of a rule file, at any depth."""
    if isinstance(value, dict):
        yield value
        for below in value.values():
            yield from tables(below)
    elif isinstance(value, list):
        for below in value:
            yield from tables(below)


def strings(value: Any) -> Iterator[list[str]]:
    """All lists of words of a rule file."""
    for table in tables(value):
        yield from (
            found for found in table.values() if isinstance(found, list) and found and isinstance(found[0], str)
        )


@pytest.mark.parametrize("path", RULES, ids=[path.name for path in RULES])
def test_rules_have_a_head_and_no_stray_words(path: Path) -> None:
    lines = all_lines(path)
    assert lines[0].startswith("#"), f"rules/{path.name}：第 1 行不是说明；请在开头用“#”写明用途"
    rules = tomllib.loads("\n".join(lines))
    faults = [
        f"rules/{path.name}：“{word}”首尾有空格，或写了两次；请删去多余的"
        for words in strings(rules)
        for word in words
        if word != word.strip() or words.count(word) > 1
    ]
    assert faults == []


def test_rule_ids_stand_once() -> None:
    ids = [
        table["id"] for path in RULES for table in tables(tomllib.loads("\n".join(all_lines(path)))) if "id" in table
    ]
    assert len(ids) > 5
    twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
    assert [f"rules：规则“{id_}”有两条；请改名" for id_ in twice] == []


def test_rules_speak_of_classes_that_there_are() -> None:
    classes = {*TYPES, *load_ontology().classes}
    cues = tomllib.loads("\n".join(all_lines(DATA / "rules" / "cues.toml")))
    for table in ("class", "share", "deny"):
        wrong = sorted(set(cues[table]) - classes)
        assert [f"rules/cues.toml：[{table}] 里没有“{name}”这一类；请核对 ontology/plan.ttl" for name in wrong] == []


# Training ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", MARKS, ids=MARK_IDS)
def test_marks_are_in_order_and_apart(path: Path) -> None:
    faults: list[str] = []
    last: dict[int, int] = {}
    for row in rows(str(path.relative_to(DATA))):
        line, start, end, type_, optional = row.cells
        if not type_:
            continue
        if type_ not in TYPES:
            faults.append(row.told(f"没有“{type_}”这一类；请改成 {'、'.join(TYPES)} 之一"))
        if optional not in ("", "?"):
            faults.append(row.told(f"的 optional 是“{optional}”；只能是“?”或空"))
        if not last.get(int(line), 0) <= int(start) < int(end):
            faults.append(row.told("与前一处相接不上，或起止颠倒；请按起点排序，互不重叠"))
        last[int(line)] = int(end)
    assert faults == []


def test_marked_sentences_can_be_read() -> None:
    marked = list(marked_text(DATA / "training"))
    assert len(marked) > 500
    assert [
        line.text for line in marked if any(line.text[s:e].strip() != line.text[s:e] for s, e, _, _ in line.spans)
    ] == []


# The checks themselves -----------------------------------------------------------------------------


def test_a_fault_names_the_line_and_the_mend() -> None:
    one, two = (Row(DATA / "lexicon" / "x.tsv", number, (term,)) for number, term in ((3, "乙"), (4, "丙")))
    assert list(unsorted([one, two], lambda row: row.cells[0])) == [
        "lexicon/x.tsv：第 4 行“丙”应排在“乙”之前；请按码位排序"
    ]
    assert list(repeated([("乙", one), ("乙", two)])) == ["lexicon/x.tsv：第 4 行“乙”在第 3 行已有；请删去一处"]
    assert list(unknown([("丁", one)], ["甲"], what="类别")) == [
        "lexicon/x.tsv：第 3 行没有“丁”这种类别；请改成 甲 之一"
    ]
