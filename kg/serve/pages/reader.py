"""The text of a plan as it was written, with what was found in each paragraph, and where nothing was."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pyoxigraph as ox

from kg.model import Span
from kg.serve.pages.site.catalogue import Aim, Catalogue, PlanCard
from kg.serve.pages.site.page import NotThere, Page, Visit
from kg.serve.pages.site.source import Row, local, number, rows

_ENOUGH, _TOO_LONG = 3_000, 8_000
_GAP = 12
"""A paragraph of fewer characters in which nothing was found is no gap; it may be a heading or a date."""
_MARK = re.compile(r"(\d{1,9})-(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the plan."""

    section: str
    index: int
    kind: str
    heading: str
    start: int
    line: int
    depth: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that belong to one mention, or to none, cut where what is marked begins or ends."""

    mention: Row | None
    parts: Sequence[tuple[str, bool, int]]
    """Text, whether it is marked, and its offset in the plan."""


@dataclass(frozen=True)
class Paragraph:
    """One line of the text."""

    line: int
    start: int
    text: str
    heading: bool = False
    pieces: Sequence[Piece] = ()
    facts: Sequence[Row] = ()
    goals: Sequence[Row] = ()
    named: Sequence[Row] = field(default_factory=tuple)

    @property
    def gap(self) -> bool:
        """Whether nothing was found where something might have been."""
        return not (self.heading or self.facts or self.goals or self.named or len(self.text.strip()) < _GAP)


def page(visit: Visit) -> Page:
    """The part of the text that holds a line, with a run of characters marked."""
    slug = visit.path["slug"]
    card = visit.catalogue.plans.get(slug)
    if card is None:
        raise NotThere(visit.word("no-plan", slug=slug))
    parts = parts_of(visit.catalogue, card)
    sheets = sheets_of(parts, card.characters)
    line = visit.number("line", least=1)
    at = max(bisect_right([sheet[0].line for sheet in sheets], line) - 1, 0)
    mark = _mark(visit.asked("mark"))
    paragraphs = read(visit.catalogue, sheets[at], mark) if sheets else []
    values = {
        "card": card,
        "contents": [part for part in parts if part.heading and part.depth < 2],
        "sheet": at,
        "starts": [sheet[0].line for sheet in sheets],
        "paragraphs": paragraphs,
        "gaps": [paragraph.line for paragraph in paragraphs if paragraph.gap],
        "least": _GAP,
        "line": line if visit.asked("line") else 0,
        "open": {part.index for part in sheets[at]} if sheets else set(),
    }
    return Page("reader.html", values)


def _mark(asked: str) -> Span | None:
    match = _MARK.fullmatch(asked)
    return Span(int(match[1]), int(match[2])) if match else None


def parts_of(catalogue: Catalogue, card: PlanCard) -> Sequence[Part]:
    """The sections of a plan in their order."""
    depths: dict[str, int] = {card.plan: -1}
    parts = []
    for row in catalogue.sections(card.plan):
        depth = depths[row["section"]] = depths.get(row["parent"], -1) + 1
        heading = " ".join(filter(None, (row["number"], row["title"])))
        parts.append(
            Part(
                row["section"],
                number(row["index"]),
                local(row["kind"]),
                heading,
                number(row["start"]),
                number(row["line"]),
                depth,
            )
        )
    return parts


def sheets_of(parts: Sequence[Part], characters: int) -> Sequence[Sequence[Part]]:
    """The sections laid on pages: a chapter begins one if the page before is not nearly empty."""
    sheets: list[list[Part]] = []
    begun = 0
    for part, end in zip(parts, [*(part.start for part in parts[1:]), characters], strict=True):
        filled, after = part.start - begun, end - begun
        fresh = not sheets or (part.depth == 0 and filled >= _ENOUGH) or (filled and after > _TOO_LONG)
        if fresh and not (sheets and sheets[-1][-1].line == part.line):
            sheets.append([])
            begun = part.start
        sheets[-1].append(part)
    return sheets


def read(catalogue: Catalogue, sheet: Sequence[Part], mark: Span | None = None) -> Sequence[Paragraph]:
    """The paragraphs of some sections that follow each other, with all that was found there."""
    nodes = [ox.NamedNode(part.section) for part in sheet]
    found = _found(catalogue, nodes)
    texts = {row["section"]: row["text"] for row in rows(catalogue.store, "text/section-texts", section=nodes)}
    text = "".join(texts.get(part.section, "") for part in sheet)
    claims = (*found["facts"], *found["goals"])
    lines = list(_lines(text, sheet[0])) if text.strip() else list(_quoted(claims))
    by_line = {kind: _by_line(claims) for kind, claims in found.items()}
    headings = {part.line for part in sheet if part.heading}
    return [
        Paragraph(
            line=line,
            start=start,
            text=words,
            heading=line in headings and len(words) < _LONG_HEADING,
            pieces=list(pieces(words, start, by_line["mentions"].get(line, ()), mark)),
            facts=_marked_first(by_line["facts"].get(line, ()), mark),
            goals=_marked_first(by_line["goals"].get(line, ()), mark),
            named=_each(by_line["mentions"].get(line, ())),
        )
        for line, start, words in lines
    ]


_LONG_HEADING = 60


def _marked_first(claims: Sequence[Row], mark: Span | None) -> Sequence[Row]:
    """The relations and goals of a paragraph, those of the marked characters first, as ``marked``."""
    marked = [{**row, "marked": "yes" if mark and _says(row, mark) else ""} for row in claims]
    return sorted(marked, key=lambda row: not row["marked"])


def _says(row: Row, mark: Span) -> bool:
    return (number(row["start"]), number(row["end"])) == (mark.start, mark.end)


def _lines(text: str, first: Part) -> Iterator[tuple[int, int, str]]:
    start = first.start
    for line, words in enumerate(text.split("\n"), start=first.line):
        if words.strip():
            yield line, start, words
        start += len(words) + 1


def _found(catalogue: Catalogue, sections: Sequence[ox.NamedNode]) -> Mapping[str, Sequence[Row]]:
    """The extractions of some sections: ``mentions``, ``facts``, ``goals``."""
    mentions = rows(catalogue.store, "text/read-mentions", section=sections)
    claims = rows(catalogue.store, "text/read-claims", section=sections)
    others = [ox.NamedNode(row["claim"]) for row in claims if row["claim"] not in catalogue.aim]
    facts = {row["claim"]: row for row in rows(catalogue.store, "things/facts-of", claim=others)} if others else {}
    return {
        "mentions": [{**row, **_thing(catalogue, row["thing"])} for row in mentions if row["thing"] in catalogue.names],
        "facts": [{**row, **_fact(catalogue, facts[row["claim"]])} for row in claims if row["claim"] in facts],
        "goals": [{**row, **_goal(catalogue.aim[row["claim"]])} for row in claims if row["claim"] in catalogue.aim],
    }


def _thing(catalogue: Catalogue, thing: str) -> Row:
    return {"name": catalogue.names[thing].name, "class": catalogue.names[thing].type}


def _fact(catalogue: Catalogue, row: Row) -> Row:
    ends = {end: row[end] for end in ("subject", "object")}
    named = {f"{end}_name": catalogue.names[it].name if it in catalogue.names else it for end, it in ends.items()}
    return {**ends, **named, "predicate": local(row["predicate"])}


def _goal(aim: Aim) -> Row:
    return {name: getattr(aim, name) for name in ("holder_name", "text", "value", "unit", "comparator", "year")}


def _quoted(claims: Iterable[Row]) -> Iterator[tuple[int, int, str]]:
    """What can be read of a plan whose text the store does not hold: the longest quote of each line."""
    longest: dict[int, Row] = {}
    for row in claims:
        line = number(row["line"])
        if line not in longest or len(row["quote"]) > len(longest[line]["quote"]):
            longest[line] = row
    for line, row in sorted(longest.items()):
        yield line, number(row["start"]), row["quote"]


def _by_line(found: Sequence[Row]) -> Mapping[int, Sequence[Row]]:
    by_line: dict[int, list[Row]] = defaultdict(list)
    for row in found:
        short = {"status": local(row["status"])} if "status" in row else {}
        by_line[number(row["line"])].append({**row, **short})
    return by_line


def _each(found: Sequence[Row]) -> Sequence[Row]:
    """Each thing once, in the order of the text."""
    once: dict[str, Row] = {}
    for row in sorted(found, key=lambda row: number(row["start"])):
        once.setdefault(row["thing"], row)
    return list(once.values())


def pieces(text: str, start: int, mentions: Sequence[Row], mark: Span | None) -> Iterator[Piece]:
    """A paragraph split into mentions and the text between them; of nested mentions the longest is kept."""
    at = start
    for mention in _outermost(mentions, Span(start, start + len(text))):
        first, last = number(mention["start"]), number(mention["end"])
        if at < first:
            yield Piece(None, list(_cut(text, start, Span(at, first), mark)))
        yield Piece(mention, list(_cut(text, start, Span(first, last), mark)))
        at = last
    if at < start + len(text):
        yield Piece(None, list(_cut(text, start, Span(at, start + len(text)), mark)))


def _outermost(mentions: Sequence[Row], within: Span) -> Iterator[Row]:
    at = within.start
    for row in sorted(mentions, key=lambda row: (number(row["start"]), -number(row["end"]), row["thing"])):
        if number(row["start"]) >= at and number(row["end"]) <= within.end:
            yield row
            at = number(row["end"])


def _cut(text: str, start: int, span: Span, mark: Span | None) -> Iterator[tuple[str, bool, int]]:
    inner = Span(max(span.start, mark.start), min(span.end, mark.end)) if mark else Span(0, 0)
    bounds = [span.start, inner.start, inner.end, span.end] if inner.start < inner.end else [span.start, span.end]
    for first, last in pairwise(bounds):
        if first < last:
            yield text[first - start : last - start], first >= inner.start and last <= inner.end, first
