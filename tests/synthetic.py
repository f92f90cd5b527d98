"""Plans made up from a seed, for tests that need a whole graph and no text of a real plan."""

from __future__ import annotations

import hashlib
import random
from decimal import Decimal

from kg.model import (
    Document,
    Entity,
    Evidence,
    Fact,
    Goal,
    Mention,
    PlanGraph,
    PlanInfo,
    Provenance,
    Quantity,
    Ref,
    Section,
    Span,
    Status,
)

TYPES = (
    "Park",
    "Enterprise",
    "Project",
    "Industry",
    "Place",
    "Organization",
    "Facility",
    "Policy",
    "Scheme",
)
SENTENCE = "云河示例区发展某某产业，建设甲乙丙线。\n"
REGION = "云河市"
LINES = 22
"""How many lines the plans have that the made-up stages read."""


def synthetic_document(slug: str = "made-up", lines: int = 200) -> Document:
    """A document of equal lines in four chapters."""
    text = SENTENCE * lines
    width = len(SENTENCE) * max(lines // 4, 1)
    sections = tuple(
        Section(i, "chapter", "一二三四"[i], f"第{i}章", i * width, (i + 1) * width, 1 + i * lines // 4, -1)
        for i in range(4)
    )
    return Document(slug, text, text, "utf-8", "示例规划", REGION, (2021, 2025), 2021, sections)


def synthetic_graph(
    slug: str = "made-up", *, mentions: int = 60, goals: int = 12, facts: int = 16, seed: int = 0
) -> PlanGraph:
    """A plan with so many mentions, goals and facts; the same for the same seed."""
    return _Maker(slug, mentions // 10 + 10, random.Random(seed)).graph(mentions, goals, facts)


class _Maker:
    def __init__(self, slug: str, lines: int, chance: random.Random) -> None:
        self.chance = chance
        self.document = synthetic_document(slug, max(lines, 8))
        self.names: dict[str, list[str]] = {}

    def graph(self, mentions: int, goals: int, facts: int) -> PlanGraph:
        entities = self._entities(mentions)
        refs = [entity.ref for entity in entities]
        document = self.document
        return PlanGraph(
            plan=PlanInfo(
                slug=document.slug,
                title=document.title,
                region=document.region,
                encoding=document.encoding,
                characters=len(document.text),
                digest=hashlib.sha256(document.text.encode()).hexdigest(),
                period=document.period,
            ),
            sections=document.sections,
            entities=tuple(entities),
            goals=tuple(self._goal(refs) for _ in range(goals)),
            facts=tuple(self._fact(refs) for _ in range(facts)),
            heads=tuple({self.document.evidence(*m.head) for e in entities for m in e.mentions if m.head}),
        )

    def _evidence(self) -> Evidence:
        line = self.chance.randrange(len(self.document.text) // len(SENTENCE))
        start = line * len(SENTENCE) + self.chance.randrange(8)
        return self.document.evidence(start, start + self.chance.randrange(1, 8))

    def _entities(self, mentions: int) -> list[Entity]:
        refs = [Ref("Place", REGION)]
        refs += [Ref(TYPES[i % len(TYPES)], f"示例{i}号") for i in range(max(mentions // 3, len(TYPES)))]
        said: dict[Ref, list[Mention]] = {ref: [] for ref in refs}
        for i in range(max(mentions, len(refs))):
            ref = refs[i % len(refs)]
            said[ref].append(self._mention(ref))
        return [
            Entity(*ref, (f"{ref.name}别名",) if i % 4 == 0 else (), tuple(said[ref]), self._code(ref, i))
            for i, ref in enumerate(refs)
        ]

    def _code(self, ref: Ref, i: int) -> str | None:
        return f"{120000 + i:06}" if ref.type == "Place" and i % 2 == 0 else None

    def _mention(self, ref: Ref) -> Mention:
        evidence = self._evidence()
        if self.chance.random() < 0.8:
            return Mention(evidence, ref.type, ref.name, "head.park")
        head = Span(evidence.end, evidence.end + 2)
        return Mention(evidence, ref.type, ref.name, "lists.shared-head", Provenance.EXPANDED, head)

    def _goal(self, refs: list[Ref]) -> Goal:
        quantity = None
        if self.chance.random() < 0.4:
            amount = Decimal(self.chance.randrange(1, 99_999)).scaleb(-self.chance.randrange(3))
            quantity = Quantity(amount, self.chance.choice(("亿元", "%", "家")), self.chance.choice((">=", "=", "~")))
        status = self.chance.choice(list(Status))
        year = self.chance.choice((None, 2025, 2035))
        return Goal(
            self._evidence(),
            self.chance.choice(refs),
            status,
            "goals.head-verb",
            quantity=quantity,
            year=year,
        )

    def _fact(self, refs: list[Ref]) -> Fact:
        parks = [ref for ref in refs if ref.type == "Park"]
        subject = self.chance.choice(parks)
        status = self.chance.choice(list(Status))
        if self.chance.random() < 0.1:
            alias = Ref("Park", f"{subject.name}又名")
            return Fact(self._evidence(), subject, "alias", alias, status, "facts.alias")
        pairs = {
            "leadingIndustry": "Industry",
            "reliesOn": "Enterprise",
            "undertakes": "Project",
            "locatedIn": "Place",
        }
        predicate = self.chance.choice(list(pairs))
        things = [ref for ref in refs if ref.type == pairs[predicate]]
        return Fact(
            self._evidence(),
            subject,
            predicate,
            self.chance.choice(things),
            status,
            f"facts.{predicate.lower()}",
        )
