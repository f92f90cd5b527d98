"""What an answer to a question is made of."""

from __future__ import annotations

from dataclasses import dataclass

from kg.query.lookup import Hit


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters of a plan as evidence; ``line`` is 1-based, ``section`` an IRI."""

    plan: str
    start: int
    end: int
    quote: str
    line: int
    section: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer with all its evidence, in the order of the text."""

    text: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reading of a question led to: the query, its answers, and the things its names were taken for."""

    sparql: str
    answers: tuple[Answer, ...]
    taken: tuple[Hit, ...] = ()
