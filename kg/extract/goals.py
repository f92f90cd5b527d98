"""Find goals: clauses that state an end to be reached or one that was reached."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from kg.extract.line.clauses import Clause, Token
from kg.extract.line.quantities import Found
from kg.extract.line.substrings import holds_any
from kg.extract.line.tense import Context, year_to_reach
from kg.lexicon.entries import Lexeme
from kg.lexicon.rules import Ending, GoalRules
from kg.model import Quantity, Status

_SHORTEST = 4
_JOINS = re.compile(r"[、和及与]")
_START = attrgetter("start")
_NEAR_VERB, _NEAR_END = 4, 8
"""How many characters from its verb, and from its end, a clause's cues of status reach."""


class GoalProposal(NamedTuple):
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
class GoalFinder:
    """The rules of ``data/rules/goals.toml``, and the endings that a clause may have by its last character.

    Under ``""`` are the endings that any clause may have: nine clauses of ten have no other, and asking for each
    ending took a third of the time.
    """

    rules: GoalRules
    endings: Mapping[str, Sequence[Ending]]

    @classmethod
    def of(cls, rules: GoalRules) -> GoalFinder:
        """With the endings of ``rules`` in a table by last character."""
        closing = {word[-1:] for ending in rules.ending for word in ending.ends}
        lasts = {"", *rules.rank_closes, *closing}
        return cls(rules, {last: tuple(e for e in rules.ending if _may_close(e, last, rules)) for last in lasts})


def _may_close(ending: Ending, last: str, rules: GoalRules) -> bool:
    ranked = ending.rank and last != "" and last in rules.rank_closes
    return ranked or any(word[-1:] in ("", last) for word in ending.ends)


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
    text: str, clauses: Sequence[Clause], found: Sequence[Found], contexts: Sequence[Context], finder: GoalFinder
) -> Iterator[GoalProposal]:
    """The goals of one line, clause by clause; ``contexts`` has one entry a clause, ``found`` is in order."""
    rules = finder.rules
    for index, (clause, context) in enumerate(zip(clauses, contexts, strict=True)):
        said = text[clause.start : clause.end]
        inside = _inside(clause, found) if found else ()
        if len(said) < _SHORTEST or (not inside and rules.not_.frames.match(said)):
            continue
        verb = _head_verb(text, clause, rules)
        ending = None if inside else _ending(said, finder, past=context.past)
        if inside or verb is not None or ending is not None:
            yield from _goals(_View(text, said, index, clause, context, inside, rules), verb, ending)


def _inside(clause: Clause, found: Sequence[Found]) -> Sequence[Found]:
    """The quantities of a clause outside quotations and brackets."""
    first = bisect_left(found, clause.start, key=_START)
    here = found[first : bisect_left(found, clause.end, first, key=_START)]
    return [q for q in here if q.end <= clause.end and not _in_quote(clause, q)]


def _in_quote(clause: Clause, quantity: Found) -> bool:
    return any(t.kind in ("quote", "title", "bracket") and t.start <= quantity.start < t.end for t in clause.tokens)


def _goals(view: _View, verb: Token | None, ending: str | None) -> Iterator[GoalProposal]:
    """A goal for each measure; else by the verb that leads to an end; else by the rule on how the clause ends."""
    if view.found:
        for start, end, quantity in _measured(view):
            head = verb.start if verb and start <= verb.start < end else start
            begin = start if head == start and verb and verb.start == start else _trim(view, start, end)
            year = year_to_reach(view.text[view.start : end], view.rules.tense) or view.context.year
            status = _status(view, begin, end, head)
            yield GoalProposal(begin, end, view.number, head, status, "goal.quantity", quantity, year)
    elif verb is not None and _states_an_end(view, verb):
        yield _unmeasured(view, _begin(view, verb), verb.start, "goal.verb")
    elif ending is not None:
        yield _unmeasured(view, _trim(view, view.start, view.end), view.end, ending)


def _unmeasured(view: _View, start: int, head: int, rule: str) -> GoalProposal:
    """A goal to the end of its clause; what was reached without a measure has no year to be reached."""
    year = None if view.context.past else year_to_reach(view.said, view.rules.tense) or view.context.year
    return GoalProposal(start, view.end, view.number, head, _status(view, start, view.end, head), rule, None, year)


def _head_verb(text: str, clause: Clause, rules: GoalRules) -> Token | None:
    """The first verb of the clause that leads to an end state and has an object."""
    before: Token | None = None
    for token in clause.tokens:
        lexeme = token.lexeme
        if lexeme is None or not lexeme.doing or lexeme.kind != "word" or token.end >= clause.end:
            continue
        if _leads(clause, token, lexeme, before, rules) and text[token.end] not in "的，、；":
            return None if text.endswith(rules.not_.before, clause.start, token.start) else token
        before = token
    return None


def _leads(clause: Clause, token: Token, lexeme: Lexeme, before: Token | None, rules: GoalRules) -> bool:
    """Whether a verb makes something, or governs a chunk as a work to be done and is not the object of another verb."""
    if lexeme.classes.get("verb") == "make":
        return True
    if not lexeme.text.endswith(rules.leading):
        return False
    carried = before is not None and before.role("verb") in ("carry", "run") and before.end == token.start
    return not carried and any(chunk.verb is token for chunk in clause.chunks)


def _states_an_end(view: _View, verb: Token) -> bool:
    if view.end - verb.end < 2 or view.text.endswith(view.rules.not_.objects, verb.end, view.end):
        return False
    return not view.text.startswith(view.rules.not_.starts, view.start, verb.start)


def _begin(view: _View, verb: Token) -> int:
    """A goal begins at its verb, at the subject of a verb of state, or before the verb of a short object."""
    subject = next((c for c in view.clause.chunks if c.end <= verb.start and c.opens), None)
    if view.text[verb.start : verb.end] in view.rules.from_subject and subject is not None:
        return subject.start
    if view.end - verb.start < verb.start - view.start:
        return _trim(view, view.start, view.end)
    return verb.start


def _ending(said: str, finder: GoalFinder, *, past: bool) -> str | None:
    """The first rule whose ending a clause has; ``past`` says that it tells of the past."""
    for ending in finder.endings.get(said[-1], finder.endings[""]):
        if (past or not ending.past) and _ends(said, ending, finder.rules):
            return ending.id
    return None


def _ends(said: str, ending: Ending, rules: GoalRules) -> bool:
    ranked = ending.rank and rules.rank.search(said, max(0, len(said) - _NEAR_END))
    if not (ranked or said.endswith(ending.ends)):
        return False
    near = said[-ending.reach :] if ending.reach else said
    return not ending.with_ or holds_any(near, ending.with_)


def _measured(view: _View) -> Iterator[tuple[int, int, Quantity]]:
    """Cut a clause with quantities into one run for each measured indicator."""
    spread = view.text.find(view.rules.spread, view.start, view.end)
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
    """The status that the first matching cue gives by the words near the verb, or near the end; else the tense does."""
    before = view.text[view.start : min(head + _NEAR_VERB, end)]
    ending = view.text[max(start, end - _NEAR_END) : end]
    for cue in view.rules.status:
        if holds_any(before if cue.where == "before" else ending, cue.words):
            return cue.status
    return Status.ACHIEVED if view.context.past else Status.PLANNED
