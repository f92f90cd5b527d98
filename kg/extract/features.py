"""What the tagger sees of each character: itself, its neighbours, and what the rules know there.

Every template is hashed to a slot of a fixed table, all characters of a plan at once; training and
tagging share this module, so a slot means the same to both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.extract.names import list_cue
from kg.extract.proposals import KNOWN, Proposal
from kg.extract.resolve import resolve
from kg.extract.scan import Chunk, Clause, Item, Token
from kg.lexicon import Knowledge, Lexeme

SLOTS = 1 << 21
TYPES = ("Park", "Enterprise", "Project", "Industry", "Place", "Organization", "Facility", "Policy", "Scheme")
LABELS = ("O", *(f"{mark}-{type_}" for type_ in TYPES for mark in "BI"))
_MARGIN = 2
_KINDS = ("none", "join", "verb", "adverb", "function", "after", "place", "industry", "maybe-industry", "modifier", "act", "head",
          "common", "keep", "quote", "title", "bracket", "formula")  # fmt: skip
_ROLES = ("", "make", "build", "carry", "grow", "rely", "join", "draw", "run")
_KIND = {name: code for code, name in enumerate(_KINDS)}
_ROLE = {name: code for code, name in enumerate(_ROLES)}
_TYPE = {name: code for code, name in enumerate(("", *TYPES, "-"))}
_NEED = {name: code for code, name in enumerate(("name", "proper", "list", "quoted"))}

# Each row is one feature: the channels it joins, with their distance to the character.
_TEMPLATES: tuple[tuple[tuple[str, int], ...], ...] = (
    (("char", 0),), (("char", -1),), (("char", 1),), (("char", -2),), (("char", 2),),
    (("char", -1), ("char", 0)), (("char", 0), ("char", 1)), (("char", -2), ("char", -1)), (("char", 1), ("char", 2)),
    (("char", -1), ("char", 0), ("char", 1)),
    (("kind", 0),), (("kind", -1),), (("kind", 1),), (("kind", -2),), (("kind", 2),), (("kind", -1), ("kind", 0), ("kind", 1)),
    (("rule", 0),), (("rule", -1),), (("rule", 1),),
    (("role", 0),), (("cue", 0),), (("head", 0),), (("item", 0), ("head", 0)),
    (("head", 0), ("role", 0), ("cue", 0), ("item", 0)),
)  # fmt: skip


@dataclass(frozen=True)
class Channels:
    """The raw values of one line, a byte or code point a character."""

    char: Sequence[int]
    kind: bytearray
    rule: bytearray
    role: bytearray
    cue: bytearray
    head: bytearray
    item: bytearray


def channels(text: str, clauses: Iterable[Clause], proposals: Iterable[Proposal], knowledge: Knowledge) -> Channels:
    """Lay what the scan and the rules know over the characters of a line."""
    size = len(text)
    found = Channels(list(map(ord, text)), *(bytearray(size) for _ in range(6)))
    for clause in clauses:
        for token in clause.tokens:
            _fill(found.kind, token.start, token.end, 4 * _kind(token, knowledge))
        for index, chunk in enumerate(clause.chunks):
            following = clause.chunks[index + 1] if index + 1 < len(clause.chunks) else None
            _chunk(found, text, chunk, following, knowledge)
    for name in resolve(p for p in proposals if p.weight < KNOWN or p.rule != "gazetteer").kept:
        _fill(found.rule, name.start, name.end, 4 * _TYPE[name.type])
    return found


def slots(lines: Sequence[Channels]) -> NDArray[np.int64]:
    """The slot of each template for each character of ``lines``, which stand one after the other.

    The shape is (templates, characters); neighbours of another line count as nothing.
    """
    size = sum(len(line.char) + _MARGIN for line in lines) + _MARGIN
    padded = {name: np.zeros(size, dtype=np.uint64) for name in ("char", "kind", "rule", "role", "cue", "head", "item")}
    keep = np.zeros(size, dtype=bool)
    at = _MARGIN
    for line in lines:
        end = at + len(line.char)
        for name, row in padded.items():
            row[at:end] = np.asarray(getattr(line, name), dtype=np.uint64) + np.uint64(1)
        keep[at:end] = True
        at = end + _MARGIN
    where = np.flatnonzero(keep)
    table = np.empty((len(_TEMPLATES), len(where)), dtype=np.int64)
    for row, template in enumerate(_TEMPLATES):
        mixed = np.full(len(where), (row + 1) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF, dtype=np.uint64)
        for name, distance in template:
            mixed = (mixed ^ padded[name][where + distance]) * np.uint64(0x100000001B3)
            mixed ^= mixed >> np.uint64(29)
        table[row] = (mixed & np.uint64(SLOTS - 1)).astype(np.int64)
    return table


def _fill(row: bytearray, start: int, end: int, code: int) -> None:
    """Write ``code`` over a run, its ends told apart from its middle."""
    size = end - start
    if size == 1:
        row[start] = code + 3
    elif size > 1:
        row[start:end] = bytes((code, *([code + 1] * (size - 2)), code + 2))


def _kind(token: Token, knowledge: Knowledge) -> int:
    if token.lexeme is None or token.kind not in ("word", "join"):
        return _KIND.get(token.kind, 0)
    return _lexeme_kind(token.lexeme, knowledge.heads)


_CLASSES = ("join", "verb", "after", "adverb", "function")


def _lexeme_kind(lexeme: Lexeme, heads: Mapping[str, object]) -> int:
    for name in _CLASSES:
        if name in lexeme.classes:
            return _KIND[name]
    if lexeme.place:
        return _KIND["place"]
    if lexeme.industry:
        return _KIND["maybe-industry" if lexeme.industry.ambiguous else "industry"]
    for name in ("modifier", "act", "keep"):
        if name in lexeme.classes:
            return _KIND[name]
    if "noun" in lexeme.classes:
        return _KIND["act"]
    return _KIND["head" if lexeme.text in heads else "common" if lexeme.common else "none"]


def _chunk(found: Channels, text: str, chunk: Chunk, following: Chunk | None, knowledge: Knowledge) -> None:
    size = chunk.end - chunk.start
    role = (chunk.verb.role("verb") or chunk.verb.role("act") or "run") if chunk.verb else ""
    cue = list_cue(text, chunk, following, knowledge.rules["cues"])
    found.role[chunk.start : chunk.end] = bytes([_ROLE.get(role, 0)]) * size
    found.cue[chunk.start : chunk.end] = bytes([_TYPE[cue[0]] if cue else 0]) * size
    for item in chunk.items:
        _item(found, text, item, len(chunk.items) > 1, knowledge)


def _item(found: Channels, text: str, item: Item, listed: bool, knowledge: Knowledge) -> None:
    head = _head(text[item.start : item.full[1]], knowledge) or _head(text[item.start : item.end], knowledge)
    start, end = item.full
    found.head[start:end] = bytes([head]) * (end - start)
    place = bytearray(end - start)
    _fill(place, item.start - start, item.end - start, 4)
    place[: item.start - start] = bytes([8]) * (item.start - start)
    place[item.end - start :] = bytes([9]) * (end - item.end)
    found.item[start:end] = bytes(code + 16 * listed for code in place)


def _head(name: str, knowledge: Knowledge) -> int:
    _, readings = knowledge.head_of(name)
    named = [reading for reading in readings if reading.type != "-"]
    if named:
        return 1 + 4 * _TYPE[named[0].type] + _NEED[named[0].need]
    return 1 + 4 * _TYPE["-"] if readings else 0
