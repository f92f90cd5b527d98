"""Ask the text itself: which things a clause names that has the question's words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from kg.ask.answer import Outcome, Passage
from kg.ask.asking import Asking
from kg.ask.grammar import Interpretation
from kg.ask.graph.sparql import answers_of, narrowed, passage_of, rows_of
from kg.ask.matching import Wording, pieces
from kg.ask.phrases import ANYTHING, Phrase, Row, narrow
from kg.ask.phrases import NAME as NAMES
from kg.ask.text import lists
from kg.ask.text.clauses import clauses_with, mentions, of_passage, said, sections_with, told
from kg.link import fold_name
from kg.model import Span

_ENOUGH = 0.75
"""Which part of a question's words a clause must have, with the sentence around it."""
_AROUND = 0.9
"""What a word is worth that stands elsewhere in the sentence."""
_GENERIC = 2
"""A noun of two characters (企业) is too common to tell that an enumeration is what was asked for."""
_MODIFIED = 4
"""The length of a noun with a modifier."""
_TENSE = 0.03
"""What it is worth that a clause speaks of what is to come, or does not, as the question does."""
_NAMED = 0.1
"""What it is worth that a clause has the noun phrase of the question too."""


def mentioned(asking: Asking, reading: Interpretation) -> Outcome | None:
    """The things of a class in the clauses that have most of the question's words.

    What a clause enumerates under the noun of the question (A、B等车企) is the answer as it stands.
    Where the words are spread over a sentence, the clause with most of them that names such things
    counts, or else the whole sentence.
    """
    phrase = asking.phrase(reading, "N")
    words = asking.wording(f"{reading['T']}的{reading['N'].partition('的')[2]}的{reading['T2']}")
    if not asking.near or not words.chunks or not (phrase.classes or phrase.kinds):
        return None
    named = asking.wording(phrase.text if phrase.kinds or phrase.wishes else "")
    verbs = _verbs_of(asking, reading["T2"])
    told = [pair for pair in clauses_with(asking, words, _ENOUGH) if any(verb in pair[1].quote for verb in verbs)]
    groups = _by_share(asking, reading, told, words, named)
    for found in groups:
        clauses = [clause for clause, _ in found]
        if rows := [row for clause in clauses for row in _enumerated(asking, reading, clause)]:
            shown = sections_with(asking, pieces(words))
            return Outcome(shown.text(), answers_of(asking.store, rows))
        if outcome := _mentioned_in(asking, reading, clauses):
            return outcome
    best = groups[0] if groups else []
    spread = [sentence for clause, sentence in best if words.share_in(clause.quote) < _ENOUGH]
    return _mentioned_in(asking, reading, spread)


def _verbs_of(asking: Asking, text: str) -> list[str]:
    """What may stand for the verb that ``text`` begins with; if it begins with none, anything."""
    verb = next((verb for verb in asking.grammar.edge_verbs if text.startswith(verb)), "")
    return asking.grammar.synonyms(verb)


def _mentioned_in(asking: Asking, reading: Interpretation, passages: Sequence[Passage]) -> Outcome | None:
    bounds = [_between(asking, reading, passage) for passage in passages]
    for limits in (bounds, [(p.start, p.end) for p in passages]):
        if passages and (outcome := _things_within(asking, reading, passages, limits)):
            return outcome
    return None


def _enumerated(asking: Asking, reading: Interpretation, clause: Passage) -> list[Row]:
    """What the clause enumerates under the noun that was asked for."""
    phrase = asking.phrase(reading, "N")
    start = _between(asking, reading, clause)[0] - clause.start
    end = lists.and_so_on(clause.quote, [*_endings(phrase.text), *phrase.tails], start)
    if end is None:
        return []
    return listed(asking, clause, lists.before(asking.grammar, clause.quote, end, start))


def listed(asking: Asking, passage: Passage, items: Sequence[Span]) -> list[Row]:
    """The items of an enumeration as rows: the thing that is mentioned there, else the bare words.

    The first item may have words that govern it before it; a known name has none.
    """
    if not items:
        return []
    rows = rows_of(asking.store, mentions(asking, [passage.section], ANYTHING))
    known: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        known.setdefault((int(row["from"]), int(row["to"])), []).append(told(row, passage))
    found = []
    for item in items:
        end = passage.start + item.end
        begins = [
            start
            for start, stop in known
            if stop == end
            and start >= passage.start + item.start
            and lists.governs(asking.grammar, passage.quote[item.start : start - passage.start])
        ]
        start = min(begins, default=passage.start + item.start) if item == items[0] else passage.start + item.start
        name = passage.quote[start - passage.start : item.end]
        bare = {"plan": passage.plan, "thing": f"text:{start}-{end}", "name": name, "from": str(start), "to": str(end)}
        found += known.get((start, end)) or [told(bare, passage)]
    return found


def completed(
    asking: Asking, phrase: Phrase, rows: Sequence[Row], heads: Sequence[str] = (), verb: str = ""
) -> list[Row]:
    """The rows, with what else their passages enumerate under the very noun that was asked for.

    Or beside one of ``heads``, or right after the ``verb``. Only where all that is known of a passage are
    items of one enumeration.
    """
    found: list[Row] = []
    for passage in dict.fromkeys(map(passage_of, rows)):
        known = [row for row in rows if passage_of(row) == passage]
        whole = next(
            (items for items in _lists_of(asking, phrase, passage, heads, verb) if _all_in(known, passage, items)), []
        )
        found += listed(asking, passage, whole) or known
    return found


def _lists_of(
    asking: Asking, phrase: Phrase, passage: Passage, heads: Sequence[str], verb: str
) -> Iterator[list[Span]]:
    start = passage.quote.find(verb) + len(verb) if verb and verb in passage.quote else -1
    if start >= 0 and (end := lists.and_so_on(passage.quote, _endings(phrase.text), start)):
        yield lists.before(asking.grammar, passage.quote, end, start)
    nouns = _endings(phrase.text) if len(phrase.text) > _GENERIC else []
    if end := lists.and_so_on(passage.quote, nouns, 0):
        yield lists.before(asking.grammar, passage.quote, end)
    for head in heads:
        for found in re.finditer(re.escape(head), passage.quote):
            yield lists.before(asking.grammar, passage.quote, found.start())
            yield lists.after(passage.quote, found.end())


def _all_in(rows: Iterable[Row], passage: Passage, items: Sequence[Span]) -> bool:
    names = {passage.quote[item.start : item.end] for item in items}
    return bool(names) and all(
        names & {row["name"], row.get("alias", "")} or any(name.endswith(row["name"]) for name in names) for row in rows
    )


def _endings(noun: str) -> list[str]:
    """The noun and what it ends with that is no shorter than a noun with a modifier: 战略重点任务, 重点任务."""
    return [noun[at:] for at in range(max(len(noun) - _MODIFIED, 0) + 1)]


def _by_share(
    asking: Asking, reading: Interpretation, clauses: Iterable[tuple[Passage, Passage]], words: Wording, named: Wording
) -> list[list[tuple[Passage, Passage]]]:
    """The clauses with the largest share of the words first; among equals, those that have the phrase asked for.

    Then those that speak of what is to come as the question does.

    After those only what is of the same sentences and has words itself.
    """
    groups: dict[float, list[tuple[Passage, Passage]]] = defaultdict(list)
    for clause, sentence in clauses:
        share = _share(clause.quote, sentence.quote, words, named)
        share += _TENSE * (asking.grammar.is_ahead(clause.quote) == asking.grammar.is_future(reading.question.text))
        groups[round(share, 9)].append((clause, sentence))
    ordered = [groups[share] for share in sorted(groups, reverse=True)]
    best = {sentence for found in ordered[:1] for _, sentence in found}
    others = (
        [pair for pair in found if pair[1] in best and words.share_in(pair[0].quote) > 0] for found in ordered[1:]
    )
    return [*ordered[:1], *filter(None, others)]


def _share(clause: str, sentence: str, words: Wording, named: Wording) -> float:
    return words.share_in(clause, sentence, around=_AROUND) + _NAMED * named.share_in(clause)


def _between(asking: Asking, reading: Interpretation, passage: Passage) -> tuple[int, int]:
    """The offsets between the last words that the question has before what it asks for and the first after."""
    start, end = 0, len(passage.quote)
    for chunk in asking.wording(reading["T"]).chunks[-1:]:
        if runs := Wording((chunk,), {}).found_in(passage.quote):
            start = passage.quote.find(runs[-1]) + len(runs[-1])
    if runs := asking.wording(reading["T2"]).found_in(passage.quote):
        at = passage.quote.find(runs[0], start)
        end = at if at >= 0 else end
    return passage.start + start, passage.start + end


def _things_within(
    asking: Asking, reading: Interpretation, passages: Sequence[Passage], limits: Sequence[tuple[int, int]]
) -> Outcome | None:
    """The things of the phrase that the passages mention within the limits and the question does not."""
    phrase, asked = asking.phrase(reading, "N"), fold_name(reading.question.core)
    spans = (
        f"(?plan = {ox.NamedNode(p.plan)} && ?from >= {start} && ?to <= {end})"
        for p, (start, end) in zip(passages, limits, strict=True)
    )
    query = mentions(asking, {p.section for p in passages}, phrase).having(f"FILTER({' || '.join(spans)})")
    rows = (of_passage(row, passages) for row in rows_of(asking.store, query))
    told = [row for row in rows if row and not any(fold_name(name) in asked for name in (row["name"], said(row)))]
    found = narrow(asking.grammar, phrase, told)
    if not found or not found[1]:
        return None
    steps = [step for step in found[0] if step.where == NAMES]
    if not phrase.classes and not steps:
        return None
    return Outcome(narrowed(query, phrase, steps).text(), answers_of(asking.store, found[1]))


ASKS: Mapping[str, Callable[[Asking, Interpretation], Outcome | None]] = {"passages": mentioned}
"""What a shape of the grammar may ask for."""
