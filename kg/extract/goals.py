"""Extract goals: clauses that state a target, or a target that was reached."""

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
"""How far after its verb, and before its end, a clause is searched for status cues, in characters."""


class GoalProposal(NamedTuple):
    """A candidate goal; offsets are in the compact line, ``head`` is its verb's, ``clause`` indexes the clauses."""

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
    """The rules of ``data/rules/goals.toml``, and the endings indexed by the last character of a clause.

    ``""`` maps to the endings that don't depend on the last character: nine clauses of ten need no others, and
    testing every ending took a third of the time.
    """

    rules: GoalRules
    endings: Mapping[str, Sequence[Ending]]

    @classmethod
    def of(cls, rules: GoalRules) -> GoalFinder:
        """Index the endings of ``rules`` by last character."""
        closing = {word[-1:] for ending in rules.ending for word in ending.ends}
        lasts = {"", *rules.rank_closes, *closing}
        return cls(rules, {last: tuple(e for e in rules.ending if _may_close(e, last, rules)) for last in lasts})


def _may_close(ending: Ending, last: str, rules: GoalRules) -> bool:
    ranked = ending.rank and last != "" and last in rules.rank_closes
    return ranked or any(word[-1:] in ("", last) for word in ending.ends)


class _View(NamedTuple):
    """One clause with its tense context; ``found`` are its quantities outside quotations."""

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
    """The goals of one line in text order; ``contexts`` has one entry a clause, ``found`` is sorted by offset."""
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
    """One goal for each measured indicator; otherwise one by the head verb; otherwise one by the clause's ending."""
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
    """A goal without a quantity, up to the end of its clause; in the past tense it has no target year."""
    year = None if view.context.past else year_to_reach(view.said, view.rules.tense) or view.context.year
    return GoalProposal(start, view.end, view.number, head, _status(view, start, view.end, head), rule, None, year)


def _head_verb(text: str, clause: Clause, rules: GoalRules) -> Token | None:
    """The first verb of the clause that leads to an end state and has an object, or None."""
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
    """Whether a verb is one of making, or is a leading verb that governs a chunk and is no object of another verb."""
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
    """The start of a goal: its verb, the subject of a verb of state, or the clause if the verb's object is short."""
    subject = next((c for c in view.clause.chunks if c.end <= verb.start and c.opens), None)
    if view.text[verb.start : verb.end] in view.rules.from_subject and subject is not None:
        return subject.start
    if view.end - verb.start < verb.start - view.start:
        return _trim(view, view.start, view.end)
    return verb.start


def _ending(said: str, finder: GoalFinder, *, past: bool) -> str | None:
    """The id of the first rule that matches the ending, or None; ``past`` if the clause is in the past tense."""
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
    """Split a clause with quantities into one span (start, end, quantity) for each measured indicator."""
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
    """The main quantity of a span.

    One that only modifies a noun (``1000亿元以上的``) has the lowest priority; of the others, one after a verb of
    reaching comes first, then a share, then a count.
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
    """Whether a quantity only modifies another noun because ``的`` follows (127个国家的584个港口)."""
    if view.text.startswith("的", quantity.end):
        return True
    following = next((q for q in inside if q.start >= quantity.end), None)
    return following is not None and view.text.endswith("的", quantity.end, following.start)


def _spread(view: _View, at: int) -> Iterator[tuple[int, int, Quantity]]:
    """``A、B分别增长10.7%、13.3%``: one span for each indicator, the last one to the end of the clause."""
    starts = [view.start, *(m.end() + view.start for m in _JOINS.finditer(view.text[view.start : at]))]
    starts = [*starts, *[starts[-1]] * len(view.found)][: len(view.found)] if len(starts) < len(view.found) else starts
    pairs = list(zip(starts[-len(view.found) :], view.found, strict=True))
    for begin, quantity in pairs[:-1]:
        yield begin, quantity.end, quantity.quantity
    yield pairs[-1][0], view.end, pairs[-1][1].quantity


def _trim(view: _View, start: int, end: int) -> int:
    """The start of a span without its leading adverbs and time expressions."""
    for token in view.clause.tokens:
        if token.end <= start:
            continue
        opens = token.start == start and token.has("adverb") and token.end < end
        if not opens or view.text[token.start : token.end] in view.rules.keeps:
            break
        start = token.end
    return start


def _status(view: _View, start: int, end: int, head: int) -> Status:
    """The status of the first cue that matches near the verb or near the end; otherwise given by the tense."""
    before = view.text[view.start : min(head + _NEAR_VERB, end)]
    ending = view.text[max(start, end - _NEAR_END) : end]
    for cue in view.rules.status:
        if holds_any(before if cue.where == "before" else ending, cue.words):
            return cue.status
    return Status.ACHIEVED if view.context.past else Status.PLANNED
