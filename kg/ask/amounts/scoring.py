"""Score how well a candidate fits a question for an amount or a year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.ask.amounts.candidates import ENOUGH, Candidate, without_comparison
from kg.ask.amounts.indicators import longer, stands_elsewhere, unfound
from kg.ask.asking import Asking
from kg.ask.grammar import Interpretation, has_any
from kg.ask.matching import Wording
from kg.ask.phrases import Row
from kg.lexicon.numerals import number

_FIRST_END, _LENGTH = 2010, 5
"""The year in which the eleventh five-year period (十一五) ended, and the years of each."""
_SHARES = ("%", "‰")
_RATE = 2
"""So many last characters distinguish rates: 贡献率, 失业率."""
_FEW, _MOSTLY = 4, 0.4
"""So few characters of a question have to be so large a share of the name before the number."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each agreement of words and candidate is worth.

    ``itself`` is the least share of the words in the item with the number; ``context`` is the weight of a word
    elsewhere in the statement; ``odd`` is what it costs to measure otherwise than the question does (a growth
    for a level, a share for a sum). The others are gains: of the question's last word as a whole, of its year, of
    its tense, of the same adverbs, and of a name without more than the question's words.
    """

    itself: float = 0.3
    context: float = 0.5
    odd: float = 0.3
    head: float = 0.2
    dated: float = 0.12
    tense: float = 0.15
    manner: float = 0.05
    bare: float = 0.1


WEIGHTS = Weights()


@dataclass(frozen=True)
class Sought:
    """The indicator or the end that a question describes."""

    asking: Asking
    asked: Interpretation
    words: Wording

    @property
    def core(self) -> str:
        """The question without courtesies."""
        return self.asked.question.core

    @property
    def counted(self) -> str:
        """What stands behind the question word: what is counted."""
        return self.asked["T2"]

    @property
    def indicator(self) -> str:
        """The name of what is measured."""
        return self.counted or self.asked["T"]

    @cached_property
    def is_aim(self) -> bool:
        """Whether only what is yet to be reached can answer."""
        return self.asking.grammar.is_aim(self.core)

    def best(self, candidates: Iterable[Candidate]) -> tuple[float, list[Candidate]]:
        """The highest score with all candidates that have it; none if that is 0."""
        scored = [(self._score(candidate), candidate) for candidate in candidates]
        top = max((score for score, _ in scored), default=0.0)
        return top, [candidate for score, candidate in scored if score >= top - 1e-9] if top > 0 else []

    def fits_unit(self, unit: str) -> bool:
        """Whether an amount in ``unit`` can answer; a level is no difference (百分点, 番), a share no sum."""
        grammar = self.asking.grammar
        if given := self.asked["U"]:
            return given in unit or unit in given
        if grammar.is_share(self.indicator):
            return unit in _SHARES
        if not grammar.unit_fits(self.indicator, self.core, unit):
            return False
        return not (grammar.pattern.difference.search(unit) and grammar.pattern.level.search(self.core))

    def of_indicator(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Of each plan the candidates of the very indicator; where there is none, of the only longer one."""
        plans: dict[str, dict[str, list[Candidate]]] = {}
        for candidate in filter(self.is_meant, candidates):
            # What is counted stands after its number: 389个重点项目.
            name = "" if self.counted else longer(self.asking, self.words, candidate.item, self.core)
            plans.setdefault(candidate.row["plan"], {}).setdefault(name, []).append(candidate)
        chosen = (named.get("") or self._only(named) for named in plans.values())
        return [candidate for found in chosen for candidate in found]

    def _only(self, named: Mapping[str, list[Candidate]]) -> list[Candidate]:
        """The candidates of the only indicator, unless a word that the question lacks makes it another (人均)."""
        (name, found), *others = named.items()
        return [] if others or has_any(name, *self.asking.grammar.goal.around) else found

    def is_meant(self, candidate: Candidate) -> bool:
        """Whether a candidate has what the question names, whatever its year."""
        words, item, both = self.words, candidate.item, candidate.item + candidate.context
        own, whole = self._shares(candidate)
        name = without_comparison(self.asking, item, candidate.amount)
        ends = (len(name) > 1 and words.chunks[-1].endswith(name)) or self._surrounds_number(item)
        if (own < WEIGHTS.itself and not ends) or whole < ENOUGH:
            return False
        if self.asking.grammar.is_share(name) and name[-_RATE:] not in self.core:
            return False
        if self._lacks_number(item, both) or words.is_altered_in(item) or self._lacks_verb(both):
            return False
        if "unit" in candidate.row and self._is_of_another(candidate):
            return False
        return words.size >= _FEW or self._share_of_name(candidate) >= _MOSTLY

    def _shares(self, candidate: Candidate) -> tuple[float, float]:
        """The share of the question's words in the item, and in the whole statement."""
        own = self.words.share_in(candidate.item)
        return own, max(own, self.words.share_in(candidate.item, candidate.context, around=1.0))

    def _share_of_name(self, candidate: Candidate) -> float:
        """Which share of the item's name the words of the question are."""
        amount = candidate.amount
        name = candidate.item.replace(amount, "") if amount else candidate.item
        return sum(map(len, self.words.found_in(name))) / max(len(name), 1)

    def _surrounds_number(self, item: str) -> bool:
        """Whether the item has what the question has right before and right after its question word."""
        perfect = self.asking.grammar.pattern.perfect_end
        before = perfect.sub("", self.asked["T"])[-2:]
        return bool(before and self.counted) and before in item and self.counted in item

    def _lacks_number(self, item: str, both: str) -> bool:
        """Whether a number of the question is missing; an ordinal has to stand in the item."""
        pattern = self.asking.grammar.pattern
        numbers = pattern.number.findall(self.asked["T"] + self.counted)
        return any(found not in (item if pattern.ordinal.match(found) else both) for found in numbers)

    def _lacks_verb(self, text: str) -> bool:
        """Whether a verb without synonyms is in the question and not in the text."""
        strict = self.asking.grammar.all_strict
        return any(chunk in strict and chunk not in text for chunk in self.words.chunks)

    def _is_of_another(self, candidate: Candidate) -> bool:
        """Whether the amount is that of another holder or indicator."""
        asking, words, item, context = self.asking, self.words, candidate.item, candidate.context
        if unfound(asking, words, item + context):
            return True
        return not self.counted and stands_elsewhere(asking, words, item, context)

    def _score(self, candidate: Candidate) -> float:
        """How well a candidate that is meant fits; 0 if it is of another time or can't be the answer."""
        row, item, context = candidate.row, candidate.item, candidate.context
        if not self._is_timely(candidate) or ("unit" in row and self._is_no_level(candidate)):
            return 0.0
        own, whole = self._shares(candidate)
        grammar, year, core = self.asking.grammar, self.asked.question.year, self.core
        odd = sum(has_any(core, group) != has_any(item, group) for group in grammar.telling)
        for group in grammar.goal.around:
            inside = has_any(core, group)
            odd += inside != has_any(item + context * inside, group)
        gains = (
            WEIGHTS.head * (self.words.chunks[-1] in item),
            WEIGHTS.dated * (bool(year) and row.get("year") == str(year)),
            WEIGHTS.tense * self._is_in_tense(row),
            WEIGHTS.manner * sum(word in core and word in item for word in grammar.words.adverb),
            WEIGHTS.bare * self._share_of_name(candidate),
        )
        return own + WEIGHTS.context * (whole - own) - WEIGHTS.odd * odd + sum(gains)

    def _is_no_level(self, candidate: Candidate) -> bool:
        """Whether the amount stands in the question, or is a change where a level is asked for, or one of several."""
        return candidate.amount in self.core or self._is_change(candidate) or self._is_one_of_several(candidate)

    def _is_change(self, candidate: Candidate) -> bool:
        """Whether the amount is by how much something changes, and the question is how much it is."""
        grammar = self.asking.grammar
        changes = grammar.goal.changes
        if self.is_aim or has_any(self.core, *changes):
            return False
        is_share = candidate.row["unit"] in _SHARES and not grammar.is_share(self.indicator)
        return is_share and has_any(candidate.item, *changes)

    def _is_one_of_several(self, candidate: Candidate) -> bool:
        """Whether the amount is one of several of the same thing: 跨过2万亿、3万亿两个台阶 gives no level."""
        value = re.escape(candidate.row["value"])
        several = rf"(?<![\d.]){value}[^\d，,。；;、]{{1,3}}、\d|\d[^\d，,。；;、]{{1,3}}、{value}(?![\d.])"
        respectively = self.asking.grammar.pattern.respectively
        return bool(re.search(several, candidate.statement)) and not respectively.search(candidate.statement)

    # Time ---------------------------------------------------------------------------------------------

    def _is_in_tense(self, row: Row) -> bool:
        """Whether a candidate is still to be reached if the question is about the future, and reached if it is not.

        A year is the future if it is that of the plan or later.
        """
        year, own = self.asked.question.year, self.asking.plan(row["plan"]).year
        grammar = self.asking.grammar
        future = year >= own if year and own else grammar.is_future(self.asked.question.text)
        ahead = not _is_achieved(row) if "status" in row else grammar.is_ahead(row["text"])
        return ahead == future

    def _is_timely(self, candidate: Candidate) -> bool:
        """Whether a candidate is of the year of the question, and yet to come if that asks for an aim."""
        row, year = candidate.row, self.asked.question.year
        plan = self.asking.plan(row["plan"])
        later = bool(year and plan.year and plan.year < year)
        if self._is_reached(candidate) and (later or self.asking.grammar.is_aim(self.asked.question.text)):
            return False
        if not year:
            return True
        years = self._years_before(candidate)
        if row.get("year") != str(year) and str(year) in self._years(candidate.statement):
            return years[-1:] == [str(year)]
        of_year = row["year"] == str(year) if "year" in row else not plan.years or year in plan.years
        return of_year and not self._is_of_other_period(candidate.statement, year)

    def _is_reached(self, candidate: Candidate) -> bool:
        """Whether a goal is reached, or an amount of the text stands in no statement of what is to come."""
        row, grammar = candidate.row, self.asking.grammar
        if "status" in row:
            return _is_achieved(row)
        return not (grammar.is_ahead(candidate.statement) or grammar.is_aim(candidate.statement))

    def _years(self, text: str) -> Sequence[str]:
        return self.asking.grammar.pattern.stated_year.findall(text)

    def _years_before(self, candidate: Candidate) -> Sequence[str]:
        """The years before the amount: of 从2020年的3万元提高到2025年的5万元 2020 for 3, both for 5."""
        at = candidate.statement.find(candidate.row["value"] if "value" in candidate.row else candidate.row["text"])
        return self._years(candidate.statement[: max(at, 0)])

    def _is_of_other_period(self, statement: str, year: int) -> bool:
        """Whether the statement is about a five-year period that does not end with the year."""
        pattern = self.asking.grammar.pattern
        periods = {_FIRST_END + _LENGTH * int(number(n) - 1) for n in pattern.five_years.findall(statement)}
        return bool(periods) and year not in periods and not pattern.this_year.search(statement)


def _is_achieved(row: Row) -> bool:
    return row["status"].endswith("#achieved")
