"""Candidates for an answer: goals with an amount or a year, and amounts and years of the text itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg import iri
from kg.ask.asking import Asking
from kg.ask.matching import Wording
from kg.ask.phrases import Row
from kg.ask.sparql import passage_of
from kg.ask.text.sections import Texts, clauses_with, passage_row
from kg.document.fold import fold
from kg.extract.line.quantities import find_quantities

_BEFORE = re.compile(r"\D+")
_SHARED = 3
"""No noun that several names share is longer."""
_SEVERAL = 2
_SHORTEST_NAME = 3
ENOUGH = 0.75
"""The least share of the question's words in a candidate with the statement around it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A goal, or an amount of the text: the item of its enumeration, the rest of its statement, and the whole."""

    row: Row
    item: str
    context: str
    statement: str

    @property
    def amount(self) -> str:
        """Value and unit as the text has them; empty if there is none."""
        return amount_of(self.row)


def amount_of(row: Row) -> str:
    """Value and unit of a row; empty if it has none."""
    return f"{row.get('value', '')}{row.get('unit', '')}"


def of_goals(asking: Asking, rows: Sequence[Row]) -> Iterator[Candidate]:
    """The goals of the rows."""
    texts = Texts(asking.store, {row["section"] for row in rows})
    for row in rows:
        statement = texts.statement(passage_of(row)).quote
        own = row["text"] if _is_only_number(asking, row["text"]) else ""
        context = f"{row.get('holding', '')}{statement.replace(row['text'], '，')}{own}"
        yield _candidate(asking, row, statement, context)


def of_text(asking: Asking, words: Wording, goals: Sequence[Candidate]) -> Iterator[Candidate]:
    """The amounts in the clauses that have the words and are none of the ``goals``."""
    pattern = asking.grammar.pattern
    known = {_key(candidate.row) for candidate in goals}
    for clause, statement in clauses_with(asking, words, ENOUGH):
        if not pattern.digit.search(clause.quote):
            continue
        years = pattern.stated_year.findall(statement.quote)
        found = find_quantities(fold(clause.quote))
        first = pattern.amount_item.search(clause.quote, found[0].start) if found else None
        verb = clause.quote[: first.start() if first else None]
        alone = _is_only_number(asking, clause.quote)
        context = statement.quote if alone else statement.quote.replace(clause.quote, f"，{verb}，")
        for quantity in (one.quantity for one in found):
            row = {
                **passage_row(clause),
                "thing": "",
                "text": clause.quote,
                "value": iri.plain(quantity.value),
                "unit": quantity.unit,
                "comparator": quantity.comparator,
                **({"year": years[-1]} if years else {}),
            }
            if _key(row) not in known:
                yield _candidate(asking, row, statement.quote, context)


def of_dated_text(asking: Asking, words: Wording) -> Iterator[Candidate]:
    """The clauses that have the words, in statements that name one year only."""
    for clause, statement in clauses_with(asking, words, ENOUGH):
        years = set(asking.grammar.pattern.stated_year.findall(statement.quote))
        if len(years) == 1:
            row = {**passage_row(clause), "thing": "", "text": clause.quote, "year": years.pop()}
            yield Candidate(row, clause.quote, statement.quote, statement.quote)


def _key(row: Row) -> tuple[str, ...]:
    return row["plan"], row["section"], row["value"], row["unit"]


def _candidate(asking: Asking, row: Row, statement: str, context: str) -> Candidate:
    item, context = _respective(asking, row, statement) or (_item(asking, row, statement), context)
    canonical = asking.grammar.canonical
    return Candidate(row, canonical(item), canonical(context), statement)


def _item(asking: Asking, row: Row, statement: str) -> str:
    """The item of an enumeration that holds the number, after the name of the one before it if it has none."""
    separator = asking.grammar.pattern.amount_item
    amount = amount_of(row)
    earlier = statement.partition(row["text"])[0] if row["text"] in statement else ""
    before = separator.split(earlier)
    items = [*before, *separator.split(row["text"])]
    at = next((at for at in range(len(before), len(items)) if amount and amount in items[at]), None)
    if at is None:
        return row["text"]
    name = without_comparison(asking, items[at], amount)
    named = [item for item in items[:at] if item]
    return f"{_name(asking, named[-1])}{items[at]}" if len(name) < _SHORTEST_NAME and named else items[at]


def _name(asking: Asking, item: str) -> str:
    """The words of an item before its number, without those that only compare."""
    name = _BEFORE.match(item)
    words = name[0] if name else item
    while ends := [word for word in asking.grammar.goal.bare if words.endswith(word) and words != word]:
        words = words.removesuffix(max(ends, key=len))
    return words


def without_comparison(asking: Asking, item: str, amount: str) -> str:
    """An item without its amount and the words that only compare."""
    name = item.replace(amount, "")
    for word in asking.grammar.goal.bare:
        name = name.replace(word, "")
    return name


def _respective(asking: Asking, row: Row, statement: str) -> tuple[str, str] | None:
    """Item and context of one of several amounts: 甲、乙产量分别增长1%、2% gives 甲 1% and 乙产量 2%.

    What follows the last name may belong to all.
    """
    pattern = asking.grammar.pattern
    for found in pattern.apart.finditer(statement) if "unit" in row else ():
        if found[0] not in row["quote"] and row["quote"] not in found[0]:
            continue
        names = pattern.apart_names.split(found["names"])
        quantities = [one.quantity for one in find_quantities(fold(found["amounts"]))]
        amounts = [(iri.plain(quantity.value), quantity.unit) for quantity in quantities]
        if len(names) == len(amounts) > 1 and (row["value"], row["unit"]) in amounts:
            at = amounts.index((row["value"], row["unit"]))
            verb = _BEFORE.match(found["amounts"])
            item = f"{names[at]}{verb[0] if verb else ''}{amount_of(row)}"
            return item, statement.replace(found[0], f"，{names[-1][-_SHARED:]}，")
    return None


def _is_only_number(asking: Asking, text: str) -> bool:
    """Whether at most one item of an enumeration has a number."""
    items = asking.grammar.pattern.amount_item.split(text)
    return sum(any(c.isdigit() for c in item) for item in items) < _SEVERAL
