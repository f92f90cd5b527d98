"""Answer how much, or by when: from goals, and where no goal fits well enough, from the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kg.ask.amounts.candidates import Candidate, amount_of, of_dated_text, of_goals, of_text
from kg.ask.amounts.scoring import Sought
from kg.ask.answer import Outcome
from kg.ask.asking import Asking
from kg.ask.grammar import Interpretation
from kg.ask.matching import pieces
from kg.ask.phrases import Row
from kg.ask.sparql import DATED, EVIDENCE, GOAL, Query, contains, gathered, passage_of, rows_of, things
from kg.ask.text.sections import text_query

_AMOUNT = "?thing plan:value ?value ; plan:unit ?unit ; plan:comparator ?comparator ."
_HOLDER = "?holder plan:hasGoal ?thing . ?holder schema:name ?holding ."
_COLUMNS = "?plan ?thing ?text ?status ?quote ?start ?end ?line ?section ?year"
_SURE = 1.4
"""The score of a goal that makes a look at the text needless."""


def amounts(asking: Asking, asked: Interpretation) -> Outcome | None:
    """How much the indicator is that the question describes."""
    sought = _sought(asking, _canonical(asking, asked))
    if sought is None:
        return None
    columns = f"{_COLUMNS} ?value ?unit ?comparator ?holding"
    query = Query(asking.graphs, (GOAL, _AMOUNT, _HOLDER, EVIDENCE), optional=(DATED,), columns=columns)
    goals = _goals(sought, query)
    fitting = [c for c in goals if sought.fits_unit(c.row["unit"])]
    score, best = sought.best(sought.of_indicator(fitting))
    if score < _SURE:
        of_plan_text = [c for c in of_text(asking, sought.words, goals) if sought.fits_unit(c.row["unit"])]
        pool = sought.of_indicator([*fitting, *of_plan_text])
        score, best = sought.best(c for c in pool if c.row["thing"])
        other, in_text = sought.best(c for c in pool if not c.row["thing"])
        if other > score:
            return _from_text(sought, in_text, _amount)
    return _from_goals(asking, query, best, _amount)


def years(asking: Asking, asked: Interpretation) -> Outcome | None:
    """By when the end is to be reached that the question describes."""
    sought = _sought(asking, asked)
    if sought is None:
        return None
    query = Query(asking.graphs, (GOAL, DATED, EVIDENCE), columns=_COLUMNS)
    score, best = sought.best(filter(sought.is_meant, _goals(sought, query)))
    if score < _SURE:
        other, in_text = sought.best(filter(sought.is_meant, of_dated_text(asking, sought.words)))
        if other > score:
            return _from_text(sought, in_text, _year)
    return _from_goals(asking, query, best, _year)


def _sought(asking: Asking, asked: Interpretation) -> Sought | None:
    words = asking.wording(asked["T"], asked["T2"])
    return Sought(asking, asked, words) if words.chunks and not asking.near else None


def _canonical(asking: Asking, asked: Interpretation) -> Interpretation:
    """The interpretation with every indicator under the first of its names."""
    canonical = asking.grammar.canonical
    question = replace(asked.question, core=canonical(asked.question.core))
    return replace(asked, slots={name: canonical(text) for name, text in asked.slots.items()}, question=question)


def _goals(sought: Sought, query: Query) -> list[Candidate]:
    asking = sought.asking
    return list(of_goals(asking, rows_of(asking.store, query.having(contains(pieces(sought.words), "text")))))


def _from_text(sought: Sought, chosen: Sequence[Candidate], text: Callable[[Row], str]) -> Outcome:
    answers = gathered((text(c.row), passage_of(c.row)) for c in chosen)
    return Outcome(text_query(sought.asking, pieces(sought.words)), answers)


def _from_goals(asking: Asking, query: Query, best: Sequence[Candidate], text: Callable[[Row], str]) -> Outcome | None:
    """The answers of the goals that fit best, queried by their names."""
    if not best:
        return None
    chosen = replace(query, values=(things("thing", sorted({c.row["thing"] for c in best})),))
    rows = rows_of(asking.store, chosen)
    return Outcome(chosen.text(), gathered((text(row), passage_of(row)) for row in rows)) if rows else None


def _amount(row: Row) -> str:
    return f"{row['comparator'].removeprefix('=')}{amount_of(row)}"


def _year(row: Row) -> str:
    return f"{row['year']}年"
