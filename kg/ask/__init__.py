"""Answer questions in plain Chinese: by grammar to SPARQL, never by a guess."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from kg.ask import amounts, beside, gaps, goals, names, passages, relations
from kg.ask.asking import Asking
from kg.ask.found import Outcome
from kg.ask.grammar import Question, Reading, load_grammar
from kg.ask.nearest import home, nearest
from kg.ask.reply import Reply
from kg.ask.scope import Plan, all_plans, scopes
from kg.store import Store

ASKS: Mapping[str, Callable[[Asking, Reading], Outcome | None]] = {
    **names.ASKS,
    **relations.ASKS,
    **goals.ASKS,
    **amounts.ASKS,
    **gaps.ASKS,
    **passages.ASKS,
    **beside.ASKS,
}
"""What a shape of ``ontology/questions.toml`` may ask for."""


def ask(store: Store, text: str, *, plan: str | None = None) -> Reply:
    """What the plans say to a question; with ``plan``, that one alone."""
    grammar = load_grammar()
    question = grammar.question(text)
    plans = tuple(all_plans(store))
    tried = scopes(plans, text, slug=plan, year=question.year)
    for chosen in tried if not grammar.is_beyond(question.core) else ():
        for outcome in _outcomes(store, chosen, question, whole=len(chosen) == len(plans)):
            return Reply(text, plans, outcome)
    near = home(store, tried[0], text)
    like = nearest(Asking(store, near, grammar), text, lambda asked: _is_answered(store, near, asked))
    return Reply(text, plans, nearest=tuple(like))


def _outcomes(store: Store, plans: Sequence[Plan], question: Question, *, whole: bool = False) -> Iterator[Outcome]:
    """The outcomes that hold an answer: names as they are first, then names written otherwise."""
    readings = list(load_grammar().readings(question))
    for near in (False, True):
        asking = Asking(store, plans, load_grammar(), near=near, whole=whole)
        for reading in readings:
            outcome = ASKS[reading.shape.ask](asking, reading)
            if outcome and outcome.answers:
                yield outcome


def _is_answered(store: Store, plans: Sequence[Plan], text: str) -> bool:
    return next(_outcomes(store, plans, load_grammar().question(text)), None) is not None
