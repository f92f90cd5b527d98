"""Read the tables of ``data/``: words, head nouns, industries, regions, units.

Each function gives plain values and raises :class:`~kg.errors.KnowledgeError` with the file, the row and the fix.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise

from kg.lexicon.entries import Head, Industry
from kg.lexicon.tables import Row, read_lines, read_rows
from kg.ontology import INDUSTRIES, knowledge_graphs, load_ontology
from kg.project import data_file

HARD = frozenset({"verb", "function", "adverb", "after"})
"""Word classes that a name never runs across."""

WORD_CLASSES = HARD | {"noun", "act", "join", "modifier", "keep"}
VERB_ROLES = frozenset({"make", "build", "carry", "grow", "rely", "join", "draw", "have", "run"})
WORD_ROLES = VERB_ROLES | {"", "done", "going", "start", "ongoing", "exploring", "achieved", "number", "rank"}
NEEDS = frozenset({"name", "proper", "list", "quoted"})
REGION_KINDS = frozenset({"region", "cluster", "river", "sea", "country", "new-area", "world-region"})
UNIT_KINDS = ("scaled", "count", "part", "plain")


def read_words() -> dict[str, dict[str, str]]:
    """``lexicon/words.tsv``: the classes of each word, and its role in each."""
    words: dict[str, dict[str, str]] = {}
    for row in read_rows(data_file("lexicon/words.tsv"), ("class", "role", "words")):
        kind, role = row.one_of(0, WORD_CLASSES), row.one_of(1, WORD_ROLES)
        for text in row.words(2):
            if kind in words.setdefault(text, {}):
                row.fault("data-duplicate", term=text)
            words[text][kind] = role
    return words


def read_common(words: Mapping[str, Mapping[str, str]]) -> frozenset[str]:
    """``lexicon/common.txt`` without entries that begin or end with a verb or function word (大力发展)."""
    hard = tuple(word for word, classes in words.items() if len(word) > 1 and not HARD.isdisjoint(classes))
    lines = read_lines(data_file("lexicon/common.txt"))
    return frozenset(line for line in lines if not (line.startswith(hard) or line.endswith(hard)))


def read_heads() -> dict[str, tuple[Head, ...]]:
    """``lexicon/heads.tsv``: the readings of each head noun, in the order of the file."""
    heads: dict[str, tuple[Head, ...]] = {}
    classes = {*load_ontology().classes, "-"}
    for row in read_rows(data_file("lexicon/heads.tsv"), ("type", "need", "heads")):
        reading = Head(row.one_of(0, classes), row.one_of(1, NEEDS))
        for text in row.words(2):
            if reading in heads.get(text, ()):
                row.fault("data-duplicate", term=text)
            heads[text] = (*heads.get(text, ()), reading)
    return heads


def read_abbreviations() -> tuple[tuple[str, str], ...]:
    """``lexicon/abbreviations.tsv``: pairs of a long form and a short one."""
    found: list[tuple[str, str]] = []
    for row in read_rows(data_file("lexicon/abbreviations.tsv"), ("full", "short")):
        if any(full == row.cells[0] for full, _ in found):
            row.fault("data-duplicate", term=row.cells[0])
        found += [(row.cells[0], short) for short in row.words(1, "|")]
    return tuple(found)


def read_industries() -> dict[str, Industry]:
    """``lexicon/industries.tsv``: terms and aliases, each with its canonical term and concept."""
    industries: dict[str, Industry] = {}
    concepts = _concepts()
    for row, text in _terms(_sorted(read_rows(data_file("lexicon/industries.tsv"), _INDUSTRY_COLUMNS))):
        term, _, broader, _ = row.cells
        if broader and broader not in concepts:
            row.fault("data-reference", column=3, value=broader, target="ontology/industries.ttl")
        industries[text] = Industry(term, broader, row.one_of(3, ("", "1")) == "1")
    return industries


_INDUSTRY_COLUMNS = ("term", "aliases", "broader", "ambiguous")


def read_regions() -> dict[str, str]:
    """``regions.tsv``: the canonical name of each name of a region without a GB/T 2260 code."""
    regions: dict[str, str] = {}
    for row, text in _terms(_sorted(read_rows(data_file("regions.tsv"), ("name", "aliases", "kind")))):
        row.one_of(2, REGION_KINDS)
        regions[text] = row.cells[0]
    return regions


def read_units() -> dict[str, list[str]]:
    """``lexicon/units.tsv``: the units of each kind."""
    units: dict[str, list[str]] = {kind: [] for kind in UNIT_KINDS}
    for row in read_rows(data_file("lexicon/units.tsv"), ("kind", "units")):
        found = units[row.one_of(0, UNIT_KINDS)]
        for unit in row.words(1):
            if any(unit in known for known in units.values()):
                row.fault("data-duplicate", term=unit)
            found.append(unit)
    return units


def _terms(rows: Iterable[Row]) -> Iterator[tuple[Row, str]]:
    """The name and aliases of each row; a term of an earlier row is a fault."""
    seen: set[str] = set()
    for row in rows:
        for text in (row.cells[0], *row.words(1, "|")):
            if not text:
                row.fault("data-empty", column=1)
            if text in seen:
                row.fault("data-duplicate", term=text)
            seen.add(text)
            yield row, text


def _sorted(rows: list[Row]) -> list[Row]:
    """The rows, if they are in the order of their first cells."""
    for before, row in pairwise(rows):
        if row.cells[0] < before.cells[0]:
            row.fault("data-unsorted", term=row.cells[0], before=before.cells[0])
    return rows


def _concepts() -> Collection[str]:
    """The local names of the concepts of ``ontology/industries.ttl``."""
    triples = knowledge_graphs()[INDUSTRIES + "scheme"]
    return {triple.subject.value.removeprefix(INDUSTRIES) for triple in triples if hasattr(triple.subject, "value")}
