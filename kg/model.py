r"""Frozen values passed between the stages of the pipeline.

Offsets count Unicode characters of the decoded text, with ``\r\n`` converted to ``\n``. Spans are
half-open: ``text[start:end]`` is the text of a span. Types and predicates are local names of
``ontology/plan.ttl``, which defines their meaning.
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
    """A half-open range of character offsets."""

    start: int
    end: int


class Status(StrEnum):
    """The status of a goal or fact according to the wording of the plan."""

    ACHIEVED = "achieved"
    ONGOING = "ongoing"
    PLANNED = "planned"
    EXPLORING = "exploring"


class Provenance(StrEnum):
    """How a value was derived from the text."""

    VERBATIM = "verbatim"
    """The name occurs in the text."""
    EXPANDED = "expanded"
    """Combined from two spans of the text by a rule, such as a list member and its shared head."""
    RESOLVED = "resolved"
    """Resolved from a pronoun, a short form or a default."""


class Ref(NamedTuple):
    """The key of an entity: its class and its canonical name."""

    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text under it.

    ``kind`` is ``front``, ``part``, ``chapter``, ``subchapter``, ``heading``, ``article`` or ``principle``.
    ``start`` and ``end`` are offsets. ``parent`` is the index of the enclosing section in
    :attr:`Document.sections`, -1 for a top-level section. ``line`` is 1-based.
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
    """The unchanged text of a plan with its metadata and layout.

    ``folded`` has the same length as ``text``, with widths, quotes and look-alike digits normalized,
    so that rules match one form and their offsets are valid in both. ``period`` holds the first and
    last year. ``noise`` are website boilerplate and forms of address, ``repeats`` are sentences that
    occur earlier in the text; extraction skips both.
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
        """The 1-based number of the line that contains ``offset``."""
        return bisect_right(self.line_starts, offset)

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.start for section in self.sections]

    def section_at(self, offset: int) -> int:
        """The index of the innermost section that contains ``offset``."""
        return max(bisect_right(self._section_starts, offset) - 1, 0)

    def evidence(self, start: int, end: int) -> Evidence:
        """The evidence for the span ``start:end``."""
        return Evidence(start, end, self.text[start:end], self.line_at(start), self.section_at(start))


class Evidence(NamedTuple):
    """A quoted span of the plan. ``line`` is 1-based, ``section`` is an index into the sections of the plan."""

    start: int
    end: int
    quote: str
    line: int
    section: int


class Mention(NamedTuple):
    """One occurrence of an entity in the text.

    ``evidence`` quotes the characters that carry the name. For an expanded mention ``head`` is the
    span of the shared head (``城际铁路``). ``rule`` is the id of the rule that found it.
    """

    evidence: Evidence
    type: str
    name: str
    rule: str
    provenance: Provenance = Provenance.VERBATIM
    head: Span | None = None


class Quantity(NamedTuple):
    """A measured amount; ``unit`` includes the multiplier (``value`` 8000, ``unit`` 亿元)."""

    value: Decimal
    unit: str
    comparator: str = "="


class Goal(NamedTuple):
    """A planned or achieved result and its holder. ``year`` is the target year."""

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
    """A relation between two entities; the object of ``alias`` is another name of the subject."""

    evidence: Evidence
    subject: Ref
    predicate: str
    object: Ref
    status: Status
    rule: str
    provenance: Provenance = Provenance.VERBATIM


class Refusal(NamedTuple):
    """A rejected proposal with the reason."""

    evidence: Evidence
    what: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """The output of extraction, before entity linking."""

    mentions: tuple[Mention, ...]
    goals: tuple[Goal, ...]
    facts: tuple[Fact, ...]
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity with all its names. ``code`` is a GB/T 2260 code or a concept of the industry scheme."""

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
    """Metadata of a plan. ``digest`` is the SHA-256 of the decoded text in UTF-8."""

    slug: str
    title: str
    region: str
    encoding: str
    characters: int
    digest: str
    period: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class PlanGraph:
    """The knowledge graph of one plan.

    Every ``Ref`` of a goal or fact belongs to an entity of the graph, except the object of ``alias``.
    """

    plan: PlanInfo
    sections: tuple[Section, ...]
    entities: tuple[Entity, ...]
    goals: tuple[Goal, ...]
    facts: tuple[Fact, ...]
    heads: tuple[Evidence, ...] = ()
    """Evidence for each :attr:`Mention.head`, so that the shared head can be quoted."""
    text: str = ""
    """The whole text of the plan, which the sections divide; it gives the context of each quote."""


@dataclass(frozen=True, slots=True)
class Report:
    """Build statistics of one plan. ``seconds`` is by stage; ``silent_lines`` are 1-based lines without results."""

    slug: str
    counts: Mapping[str, int]
    refused: Mapping[str, int]
    silent_lines: tuple[int, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)
