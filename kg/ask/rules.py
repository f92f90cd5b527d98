"""The rules of ``ontology/questions.toml``: a frozen value for each table, checked when the file is read.

A key of the file is a field here, and what it means stands in the file beside it. A list of words is used in a
regular expression of the file under its name in braces: ``{adverb}`` is any word of the list, ``{adverb+verb}`` any
word of both, the longest first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Literal, NoReturn, TypeAlias, TypeVar

import msgspec
from msgspec import field

from kg.errors import KnowledgeError
from kg.lexicon.name_rules import Pattern, Words
from kg.lexicon.readers import read_units
from kg.lexicon.tables import ClassName, PredicateName, Table, read_toml
from kg.messages import say
from kg.model import Status
from kg.ontology import load_ontology

Ask: TypeAlias = Literal[
    "full-name",
    "other-names",
    "named",
    "place",
    "whole",
    "enumerated",
    "partners",
    "doer",
    "year",
    "status",
    "amount",
    "subjects",
    "objects",
    "goals",
    "listed",
    "items",
    "gap",
    "members",
    "passages",
]
"""What a question may ask for; ``kg.ask.ASKS`` has the function of each."""

T = TypeVar("T", bound="Questions")

EXAMPLE_SLOT = re.compile(r"\{(\w+)\}")
_FILLINGS = ("Measured", "Dated")
"""What an example may have the name of besides things: an indicator, a goal with a year."""
_SLOT = re.compile(r"\{([A-Z]\w*)\}")
_LIST = re.compile(r"\{([a-z_]+(?:\+[a-z_]+)*)\}")


class Lists(Table, frozen=True):
    """Function words and other closed classes."""

    polite: Words
    scope: Words
    document: Words
    inside: Words
    tells: Words
    ending: Words
    time: Words
    adverb: Words
    measure: Words
    unit: Words
    not_unit: Words
    be: Words
    timeless: Words
    modifier: Words
    having: Words
    of: Words
    perfect: Words
    fillers: Words
    before: Words
    after: Words
    govern: Words
    opening: Words
    region: Words
    not_measure: Words
    whole: Words
    measured: Words
    verb: Words


class Relation(Table, frozen=True):
    """A property with its words."""

    predicate: PredicateName
    verbs: Words
    nouns: Words
    also: Words = ()
    strict: Words = ()
    join: Words = ()


class Noun(Table, frozen=True):
    """A class with the nouns for all of it (``words``) and for a kind of it (``kinds``)."""

    class_: ClassName = field(name="class")
    words: Words
    kinds: Words


class Goal(Table, frozen=True):
    """The words of goals and of their amounts."""

    verbs: Words
    bare: Words
    aims: Words
    share: Words
    no_share: Words
    future: Words
    ahead: Words
    changes: tuple[Words, ...]
    telling: tuple[Words, ...]
    around: tuple[Words, ...]


class Shape(Table, frozen=True):
    """A form of question: what it asks for, the noun implied where it has none, and its patterns."""

    ask: Ask
    patterns: Words
    count: bool = False
    noun: str = ""
    examples: Words = ()


class Patterns(Table, frozen=True):
    """Regular expressions for questions and for the text of plans."""

    year: Pattern
    period: Pattern
    frame: Pattern
    lead: Pattern
    ending: Pattern
    timeless: Pattern
    idle: Pattern
    fillers: Pattern
    first: Pattern
    last: Pattern
    governing: Pattern
    manner: Pattern
    joined: Pattern
    of: Pattern
    of_object: Pattern
    of_start: Pattern
    of_edge: Pattern
    future: Pattern
    aims: Pattern
    rank: Pattern
    class_noun: Pattern
    links: Pattern
    disposal: Pattern
    perfect: Pattern
    perfect_end: Pattern
    ahead: Pattern
    item: Pattern
    last_item: Pattern
    list_end: Pattern
    so_on: Pattern
    last_so_on: Pattern
    so_many: Pattern
    no_name: Pattern
    list_begin: Pattern
    list_stop: Pattern
    one_name: Pattern
    doubt: Pattern
    became: Pattern
    amount_item: Pattern
    apart: Pattern
    apart_names: Pattern
    respectively: Pattern
    number: Pattern
    ordinal: Pattern
    digit: Pattern
    stated_year: Pattern
    five_years: Pattern
    this_year: Pattern
    level: Pattern
    difference: Pattern
    indicator_lead: Pattern
    unfinished: Pattern


class Questions(Table, frozen=True, dict=True):
    """The whole file."""

    beyond: tuple[Pattern, ...]
    words: Lists
    status: Mapping[Status, Words]
    tense: Mapping[Status, tuple[Status, ...]]
    relation: tuple[Relation, ...]
    goal: Goal
    unit: Mapping[str, Words]
    same: Mapping[str, Words]
    noun: tuple[Noun, ...]
    alike: Mapping[str, Words]
    slot: Mapping[str, str]
    pattern: Patterns
    shape: tuple[Shape, ...]

    @cached_property
    def verbs(self) -> Words:
        """The verbs of relations, long ones first."""
        return longest(verb for relation in self.relation for verb in relation.verbs + relation.also)

    @cached_property
    def edge(self) -> Words:
        """The verbs of relations and goals, which may stand at the edge of a name, long ones first."""
        return longest([*self.verbs, *self.goal.verbs])

    @cached_property
    def lists(self) -> Mapping[str, Words]:
        """The lists that a regular expression may use, by name."""
        return {
            **msgspec.structs.asdict(self.words),
            **{name: getattr(self.goal, name) for name in ("bare", "future", "aims", "ahead")},
            "edge": self.edge,
            "goal_verb": self.goal.verbs,
            "relation_noun": tuple(chain.from_iterable(relation.nouns for relation in self.relation)),
            "join": tuple(chain.from_iterable(relation.join for relation in self.relation)),
            "known": tuple(chain.from_iterable(noun.words + noun.kinds for noun in self.noun)),
            "measure_unit": tuple(unit for unit in _units() if unit not in self.words.not_unit),
        }


def _units() -> Words:
    """All units of ``data/lexicon/units.tsv``."""
    return tuple(chain.from_iterable(read_units().values()))


def read_questions(path: Path, kind: type[T]) -> T:
    """The rules of a file. Raises :class:`~kg.errors.KnowledgeError` for a fault in it."""
    rules = read_toml(path, kind)
    _check(rules, path)
    patterns = {}
    for name, pattern in msgspec.structs.asdict(rules.pattern).items():
        check_names(pattern.pattern, rules.lists, (), path, f"pattern.{name}")
        patterns[name] = compiled(expanded(pattern.pattern, rules.lists), path, f"pattern.{name}")
    return msgspec.structs.replace(rules, pattern=Patterns(**patterns))


def expanded(regex: str, lists: Mapping[str, Iterable[str]]) -> str:
    """The regular expression with the words of its lists in the places of their names."""
    return _LIST.sub(lambda match: alternatives(w for name in match[1].split("+") for w in lists[name]), regex)


def filled(regex: str, slots: Mapping[str, str]) -> str:
    """The regular expression with its slots in the places of their names."""
    return _SLOT.sub(lambda match: slots[match[1]], regex)


def check_names(regex: str, lists: Iterable[str], slots: Iterable[str], path: Path, place: str) -> None:
    """Raise the fault of a list or a slot that is used and does not exist."""
    require(chain.from_iterable(names.split("+") for names in _LIST.findall(regex)), lists, path, place)
    require(_SLOT.findall(regex), slots, path, place)


def compiled(regex: str, path: Path, place: str) -> re.Pattern[str]:
    """The regular expression compiled."""
    try:
        return re.compile(regex)
    except re.error as error:
        refuse(path, place, say("data-pattern", error=error))


def longest(words: Iterable[str]) -> Words:
    """The words, each once, long ones first."""
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))


def alternatives(words: Iterable[str]) -> str:
    """A regular expression of any of the words, the longest first; of none, one that never matches."""
    return f"(?:{'|'.join(map(re.escape, longest(words))) or '(?!)'})"


# Faults ----------------------------------------------------------------------------------------------


def refuse(path: Path, place: str, text: str) -> NoReturn:
    """Raise the fault of a place in the file."""
    raise KnowledgeError(say("data-key", path=path, place=place, fault=text))


def require(values: Iterable[str], known: Iterable[str], path: Path, place: str) -> None:
    """Raise the fault of a value that is none of those known."""
    allowed = frozenset(known)
    for value in values:
        if value not in allowed:
            refuse(path, place, say("data-unknown-value", value=value, known="、".join(sorted(allowed))))


def _check(rules: Questions, path: Path) -> None:
    """Raise the fault of a word that two lists share, or of one that refers to nothing."""
    for relation in rules.relation:
        place = f"relation.{relation.predicate}"
        _distinct(relation.verbs + relation.also, path, place)
        require(relation.strict, relation.verbs, path, f"{place}.strict")
    for noun in rules.noun:
        _distinct(noun.words + noun.kinds, path, f"noun.{noun.class_}")
    _distinct((relation.predicate for relation in rules.relation), path, "relation")
    _distinct((noun.class_ for noun in rules.noun), path, "noun")
    _distinct((other for others in rules.same.values() for other in others), path, "same")
    _distinct((f"{shape.ask} {pattern}" for shape in rules.shape for pattern in shape.patterns), path, "shape")
    _distinct(rules.words.unit + _units(), path, "words.unit")
    require(rules.alike, rules.lists["known"], path, "alike")
    require(rules.words.not_unit, _units(), path, "words.not_unit")
    require(rules.unit, _units(), path, "unit")
    for shape in rules.shape:
        slots = (slot for example in shape.examples for slot in EXAMPLE_SLOT.findall(example))
        require(slots, (*load_ontology().classes, *_FILLINGS), path, f"shape.{shape.ask}.examples")
    if "" in chain.from_iterable(rules.lists.values()):
        refuse(path, "words", say("data-unknown-value", value="", known="…"))


def _distinct(values: Iterable[str], path: Path, place: str) -> None:
    for value, times in Counter(values).items():
        if times > 1:
            refuse(path, place, say("data-duplicate", term=value))
