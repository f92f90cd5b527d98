"""Cut a line into lexical tokens, clauses and chunks.

A *chunk* is a run of text between two words that no name crosses (verbs, adverbs, function words,
punctuation); an *item* is one member of the coordination in a chunk. All offsets are relative to
the compact line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.extract.formula import formula
from kg.lexicon import Knowledge, Lexeme

_QUOTED = re.compile(r"“[^“”\n]{1,48}”|《[^《》\n]{2,60}》")
_BRACKET = re.compile(r"（[^（）]{1,60}）")
_STOP = re.compile(r"[，。；：！？\n]|——|…+")
_LABEL = re.compile(
    r"(?:——|—|[一二三四五六七八九十]+、|（[一二三四五六七八九十\d]+）|\d{1,3}[.、．](?!\d)|第[一二三四五六七八九十]+[篇章节] ?|[一二三四五六七八九十]是|专栏\d+)+"
)
_FULL_STOP = "。！？"


class Token(NamedTuple):
    """A known word; ``kind`` is ``word``, ``quote``, ``title``, ``bracket``, ``formula``, ``stop`` or ``join``."""

    start: int
    end: int
    kind: str
    lexeme: Lexeme | None

    def has(self, kind: str) -> bool:
        return self.lexeme is not None and kind in self.lexeme.classes

    def role(self, kind: str) -> str | None:
        return self.lexeme.classes.get(kind) if self.lexeme else None


@dataclass(slots=True)
class Item:
    """One member of a coordination, leading modifiers and trailing verbal nouns taken off."""

    start: int
    end: int
    tokens: Sequence[Token]
    full: tuple[int, int]
    tail: str = ""
    joined: str = ""


@dataclass(slots=True)
class Chunk:
    """A run that may hold names. ``verb`` governs it; ``after`` is the predicate that follows it at the clause's end."""

    start: int
    end: int
    verb: Token | None
    items: list[Item] = field(default_factory=list)
    tokens: Sequence[Token] = ()
    after: Token | None = None
    before: str = ""
    opens: bool = False


@dataclass(slots=True)
class Clause:
    """A run between two stops; ``closes`` says that a sentence ends with it."""

    start: int
    end: int
    tokens: Sequence[Token]
    chunks: list[Chunk]
    sentence: int
    closes: bool


def scan(text: str, knowledge: Knowledge) -> list[Clause]:
    """The clauses of ``text`` in order."""
    tokens = _tokens(text, knowledge)
    clauses: list[Clause] = []
    start, held, sentence = 0, [], 0
    for token in [*tokens, Token(len(text), len(text), "stop", None)]:
        if token.kind != "stop":
            held.append(token)
            continue
        if token.start > start:
            mark = text[token.start : token.start + 1]
            clause = Clause(start, token.start, held, [], sentence, mark in _FULL_STOP)
            clause.chunks = list(_chunks(text, clause))
            clauses.append(clause)
        sentence += text[token.start : token.start + 1] in tuple(_FULL_STOP)
        start, held = token.end, []
    return clauses


def _tokens(text: str, knowledge: Knowledge) -> list[Token]:
    opaque = sorted(
        [Token(m.start(), m.end(), "title" if m.group()[0] == "《" else "quote", None) for m in _QUOTED.finditer(text)]
        + [Token(m.start(), m.end(), "bracket", None) for m in _BRACKET.finditer(text)]
        + [Token(m.start(), m.end(), "formula", None) for m in formula(tuple(knowledge.rules["formulas"]["units"]), knowledge.tails).finditer(text)],
        key=lambda t: (t.start, -t.end),
    )
    spans: list[Token] = []
    for token in opaque:
        if not spans or token.start >= spans[-1].end:
            spans.append(token)
    found: list[Token] = []
    at = 0
    lexemes = knowledge.lexemes
    words = [
        Token(start, end, "join" if "join" in lexemes[index].classes else "word", lexemes[index])
        for index, start, end in knowledge.automaton.find_matches_as_indexes(text)
    ]
    stops = [Token(m.start(), m.end(), "stop", None) for m in _STOP.finditer(text)]
    if label := _LABEL.match(text):
        stops.insert(0, Token(0, label.end(), "stop", None))
        words = [word for word in words if word.start >= label.end()]
    merged = sorted([*words, *stops])
    pending = iter(spans)
    span = next(pending, None)
    for token in merged:
        while span is not None and span.end <= token.start:
            found.append(span)
            at = span.end
            span = next(pending, None)
        if span is not None and token.end > span.start:
            # A gazetteer name may take a quotation in: “871”生态工程, “二次创业”.
            if token.start <= span.start and token.end >= span.end and token.lexeme is not None and token.lexeme.name:
                found.append(token)
                at = token.end
                span = next(pending, None)
            continue
        if token.start >= at:
            found.append(token)
            at = token.end
    while span is not None:
        found.append(span)
        span = next(pending, None)
    return found


def _chunks(text: str, clause: Clause) -> Iterator[Chunk]:
    """The chunks of a clause; each knows the verb before it and the predicate behind it."""
    verb: Token | None = None
    start: int = clause.start
    held: list[Token] = []
    boundary: Token | None = None
    chunks: list[Chunk] = []

    def close(end: int, by: Token | None) -> None:
        nonlocal held
        if end > start:
            before = text[boundary.start : boundary.end] if boundary else ""
            chunk = Chunk(start, end, verb, tokens=held, before=before, opens=not chunks and verb is None)
            chunk.items = list(_items(text, chunk))
            if chunk.items:
                chunks.append(chunk)
            if by is not None and chunk.items and (by.has("after") or by.has("verb")):
                chunk.after = by
        held = []

    for index, token in enumerate(clause.tokens):
        hard = token.lexeme is not None and token.lexeme.hard
        opens_verb = not hard and not held and token.start == start and _verbal(token, clause.tokens, index, text)
        if not hard and not opens_verb:
            held.append(token)
            continue
        close(token.start, token)
        if opens_verb or token.has("verb"):
            verb = token
        boundary = token
        start = token.end
    close(clause.end, None)
    yield from chunks


def _verbal(token: Token, tokens: Sequence[Token], index: int, text: str) -> bool:
    """Whether a verbal noun at the head of a chunk governs what follows (建设B1线, not 建设银行)."""
    if not token.has("act"):
        return False
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is not None and following.kind in ("stop", "join") and following.start == token.end:
        return False
    if following is not None and following.start == token.end and following.lexeme and following.lexeme.hard:
        return False
    return token.end < len(text) and text[token.end] not in "，。；：！？、）”"


_NUMERALS = frozenset("0123456789〇一二两三四五六七八九十百千万约近超逾达共第")
_NUMBER = re.compile(
    r"(?:(?:约|近|超|逾|达|共|第)?[\d〇一二两三四五六七八九十百千万]+(?:\.\d+)?(?:余|多|几)?"
    r"(?:个|家|条|座|项|批|种|所|处|名|万个|辆|艘|架|台|套|宗|届|支|片|大类|大|类|轮|次|期)(?:以上|左右)?)+"
)


def _items(text: str, chunk: Chunk) -> Iterator[Item]:
    start, held, joined = chunk.start, [], ""
    for token in chunk.tokens:
        if token.kind == "join" and not _inside_word(text, token, chunk):
            if item := _item(text, start, token.start, held, joined):
                yield item
            start, held, joined = token.end, [], text[token.start : token.end]
            continue
        scheme = token.lexeme is not None and token.lexeme.name is not None and token.lexeme.name.type == "Scheme"
        apart = (token.kind == "formula" or scheme) and token.start > start
        if apart or (token.kind == "quote" and held and held[-1].kind == "quote" and held[-1].end == token.start):
            if item := _item(text, start, token.start, held, joined):
                yield item
            start, held, joined = token.start, [], ""
        held.append(token)
    if item := _item(text, start, chunk.end, held, joined):
        yield item


def _inside_word(text: str, token: Token, chunk: Chunk) -> bool:
    """A join mark that is part of a name: the dash-like dot of 中埃·泰达, the slash of a unit."""
    mark = text[token.start : token.end]
    return mark in "·/／" and chunk.start < token.start and token.end < chunk.end


def _item(text: str, start: int, end: int, tokens: Sequence[Token], joined: str) -> Item | None:
    full = (start, end)
    tokens = list(tokens)
    while True:
        while start < end and text[start] in " ":
            start += 1
        match = _NUMBER.match(text, start, end) if text[start : start + 1] in _NUMERALS else None
        if match and match.end() < end:
            start = match.end()
        elif tokens and tokens[0].start == start and tokens[0].has("modifier") and tokens[0].end < end:
            start = tokens[0].end
        else:
            break
        tokens = [t for t in tokens if t.start >= start]
    while end > start and text[end - 1] in " ":
        end -= 1
    tail = ""
    while (
        tokens
        and tokens[-1].end == end
        and (tokens[-1].has("act") or tokens[-1].has("noun"))
        and tokens[-1].start > start
    ):
        tail = text[tokens[-1].start : end] + tail
        end = tokens[-1].start
        tokens.pop()
    if start >= end:
        return None
    return Item(start, end, tokens, full, tail, joined)
