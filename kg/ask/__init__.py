"""Answer questions in plain Chinese: by grammar to SPARQL, never by a guess."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from kg.ask.amounts.answers import amounts, years
from kg.ask.answer import Outcome
from kg.ask.asking import Asking
from kg.ask.grammar import Interpretation, Question, load_grammar
from kg.ask.graph.goals import goals, items, statuses
from kg.ask.graph.names import full_name, named, other_names
from kg.ask.graph.relations import doers, listed, objects, partners, places, subjects, wholes
from kg.ask.nearest import likeliest_plan, nearest
from kg.ask.reply import Reply
from kg.ask.rules import Ask
from kg.ask.scope import all_plans, scopes
from kg.ask.text.gaps import enumerated, filled, members
from kg.ask.text.mentioned import mentioned
from kg.store import Store

ASKS: Mapping[Ask, Callable[[Asking, Interpretation], Outcome | None]] = {
    "full-name": full_name,
    "other-names": other_names,
    "named": named,
    "place": places,
    "whole": wholes,
    "enumerated": enumerated,
    "partners": partners,
    "doer": doers,
    "year": years,
    "status": statuses,
    "amount": amounts,
    "subjects": subjects,
    "objects": objects,
    "goals": goals,
    "listed": listed,
    "items": items,
    "gap": filled,
    "members": members,
    "passages": mentioned,
}
"""The function that answers each shape of ``ontology/questions.toml``."""


def ask(store: Store, text: str, *, plan: str | None = None) -> Reply:
    """The answers of the plans to a question; with ``plan``, of that one alone."""
    grammar = load_grammar()
    question = grammar.question(text)
    plans = tuple(all_plans(store))
    tried = scopes(plans, text, slug=plan, year=question.year)
    for chosen in tried if not grammar.is_beyond(question.core) else ():
        asking = Asking(store, chosen, grammar, whole=len(chosen) == len(plans))
        for outcome in _outcomes(asking, question):
            return Reply(text, plans, outcome)
    close = Asking(store, likeliest_plan(store, tried[0], text), grammar)
    like = nearest(close, text, lambda asked: next(_outcomes(close, grammar.question(asked)), None) is not None)
    return Reply(text, plans, nearest=tuple(like))


def _outcomes(asking: Asking, question: Question) -> Iterator[Outcome]:
    """The outcomes that hold an answer: those with names as they are first, then with inexact names."""
    left = asking.grammar.interpretations(question)
    made: list[Interpretation] = []
    for near in (False, True):
        asking = asking.as_near(near=near)
        # An interpretation is only made when those before it have no answer.
        for asked in chain(made.copy(), _kept(left, made)):
            outcome = ASKS[asked.shape.ask](asking, asked)
            if outcome and outcome.answers:
                yield outcome


def _kept(interpretations: Iterator[Interpretation], into: list[Interpretation]) -> Iterator[Interpretation]:
    """The interpretations, each put ``into`` a list when it is made."""
    for interpretation in interpretations:
        into.append(interpretation)
        yield interpretation
