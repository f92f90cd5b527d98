"""Segment a line into lexical tokens, clauses and chunks.

A *chunk* is a run of text between two words that no name crosses (verbs, adverbs, function words,
punctuation); an *item* is one member of the coordination in a chunk. All offsets are relative to
the compact line.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter

from kg.extract.line.formula import formula
from kg.lexicon.entries import ENDS, GOES_ON, HEAD, Head, Lexeme
from kg.lexicon.knowledge import Knowledge
from kg.lexicon.numerals import number

_QUOTED = re.compile(r"“[^“”\n]{1,48}”|《[^《》\n]{2,60}》")
_BRACKET = re.compile(r"（[^（）]{1,60}）")
_INNER = frozenset((GOES_ON, ENDS, GOES_ON + HEAD, ENDS + HEAD))
_FULL_STOP = frozenset("。！？")
_START, _END = attrgetter("start"), attrgetter("end")


@dataclass(slots=True, eq=False)
class Token:
    """A token; ``kind`` is ``word``, ``quote``, ``title``, ``bracket``, ``formula``, ``stop`` or ``join``.

    Not frozen: a plan has a token for every third character, and a frozen one takes four times as long to create.
    """

    start: int
    end: int
    kind: str
    lexeme: Lexeme | None

    def has(self, kind: str) -> bool:
        return self.lexeme is not None and kind in self.lexeme.classes

    def role(self, kind: str) -> str | None:
        return self.lexeme.classes.get(kind) if self.lexeme else None

    @property
    def does(self) -> str | None:
        """The role as a verb, or else as a verbal noun."""
        return self.lexeme.role if self.lexeme is not None else None


@dataclass(slots=True, eq=False)
class Item:
    """One member of a coordination, without leading modifiers and trailing verbal nouns.

    ``full`` is its span including these, ``head`` the head noun at the end of that span with its readings;
    ``everyday`` is as in :class:`Clause`.
    """

    start: int
    end: int
    tokens: Sequence[Token]
    everyday: bytearray
    full: tuple[int, int]
    head: tuple[str, Sequence[Head]]
    tail: str = ""
    joined: str = ""


@dataclass(slots=True)
class Chunk:
    """A run of text that may contain mentions.

    ``verb`` governs it; ``after`` is the predicate that follows it at the clause's end; ``before`` is the word
    before it; ``closing`` is the chunk after the 等 that ends it as a list; ``everyday`` is as in
    :class:`Clause`.
    """

    start: int
    end: int
    verb: Token | None
    items: list[Item]
    tokens: Sequence[Token]
    everyday: bytearray
    after: Token | None
    before: str
    opens: bool
    closing: Chunk | None = None


@dataclass(slots=True)
class Clause:
    """A run between two stops; ``closes`` if it is the last of its sentence.

    A third of all words are everyday words, of which only the position matters. They get no tokens but one code for
    each character (:func:`~kg.lexicon.entries.everyday`) in ``everyday``, which covers the whole line.
    """

    start: int
    end: int
    tokens: Sequence[Token]
    everyday: bytearray
    chunks: list[Chunk]
    sentence: int
    closes: bool

    def chunk_at(self, start: int) -> Chunk | None:
        """The chunk that contains the character at ``start``, or None."""
        for chunk in self.chunks:
            if start < chunk.end:
                return chunk if chunk.start <= start else None
        return None


@dataclass(slots=True)
class _ScannedLine:
    """A line with its everyday words and the knowledge."""

    text: str
    everyday: bytearray
    knowledge: Knowledge


def unknown(words: Item | Chunk, start: int, end: int) -> int:
    """The number of characters in ``start:end`` that no word of the lexicon covers."""
    size = words.everyday.count(0, start, end)
    for token in words.tokens:
        if token.start < end and token.end > start:
            size -= min(token.end, end) - max(token.start, start)
    return size


def scan(text: str, knowledge: Knowledge) -> list[Clause]:
    """The clauses of ``text`` in text order."""
    tokens, everyday = _words(text, knowledge)
    line = _ScannedLine(text, everyday, knowledge)
    clauses: list[Clause] = []
    start = first = sentence = 0
    size = len(text)
    stops = [index for index, token in enumerate(tokens) if token.kind == "stop"]
    for index in (*stops, len(tokens)):
        end, following = (tokens[index].start, tokens[index].end) if index < len(tokens) else (size, size)
        ends = text[end:following] in _FULL_STOP
        if end > start:
            held = tokens[first:index]
            chunks = _chunks(line, start, end, held)
            clauses.append(Clause(start, end, held, everyday, chunks, sentence, ends or end == size))
        sentence += ends
        start, first = following, index + 1
    return clauses


def _words(text: str, knowledge: Knowledge) -> tuple[list[Token], bytearray]:
    """The disjoint tokens of a line in text order (words, stops, opaque spans), and its everyday words."""
    lexemes = knowledge.lexemes
    tokens: list[Token] = []
    everyday = bytearray(len(text))
    for index, start, end in knowledge.automaton.find_matches_as_indexes(text):
        lexeme = lexemes[index]
        if lexeme.everyday:
            everyday[start:end] = lexeme.everyday
        elif lexeme.kind != "join" or _joins(text, start, end, knowledge):
            tokens.append(Token(start, end, lexeme.kind, lexeme))
    if label := knowledge.rules.line.label.match(text):
        tokens = [Token(0, label.end(), "stop", None), *tokens[bisect_left(tokens, label.end(), key=_START) :]]
        _forget(everyday, 0, label.end())
    for span in _disjoint(_opaque(text, knowledge)):
        _lay_over(tokens, everyday, span)
    return tokens, everyday


def _forget(everyday: bytearray, start: int, end: int) -> None:
    """Remove the everyday words that overlap a span."""
    while start > 0 and everyday[start] in _INNER:
        start -= 1
    while end < len(everyday) and everyday[end] in _INNER:
        end += 1
    everyday[start:end] = bytes(end - start)


def _joins(text: str, start: int, end: int, knowledge: Knowledge) -> bool:
    """Whether a conjunction joins anything that follows; 和 before 、 is part of a name (示例协和、…)."""
    return text[start] == "、" or end == len(text) or text[end] not in knowledge.rules.line.no_join_before


def _opaque(text: str, knowledge: Knowledge) -> Iterator[Token]:
    """The spans that are not tokenized any further: quotations, titles, brackets, formulas."""
    for match in _QUOTED.finditer(text):
        yield Token(*match.span(), "title" if match[0][0] == "《" else "quote", None)
    for match in _BRACKET.finditer(text):
        yield Token(*match.span(), "bracket", None)
    for match in formula(knowledge.rules.formulas.units, knowledge.tails).finditer(text):
        yield Token(*match.span(), "formula", None)


def _disjoint(spans: Iterable[Token]) -> Iterator[Token]:
    """The spans without those that overlap an earlier one; of spans with the same start, the longest."""
    end = 0
    for span in sorted(spans, key=lambda t: (t.start, -t.end)):
        if span.start >= end:
            end = span.end
            yield span


def _lay_over(tokens: list[Token], everyday: bytearray, span: Token) -> None:
    """Replace the words that overlap the span by the span."""
    first = bisect_right(tokens, span.start, key=_END)
    last = bisect_left(tokens, span.end, first, key=_START)
    tokens[first:last] = [span]
    _forget(everyday, span.start, span.end)


def _chunks(line: _ScannedLine, start: int, end: int, tokens: Sequence[Token]) -> list[Chunk]:
    """The chunks of a clause, with the verb before and the predicate after each."""
    text, everyday = line.text, line.everyday
    chunks: list[Chunk] = []
    verb: Token | None = None
    before = ""
    first = 0
    for index, token in enumerate(tokens):
        if (lexeme := token.lexeme) is None or not lexeme.bounding:
            continue
        classes = lexeme.classes
        hard = lexeme.hard
        if not hard and not (
            _governs(text, tokens, index)
            and (token.start == start or _acts(text, start, before, tokens[first : index + 1], line.knowledge))
        ):
            continue
        if token.start > start:
            held = tokens[first:index]
            if items := _items(line, start, token.start, held):
                after = token if "after" in classes or "verb" in classes or not hard else None
                opens = verb is None and not chunks
                chunks.append(Chunk(start, token.start, verb, items, held, everyday, after, before, opens))
        if not hard or "verb" in classes:
            verb = token
        before = text[token.start : token.end]
        start, first = token.end, index + 1
    held = tokens[first:]
    if end > start and (items := _items(line, start, end, held)):
        chunks.append(Chunk(start, end, verb, items, held, everyday, None, before, verb is None and not chunks))
    _close_lists(chunks)
    for chunk in chunks:
        if chunk.closing is None and len(chunk.items) > 1:
            _close_counted(line, chunk)
    return chunks


def _close_lists(chunks: Iterable[Chunk]) -> None:
    for chunk, following in pairwise(chunks):
        if following.before.startswith("等") and following.start - chunk.end <= len(following.before):
            chunk.closing = following


def _close_counted(line: _ScannedLine, chunk: Chunk) -> None:
    """Set the counted noun as the closing chunk of a list that ends with its count (A、B、C三座水库)."""
    last = chunk.items[-1]
    match = line.knowledge.rules.line.counted_list.search(line.text, last.start, last.full[1])
    if match is None or match.start() == last.start or number(match["count"]) != len(chunk.items):
        return
    counted = [t for t in last.tokens if t.start >= match.end()]
    noun = _item(line, (match.start(), last.full[1]), counted, "")
    if noun is None:
        return
    chunk.closing = replace(chunk, start=match.start(), items=[noun], tokens=noun.tokens, before="等", closing=None)
    inside = [t for t in last.tokens if t.end <= match.start()]
    if (name := _item(line, (last.start, match.start()), inside, last.joined)) is not None:
        chunk.items[-1] = name


def _governs(text: str, tokens: Sequence[Token], index: int) -> bool:
    """Whether a verbal noun at the head of a chunk governs what follows (建设B1线, not 建设银行)."""
    token = tokens[index]
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    lexeme = following.lexeme if following is not None and following.start == token.end else None
    if lexeme is not None and (lexeme.kind == "join" or lexeme.hard):
        return False
    return token.end < len(text) and text[token.end] not in "，。；：！？、）”"


def _acts(text: str, start: int, before: str, tokens: Sequence[Token], knowledge: Knowledge) -> bool:
    """Whether the last token is the predicate of the name before it (支持云河大学建设…, not 支持云河建设集团)."""
    *tokens, deed = tokens
    rules = knowledge.rules.subjects
    if before not in rules.lets or text[deed.start : deed.end] not in rules.deeds:
        return False
    if tokens and tokens[-1].end == deed.start and tokens[-1].lexeme is not None and tokens[-1].lexeme.place:
        return True
    doer = text[max((t.end for t in tokens if t.kind == "join"), default=start) : deed.start]
    head, readings = knowledge.head_of(doer)
    return len(head) < len(doer) and any(reading.type in _DOERS for reading in readings)


_DOERS = ("Park", "Organization", "Enterprise", "Facility")


def _items(line: _ScannedLine, start: int, end: int, tokens: Sequence[Token]) -> list[Item]:
    """The members of the coordination in a chunk."""
    items: list[Item] = []
    chunk_start, first, joined = start, 0, ""
    for index, token in enumerate(tokens):
        if (lexeme := token.lexeme) is not None and lexeme.plain:
            continue
        if token.kind == "join":
            # A conjunction mark may be part of a name: the middle dot of 中埃·泰达, the slash of a unit.
            mark = line.text[token.start : token.end]
            if mark in "·/／" and chunk_start < token.start and token.end < end:
                continue
            if item := _item(line, (start, token.start), tokens[first:index], joined):
                items.append(item)
            start, first, joined = token.end, index + 1, mark
        elif index >= first and _stands_apart(token, tokens[index - 1] if index > first else None, start):
            if item := _item(line, (start, token.start), tokens[first:index], joined):
                items.append(item)
            start, first, joined = token.start, index, ""
    if item := _item(line, (start, end), tokens[first:] if first else tokens, joined):
        items.append(item)
    return items


def _stands_apart(token: Token, before: Token | None, start: int) -> bool:
    """Whether the token starts a new item: a formula, or the second of two adjacent quotations."""
    if token.kind == "quote":
        return before is not None and before.kind == "quote" and before.end == token.start
    return token.kind == "formula" and token.start > start


def _item(line: _ScannedLine, full: tuple[int, int], tokens: Sequence[Token], joined: str) -> Item | None:
    text, rules = line.text, line.knowledge.rules.line
    start, end = full
    if start >= end:
        return None
    first, last = 0, len(tokens)
    while start < end:
        char = text[start]
        if char == " ":
            start += 1
        elif char in rules.counts_open and (match := rules.counts.match(text, start, end)) and match.end() < end:
            start = match.end()
        elif first < last and (opening := tokens[first]).start == start and _modifies(opening, end):
            start = opening.end
        else:
            break
        while first < last and tokens[first].start < start:
            first += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    behind = end
    while last > first and (closing := tokens[last - 1]).end == end and _is_work(closing, start):
        last -= 1
        end = closing.start
    if start >= end:
        return None
    held = tokens if last - first == len(tokens) else tokens[first:last]
    head = line.knowledge.head_of(text[start : full[1]])
    return Item(start, end, held, line.everyday, full, head, text[end:behind] if end < behind else "", joined)


def _modifies(token: Token, end: int) -> bool:
    """Whether the first token of a run is a modifier and not the whole run."""
    lexeme = token.lexeme
    return lexeme is not None and lexeme.opening and token.end < end


def _is_work(token: Token, start: int) -> bool:
    """Whether the last token of a run is a verbal noun and not the whole run."""
    lexeme = token.lexeme
    return lexeme is not None and lexeme.closing and token.start > start
