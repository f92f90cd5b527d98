"""Read the marked text that the tagger learns from.

``*.txt`` of ``data/training`` holds our own sentences with their names marked in place,
``{surface|Type}``, ``{surface|Type|full name}`` where a head is shared, ``{surface|Type?}`` where a
reader may differ. ``*.tsv`` marks lines of the plans beside the checkout by offset, so that no
sentence of theirs stands here; ``sparse/*.tsv`` their other lines, which hold few names.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg import messages
from kg.document import read_document
from kg.document.fold import fold
from kg.errors import KnowledgeError
from kg.extract.line.lines import lines_of
from kg.extract.names.features import TYPES
from kg.lexicon.knowledge import rows
from kg.messages import say

_MARK = re.compile(r"\{([^{}|]+)\|([A-Za-z]+)(\?)?(?:\|([^{}|?]+)(\?)?)?\}")


@dataclass(frozen=True)
class Marked:
    """A compact line and the spans of its names: start, end, type, whether a reader may differ."""

    text: str
    spans: list[tuple[int, int, str, bool]]

    def labels(self, *, optional: bool) -> list[str]:
        """The label of each character, with or without what is optional."""
        labels = ["O"] * len(self.text)
        for start, end, type_, may_differ in self.spans:
            if optional or not may_differ:
                labels[start:end] = [f"B-{type_}", *[f"I-{type_}"] * (end - start - 1)]
        return labels


def bags(folder: Path) -> list[frozenset[str]]:
    """What each of the taggers to be averaged does without, from ``folder/bags.toml`` (bagging, Breiman 1996)."""
    return [frozenset(bag["without"]) for bag in tomllib.loads((folder / "bags.toml").read_text("utf-8"))["bag"]]


def marked_bag(folder: Path, plans: Path, without: Container[str]) -> Iterator[Marked]:
    """All that one tagger learns from: sentences, lines of plans, and their sparse lines, but what is ``without``."""
    yield from marked_text(folder, without)
    yield from marked_plans(folder, plans)
    if "sparse" not in without:
        yield from marked_plans(folder / "sparse", plans)


def marked_text(folder: Path, without: Container[str] = ()) -> Iterator[Marked]:
    """The marked sentences of ``folder/*.txt``. Raises :class:`~kg.errors.KnowledgeError` for a broken mark."""
    for path in sorted(path for path in folder.glob("*.txt") if path.stem not in without):
        for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if row and not row.startswith("#"):
                yield _parse(row, path, number)


def marked_plans(folder: Path, plans: Path) -> Iterator[Marked]:
    """The lines of plans that ``folder/*.tsv`` marks; a plan that isn't in ``plans`` is left out."""
    for path in sorted(folder.glob("*.tsv")):
        plan = plans / f"{path.stem}.txt"
        if not plan.is_file():
            continue
        spans: dict[int, list[tuple[int, int, str, bool]]] = defaultdict(list)
        for number, start, end, type_, optional in rows(path, 5):
            spans[int(number)] += [(int(start), int(end), type_, optional == "?")] if type_ else []
        for line in lines_of(read_document(plan)):
            if line.number in spans:
                yield Marked(line.text, spans[line.number])


def _parse(row: str, path: Path, number: int) -> Marked:
    text, spans, at = "", [], 0
    for match in _MARK.finditer(row):
        text += row[at : match.start()]
        if match[2] not in TYPES:
            raise KnowledgeError(
                say("mark-unknown-type", path=path, row=number, type=match[2], known=messages.listing(TYPES))
            )
        spans.append((len(text), len(text) + len(match[1]), match[2], bool(match[3] or match[5])))
        text += match[1]
        at = match.end()
    text += row[at:]
    if "{" in text or "}" in text:
        raise KnowledgeError(say("mark-unbalanced", path=path, row=number))
    return Marked(fold(text), spans)
