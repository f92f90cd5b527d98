"""Read the annotated training text of the tagger.

``*.txt`` of ``data/training`` holds our own sentences with their names marked in place,
``{surface|Type}``, ``{surface|Type|full name}`` where a head is shared, ``{surface|Type?}`` where a
reader may differ. ``*.tsv`` marks lines of the plans beside the checkout by offset, so that no
sentence of theirs stands here; ``sparse/*.tsv`` their other lines, which hold few names.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.document import read_document
from kg.document.fold import fold
from kg.extract.line.lines import lines_of
from kg.extract.names.features import TYPES
from kg.lexicon.tables import Row, Table, read_rows, read_text, read_toml

_MARK = re.compile(r"\{([^{}|]+)\|([A-Za-z]+)(\?)?(?:\|([^{}|?]+)(\?)?)?\}")


class Bag(Table, frozen=True):
    """A part of the annotated text that is left out for one of the averaged taggers."""

    without: tuple[str, ...]


class Bags(Table, frozen=True):
    """``bags.toml``."""

    bag: tuple[Bag, ...]


@dataclass(frozen=True)
class Marked:
    """A compact line and the spans of its names: start, end, type, whether a reader may differ."""

    text: str
    spans: list[tuple[int, int, str, bool]]

    def labels(self, *, optional: bool) -> list[str]:
        """The label of each character, with or without optional mentions."""
        labels = ["O"] * len(self.text)
        for start, end, type_, may_differ in self.spans:
            if optional or not may_differ:
                labels[start:end] = [f"B-{type_}", *[f"I-{type_}"] * (end - start - 1)]
        return labels


def bags(folder: Path) -> list[frozenset[str]]:
    """The files left out for each averaged tagger, from ``folder/bags.toml`` (bagging, Breiman 1996)."""
    return [frozenset(bag.without) for bag in read_toml(folder / "bags.toml", Bags).bag]


def marked_bag(folder: Path, plans: Path, without: Container[str]) -> Iterator[Marked]:
    """The training text of one tagger: sentences, lines of plans and sparse lines, except those in ``without``."""
    yield from marked_text(folder, without)
    yield from marked_plans(folder, plans)
    if "sparse" not in without:
        yield from marked_plans(folder / "sparse", plans)


def marked_text(folder: Path, without: Container[str] = ()) -> Iterator[Marked]:
    """The marked sentences of ``folder/*.txt``. Raises :class:`~kg.errors.KnowledgeError` for a broken mark."""
    for path in sorted(path for path in folder.glob("*.txt") if path.stem not in without):
        for number, line in enumerate(read_text(path).splitlines(), 1):
            if line and not line.startswith("#"):
                yield _parse(Row(path, number, [line]))


def marked_plans(folder: Path, plans: Path) -> Iterator[Marked]:
    """The lines of plans that ``folder/*.tsv`` marks; a plan that isn't in ``plans`` is left out."""
    for path in sorted(folder.glob("*.tsv")):
        plan = plans / f"{path.stem}.txt"
        if not plan.is_file():
            continue
        spans = read_marks(path)
        for line in lines_of(read_document(plan)):
            if line.number in spans:
                yield Marked(line.text, spans[line.number])


def read_marks(path: Path) -> Mapping[int, list[tuple[int, int, str, bool]]]:
    """The spans of each line that a table marks, in order and apart; a line without a name has none."""
    spans: dict[int, list[tuple[int, int, str, bool]]] = {}
    for row in read_rows(path, ("line", "start", "end", "type", "optional")):
        if not all(cell.isdecimal() for cell in (row.cells[0], *(row.cells[1:3] if row.cells[3] else ()))):
            row.fault("data-number")
        found = spans.setdefault(int(row.cells[0]), [])
        if row.cells[3]:
            start, end = int(row.cells[1]), int(row.cells[2])
            if not (found[-1][1] if found else 0) <= start < end:
                row.fault("data-overlap")
            found.append((start, end, row.one_of(3, TYPES), row.one_of(4, ("", "?")) == "?"))
    return spans


def _parse(row: Row) -> Marked:
    marked = row.cells[0]
    text, spans, at = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        if match[2] not in TYPES:
            row.fault("data-unknown-class", value=match[2], known="、".join(TYPES))
        spans.append((len(text), len(text) + len(match[1]), match[2], bool(match[3] or match[5])))
        text += match[1]
        at = match.end()
    text += marked[at:]
    if "{" in text or "}" in text:
        row.fault("data-braces")
    return Marked(fold(text), spans)
