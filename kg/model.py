r"""The frozen values that pass between the stages.

Offsets are Unicode characters of the plan's decoded text with ``\r\n`` as ``\n``; a span is
half-open, so ``text[start:end]`` is what it says. Types and predicates are the local names of
``ontology/plan.ttl``; the meaning of each value is fixed there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open run of characters."""

    start: int
    end: int


class Status(StrEnum):
    """How far a statement has come, as the plan words it."""

    ACHIEVED = "achieved"
    ONGOING = "ongoing"
    PLANNED = "planned"
    EXPLORING = "exploring"


class Provenance(StrEnum):
    """How a value leads back to the text; nothing is ever guessed."""

    VERBATIM = "verbatim"
    """The name stands in the text."""
    EXPANDED = "expanded"
    """Put together from the text by a named rule, such as a list member and its shared head."""
    RESOLVED = "resolved"
    """A pronoun, a short form or a default stands for it."""


class Ref(NamedTuple):
    """What a named thing is known by: its class and its canonical name."""

    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what it governs.

    ``kind`` is ``front``, ``chapter``, ``subchapter``, ``article`` or ``principle``; ``parent`` is
    the index of the enclosing section in :attr:`Document.sections`, -1 at the top; ``line`` is 1-based.
    """

    index: int
    kind: str
    number: str
    title: str
    start: int
    end: int
    line: int
    parent: int


@dataclass(frozen=True)
class Document:
    """A plan as read: its text untouched, with what the layout says of it.

    ``folded`` has the same length as ``text``: widths, quotes and look-alike digits are folded
    there, so that a rule is written once and its offsets hold in both. ``noise`` is site chrome
    and salutation, ``repeats`` are sentences that stand earlier too; both are left out of
    extraction and stay in the text.
    """

    slug: str
    text: str
    folded: str
    encoding: str
    title: str
    region: str
    period: tuple[int, int] | None
    year: int | None
    sections: tuple[Section, ...]
    noise: tuple[Span, ...] = ()
    repeats: tuple[Span, ...] = ()

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset at which each line begins."""
        return [0, *(i + 1 for i, c in enumerate(self.text) if c == "\n")]

    def line_at(self, offset: int) -> int:
        """The 1-based line that holds ``offset``."""
        return bisect_right(self.line_starts, offset)

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.start for section in self.sections]

    def section_at(self, offset: int) -> int:
        """The index of the innermost section that holds ``offset``."""
        return max(bisect_right(self._section_starts, offset) - 1, 0)

    def evidence(self, start: int, end: int) -> Evidence:
        """Cut out ``start:end`` with its place."""
        return Evidence(start, end, self.text[start:end], self.line_at(start), self.section_at(start))


class Evidence(NamedTuple):
    """The exact characters that say something. ``section`` indexes the plan's sections, ``line`` is 1-based."""

    start: int
    end: int
    quote: str
    line: int
    section: int


class Mention(NamedTuple):
    """A named thing at one place of the text.

    ``evidence`` cuts out the characters that carry the name; of an expanded mention ``head`` is the
    span of the shared part (``城际铁路``).
    """

    evidence: Evidence
    type: str
    name: str
    rule: str
    provenance: Provenance = Provenance.VERBATIM
    head: Span | None = None


class Quantity(NamedTuple):
    """A measured amount; ``value`` in plain digits, the multiplier kept in ``unit`` (8000, 亿元)."""

    value: Decimal
    unit: str
    comparator: str = "="


class Goal(NamedTuple):
    """An end to be reached or one that was reached, and whose it is. ``year`` is the year to be reached."""

    evidence: Evidence
    holder: Ref
    status: Status
    rule: str
    provenance: Provenance = Provenance.VERBATIM
    quantity: Quantity | None = None
    year: int | None = None

    @property
    def text(self) -> str:
        return self.evidence.quote


class Fact(NamedTuple):
    """A relation between two named things (the object of ``alias`` is a second name of the subject)."""

    evidence: Evidence
    subject: Ref
    predicate: str
    object: Ref
    status: Status
    rule: str
    provenance: Provenance = Provenance.VERBATIM


class Refusal(NamedTuple):
    """A proposal that lost, with the reason."""

    evidence: Evidence
    what: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a plan says before its names are linked."""

    mentions: tuple[Mention, ...]
    goals: tuple[Goal, ...]
    facts: tuple[Fact, ...]
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing under all its names. ``code`` is a GB/T 2260 code, or a notation of the industry scheme."""

    type: str
    name: str
    aliases: tuple[str, ...]
    mentions: tuple[Mention, ...]
    code: str | None = None

    @property
    def ref(self) -> Ref:
        return Ref(self.type, self.name)


@dataclass(frozen=True, slots=True)
class PlanInfo:
    """What is known of the plan itself. ``digest`` is the SHA-256 of its decoded text in UTF-8."""

    slug: str
    title: str
    region: str
    encoding: str
    characters: int
    digest: str
    period: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class PlanGraph:
    """All that one plan says. Every ``Ref`` in a goal or fact is an entity's (but the object of ``alias``)."""

    plan: PlanInfo
    sections: tuple[Section, ...]
    entities: tuple[Entity, ...]
    goals: tuple[Goal, ...]
    facts: tuple[Fact, ...]
    heads: tuple[Evidence, ...] = ()
    """What stands at each :attr:`Mention.head`, so that the shared part can be quoted too."""
    text: str = ""
    """The plan's whole text, so that the words around each quote can be read; the sections divide it among them."""

    def entity_by_ref(self) -> Mapping[Ref, Entity]:
        """Look entities up by class and canonical name."""
        return {entity.ref: entity for entity in self.entities}


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did with one plan; ``seconds`` is by stage."""

    slug: str
    counts: Mapping[str, int]
    refused: Mapping[str, int]
    silent_lines: tuple[int, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)
