"""Classify one item: as an industry term, by its head noun, or by the verb that governs it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extract.line.clauses import Chunk, Item, unknown
from kg.extract.names.proposals import CUED, GOVERNED, KNOWN, QUOTED, SHAPED, Proposal
from kg.lexicon.entries import Head
from kg.lexicon.knowledge import Knowledge
from kg.lexicon.tables import ClassName
from kg.model import Provenance

_LATIN_OR_DIGIT = re.compile(r"[A-Za-z0-9]")
_TITLE = re.compile(r"《([^《》]+)》")
_SHORTEST_CONTEXT, _LONGEST_CONTEXT = 2, 14


def typed_alone(text: str, item: Item, knowledge: Knowledge) -> Proposal | None:
    """The candidate for an item without context: an industry term, or a name by its head noun; None if neither."""
    start, end, whole = item.start, item.end, item.full[1]
    if (found := _known(text, start, whole, knowledge)) is not None:
        return found
    if end < whole and (found := _known(text, start, end, knowledge)) is not None:
        return found
    opening = item.tokens[0] if item.tokens else None
    if opening and opening.start == start and opening.end in (end, whole) and opening.lexeme and opening.lexeme.place:
        return None
    if (found := _shaped(text, item, whole, item.head, knowledge)) is not None or end == whole:
        return found
    return _shaped(text, item, end, knowledge.head_of(text[start:end]), knowledge)


def _known(text: str, start: int, end: int, knowledge: Knowledge) -> Proposal | None:
    """An industry term that needs no context."""
    term = knowledge.industries.get(text[start:end])
    if term is None or term.ambiguous:
        return None
    return Proposal(start, end, "Industry", text[start:end], "industry.term", KNOWN)


def _shaped(
    text: str, item: Item, end: int, closing: tuple[str, Sequence[Head]], knowledge: Knowledge
) -> Proposal | None:
    """The candidate for the item up to ``end`` by title marks, or by ``closing``, its head noun with the readings."""
    if text[item.start] == "《" and (title := _TITLE.fullmatch(text, item.start, end)):
        name = text[item.start : end]
        return Proposal(item.start, end, "Policy", name, "title-marks", QUOTED) if len(title[1]) > 3 else None
    head, readings = closing
    if not readings:
        return None
    name = text[item.start : end]
    if name == head and head in knowledge.short_forms:
        return Proposal(item.start, end, "Park", name, "short-form", CUED, Provenance.RESOLVED)
    modifier_end = end - len(head)
    counted = item.full[0] < item.start and knowledge.rules.line.counted_noun.match(text, item.full[0], item.start)
    for reading in readings:
        if counted and reading.type == "Park":
            continue
        if reading.type != "-" and _allowed(text, item, modifier_end, reading):
            return Proposal(item.start, end, reading.type, name, f"head.{reading.type.lower()}", SHAPED)
    return None


def _allowed(text: str, item: Item, modifier_end: int, reading: Head) -> bool:
    if modifier_end <= item.start or reading.need == "list":
        return False
    modifier = text[item.start : modifier_end]
    if reading.need == "quoted":
        return "“" in modifier and modifier.endswith("”")
    proper = is_proper(text, item.start, modifier_end, item)
    if reading.need == "proper":
        return proper
    if reading.type == "Industry":
        return False
    if reading.type == "Policy":
        return len(modifier) >= 2
    return proper or any(t.lexeme and t.lexeme.industry and t.end <= modifier_end for t in item.tokens)


def is_proper(text: str, start: int, end: int, words: Item | Chunk) -> bool:
    """Whether the span contains a place, a quotation, Latin or digits, or two characters outside the lexicon."""
    for token in words.tokens:
        if start < token.end <= end:
            lexeme = token.lexeme
            if token.kind in ("quote", "title") if lexeme is None else lexeme.place:
                return True
    return unknown(words, start, end) >= 2 or _LATIN_OR_DIGIT.search(text, start, end) is not None


def governed(text: str, chunk: Chunk, item: Item, knowledge: Knowledge) -> Proposal | None:
    """The candidate for an item by the verb that governs its list (培育A、B、C), or None."""
    role = chunk.verb.does if chunk.verb is not None else None
    if role not in ("grow", "carry"):
        return None
    name = text[item.start : item.end]
    if role == "grow":
        lexeme = knowledge.industries.get(name)
        shaped = any(reading.type == "Industry" for reading in knowledge.head_of(name)[1])
        if (lexeme or shaped) and fits(text, item, "Industry", knowledge):
            return Proposal(item.start, item.end, "Industry", name, "verb.grow", GOVERNED)
    if role == "carry" and name.startswith("“") and name.endswith("”"):
        return Proposal(item.start, item.end, "Policy", name, "verb.carry-quoted", GOVERNED)
    return None


def fits(text: str, item: Item, type_: str, knowledge: Knowledge) -> bool:
    """Whether context alone may classify the item as a name of ``type_``."""
    name = text[item.start : item.end]
    if not _SHORTEST_CONTEXT <= len(name) <= (_LONGEST_CONTEXT if type_ != "Project" else 24):
        return False
    if type_ == "Industry":
        lexeme = knowledge.lexeme(name)
        if lexeme is not None and (lexeme.common or lexeme.classes) and lexeme.industry is None:
            return False
        return not name.endswith(knowledge.rules.cues.deny[ClassName("Industry")])
    if type_ in ("Policy", "Place"):
        return False
    return is_proper(text, item.start, item.end, item)


def told(text: str, item: Item, type_: str, rule: str, weight: int) -> Proposal:
    """The item as a candidate whose class is given by the context."""
    return Proposal(item.start, item.end, type_, text[item.start : item.end], rule, weight)


def builds(chunk: Chunk, knowledge: Knowledge) -> bool:
    """Whether the chunk is governed by a verb of building, or an item ends with a verbal noun of building."""
    if chunk.verb is not None and chunk.verb.does == "build":
        return True
    return any(item.tail in knowledge.rules.cues.built.tails for item in chunk.items)


def is_facility(own: Proposal | None) -> bool:
    """Whether a candidate is a facility."""
    return own is not None and own.type == "Facility"


def as_work(own: Proposal) -> Proposal:
    """Reclassify a facility under construction as a project (the guide, settled cases)."""
    return own._replace(type="Project", rule="context.built")
