"""The features of the tagger for each character: characters, lexical classes and rule candidates in a window.

Every template is hashed to a slot of a fixed table, all characters of a plan at once; training and
tagging share this module, so a slot means the same to both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from kg.extract.line.clauses import Chunk, Clause, Item
from kg.extract.names.lists import list_cue
from kg.extract.names.proposals import Proposal
from kg.extract.names.resolve import resolve
from kg.lexicon.entries import Head, Lexeme
from kg.lexicon.knowledge import Knowledge

SLOTS = 1 << 21
TYPES = ("Park", "Enterprise", "Project", "Industry", "Place", "Organization", "Facility", "Policy", "Scheme")
LABELS = ("O", *(f"{mark}-{type_}" for type_ in TYPES for mark in "BI"))
_MARGIN = 2
"""The largest distance of a feature template to either side, in characters."""
_SEED, _FACTOR, _SHIFT, _WORD = 0x9E3779B97F4A7C15, np.uint64(0x100000001B3), np.uint64(29), 0xFFFFFFFFFFFFFFFF
_LAST = np.uint64(SLOTS - 1)
_KINDS = (
    "none", "join", "verb", "adverb", "function", "after", "place", "industry", "maybe-industry", "modifier", "act",
    "head", "common", "keep", "quote", "title", "bracket", "formula",
)  # fmt: skip
_ROLES = ("", "make", "build", "carry", "grow", "rely", "join", "draw", "run", "done", "going", "start")
_KIND = {name: code for code, name in enumerate(_KINDS)}
_ROLE = {name: code for code, name in enumerate(_ROLES)}
_TYPE = {name: code for code, name in enumerate(("", *TYPES, "-"))}
_NEED = {name: code for code, name in enumerate(("name", "proper", "list", "quoted"))}

_BYTE_CHANNELS = ("kind", "rule", "role", "cue", "head", "item")


# Each row is one feature: the channels it joins, with their distance to the character.
_TEMPLATES: tuple[tuple[tuple[str, int], ...], ...] = (
    (("char", 0),), (("char", -1),), (("char", 1),), (("char", -2),), (("char", 2),),
    (("char", -1), ("char", 0)), (("char", 0), ("char", 1)), (("char", -2), ("char", -1)), (("char", 1), ("char", 2)),
    (("char", -1), ("char", 0), ("char", 1)),
    (("kind", 0),), (("kind", -1),), (("kind", 1),), (("kind", -2),), (("kind", 2),),
    (("kind", -1), ("kind", 0), ("kind", 1)),
    (("rule", 0),), (("rule", -1),), (("rule", 1),),
    (("role", 0),), (("cue", 0),), (("head", 0),), (("item", 0), ("head", 0)),
    (("head", 0), ("role", 0), ("cue", 0), ("item", 0)),
)  # fmt: skip


def signature(knowledge: Knowledge) -> str:
    """A hash of everything that features depend on: labels, templates, and the lexicon's entry of each word."""
    words = [
        (word.text, sorted(word.classes.items()), word.place, word.industry, word.common, word.head)
        for word in knowledge.lexemes
    ]
    cues = knowledge.rules.cues
    parts = (SLOTS, LABELS, _TEMPLATES, words, sorted(knowledge.heads.items()), cues.class_, cues.share)
    return sha256(repr(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Channels:
    """The raw values of one line, a byte a character beside the text itself."""

    char: str
    kind: bytearray
    rule: bytearray
    role: bytearray
    cue: bytearray
    head: bytearray
    item: bytearray


def channels(text: str, clauses: Sequence[Clause], proposals: Iterable[Proposal], knowledge: Knowledge) -> Channels:
    """Encode the tokens, chunks and rule candidates of a line as one code for each character and channel."""
    size = len(text)
    everyday = next((clause.everyday.translate(_EVERYDAY) for clause in clauses), bytearray(size))
    found = Channels(text, everyday, *(bytearray(size) for _ in range(5)))
    kind, heads = found.kind, _heads(knowledge)
    for clause in clauses:
        for token in clause.tokens:
            lexeme = token.lexeme
            kind[token.start : token.end] = (
                _run(4 * _KIND[token.kind], token.end - token.start) if lexeme is None else _WORDS[lexeme]
            )
        for chunk in clause.chunks:
            _chunk(found, chunk, knowledge)
            listed = 16 if len(chunk.items) > 1 else 0
            for item in chunk.items:
                if head := item.head[0] or _inner_head(text, item, knowledge):
                    start, end = item.full
                    found.head[start:end] = _BYTES[heads[head]] * (end - start)
                _item(found.item, item, listed)
    for name in resolve(proposals, knowledge.granted).kept:
        found.rule[name.start : name.end] = _run(4 * _TYPE[name.type], name.end - name.start)
    return found


def slots(lines: Sequence[Channels]) -> NDArray[np.int64]:
    """The slot of each template for each character of the concatenated ``lines``.

    The shape is (templates, characters); characters of other lines count as padding.
    """
    real = _laid(bytes((1,)) * len(line.char) for line in lines)
    columns = np.flatnonzero(real) - _MARGIN
    between = "\0" * _MARGIN
    text = between + between.join(line.char for line in lines) + between
    rows = {"char": np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32) + real}
    for name in _BYTE_CHANNELS:
        rows[name] = _laid(getattr(line, name) for line in lines) + real
    table = np.empty((len(_TEMPLATES), len(columns)), dtype=np.int64)
    for row, template in enumerate(_TEMPLATES):
        mixed = np.full(len(text) - 2 * _MARGIN, (row + 1) * _SEED & _WORD, dtype=np.uint64)
        for name, distance in template:
            mixed ^= rows[name][_MARGIN + distance : _MARGIN + distance + len(mixed)]
            mixed *= _FACTOR
            mixed ^= mixed >> _SHIFT
        table[row] = (mixed & _LAST)[columns]
    return table


def _laid(parts: Iterable[bytes | bytearray]) -> NDArray[np.uint64]:
    """The concatenated bytes of all lines, with zero padding between them and at either end."""
    between = bytes(_MARGIN)
    return np.frombuffer(between + between.join(parts) + between, dtype=np.uint8).astype(np.uint64)


@cache
def _run(code: int, size: int) -> bytes:
    """Codes of a run of ``size`` characters: ``code`` plus 0 first, 1 inside, 2 last, or 3 for a single character."""
    return bytes((code + 3,)) if size == 1 else bytes((code, *[code + 1] * (size - 2), code + 2))


_BYTES = tuple(bytes((code,)) for code in range(256))
_CLASSES = ("join", "verb", "after", "adverb", "function")


class _Words(dict[Lexeme, bytes]):
    """Cache of the kind codes of a word, one for each character."""

    def __missing__(self, lexeme: Lexeme) -> bytes:
        self[lexeme] = laid = _run(4 * _KIND[_kind(lexeme)], len(lexeme.text))
        return laid


_WORDS = _Words()
_EVERYDAY = bytes((0, *(4 * _KIND[kind] + at for kind in ("common", "head") for at in (0, 1, 2, 3)))).ljust(256, b"\0")
"""Translation from the codes of everyday words in a scan to kind codes."""


def _kind(lexeme: Lexeme) -> str:
    for name in _CLASSES:
        if name in lexeme.classes:
            return name
    if lexeme.place:
        return "place"
    if lexeme.industry:
        return "maybe-industry" if lexeme.industry.ambiguous else "industry"
    for name in ("modifier", "act", "keep"):
        if name in lexeme.classes:
            return name
    if "noun" in lexeme.classes:
        return "act"
    return "head" if lexeme.head else "common" if lexeme.common else "none"


def _chunk(found: Channels, chunk: Chunk, knowledge: Knowledge) -> None:
    start, end = chunk.start, chunk.end
    if role := _roles(chunk):
        found.role[start:end] = _BYTES[role] * (end - start)
    if chunk.closing is not None and (cue := list_cue(found.char, chunk, knowledge)):
        found.cue[start:end] = _BYTES[_TYPE[cue.type]] * (end - start)


def _inner_head(text: str, item: Item, knowledge: Knowledge) -> str:
    """The head noun of an item without its trailing verbal noun, or ``""``."""
    return knowledge.head_of(text[item.start : item.end])[0] if item.end < item.full[1] else ""


def _item(row: bytearray, item: Item, listed: int) -> None:
    """Write the codes of an item; ``listed`` is the offset of codes for members of a coordination, otherwise 0."""
    first, last = item.start, item.end
    row[first:last] = _run(listed + 4, last - first)
    start, end = item.full
    if start < first:
        row[start:first] = _BYTES[listed + 8] * (first - start)
    if last < end:
        row[last:end] = _BYTES[listed + 9] * (end - last)


def _roles(chunk: Chunk) -> int:
    """The role of the verb before a chunk combined with that of the predicate after it (推动A、B等项目建设: build)."""
    last = chunk.closing or chunk
    before = (_DONE[chunk.verb.lexeme] or _ROLE["run"]) if chunk.verb is not None else 0
    behind = 0
    if last.tokens and last.tokens[-1].end == last.end:
        behind = _DONE[last.tokens[-1].lexeme]
    if not behind and last.after is not None:
        behind = _DONE[last.after.lexeme]
    return before + len(_ROLES) * behind


class _Roles(dict[Lexeme | None, int]):
    """Cache of a word's role code as a verb, a verbal noun or a predicate."""

    def __missing__(self, lexeme: Lexeme | None) -> int:
        does = (lexeme.role or lexeme.classes.get("noun") or lexeme.classes.get("after")) if lexeme is not None else ""
        self[lexeme] = role = _ROLE.get(does or "", 0)
        return role


_DONE = _Roles()


@cache
def _heads(knowledge: Knowledge) -> Mapping[str, int]:
    """The feature code of each head noun."""
    return {head: _told(readings) for head, readings in knowledge.heads.items()}


def _told(readings: Sequence[Head]) -> int:
    """The code of a head noun's first class and of the condition for it."""
    named = next((reading for reading in readings if reading.type != "-"), None)
    return 1 + 4 * _TYPE[named.type] + _NEED[named.need] if named else 1 + 4 * _TYPE["-"]
