"""Answer questions in plain Chinese: by grammar to SPARQL, never by a guess."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from kg.ask.amounts import goals as amounts
from kg.ask.answer import Outcome
from kg.ask.asking import Asking
from kg.ask.grammar import Interpretation, Question, load_grammar
from kg.ask.graph import goals, names, relations
from kg.ask.nearest import home, nearest
from kg.ask.reply import Reply
from kg.ask.scope import all_plans, scopes
from kg.ask.text import adjacent, gaps, passages
from kg.store import Store

ASKS: Mapping[str, Callable[[Asking, Interpretation], Outcome | None]] = {
    **names.ASKS,
    **relations.ASKS,
    **goals.ASKS,
    **amounts.ASKS,
    **gaps.ASKS,
    **passages.ASKS,
    **adjacent.ASKS,
}
"""What a shape of ``ontology/questions.toml`` may ask for."""


def ask(store: Store, text: str, *, plan: str | None = None) -> Reply:
    """What the plans say to a question; with ``plan``, that one alone."""
    grammar = load_grammar()
    question = grammar.question(text)
    plans = tuple(all_plans(store))
    tried = scopes(plans, text, slug=plan, year=question.year)
    for chosen in tried if not grammar.is_beyond(question.core) else ():
        asking = Asking(store, chosen, grammar, whole=len(chosen) == len(plans))
        for outcome in _outcomes(asking, question):
            return Reply(text, plans, outcome)
    close = Asking(store, home(store, tried[0], text), grammar)
    like = nearest(close, text, lambda asked: next(_outcomes(close, grammar.question(asked)), None) is not None)
    return Reply(text, plans, nearest=tuple(like))


def _outcomes(asking: Asking, question: Question) -> Iterator[Outcome]:
    """The outcomes that hold an answer: names as they are first, then names written otherwise."""
    left = asking.grammar.readings(question)
    read: list[Interpretation] = []
    for near in (False, True):
        put = asking.as_near(near=near)
        # A reading is only made when those before it have no answer.
        for reading in chain(read.copy(), _kept(left, read)):
            outcome = ASKS[reading.shape.ask](put, reading)
            if outcome and outcome.answers:
                yield outcome


def _kept(readings: Iterator[Interpretation], into: list[Interpretation]) -> Iterator[Interpretation]:
    """The readings, each put ``into`` a list when it is made."""
    for reading in readings:
        into.append(reading)
        yield reading
