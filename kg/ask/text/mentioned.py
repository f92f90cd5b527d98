"""Answer with the things that a clause with the question's words mentions or enumerates."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from kg.ask.answer import Outcome, Passage
from kg.ask.asking import Asking
from kg.ask.grammar import Interpretation
from kg.ask.matching import Wording, pieces
from kg.ask.phrases import ANYTHING, NAME, Phrase, Row, narrow
from kg.ask.sparql import answers_of, narrowed, passage_of, rows_of
from kg.ask.text import lists
from kg.ask.text.sections import (
    clauses_with,
    mentioned_by,
    mentioned_text,
    mentions,
    passage_row,
    text_outcome,
    with_evidence,
)
from kg.link import fold_name
from kg.model import Span

_ENOUGH = 0.75
"""The least share of a question's words that a clause has, with the statement around it."""
_AROUND = 0.9
"""The weight of a word that stands elsewhere in the statement."""
_GENERIC = 2
"""A noun of two characters (企业) is too common to identify the enumeration that was asked for."""
_MODIFIED = 4
"""The length of a noun with a modifier."""
_TENSE = 0.03
"""The gain of a clause that is about the future, or not, as the question is."""
_NAMED = 0.1
"""The gain of a clause that has the noun phrase of the question too."""

_Pair = tuple[Passage, Passage]
"""A clause and its statement."""


def mentioned(asking: Asking, asked: Interpretation) -> Outcome | None:
    """The things of a class in the clauses that have most of the question's words.

    What a clause enumerates under the noun of the question (A、B等车企) is the answer as it stands.
    Where the words are spread over a statement, the clause with most of them that names such things
    counts, or else the whole statement.
    """
    phrase = asking.phrase(asked, "N")
    owned = asking.grammar.pattern.of_object.search(asked["N"])
    words = asking.wording(asked["T"], owned[0] if owned else "", asked["T2"])
    if not asking.near or not words.chunks or not (phrase.classes or phrase.kinds):
        return None
    groups = _by_share(asking, asked, phrase, words)
    for found in groups:
        clauses = [clause for clause, _ in found]
        if rows := [row for clause in clauses for row in _enumerated(asking, asked, phrase, clause)]:
            return text_outcome(asking, pieces(words), rows)
        if outcome := _mentioned_in(asking, asked, phrase, clauses):
            return outcome
    best = groups[0] if groups else []
    spread = [statement for clause, statement in best if words.share_in(clause.quote) < _ENOUGH]
    return _mentioned_in(asking, asked, phrase, spread)


def _by_share(asking: Asking, asked: Interpretation, phrase: Phrase, words: Wording) -> list[list[_Pair]]:
    """The clauses by their share of the words, the largest first.

    Among equals those come first that have the phrase asked for, then those of the question's tense. After the
    first group only clauses of the same statements count that have words themselves.
    """
    grammar = asking.grammar
    named = asking.wording(phrase.text if phrase.kinds or phrase.wishes else "")
    future = grammar.is_future(asked.question.text)
    verb = next((verb for verb in grammar.edge if asked["T2"].startswith(verb)), "")
    verbs = grammar.synonyms(verb)
    groups: dict[float, list[_Pair]] = defaultdict(list)
    for clause, statement in clauses_with(asking, words, _ENOUGH):
        if any(verb in statement.quote for verb in verbs):
            share = words.share_in(clause.quote, statement.quote, around=_AROUND)
            share += _NAMED * named.share_in(clause.quote) + _TENSE * (grammar.is_ahead(clause.quote) == future)
            groups[round(share, 9)].append((clause, statement))
    ordered = [groups[share] for share in sorted(groups, reverse=True)]
    best = {statement for found in ordered[:1] for _, statement in found}
    others = (
        [pair for pair in found if pair[1] in best and words.share_in(pair[0].quote) > 0] for found in ordered[1:]
    )
    return [*ordered[:1], *filter(None, others)]


def _enumerated(asking: Asking, asked: Interpretation, phrase: Phrase, clause: Passage) -> list[Row]:
    """What the clause enumerates under the noun that was asked for."""
    start = _between(asking, asked, clause)[0] - clause.start
    end = lists.and_so_on(asking.grammar, clause.quote, [*_endings(phrase.text), *phrase.tails], start)
    if end is None:
        return []
    return item_rows(asking, clause, lists.before(asking.grammar, clause.quote, end, start))


def _endings(noun: str) -> list[str]:
    """The noun and its endings that are no shorter than a noun with a modifier: 战略重点任务, 重点任务."""
    return [noun[at:] for at in range(max(len(noun) - _MODIFIED, 0) + 1)]


def _between(asking: Asking, asked: Interpretation, passage: Passage) -> tuple[int, int]:
    """The offsets between the question's last words before its question word and the first after it."""
    start, end = 0, len(passage.quote)
    for chunk in asking.wording(asked["T"]).chunks[-1:]:
        if runs := Wording((chunk,), {}).found_in(passage.quote):
            start = passage.quote.find(runs[-1]) + len(runs[-1])
    if runs := asking.wording(asked["T2"]).found_in(passage.quote):
        at = passage.quote.find(runs[0], start)
        end = at if at >= 0 else end
    return passage.start + start, passage.start + end


def _mentioned_in(asking: Asking, asked: Interpretation, phrase: Phrase, passages: Sequence[Passage]) -> Outcome | None:
    bounds = [_between(asking, asked, passage) for passage in passages]
    for limits in (bounds, [(p.start, p.end) for p in passages]):
        if passages and (outcome := _things_within(asking, asked, phrase, passages, limits)):
            return outcome
    return None


def _things_within(
    asking: Asking,
    asked: Interpretation,
    phrase: Phrase,
    passages: Sequence[Passage],
    limits: Sequence[tuple[int, int]],
) -> Outcome | None:
    """The things of the phrase that the passages mention within the limits and the question does not."""
    own = fold_name(asked.question.core)
    spans = (
        f"(?plan = {ox.NamedNode(p.plan)} && ?from >= {start} && ?to <= {end})"
        for p, (start, end) in zip(passages, limits, strict=True)
    )
    query = mentions(asking, {p.section for p in passages}, phrase).having(f"FILTER({' || '.join(spans)})")
    found = (_of_passage(row, passages) for row in rows_of(asking.store, query))
    rows = [row for row in found if row and not any(fold_name(n) in own for n in (row["name"], mentioned_text(row)))]
    narrower = narrow(asking.grammar, phrase, rows)
    if not narrower or not narrower[1]:
        return None
    steps = [step for step in narrower[0] if step.where == NAME]
    if not phrase.classes and not steps:
        return None
    return Outcome(narrowed(query, phrase, steps).text(), answers_of(asking.store, narrower[1]))


def _of_passage(row: Row, passages: Sequence[Passage]) -> Row | None:
    """The row of a mention with the passage that it stands in."""
    for p in passages:
        if p.plan == row["plan"] and p.start <= int(row["from"]) and int(row["to"]) <= p.end:
            return with_evidence(row, p)
    return None


# Enumerations ----------------------------------------------------------------------------------------


def item_rows(asking: Asking, passage: Passage, items: Sequence[Span]) -> list[Row]:
    """The items of an enumeration as rows: the thing that is mentioned there, else the bare words.

    The first item may have words that govern it before it; a known name has none.
    """
    known: dict[tuple[int, int], list[Row]] = {}
    for row in mentioned_by(asking, passage, ANYTHING) if items else ():
        known.setdefault((int(row["from"]), int(row["to"])), []).append(row)
    found = []
    for item in items:
        start, end = passage.start + item.start, passage.start + item.end
        if item == items[0]:
            begins = (at for at, stop in known if stop == end and at >= start)
            governed = (
                at for at in begins if lists.governs(asking.grammar, passage.quote[item.start : at - passage.start])
            )
            start = min(governed, default=start)
        name = passage.quote[start - passage.start : item.end]
        bare = {"thing": f"{BARE}{start}-{end}", "name": name, "from": str(start), "to": str(end)}
        found += known.get((start, end)) or [{**bare, **passage_row(passage)}]
    return found


BARE = "text:"
"""The prefix of the thing of a name that is no thing of the graph."""


def completed(
    asking: Asking, phrase: Phrase, rows: Sequence[Row], heads: Sequence[str] = (), verb: str = ""
) -> list[Row]:
    """The rows, with what else their passages enumerate under the very noun that was asked for.

    Or next to one of ``heads``, or right after the ``verb``. Only where all that is known of a passage are
    items of one enumeration.
    """
    found: list[Row] = []
    for passage in dict.fromkeys(map(passage_of, rows)):
        known = [row for row in rows if passage_of(row) == passage]
        enumerated = _lists_of(asking, phrase, passage, heads, verb)
        whole = next((items for items in enumerated if _all_in(known, passage, items)), [])
        found += item_rows(asking, passage, whole) or known
    return found


def _lists_of(
    asking: Asking, phrase: Phrase, passage: Passage, heads: Sequence[str], verb: str
) -> Iterator[list[Span]]:
    grammar, quote = asking.grammar, passage.quote
    start = quote.find(verb) + len(verb) if verb and verb in quote else -1
    if start >= 0 and (end := lists.and_so_on(grammar, quote, _endings(phrase.text), start)):
        yield lists.before(grammar, quote, end, start)
    nouns = _endings(phrase.text) if len(phrase.text) > _GENERIC else []
    if end := lists.and_so_on(grammar, quote, nouns, 0):
        yield lists.before(grammar, quote, end)
    for head in heads:
        for found in re.finditer(re.escape(head), quote):
            yield lists.before(grammar, quote, found.start())
            yield lists.after(grammar, quote, found.end())


def _all_in(rows: Iterable[Row], passage: Passage, items: Sequence[Span]) -> bool:
    names = {passage.quote[item.start : item.end] for item in items}
    return bool(names) and all(
        names & {row["name"], row.get("alias", "")} or any(name.endswith(row["name"]) for name in names) for row in rows
    )
