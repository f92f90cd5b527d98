"""The context of a question: the store, the plans to ask, the grammar, the names of the plans."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kg.ask.grammar import Grammar, Interpretation
from kg.ask.matching import Wording
from kg.ask.phrases import Phrase, read_phrase
from kg.ask.scope import Plan
from kg.ontology import load_ontology
from kg.query.lookup import LONG, TAIL, Hit, Lookup
from kg.store import Store

_TRIES = 4
"""How many groups of things an inexact name is tried as."""


@dataclass
class Asking:
    """One question put to some plans. ``near`` also matches names inexactly.

    ``whole`` is true if these are all plans of the store.
    """

    store: Store
    plans: Sequence[Plan]
    grammar: Grammar
    near: bool = False
    whole: bool = False
    known: dict[str, list[tuple[Hit, ...]]] = field(default_factory=dict)
    names: Lookup | None = None

    @cached_property
    def graphs(self) -> tuple[str, ...]:
        """The names of the plans' graphs; none if no plan of the store is left out."""
        return () if self.whole else tuple(plan.graph for plan in self.plans)

    @cached_property
    def lookup(self) -> Lookup:
        """The names of the plans."""
        return self.names or Lookup(self.store, [plan.graph for plan in self.plans])

    def as_near(self, *, near: bool) -> Asking:
        """The same with inexact names allowed or not; what was looked up is kept."""
        return replace(self, near=near, names=self.lookup)

    def plan(self, graph: str) -> Plan:
        """The plan of a graph."""
        return next(plan for plan in self.plans if plan.graph == graph)

    @cached_property
    def regions(self) -> frozenset[str]:
        """The names of the region that all plans are of; none if they are of several."""
        names = [frozenset({plan.region, plan.short} - {""}) for plan in self.plans]
        return frozenset.intersection(*names) if names else frozenset()

    def things(self, name: str, types: Collection[str] = ()) -> Iterator[tuple[Hit, ...]]:
        """What a name of the question may denote, the likeliest first; only exact matches unless ``near``."""
        tried = 0
        for spelling in self._spellings(name):
            for hits in self._groups(spelling, types):
                if (hits[0].way > TAIL) == self.near and tried < _TRIES and not self._is_bare(hits[0]):
                    tried += 1
                    yield hits
            if tried:
                return

    def _is_bare(self, hit: Hit) -> bool:
        """Whether a longer name has only a noun in common with a thing's: 某地高新区 is not the thing 高新区."""
        return hit.way == LONG and self.grammar.is_noun(hit.label)

    def _groups(self, name: str, types: Collection[str]) -> list[tuple[Hit, ...]]:
        key = f"{name}\n{sorted(types)}"
        if key not in self.known:
            self.known[key] = self.lookup.groups(name, types)
        return self.known[key]

    def _spellings(self, name: str) -> Iterator[str]:
        """The name, then without the region before it and without a verb at either end."""
        yield name
        seen = {name}
        rest = self.without_region(name)
        verbs = [v for v in self.grammar.edge if len(v) > 1]
        for part in (rest, *(rest.removeprefix(v) for v in verbs), *(rest.removesuffix(v) for v in verbs)):
            part = self.grammar.pattern.of_edge.sub("", part)
            if part not in seen and len(part) > 1:
                seen.add(part)
                yield part

    def without_region(self, text: str) -> str:
        """The text without the region of the plans, or a word for it, at its beginning."""
        for name in sorted(self.regions.union(self.grammar.words.region), key=len, reverse=True):
            if text == name:
                break
            if text.startswith(name):
                return self.grammar.pattern.of_start.sub("", text.removeprefix(name))
        return text

    def is_region(self, text: str) -> bool:
        """Whether the text names nothing but the plans' own region."""
        return text in self.grammar.words.region or text in self.regions

    def wording(self, *texts: str) -> Wording:
        """The content words of parts of a question, each verb with its synonyms."""
        chunks = tuple(self.grammar.chunks(self.without_region(_SEPARATOR.join(texts))))
        return Wording(chunks, {chunk: self.grammar.synonyms(chunk) for chunk in chunks})

    def manners(self, interpretation: Interpretation) -> list[str]:
        """The longest adverb right before the question's verb that expresses no time: 加快, 探索."""
        verb = interpretation["V"] or interpretation["G"]
        before = interpretation.question.core.partition(verb)[0] if verb else ""
        timed = {word for status, words in self.grammar.status.items() if status != "exploring" for word in words}
        ends = [word for word in self.grammar.words.adverb if len(word) > 1 and before.endswith(word)]
        return [word for word in sorted(ends, key=len)[-1:] if word not in timed]

    def phrase(self, interpretation: Interpretation, *slots: str) -> Phrase:
        """The noun phrase of the first slot that is filled, else the one that the shape implies."""
        text = next((interpretation[slot] for slot in slots if interpretation[slot]), interpretation.shape.noun)
        return read_phrase(self.grammar, text)


_SEPARATOR = "，"


def domains(predicates: Collection[str]) -> set[str]:
    """The classes of the possible subjects of the properties."""
    return {name for p in predicates for name in load_ontology().predicate(p).domain}


def ranges(predicates: Collection[str]) -> set[str]:
    """The classes of the possible objects of the properties."""
    return {name for p in predicates for name in load_ontology().predicate(p).range}
