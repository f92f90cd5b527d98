"""Match a question with the patterns of ``ontology/questions.toml``.

Each match is an interpretation, whose slots hold characters of the question and are not yet looked up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from kg import project
from kg.ask.rules import (
    Questions,
    Shape,
    alternatives,
    check_names,
    compiled,
    expanded,
    filled,
    longest,
    read_questions,
)
from kg.document.fold import fold
from kg.lexicon.numerals import number

_MARKS = re.compile(r"(?:[\s“”\"'‘’《》「」『』?？。!！:：]|(?<!\d)\.|\.(?!\d))+")
_COMMAS = re.compile(r"[,，;；、]+")
_VERB = "{V}"
"""The slot of a relation's verb: the pattern is tried with each verb that the question has."""


@dataclass(frozen=True)
class Interpretation:
    """One way to read a question: the shape that it matches, and what fills the slots."""

    shape: Shape
    slots: Mapping[str, str]
    question: Question

    def __getitem__(self, slot: str) -> str:
        return self.slots.get(slot, "")


@dataclass(frozen=True, slots=True)
class Question:
    """A question; ``core`` is without courtesies and marks, ``statuses`` are those that its adverbs express."""

    text: str
    core: str
    year: int | None
    statuses: tuple[str, ...]


class Grammar(Questions, frozen=True, dict=True):
    """The rules, and what they make of a question."""

    def question(self, text: str) -> Question:
        """The question without quotation marks, courtesies and the like."""
        bare = _MARKS.sub("", unicodedata.normalize("NFKC", text))
        core = _COMMAS.sub("", self.pattern.frame.sub("", self.pattern.period.sub("", bare)))
        found = self.pattern.year.search(core)
        if found and len(core) > len(found[0]):
            core = core.replace(found[0], "", 1)
        core = self.pattern.lead.sub("", self.pattern.ending.sub("", core))
        year = int(number(fold(found[1]))) if found else None
        return Question(text, core, year, tuple(self._statuses_of(self.pattern.timeless.sub("", bare))))

    def _statuses_of(self, text: str) -> Iterator[str]:
        for status, words in self.status.items():
            if any(word in text for word in words):
                yield from self.tense.get(status, [status])

    def interpretations(self, question: Question) -> Iterator[Interpretation]:
        """Every way to read the question, in the order of the file."""
        slots = self.slots(question.core)
        verbs = [verb for verb in self.verbs if verb in question.core]
        seen = set()
        for shape in self.shape:
            for pattern in shape.patterns:
                for regex in _regexes(pattern, slots, verbs):
                    if match := re.fullmatch(regex, question.core):
                        filled = {name: value for name, value in match.groupdict().items() if value}
                        key = (shape.ask, shape.count, tuple(sorted(filled.items())))
                        if key not in seen:
                            seen.add(key)
                            yield Interpretation(shape, filled, question)

    def slots(self, core: str) -> Mapping[str, str]:
        """The regular expressions of the slots, with those words only that the question has."""
        lists = {name: [word for word in words if word in core] for name, words in self.lists.items()}
        slots: dict[str, str] = {}
        for name, regex in self.slot.items():
            slots[name] = filled(expanded(regex, lists), slots)
        return slots

    def predicates(self, word: str) -> list[str]:
        """The properties that a verb or noun may express."""
        return [r.predicate for r in self.relation if word in r.verbs + r.also + r.nouns]

    def verbs_of(self, predicates: Iterable[str]) -> Sequence[str]:
        """All verbs that express one of the properties, long ones first."""
        wanted = set(predicates)
        return longest(verb for r in self.relation if r.predicate in wanted for verb in r.verbs)

    def strict(self, predicates: Iterable[str]) -> frozenset[str]:
        """The verbs of the properties that have no synonym."""
        wanted = set(predicates)
        return frozenset(verb for r in self.relation if r.predicate in wanted for verb in r.strict)

    @cached_property
    def all_strict(self) -> frozenset[str]:
        """The verbs of any property that have no synonym."""
        return self.strict(relation.predicate for relation in self.relation)

    def synonyms(self, word: str) -> Sequence[str]:
        """The verbs that may replace ``word``, and itself."""
        predicates = self.predicates(word)
        return [word] if word in self.strict(predicates) else self.verbs_of(predicates) or [word]

    def is_idle(self, text: str) -> bool:
        """Whether ``text`` names nothing: adverbs, times and the like."""
        return self.pattern.idle.fullmatch(text) is not None

    def is_noun(self, text: str) -> bool:
        """Whether ``text`` is a noun for things of a kind and no name."""
        return text in self._nouns

    @cached_property
    def _nouns(self) -> frozenset[str]:
        return frozenset(self.lists["known"])

    def unit_fits(self, indicator: str, asked: str, unit: str) -> bool:
        """Whether an indicator is measured in ``unit``, going by its last word; a change may have any."""
        if has_any(asked, *self.telling):
            return True
        return all(unit.endswith(own) for own, words in self.unit.items() if indicator.endswith(words))

    @cached_property
    def telling(self) -> Sequence[Sequence[str]]:
        """The words that distinguish indicators."""
        return (*self.goal.changes, *self.goal.telling)

    def is_future(self, text: str) -> bool:
        """Whether a question is about what is to come."""
        return self.pattern.future.search(self.pattern.timeless.sub("", text)) is not None

    def is_aim(self, text: str) -> bool:
        """Whether a question is only about what is yet to be reached."""
        return self.pattern.aims.search(self.pattern.timeless.sub("", text)) is not None

    def is_ahead(self, text: str) -> bool:
        """Whether a text of a plan is about what is to come."""
        return self.pattern.ahead.search(text) is not None

    def is_beyond(self, text: str) -> bool:
        """Whether no passage can answer a question: a comparison, a reason, a sum."""
        return any(pattern.search(text) for pattern in self.beyond)

    def is_share(self, text: str) -> bool:
        """Whether an indicator is a share of a whole, going by its last word."""
        return text.endswith(self.goal.share) and not text.endswith(self.goal.no_share)

    def canonical(self, text: str) -> str:
        """The text with each indicator under the first of its names."""
        return self._others.sub(lambda match: self._first_names[match[0]], text)

    @cached_property
    def _first_names(self) -> Mapping[str, str]:
        return {other: name for name, others in self.same.items() for other in others}

    @cached_property
    def _others(self) -> re.Pattern[str]:
        return re.compile(alternatives(self._first_names))

    def chunks(self, text: str) -> list[str]:
        """The content words of ``text``, as runs of characters between function words."""
        runs = (self.pattern.last.sub("", self.pattern.first.sub("", run)) for run in self.pattern.fillers.split(text))
        return [run for run in runs if len(run) > 1]


@lru_cache
def load_grammar(path: Path | None = None) -> Grammar:
    """The grammar of ``ontology/questions.toml``. Raises :class:`~kg.errors.KnowledgeError` for a fault in it."""
    path = path or project.ontology_file("questions.toml")
    grammar = read_questions(path, Grammar)
    for at, (name, regex) in enumerate(grammar.slot.items()):
        check_names(regex, grammar.lists, [*grammar.slot][:at], path, f"slot.{name}")
    slots = grammar.slots("")
    for shape in grammar.shape:
        for at, pattern in enumerate(shape.patterns, 1):
            place = f"shape.{shape.ask}.patterns[{at}]"
            check_names(pattern, (), (*slots, "V"), path, place)
            for regex in _regexes(pattern, slots, [""]):
                compiled(regex, path, place)
    return grammar


def has_any(text: str, *groups: Iterable[str]) -> bool:
    """Whether the text has a word of one of the groups."""
    return any(word in text for words in groups for word in words)


def _regexes(pattern: str, slots: Mapping[str, str], verbs: Sequence[str]) -> Iterator[str]:
    """The pattern with its slots filled, for each of the verbs if it has the slot of a verb."""
    for verb in verbs if _VERB in pattern else [""]:
        yield filled(pattern, {**slots, "V": f"(?P<V>{re.escape(verb)})"})
