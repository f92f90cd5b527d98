"""Find goals: clauses that state an end to be reached or one that was reached."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, NamedTuple

from kg.extract.context import Context, year_to_reach
from kg.extract.quantities import Found
from kg.extract.scan import Clause, Token
from kg.model import Quantity, Status

_SHORTEST = 4
_RANK = re.compile(r"[第前][一二三四五六七八九十百\d]+(?:位|名|强)?$")
_JOINS = re.compile(r"[、和及与]")
_START = attrgetter("start")
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


@dataclass(frozen=True)
class _Ending:
    """How a clause that states an end may close; one of ``words`` must stand in its last ``reach`` characters."""

    id: str
    ends: tuple[str, ...]
    words: tuple[str, ...]
    reach: int
    rank: bool
    past: bool


@dataclass(frozen=True)
class _Cue:
    """Words near the verb, or near the end, that tell the status."""

    status: Status
    words: tuple[str, ...]
    at_verb: bool


@dataclass(frozen=True)
class GoalRules:
    """The rules of ``data/rules/goals.toml`` in the form in which a clause asks for them.

    ``endings`` are those that a clause may have by its last character, under ``""`` those that any may have: nine
    clauses of ten have none, and asking each ending took a third of the time.
    """

    leading: tuple[str, ...]
    reaching: tuple[str, ...]
    keeps: tuple[str, ...]
    from_subject: tuple[str, ...]
    framing: tuple[str, ...]
    frames: re.Pattern[str]
    starts: tuple[str, ...]
    objects: tuple[str, ...]
    endings: Mapping[str, Sequence[_Ending]]
    status: tuple[_Cue, ...]

    @classmethod
    def of(cls, rules: Mapping[str, Any]) -> GoalRules:
        """From the table that the file holds."""
        refused = rules["not"]
        return cls(
            leading=rules["leading"],
            reaching=rules["reaching"],
            keeps=rules["keeps"],
            from_subject=rules["from_subject"],
            framing=refused["before"],
            frames=re.compile(refused["frames"]),
            starts=refused["starts"],
            objects=refused["objects"],
            endings=_by_last_character([_ending_of(row) for row in rules["ending"]]),
            status=tuple(_Cue(Status(r["status"]), r["words"], r["where"] == "before") for r in rules["status"]),
        )


def _by_last_character(endings: Sequence[_Ending]) -> Mapping[str, Sequence[_Ending]]:
    lasts = {"", *(word[-1:] for ending in endings for word in ending.ends)}
    open_to = {
        last: [e for e in endings if e.rank or any(word[-1:] in ("", last) for word in e.ends)] for last in lasts
    }
    return {last: tuple(found) for last, found in open_to.items()}


def _ending_of(row: Mapping[str, Any]) -> _Ending:
    words, reach = row.get("with", ()), row.get("reach", 0)
    return _Ending(row["id"], row["ends"], words, reach, row.get("rank", False), row.get("past", False))


class _View(NamedTuple):
    """One clause with what is known of it; ``found`` are its quantities outside quotations."""

    text: str
    said: str
    number: int
    clause: Clause
    context: Context
    found: Sequence[Found]
    rules: GoalRules

    @property
    def start(self) -> int:
        return self.clause.start

    @property
    def end(self) -> int:
        return self.clause.end


def propose_goals(
    text: str, clauses: Sequence[Clause], found: Sequence[Found], contexts: Sequence[Context], rules: GoalRules
) -> Iterator[GoalProposal]:
    """The goals of one line, clause by clause; ``contexts`` has one entry a clause, ``found`` is in order."""
    for index, (clause, context) in enumerate(zip(clauses, contexts, strict=True)):
        said = text[clause.start : clause.end]
        inside = _inside(clause, found) if found else ()
        yield from _goals(_View(text, said, index, clause, context, inside, rules))


def _inside(clause: Clause, found: Sequence[Found]) -> Sequence[Found]:
    """The quantities of a clause outside quotations and brackets."""
    first = bisect_left(found, clause.start, key=_START)
    here = found[first : bisect_left(found, clause.end, first, key=_START)]
    return [q for q in here if q.end <= clause.end and not _in_quote(clause, q)]


def _in_quote(clause: Clause, quantity: Found) -> bool:
    return any(t.kind in ("quote", "title", "bracket") and t.start <= quantity.start < t.end for t in clause.tokens)


def _goals(view: _View) -> Iterator[GoalProposal]:
    """A goal for each measure; else by the verb that leads to an end; else by how the clause ends."""
    if len(view.said) < _SHORTEST or (not view.found and view.rules.frames.match(view.said)):
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
    return GoalProposal(start, end, view.number, head, _status(view, start, end, head), rule, None, year)


def _unmeasured(goal: GoalProposal, view: _View) -> GoalProposal:
    """What was reached without a measure has no year to be reached."""
    return replace(goal, year=None) if view.context.past else goal


def _head_verb(view: _View) -> Token | None:
    """The first verb of the clause that leads to an end state and has an object."""
    before: Token | None = None
    for token in view.clause.tokens:
        lexeme = token.lexeme
        if lexeme is None or not lexeme.classes or not (token.has("verb") or token.has("act")):
            continue
        if token.kind == "word" and token.end < view.end:
            if _leads(view, token, before) and view.text[token.end] not in "的，、；":
                framed = view.text.endswith(view.rules.framing, view.start, token.start)
                return None if framed else token
            before = token
    return None


def _leads(view: _View, token: Token, before: Token | None) -> bool:
    """Whether a verb makes something, or governs a chunk as a work to be done and is not the object of another verb."""
    if token.role("verb") == "make":
        return True
    if not view.text.endswith(view.rules.leading, token.start, token.end):
        return False
    carried = before is not None and before.role("verb") in ("carry", "run") and before.end == token.start
    return not carried and any(chunk.verb is token for chunk in view.clause.chunks)


def _states_an_end(view: _View, verb: Token) -> bool:
    if view.end - verb.end < 2 or view.text.endswith(view.rules.objects, verb.end, view.end):
        return False
    return not view.text.startswith(view.rules.starts, view.start, verb.start)


def _begin(view: _View, verb: Token) -> int:
    """A goal begins at its verb, at the subject of a verb of state, or before the verb of a short object."""
    subject = next((c for c in view.clause.chunks if c.end <= verb.start and c.opens), None)
    if view.text[verb.start : verb.end] in view.rules.from_subject and subject is not None:
        return subject.start
    if view.end - verb.start < verb.start - view.start:
        return _trim(view, view.start, view.end)
    return verb.start


def _ending(view: _View) -> str | None:
    """The first rule whose ending the clause has."""
    endings = view.rules.endings
    for ending in endings.get(view.said[-1], endings[""]):
        if _ends(view, ending):
            return ending.id
    return None


def _ends(view: _View, ending: _Ending) -> bool:
    said = view.said
    ranked = ending.rank and _RANK.search(said, max(0, len(said) - _NEAR_END))
    if (ending.past and not view.context.past) or not (ranked or said.endswith(ending.ends)):
        return False
    near = said[-ending.reach :] if ending.reach else said
    return not ending.words or any(word in near for word in ending.words)


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
    reached = [q for q in free if q.core != q.start or view.text.endswith(view.rules.reaching, start, q.start)]
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
        if not opens or view.text[token.start : token.end] in view.rules.keeps:
            break
        start = token.end
    return start


def _status(view: _View, start: int, end: int, head: int) -> Status:
    before = view.text[view.start : min(head + _NEAR_VERB, end)]
    ending = view.text[max(start, end - _NEAR_END) : end]
    for cue in view.rules.status:
        if any(word in (before if cue.at_verb else ending) for word in cue.words):
            return cue.status
    return Status.ACHIEVED if view.context.past else Status.PLANNED
