"""Find goals: clauses that state an end to be reached or one that was reached."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.extract.context import Context, year_to_reach
from kg.extract.quantities import Found
from kg.extract.scan import Clause, Token
from kg.model import Quantity, Status

_SHORTEST = 4
_SPREAD = re.compile(r"分别")
_JOINED = re.compile(r"[、和及与以]+$")


@dataclass(frozen=True, slots=True)
class GoalProposal:
    """A goal in a compact line; ``head`` is where its verb stands, ``clause`` indexes the line's clauses."""

    start: int
    end: int
    clause: int
    head: int
    status: Status
    rule: str
    quantity: Quantity | None = None
    year: int | None = None


def propose_goals(
    text: str, clauses: Sequence[Clause], found: Sequence[Found], contexts: Sequence[Context], rules: Mapping[str, Any]
) -> Iterator[GoalProposal]:
    """The goals of one line, clause by clause; ``contexts`` has one entry a clause."""
    for index, (clause, context) in enumerate(zip(clauses, contexts, strict=True)):
        inside = [q for q in found if clause.start <= q.start and q.end <= clause.end and not _in_quote(clause, q)]
        yield from _clause(text, index, clause, context, inside, rules["goals"])


def _in_quote(clause: Clause, quantity: Found) -> bool:
    return any(t.kind in ("quote", "title", "bracket") and t.start <= quantity.start < t.end for t in clause.tokens)


def _clause(
    text: str, index: int, clause: Clause, context: Context, found: Sequence[Found], rules: Mapping[str, Any]
) -> Iterator[GoalProposal]:
    start = clause.start
    body = text[start : clause.end]
    if len(body) < _SHORTEST or (not found and re.match(rules["not"]["frames"], body)):
        return
    verb = _head_verb(text, start, clause, rules)
    ending = _ending(body, context, rules)
    spans = list(_measured(text, start, clause, found)) if found else []
    if spans:
        for begin, end, quantity in spans:
            head = verb.start if verb and begin <= verb.start < end else begin
            begin = _trim(text, begin, end, clause) if not (verb and verb.start == begin) else begin
            yield _goal(text, begin, end, index, head, clause, context, "goal.quantity", rules, quantity)
    elif verb is not None and _states_an_end(text, verb, clause, rules):
        begin = _begin(text, start, verb, clause, rules)
        yield _goal(text, begin, clause.end, index, verb.start, clause, context, "goal.verb", rules)
    elif ending is not None:
        begin = _trim(text, start, clause.end, clause)
        yield _goal(text, begin, clause.end, index, clause.end, clause, context, ending, rules)


def _head_verb(text: str, start: int, clause: Clause, rules: Mapping[str, Any]) -> Token | None:
    """The first verb of the clause that leads to an end state and has an object."""
    leading = tuple(rules["leading"])
    before: Token | None = None
    for token in clause.tokens:
        if token.start < start or token.kind != "word" or token.end >= clause.end:
            continue
        word = text[token.start : token.end]
        makes = token.role("verb") == "make"
        governs = word.endswith(leading) and any(chunk.verb is token for chunk in clause.chunks)
        carried = before is not None and before.role("verb") in ("carry", "run") and before.end == token.start
        if (makes or (governs and not carried)) and text[token.end] not in "的，、；":
            return None if text.endswith(tuple(rules["not"]["before"]), clause.start, token.start) else token
        if token.has("verb") or token.has("act"):
            before = token
    return None


def _states_an_end(text: str, verb: Token, clause: Clause, rules: Mapping[str, Any]) -> bool:
    tail = text[verb.end : clause.end]
    if len(tail) < 2 or any(tail.endswith(word) for word in rules["not"]["objects"]):
        return False
    opening = text[clause.start : verb.start]
    return not any(opening.startswith(word) for word in rules["not"]["starts"])


def _begin(text: str, start: int, verb: Token, clause: Clause, rules: Mapping[str, Any]) -> int:
    """A goal begins at its verb, or at the subject of a verb of state, or where a short object needs what is before it."""
    subject = next((c for c in clause.chunks if c.end <= verb.start and c.opens), None)
    if text[verb.start : verb.end] in rules["from_subject"] and subject is not None:
        return max(start, subject.start)
    if clause.end - verb.start < verb.start - start:
        return _trim(text, start, clause.end, clause)
    return verb.start


@cache
def _endings(key: tuple[tuple[str, str, bool], ...]) -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    return tuple((id_, re.compile(pattern), past) for id_, pattern, past in key)


def _ending(body: str, context: Context, rules: Mapping[str, Any]) -> str | None:
    """The rule whose pattern the clause ends with."""
    key = tuple((row["id"], row["pattern"], row.get("past", False)) for row in rules["ending"])
    for id_, pattern, past in _endings(key):
        if (not past or context.past) and pattern.search(body):
            return id_
    return None


def _measured(text: str, start: int, clause: Clause, found: Sequence[Found]) -> Iterator[tuple[int, int, Quantity]]:
    """Cut a clause with quantities into one run for each measured indicator."""
    if _SPREAD.search(text, start, clause.end) and len(found) > 1:
        yield from _spread(text, start, clause, found)
        return
    begin = start
    for quantity, following in zip(found, [*found[1:], None], strict=True):
        if following is None:
            yield begin, clause.end, _main(text, begin, clause.end, found).quantity
            return
        mark = text[quantity.end : quantity.end + 1]
        if mark == "、" and following.start > quantity.end:
            yield begin, quantity.end, _main(text, begin, quantity.end, found).quantity
            begin = quantity.end + 1


_REACHING = ("达", "达到", "至", "到", "为", "长", "降", "超", "占", "高", "破", "均", "持")


def _main(text: str, start: int, end: int, found: Sequence[Found]) -> Found:
    """The quantity that a run is about.

    One that only qualifies a noun (``1000亿元以上的``) yields; then what follows a verb of reaching,
    then a share, then a count, wins.
    """
    inside = [q for q in found if start <= q.start and q.end <= end]
    free = [q for q in inside if not text.startswith("的", q.end)] or inside
    reached = [q for q in free if q.quantity.comparator != "=" and q.core != q.start or text[start : q.start].endswith(_REACHING)]
    if reached:
        return reached[-1]
    shares = [q for q in free if q.quantity.unit == "%"]
    money_first = len(free) > 1 and free[0].quantity.unit.endswith("元") and free[-1].end == end
    return shares[-1] if shares else free[-1] if money_first else free[0]


def _spread(text: str, start: int, clause: Clause, found: Sequence[Found]) -> Iterator[tuple[int, int, Quantity]]:
    """``A、B分别增长10.7%、13.3%``: a goal for each indicator."""
    where = _SPREAD.search(text, start, clause.end)
    assert where is not None
    names = [m.start() for m in re.finditer(r"[、和及与]", text[start : where.start()])]
    starts = [start, *(start + at + 1 for at in names)]
    pairs = list(zip(starts[-len(found) :] if len(starts) >= len(found) else starts, found, strict=False))
    for order, (begin, quantity) in enumerate(pairs):
        yield begin, (quantity.end if order < len(pairs) - 1 else clause.end), quantity.quantity


def _trim(text: str, start: int, end: int, clause: Clause) -> int:
    """Leave out the adverbs and times that open a run."""
    for token in clause.tokens:
        if token.end <= start:
            continue
        if token.start == start and token.kind == "word" and token.has("adverb") and token.end < end:
            if text[token.start : token.end] in ("累计", "人均", "平均", "年均"):
                break
            start = token.end
            continue
        break
    return start


def _goal(
    text: str, begin: int, end: int, index: int, head: int, clause: Clause, context: Context, rule: str, rules: Mapping[str, Any],
    quantity: Quantity | None = None,
) -> GoalProposal:
    status = _status(text, begin, end, head, clause, context, rules)
    year = year_to_reach(text[clause.start : end]) or context.year
    if quantity is None and context.past:
        year = None
    return GoalProposal(begin, end, index, head, status, rule, quantity, year)


def _status(
    text: str, begin: int, end: int, head: int, clause: Clause, context: Context, rules: Mapping[str, Any]
) -> Status:
    before = text[clause.start : min(head + 4, end)]
    ending = text[max(begin, end - 8) : end]
    for row in rules["status"]:
        where = before if row["where"] == "before" else ending
        if any(word in where for word in row["words"]):
            return Status(row["status"])
    return Status.ACHIEVED if context.past else Status.PLANNED
