"""Find goals: clauses that state an end to be reached or one that was reached."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kg.extract.context import Context, year_to_reach
from kg.extract.quantities import Found
from kg.extract.scan import Clause, Token
from kg.model import Quantity, Status

_SHORTEST = 4
_RANK = re.compile(r"[第前][一二三四五六七八九十百\d]+(?:位|名|强)?$")
_JOINS = re.compile(r"[、和及与]")
_NEAR_VERB, _NEAR_END = 4, 8
"""How many characters from its verb, and from its end, a clause's cues of status reach."""


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


@dataclass(frozen=True, slots=True)
class _View:
    """One clause with what is known of it; ``found`` are its quantities outside quotations."""

    text: str
    index: int
    clause: Clause
    context: Context
    found: Sequence[Found]
    rules: Mapping[str, Any]

    @property
    def start(self) -> int:
        return self.clause.start

    @property
    def end(self) -> int:
        return self.clause.end

    @property
    def said(self) -> str:
        return self.text[self.clause.start : self.clause.end]


def propose_goals(
    text: str, clauses: Sequence[Clause], found: Sequence[Found], contexts: Sequence[Context], rules: Mapping[str, Any]
) -> Iterator[GoalProposal]:
    """The goals of one line, clause by clause; ``contexts`` has one entry a clause."""
    for index, (clause, context) in enumerate(zip(clauses, contexts, strict=True)):
        inside = [q for q in found if clause.start <= q.start and q.end <= clause.end and not _in_quote(clause, q)]
        yield from _goals(_View(text, index, clause, context, inside, rules["goals"]))


def _in_quote(clause: Clause, quantity: Found) -> bool:
    return any(t.kind in ("quote", "title", "bracket") and t.start <= quantity.start < t.end for t in clause.tokens)


def _goals(view: _View) -> Iterator[GoalProposal]:
    """A goal for each measure; else by the verb that leads to an end; else by how the clause ends."""
    if len(view.said) < _SHORTEST or (not view.found and re.match(view.rules["not"]["frames"], view.said)):
        return
    verb = _head_verb(view)
    if view.found:
        for start, end, quantity in _measured(view):
            head = verb.start if verb and start <= verb.start < end else start
            begin = start if head == start and verb and verb.start == start else _trim(view, start, end)
            yield replace(_goal(view, begin, head, "goal.quantity", end=end), quantity=quantity)
    elif verb is not None and _states_an_end(view, verb):
        yield _unmeasured(_goal(view, _begin(view, verb), verb.start, "goal.verb"), view)
    elif (rule := _ending(view)) is not None:
        yield _unmeasured(_goal(view, _trim(view, view.start, view.end), view.end, rule), view)


def _goal(view: _View, start: int, head: int, rule: str, *, end: int | None = None) -> GoalProposal:
    end = view.end if end is None else end
    year = year_to_reach(view.text[view.start : end]) or view.context.year
    return GoalProposal(start, end, view.index, head, _status(view, start, end, head), rule, None, year)


def _unmeasured(goal: GoalProposal, view: _View) -> GoalProposal:
    """What was reached without a measure has no year to be reached."""
    return replace(goal, year=None) if view.context.past else goal


def _head_verb(view: _View) -> Token | None:
    """The first verb of the clause that leads to an end state and has an object."""
    leading = tuple(view.rules["leading"])
    before: Token | None = None
    for token in view.clause.tokens:
        if token.kind != "word" or token.end >= view.end:
            continue
        makes = token.role("verb") == "make"
        governs = view.text[token.start : token.end].endswith(leading) and _governs(view, token)
        carried = before is not None and before.role("verb") in ("carry", "run") and before.end == token.start
        if (makes or (governs and not carried)) and view.text[token.end] not in "的，、；":
            framed = view.text.endswith(tuple(view.rules["not"]["before"]), view.start, token.start)
            return None if framed else token
        if token.has("verb") or token.has("act"):
            before = token
    return None


def _governs(view: _View, token: Token) -> bool:
    return any(chunk.verb is token for chunk in view.clause.chunks)


def _states_an_end(view: _View, verb: Token) -> bool:
    tail = view.text[verb.end : view.end]
    if len(tail) < 2 or tail.endswith(tuple(view.rules["not"]["objects"])):
        return False
    return not view.text.startswith(tuple(view.rules["not"]["starts"]), view.start, verb.start)


def _begin(view: _View, verb: Token) -> int:
    """A goal begins at its verb, at the subject of a verb of state, or before the verb of a short object."""
    subject = next((c for c in view.clause.chunks if c.end <= verb.start and c.opens), None)
    if view.text[verb.start : verb.end] in view.rules["from_subject"] and subject is not None:
        return subject.start
    if view.end - verb.start < verb.start - view.start:
        return _trim(view, view.start, view.end)
    return verb.start


def _ending(view: _View) -> str | None:
    """The first rule whose ending the clause has."""
    said = view.said
    for row in view.rules["ending"]:
        if row.get("past") and not view.context.past:
            continue
        ends = said.endswith(tuple(row["ends"])) or (
            row.get("rank") and _RANK.search(said, max(0, len(said) - _NEAR_END))
        )
        near = said[-row["reach"] :] if "reach" in row else said
        if ends and ("with" not in row or any(word in near for word in row["with"])):
            return str(row["id"])
    return None


def _measured(view: _View) -> Iterator[tuple[int, int, Quantity]]:
    """Cut a clause with quantities into one run for each measured indicator."""
    spread = view.text.find("分别", view.start, view.end)
    if spread >= 0 and len(view.found) > 1:
        yield from _spread(view, spread)
        return
    begin = view.start
    for quantity, following in zip(view.found, view.found[1:], strict=False):
        if view.text.startswith("、", quantity.end) and following.start > quantity.end:
            yield begin, quantity.end, _main(view, begin, quantity.end).quantity
            begin = quantity.end + 1
    yield begin, view.end, _main(view, begin, view.end).quantity


def _main(view: _View, start: int, end: int) -> Found:
    """The quantity that a run is about.

    One that only qualifies a noun (``1000亿元以上的``) yields; then what follows a verb of reaching,
    then a share, then a count, wins.
    """
    inside = [q for q in view.found if start <= q.start and q.end <= end]
    free = [q for q in inside if not _qualifies(view, q, inside)] or inside
    reaching = tuple(view.rules["reaching"])
    reached = [q for q in free if q.core != q.start or view.text.endswith(reaching, start, q.start)]
    if reached:
        return reached[-1]
    shares = [q for q in free if q.quantity.unit == "%"]
    money_first = len(free) > 1 and free[0].quantity.unit.endswith("元") and free[-1].end == end
    return shares[-1] if shares else free[-1] if money_first else free[0]


def _qualifies(view: _View, quantity: Found, inside: Sequence[Found]) -> bool:
    """Whether a quantity stands before a ``的`` and so tells of something else (127个国家的584个港口)."""
    if view.text.startswith("的", quantity.end):
        return True
    following = next((q for q in inside if q.start >= quantity.end), None)
    return following is not None and view.text.endswith("的", quantity.end, following.start)


def _spread(view: _View, at: int) -> Iterator[tuple[int, int, Quantity]]:
    """``A、B分别增长10.7%、13.3%``: a goal for each indicator, the last one to the end of the clause."""
    starts = [view.start, *(m.end() + view.start for m in _JOINS.finditer(view.text[view.start : at]))]
    starts = [*starts, *[starts[-1]] * len(view.found)][: len(view.found)] if len(starts) < len(view.found) else starts
    pairs = list(zip(starts[-len(view.found) :], view.found, strict=True))
    for begin, quantity in pairs[:-1]:
        yield begin, quantity.end, quantity.quantity
    yield pairs[-1][0], view.end, pairs[-1][1].quantity


def _trim(view: _View, start: int, end: int) -> int:
    """Leave out the adverbs and times that open a run."""
    for token in view.clause.tokens:
        if token.end <= start:
            continue
        opens = token.start == start and token.has("adverb") and token.end < end
        if not opens or view.text[token.start : token.end] in view.rules["keeps"]:
            break
        start = token.end
    return start


def _status(view: _View, start: int, end: int, head: int) -> Status:
    before = view.text[view.start : min(head + _NEAR_VERB, end)]
    ending = view.text[max(start, end - _NEAR_END) : end]
    for row in view.rules["status"]:
        if any(word in (before if row["where"] == "before" else ending) for word in row["words"]):
            return Status(row["status"])
    return Status.ACHIEVED if view.context.past else Status.PLANNED
