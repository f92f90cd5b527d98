"""Answer questions in plain Chinese: by grammar to SPARQL, never by a guess."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kg.ask import goals, names, passages, relations
from kg.ask.asking import Asking
from kg.ask.found import Outcome
from kg.ask.grammar import Question, Reading, load_grammar
from kg.ask.nearest import nearest
from kg.ask.reply import Reply
from kg.ask.scope import Plan, all_plans, scopes
from kg.store import Store

ASKS: Mapping[str, Callable[[Asking, Reading], Outcome | None]] = {
    **names.ASKS,
    **relations.ASKS,
    **goals.ASKS,
    **passages.ASKS,
}
"""What a shape of ``ontology/questions.toml`` may ask for."""


def ask(store: Store, text: str, *, plan: str | None = None) -> Reply:
    """What the plans say to a question; with ``plan``, that one alone."""
    grammar = load_grammar()
    question = grammar.question(text)
    plans = all_plans(store)
    readings = list(grammar.readings(question))
    for chosen in scopes(plans, text, slug=plan, year=question.year):
        for outcome in _outcomes(store, chosen, question, readings):
            return Reply(text, outcome, plans=tuple(plans))
    scope = scopes(plans, text, slug=plan, year=question.year)[0]
    return Reply(text, None, plans=tuple(plans), nearest=tuple(nearest(store, scope, text)))


def _outcomes(store: Store, plans: list[Plan], question: Question, readings: list[Reading]) -> Iterator[Outcome]:
    """The outcomes that hold an answer: names as they are first, then names written otherwise."""
    for near in (False, True):
        asking = Asking(store, plans, load_grammar(), near=near)
        for reading in readings:
            outcome = ASKS[reading.shape.ask](asking, reading)
            if outcome and outcome.answers:
                yield outcome
