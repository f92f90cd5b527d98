"""Ask how much, or by when: goals found by their words, and where no goal has the amount, the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg import iri
from kg.ask.amounts.indicators import longer, stands_elsewhere, unfound
from kg.ask.answer import Outcome, Passage
from kg.ask.asking import Asking
from kg.ask.grammar import Interpretation
from kg.ask.graph.sparql import SAID, Query, contains, gathered, passage_of, rows_of, things
from kg.ask.matching import Wording, pieces
from kg.ask.phrases import Row
from kg.ask.text.clauses import clauses_with, sections_with
from kg.ask.text.texts import Texts

_GOAL = "?thing plan:goalText ?text ; plan:status ?status ; plan:evidence ?evidence ."
_AMOUNT = "?thing plan:value ?value ; plan:unit ?unit ; plan:comparator ?comparator ."
_HOLDER = "?holder plan:hasGoal ?thing . ?holder schema:name ?holding ."
_DATED = "?thing plan:targetYear ?year ."
_COLUMNS = "?plan ?thing ?text ?status ?quote ?start ?end ?line ?section ?year"
_ITEM = re.compile(r"[、，,；;和及]")
_APART = re.compile(r"(?P<names>[^，,。；;：:]+?)分别(?P<told>[^，,。；;：:]+)")
_NAMES = re.compile(r"、|以及|和|与|及")
_VERB = re.compile(r"[^\d]*")
_BEFORE = re.compile(r"\D+")
_TAIL = 3
"""A noun that several names share is hardly longer."""
_NUMBER = re.compile(r"第[一二三四五六七八九十]+|[A-Za-z]*\d+[A-Za-z]*")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_BY = re.compile(r"(?:19|20)\d\d(?=\s*年)")
_CHANGES = 2
"""The first of the words that tell one indicator from another are those of a change."""
_DIGIT = re.compile(r"[\d一二三四五六七八九十两]")
_PERIOD = re.compile(r"十([一二三四五六七八九])五")
_FIRST_END, _LENGTH = 2010, 5
"""The year with which the eleventh of the five-year periods (十一五) ended, and how long each lasts."""
_DIFFERENCES = ("百分点", "番")
_PARTS = ("%", "‰")
_SEVERAL = 2
_SHORTEST_NAME = 3
_RATE = 2
"""So many characters tell one rate from another: 贡献率, 失业率."""
_FEW, _MOSTLY = 4, 0.4
"""A question of so few characters is only meant where they are so much of the name before the number."""
_SURE = 1.4
"""A goal that fits so well needs no look at the text."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each way in which words and goal agree is worth.

    ``enough`` is the least part of the words that must stand in the goal and the sentence around it,
    ``itself`` that which must stand beside the number; ``context`` is what a word elsewhere in the
    sentence is worth; ``odd`` is what it costs to compare otherwise than the question does (a growth
    for a level, a share for a sum); the others are gained by having the question's last word whole,
    by the very year, the tense, the same adverbs, and by naming nothing beside what was asked for.
    """

    enough: float = 0.75
    itself: float = 0.3
    context: float = 0.5
    odd: float = 0.3
    head: float = 0.2
    dated: float = 0.12
    tense: float = 0.15
    manner: float = 0.05
    bare: float = 0.1


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A goal, or an amount of the text, with the item of its enumeration that it stands in, and its statement."""

    row: Row
    item: str
    context: str
    statement: str


def amounts(asking: Asking, reading: Interpretation) -> Outcome | None:
    """How much the indicator is that the question describes."""
    if asking.near:
        return None
    reading = _plain(asking, reading)
    words = asking.wording(f"{reading['T']}的{reading['T2']}")
    if not words.chunks:
        return None
    query = Query(
        asking.graphs,
        (_GOAL, _AMOUNT, _HOLDER, SAID),
        optional=(_DATED,),
        columns=f"{_COLUMNS} ?value ?unit ?comparator ?holding",
    )
    goals = list(_candidates(asking, _goals(asking, query, words)))
    found = [c for c in goals if _unit_fits(asking, reading, c.row["unit"])]
    score, best = _best(asking, reading, words, _indicated(asking, reading, words, found))
    if score < _SURE:
        of_text = [c for c in _written(asking, words, goals) if _unit_fits(asking, reading, c.row["unit"])]
        pool = _indicated(asking, reading, words, [*found, *of_text])
        score, best = _best(asking, reading, words, [c for c in pool if c.row["thing"]])
        other, told = _best(asking, reading, words, [c for c in pool if not c.row["thing"]])
        if other > score:
            shown = sections_with(asking, pieces(words))
            return Outcome(shown.text(), gathered((_amount(c.row), passage_of(c.row)) for c in told))
    return _by_name(asking, query, best, _amount)


def _plain(asking: Asking, reading: Interpretation) -> Interpretation:
    """The reading with every indicator under the name that stands for all of its names."""
    plain = asking.grammar.plain
    question = replace(reading.question, core=plain(reading.question.core))
    return replace(reading, slots={name: plain(text) for name, text in reading.slots.items()}, question=question)


def _indicated(
    asking: Asking, reading: Interpretation, words: Wording, candidates: Sequence[Candidate]
) -> list[Candidate]:
    """Of each plan those whose indicator is the very one; where there is none, those of the only longer one."""
    meant: dict[str, dict[str, list[Candidate]]] = {}
    for candidate in candidates:
        if _is_meant(asking, reading, words, candidate):
            # What is counted stands after its number: 389个重点项目.
            name = "" if reading["T2"] else longer(asking, words, candidate.item, reading.question.core)
            meant.setdefault(candidate.row["plan"], {}).setdefault(name, []).append(candidate)
    told = (named.get("") or _only(asking, named) for named in meant.values())
    return [candidate for found in told for candidate in found]


def _only(asking: Asking, named: Mapping[str, list[Candidate]]) -> list[Candidate]:
    """The candidates of the only indicator, unless a word that the question lacks makes it another (人均)."""
    (name, found), *others = named.items()
    return [] if others or any(_has(name, group) for group in asking.grammar.around) else found


def years(asking: Asking, reading: Interpretation) -> Outcome | None:
    """By when the end is to be reached that the question describes."""
    words = asking.wording(f"{reading['T']}的{reading['T2']}")
    if asking.near or not words.chunks:
        return None
    query = Query(asking.graphs, (_GOAL, _DATED, SAID), columns=_COLUMNS)

    def meant(candidates: Iterator[Candidate]) -> list[Candidate]:
        return [candidate for candidate in candidates if _is_meant(asking, reading, words, candidate)]

    score, best = _best(asking, reading, words, meant(_candidates(asking, _goals(asking, query, words))))
    if score < _SURE:
        other, told = _best(asking, reading, words, meant(_dated(asking, words)))
        if other > score:
            shown = sections_with(asking, pieces(words))
            return Outcome(shown.text(), gathered((f"{c.row['year']}年", passage_of(c.row)) for c in told))
    return _by_name(asking, query, best, lambda row: f"{row['year']}年")


def _goals(asking: Asking, query: Query, words: Wording) -> list[Row]:
    return rows_of(asking.store, query.having(contains(pieces(words), "text")))


def _by_name(asking: Asking, query: Query, best: Sequence[Candidate], text: Callable[[Row], str]) -> Outcome | None:
    """The answers of the goals that fit best, asked for by their names."""
    if not best:
        return None
    chosen = replace(query, values=(things("thing", sorted({c.row["thing"] for c in best})),))
    rows = rows_of(asking.store, chosen)
    return Outcome(chosen.text(), gathered((text(row), passage_of(row)) for row in rows)) if rows else None


def _amount(row: Row) -> str:
    sign = "" if row["comparator"] == "=" else row["comparator"]
    return f"{sign}{row['value']}{row['unit']}"


def _unit_fits(asking: Asking, reading: Interpretation, unit: str) -> bool:
    """Whether an amount in ``unit`` can answer; a level is no difference (百分点, 番), a share no sum."""
    asked = reading["U"]
    if asked:
        return asked in unit or unit in asked
    indicator = reading["T2"] or reading["T"]
    if asking.grammar.is_share(indicator):
        return unit in _PARTS
    if not asking.grammar.unit_fits(indicator, reading.question.core, unit):
        return False
    return not (unit.endswith(_DIFFERENCES) and re.search(r"[到至为是达](?:多少|几)", reading.question.core))


def _candidates(asking: Asking, rows: Sequence[Row]) -> Iterator[Candidate]:
    texts = Texts(asking.store, {row["section"] for row in rows})
    plain = asking.grammar.plain
    for row in rows:
        around = texts.statement(passage_of(row)).quote
        if apart := _apart(row, around):
            yield Candidate(row, plain(apart[0]), plain(apart[1]), around)
            continue
        own = row["text"] if _alone(row["text"]) else ""
        context = f"{row.get('holding', '')}{around.replace(row['text'], '，')}{own}"
        yield Candidate(row, plain(_item(asking, row, around)), plain(context), around)


def _item(asking: Asking, row: Row, around: str) -> str:
    """The item of an enumeration that holds the number, with the one before it if it has no name itself.

    ``around`` is the statement that the row stands in.
    """
    amount = f"{row.get('value', '')}{row.get('unit', '')}"
    earlier = around.partition(row["text"])[0] if row["text"] in around else ""
    before, own = _ITEM.split(earlier), _ITEM.split(row["text"])
    items = [*before, *own]
    at = next((at for at in range(len(before), len(items)) if amount and amount in items[at]), None)
    if at is None:
        return row["text"]
    name = _bare(asking, items[at], amount)
    named = [item for item in items[:at] if item]
    return f"{_named(asking, named[-1])}{items[at]}" if len(name) < _SHORTEST_NAME and named else items[at]


def _named(asking: Asking, item: str) -> str:
    """What an item is about: the words before its number, without those that only say how it compares."""
    name = _BEFORE.match(item)
    words = name[0] if name else item
    while ends := [word for word in asking.grammar.bare if words.endswith(word) and words != word]:
        words = words.removesuffix(max(ends, key=len))
    return words


def _apart(row: Row, around: str) -> tuple[str, str] | None:
    """Item and context of an amount that is told apart: 甲、乙产量分别增长1%、2% says 甲 1% and 乙产量 2%.

    What follows the last name may be meant of all.
    """
    if "unit" not in row or not (apart := list(_APART.finditer(around))):
        return None
    from kg.document.fold import fold
    from kg.extract.line.quantities import find_quantities

    for found in apart:
        if found[0] not in row["quote"] and row["quote"] not in found[0]:
            continue
        names = _NAMES.split(found["names"])
        told = [one.quantity for one in find_quantities(fold(found["told"]))]
        amounts = [(iri.plain(quantity.value), quantity.unit) for quantity in told]
        if len(names) == len(amounts) > 1 and (row["value"], row["unit"]) in amounts:
            at = amounts.index((row["value"], row["unit"]))
            verb = _VERB.match(found["told"])
            item = f"{names[at]}{verb[0] if verb else ''}{row['value']}{row['unit']}"
            return item, around.replace(found[0], f"，{names[-1][-_TAIL:]}，")
    return None


def _bare(asking: Asking, item: str, amount: str) -> str:
    """An item without its amount and the words that only say how it compares."""
    name = item.replace(amount, "")
    for word in asking.grammar.bare:
        name = name.replace(word, "")
    return name


def _alone(text: str) -> bool:
    """Whether only one item of an enumeration has a number."""
    return sum(any(c.isdigit() for c in item) for item in _ITEM.split(text)) < _SEVERAL


def _written(asking: Asking, words: Wording, goals: Sequence[Candidate]) -> Iterator[Candidate]:
    """The amounts in the clauses of the text that have the words and are none of the ``goals``."""
    clauses = [pair for pair in clauses_with(asking, words, WEIGHTS.enough) if _DIGIT.search(pair[0].quote)]
    if not clauses:
        return
    from kg.document.fold import fold
    from kg.extract.line.quantities import find_quantities

    plain = asking.grammar.plain
    known = {(c.row["plan"], c.row["section"], c.row["value"], c.row["unit"]) for c in goals}
    for clause, sentence in clauses:
        years = _YEAR.findall(sentence.quote)
        told = find_quantities(fold(clause.quote))
        first = _ITEM.search(clause.quote, told[0].start) if told else None
        verb = clause.quote[: first.start() if first else None] if told else ""
        for found in told:
            quantity = found.quantity
            row = {
                **_row(clause),
                "value": iri.plain(quantity.value),
                "unit": quantity.unit,
                "comparator": quantity.comparator,
                **({"year": years[-1]} if years else {}),
            }
            if (row["plan"], row["section"], row["value"], row["unit"]) in known:
                continue
            if apart := _apart(row, sentence.quote):
                yield Candidate(row, plain(apart[0]), plain(apart[1]), sentence.quote)
                continue
            around = sentence.quote if _alone(clause.quote) else sentence.quote.replace(clause.quote, f"，{verb}，")
            yield Candidate(row, plain(_item(asking, row, sentence.quote)), plain(around), sentence.quote)


def _dated(asking: Asking, words: Wording) -> Iterator[Candidate]:
    """The clauses of the text that have the words, in sentences that name one year only."""
    for clause, sentence in clauses_with(asking, words, WEIGHTS.enough):
        years = set(_BY.findall(sentence.quote))
        if len(years) == 1:
            row = {**_row(clause), "year": years.pop()}
            yield Candidate(row, clause.quote, sentence.quote, sentence.quote)


def _row(clause: Passage) -> Row:
    """A clause as a row without a thing."""
    return {
        "plan": clause.plan,
        "thing": "",
        "text": clause.quote,
        "quote": clause.quote,
        "start": str(clause.start),
        "end": str(clause.end),
        "line": str(clause.line),
        "section": clause.section,
    }


# How well ---------------------------------------------------------------------------------------------


def _best(
    asking: Asking, reading: Interpretation, words: Wording, candidates: Sequence[Candidate]
) -> tuple[float, list[Candidate]]:
    """The candidates that fit best, all of those that are equally good, with their score."""
    scored = [(_score(asking, reading, words, candidate), candidate) for candidate in candidates]
    top = max((score for score, _ in scored), default=0.0)
    return top, [candidate for score, candidate in scored if score >= top - 1e-9] if top > 0 else []


def _is_meant(asking: Asking, reading: Interpretation, words: Wording, candidate: Candidate) -> bool:
    """Whether a candidate has what the question names, whatever its year."""
    row, item, context = candidate.row, candidate.item, candidate.context
    asked = reading.question.core
    own = words.share_in(item)
    whole = max(own, words.share_in(item, context, around=1.0))
    amount = f"{row.get('value', '')}{row.get('unit', '')}"
    name = _bare(asking, item, amount)
    ends = (len(name) > 1 and words.chunks[-1].endswith(name)) or _around_number(reading, item)
    if (own < WEIGHTS.itself and not ends) or whole < WEIGHTS.enough:
        return False
    if asking.grammar.is_share(name) and name[-_RATE:] not in asked:
        return False
    numbers = _NUMBER.findall(reading["T"] + reading["T2"])
    if any(number not in (item if number[0] == "第" else item + context) for number in numbers):
        return False
    if words.is_altered_in(item) or _lacks_verb(asking, words, item + context):
        return False
    if "unit" in row and unfound(asking, words, item + context):
        return False
    if "unit" in row and not reading["T2"] and stands_elsewhere(asking, words, item, context):
        return False
    return words.size >= _FEW or _told(words, item, amount) >= _MOSTLY


def _is_change(asking: Asking, reading: Interpretation, row: Row, item: str) -> bool:
    """Whether the amount is by how much something changes, and the question asks how much it is."""
    changes = asking.grammar.telling[:_CHANGES]
    asked = reading.question.core
    if asking.grammar.is_aim(asked) or any(_has(asked, group) for group in changes):
        return False
    name = reading["T2"] or reading["T"]
    return row["unit"] in _PARTS and not asking.grammar.is_share(name) and any(_has(item, group) for group in changes)


def _is_one_of_several(candidate: Candidate) -> bool:
    """Whether the amount is one of several of the same thing: 跨过2万亿、3万亿两个台阶 tells no level."""
    value = re.escape(candidate.row["value"])
    beside = rf"(?<![\d.]){value}[^\d，,。；;、]{{1,3}}、\d|\d[^\d，,。；;、]{{1,3}}、{value}(?![\d.])"
    told = re.search(beside, candidate.statement)
    return told is not None and "分别" not in candidate.statement


def _told(words: Wording, item: str, amount: str) -> float:
    """Which part of an item the words of the question are."""
    named = item.replace(amount, "") if amount else item
    return sum(map(len, words.found_in(named))) / max(len(named), 1)


def _score(asking: Asking, reading: Interpretation, words: Wording, candidate: Candidate) -> float:
    """How well a candidate that is meant fits the question; 0 if it is of another time, or can't be the answer."""
    row, item, context = candidate.row, candidate.item, candidate.context
    asked = reading.question.core
    if not _is_timely(asking, reading, candidate):
        return 0.0
    if "unit" in row and (
        f"{row['value']}{row['unit']}" in asked
        or _is_change(asking, reading, row, item)
        or _is_one_of_several(candidate)
    ):
        return 0.0
    own = words.share_in(item)
    whole = max(own, words.share_in(item, context, around=1.0))
    year = reading.question.year
    odd = sum(_has(asked, group) != _has(item, group) for group in asking.grammar.telling)
    odd += sum(
        _has(asked, group) != _has(item + context * _has(asked, group), group) for group in asking.grammar.around
    )
    gains = (
        WEIGHTS.head * (words.chunks[-1] in item),
        WEIGHTS.dated * (bool(year) and row.get("year") == str(year)),
        WEIGHTS.tense * _in_tense(asking, reading, row),
        WEIGHTS.manner * sum(word in asked and word in item for word in asking.grammar.words["adverb"]),
        WEIGHTS.bare * _told(words, item, f"{row.get('value', '')}{row.get('unit', '')}"),
    )
    return own + WEIGHTS.context * (whole - own) - WEIGHTS.odd * odd + sum(gains)


def _lacks_verb(asking: Asking, words: Wording, text: str) -> bool:
    """Whether a verb that no other can stand for is in the question and not in the text."""
    strict = asking.grammar.strict(relation.predicate for relation in asking.grammar.relations)
    return any(chunk in strict and chunk not in text for chunk in words.chunks)


def _around_number(reading: Interpretation, item: str) -> bool:
    """Whether the item has what the question has right before and right after its 多少."""
    before, after = reading["T"].removesuffix("了")[-2:], reading["T2"]
    return bool(before and after) and before in item and after in item


def _in_tense(asking: Asking, reading: Interpretation, row: Row) -> bool:
    """Whether a goal is still to be reached if the question speaks of the future, and reached if it does not.

    A year speaks of the future if it is that of the plan or later.
    """
    year = reading.question.year
    plan = next(plan for plan in asking.plans if plan.graph == row["plan"])
    future = asking.grammar.is_future(reading.question.text) if not year or not plan.year else year >= plan.year
    ahead = not row["status"].endswith("#achieved") if "status" in row else asking.grammar.is_ahead(row["text"])
    return ahead == future


def _is_timely(asking: Asking, reading: Interpretation, candidate: Candidate) -> bool:
    """Whether a candidate is of the year that the question names, and yet to come if it asks for an aim."""
    row, year = candidate.row, reading.question.year
    if _is_reached(asking, candidate):
        plan = next(plan for plan in asking.plans if plan.graph == row["plan"])
        if asking.grammar.is_aim(reading.question.text) or (year and plan.year and plan.year < year):
            return False
    if not year:
        return True
    if row.get("year") != str(year) and f"{year}年" in candidate.statement:
        return _year_before(candidate) == str(year)
    return _of_year(asking, row, year) and not _of_period(candidate, year)


def _is_reached(asking: Asking, candidate: Candidate) -> bool:
    """Whether a goal is reached, or an amount of the text stands in no statement of what is to come."""
    row, grammar = candidate.row, asking.grammar
    if "status" in row:
        return row["status"].endswith("#achieved")
    return not (grammar.is_ahead(candidate.statement) or grammar.is_aim(candidate.statement))


def _year_before(candidate: Candidate) -> str:
    """The last year that the statement names before the amount: of 从2020年的3万元提高到2025年的5万元 that of 3."""
    at = candidate.statement.find(candidate.row["value"] if "value" in candidate.row else candidate.row["text"])
    return next(reversed(_YEAR.findall(candidate.statement[: max(at, 0)])), "")


def _of_period(candidate: Candidate, year: int) -> bool:
    """Whether the statement speaks of a period that does not end with the year."""
    periods = {_FIRST_END + _LENGTH * "一二三四五六七八九".index(n) for n in _PERIOD.findall(candidate.statement)}
    return bool(periods) and year not in periods and "今年" not in candidate.statement


def _of_year(asking: Asking, row: Row, year: int) -> bool:
    """Whether an amount can be of a year: its own, or else one that its plan is about."""
    if "year" in row:
        return row["year"] == str(year)
    plan = next(plan for plan in asking.plans if plan.graph == row["plan"])
    return not plan.years or year in plan.years


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


ASKS: Mapping[str, Callable[[Asking, Interpretation], Outcome | None]] = {"amount": amounts, "year": years}
"""What a shape of the grammar may ask for."""
