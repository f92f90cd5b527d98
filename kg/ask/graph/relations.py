"""Ask for the things that stand in a relation to a thing that the question names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.ask.answer import Answer, Outcome
from kg.ask.asking import Asking, domains, ranges
from kg.ask.grammar import Grammar, Interpretation
from kg.ask.phrases import ANYTHING, Phrase, Row, narrow
from kg.ask.sparql import (
    ALIASES,
    EVIDENCE,
    NAME,
    Query,
    answers_of,
    contains,
    narrowed,
    preferring,
    spread,
    terms,
    things,
)
from kg.ask.text.mentioned import completed
from kg.ontology import load_ontology
from kg.query.lookup import Hit
from kg.query.named import relations

_STATEMENT = "?statement rdf:predicate ?relation ; plan:status ?status ; plan:evidence ?evidence ."
_FORWARD = "?statement rdf:subject ?known ; rdf:object ?thing ."
_BACKWARD = "?statement rdf:object ?known ; rdf:subject ?thing ."
_EITHER = (
    "{ ?statement rdf:subject ?known ; rdf:object ?thing } UNION { ?statement rdf:object ?known ; rdf:subject ?thing }"
)
_PARTS = ("hasPart",)
_TWO_WORDS = 4
"""The length of a verb that is made of two."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: things on one side of ``predicates``, of a ``phrase``; ``verb`` is the question's."""

    pattern: str
    predicates: tuple[str, ...]
    phrase: Phrase
    verb: str = ""


def objects(asking: Asking, asked: Interpretation) -> Outcome | None:
    """What stands on the object's side: what is grown, built, relied on."""
    name, having = asked["S"], asked["V"] in asking.grammar.words.having
    if having and (asking.grammar.is_idle(name) or asking.is_region(name)):
        return None
    all_ = tuple(_predicates(asking, asked, asked["R"] or asked["V"] or asked["N"]))
    # How many there are is asked of a whole; other relations are no having that can be counted.
    for predicates in ((_PARTS,) if asked.shape.count else (_PARTS, all_)) if having else (all_,):
        phrase = _fitting(_phrase(asking, asked), ranges(predicates))
        wanted = Wanted(_FORWARD, predicates, phrase, asked["V"])
        if outcome := _related(asking, asked, wanted, name, domains(predicates)):
            return outcome
    return None


def _phrase(asking: Asking, asked: Interpretation) -> Phrase:
    """What is asked for; a noun for the relation itself (支柱产业) need not stand in the plan."""
    phrase = asking.phrase(asked, "N", "R")
    return phrase if asked["N"] else replace(phrase, kinds=(), wishes=())


def subjects(asking: Asking, asked: Interpretation) -> Outcome | None:
    """What stands on the subject's side: who grows, builds, relies on something."""
    predicates = tuple(_predicates(asking, asked, asked["R"] or asked["V"]))
    wanted = Wanted(_BACKWARD, predicates, _fitting(asking.phrase(asked, "N"), domains(predicates)), asked["V"])
    if asked["R"]:
        wanted = replace(wanted, phrase=replace(wanted.phrase, text=asked["R"]))
    return _related(asking, asked, wanted, asked["O"], ranges(predicates)) if asked["O"] else None


def doers(asking: Asking, asked: Interpretation) -> Outcome | None:
    """Who carries out a project or policy."""
    wanted = Wanted(_BACKWARD, ("undertakes",), asking.phrase(asked, "N"))
    return _related(asking, asked, wanted, asked["O"], ranges(wanted.predicates))


def wholes(asking: Asking, asked: Interpretation) -> Outcome | None:
    """What a thing is part of."""
    wanted = Wanted(_BACKWARD, _PARTS, ANYTHING)
    return _related(asking, asked, wanted, asked["S"], ())


def places(asking: Asking, asked: Interpretation) -> Outcome | None:
    """Where a thing lies."""
    wanted = Wanted(_FORWARD, ("locatedIn",), asking.phrase(asked, "N"))
    return _related(asking, asked, wanted, asked["S"], ())


def partners(asking: Asking, asked: Interpretation) -> Outcome | None:
    """With whom a thing co-operates."""
    either = ("cooperatesWith",)
    wanted = Wanted(_EITHER if asked["S"] else _FORWARD, either, asking.phrase(asked, "N"))
    return _related(asking, asked, wanted, asked["S"], domains(either))


def listed(asking: Asking, asked: Interpretation) -> Outcome | None:
    """The things of a class that the plans name at all."""
    phrase = asking.phrase(asked, "N")
    subject = asking.without_region(asked["S"]) if asked["S"] else ""
    if not phrase.classes or not (asking.grammar.is_idle(subject) or asking.is_region(subject)):
        return None
    patterns = ("?thing a ?class ; plan:evidence ?evidence .", EVIDENCE, NAME)
    query = Query(asking.graphs, patterns, (terms("class", phrase.classes),), optional=(ALIASES,))
    found = _narrowed(asking, query, phrase)
    return _outcome(asking, found, asked, ()) if found else None


def _related(
    asking: Asking, asked: Interpretation, wanted: Wanted, name: str, types: Collection[str]
) -> Outcome | None:
    """The first of the things that ``name`` may stand for that has an answer."""
    if not wanted.predicates:
        return None
    for hits in _knowns(asking, name, types):
        if (query := _query(asking, wanted, hits)) is None:
            continue
        wishes = _wishes(asking, asked, wanted)
        heads = [hit.name for hit in hits] if set(wanted.predicates) == set(_PARTS) else []
        for strict in _strict(asking, wanted):
            if found := _narrowed(asking, query.having(strict), wanted.phrase, wishes):
                query, rows = found
                rows = completed(asking, wanted.phrase, rows, heads, wanted.verb)
                return _outcome(asking, (query, rows), asked, hits)
    return None


def _knowns(asking: Asking, name: str, types: Collection[str]) -> Iterator[tuple[Hit, ...]]:
    """What a name may stand for; nothing in particular if it names nobody or the plans' own region."""
    if not name or asking.grammar.is_idle(name):
        yield from [()] if not asking.near else []
        return
    yield from asking.things(name, types)
    if asking.is_region(name) and not asking.near:
        yield ()


def _query(asking: Asking, wanted: Wanted, hits: Sequence[Hit]) -> Query | None:
    """The query for what stands in one of the relations to one of ``hits``; None if nothing can."""
    forward = wanted.pattern != _BACKWARD
    predicates = [p for p in wanted.predicates if not hits or any(_may(hit, p, forward=forward) for hit in hits)]
    if not predicates:
        return None
    clauses = (terms("relation", predicates), things("known", [hit.thing for hit in hits]))
    classes = wanted.phrase.classes
    patterns = [wanted.pattern, _STATEMENT, EVIDENCE, NAME, *(["?thing a ?class ."] if classes else [])]
    return Query(asking.graphs, tuple(patterns), (*clauses, terms("class", classes)), optional=(ALIASES,))


def _may(hit: Hit, predicate: str, *, forward: bool) -> bool:
    """Whether the ontology lets a thing stand on that side of a property."""
    term = load_ontology().predicate(predicate)
    allowed = term.domain if forward or term.symmetric else term.range
    return hit.type in allowed or "Entity" in allowed


def _wishes(asking: Asking, asked: Interpretation, wanted: Wanted) -> list[str]:
    """Filters that are kept where something passes them: the status of the adverbs, the question's verb."""
    wishes = [terms("status", asked.question.statuses), contains(asking.manners(asked), "quote")]
    # A plan that uses the noun of the relation itself is the best evidence: 主导产业.
    wishes += [contains([stem], "quote") for stem in _stems(asking.grammar, asked["R"])]
    if wanted.verb in asking.grammar.verbs_of(wanted.predicates):
        wishes.append(contains(asking.grammar.verbs_of(wanted.predicates), "quote"))
        # A verb of two words may enclose its object: 推动…建设.
        wishes.append(spread("quote", wanted.verb) if len(wanted.verb) == _TWO_WORDS else "")
    return wishes


def _stems(grammar: Grammar, noun: str) -> list[str]:
    """The noun, and what distinguishes it from others of its kind: 主导."""
    stem = grammar.pattern.class_noun.sub("", noun)
    return [word for word in (noun, stem) if len(word) > 1]


def _strict(asking: Asking, wanted: Wanted) -> list[str]:
    """Filters, the first of which that leaves an answer counts: the very verb of the question, any."""
    strict = wanted.verb in asking.grammar.strict(wanted.predicates)
    return [contains([wanted.verb], "quote"), ""] if strict else [""]


def _narrowed(
    asking: Asking, query: Query, phrase: Phrase, wishes: Iterable[str] = ()
) -> tuple[Query, list[Row]] | None:
    """The query with its rows, narrowed to the phrase; None if nothing bears what it needs."""
    query, rows = preferring(asking.store, query, wishes)
    found = narrow(asking.grammar, phrase, rows)
    return (narrowed(query, phrase, found[0]), found[1]) if found and found[1] else None


def _outcome(asking: Asking, found: tuple[Query, list[Row]], asked: Interpretation, hits: Sequence[Hit]) -> Outcome:
    query, rows = found
    answers = answers_of(asking.store, rows)
    if asked.shape.count:
        passages = dict.fromkeys(passage for answer in answers for passage in answer.passages)
        answers = (Answer(str(len(answers)), tuple(passages)),)
    return Outcome(query.text(), answers, tuple(hits))


def _predicates(asking: Asking, asked: Interpretation, word: str) -> Iterator[str]:
    """The properties that a word of the question expresses; a verb of having expresses any."""
    found = asking.grammar.predicates(word)
    if word in asking.grammar.words.having:
        yield from (term.name for term in relations())
    elif found:
        yield from found
    else:
        phrase = asking.phrase(asked, "N")
        yield from (term.name for term in relations() if phrase.classes & load_ontology().predicate(term.name).range)


def _fitting(phrase: Phrase, allowed: Collection[str]) -> Phrase:
    """The phrase with those of its classes that are allowed, or with all if none is."""
    classes = phrase.classes & frozenset(allowed) if "Entity" not in allowed else phrase.classes
    return replace(phrase, classes=classes or phrase.classes)
