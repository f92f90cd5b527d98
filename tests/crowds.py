"""Plans made up to be looked at: a region, parks, chapters, and names that try to break out of the page."""

from __future__ import annotations

import hashlib
import random
from decimal import Decimal

from kg.model import (
    Entity,
    Evidence,
    Fact,
    Goal,
    Mention,
    PlanGraph,
    PlanInfo,
    Quantity,
    Ref,
    Section,
    Status,
)

NASTY = (
    "<script>alert('x')</script>",
    "</script><script>document.title='broken'</script>",
    "<img src=x onerror=alert(1)>",
    'javascript:alert("引号")',
    "& &amp; &lt; {{ words }} {% raw %} ${x} `y`",
    "行分隔\u2028段分隔\u2029完",
    "<!-- 注释 --><![CDATA[ ]]>",
    "https://example.org/\\u003c\\",
)
_REGION = Ref("Place", "云河市")
_KINDS = ("Enterprise", "Project", "Industry", "Organization", "Facility", "Policy", "Scheme")
_PREDICATES = {
    "Enterprise": "cooperatesWith",
    "Project": "undertakes",
    "Industry": "leadingIndustry",
    "Organization": "cooperatesWith",
    "Facility": "hasPart",
    "Policy": "undertakes",
    "Scheme": "hasPart",
}
_HEADS = "东西南北中高新临港空港滨江湖山云星海河"
_TAILS = {"Enterprise": "集团", "Project": "线工程", "Industry": "产业", "Organization": "研究院", "Facility": "中心"}
_CHAPTERS = 12
_LINES = 40


def crowd(slug: str = "crowd", *, entities: int = 60, goals: int = 40, facts: int = 120, seed: int = 7) -> PlanGraph:
    """A plan of that size, with the :data:`NASTY` names in it; the same for the same seed."""
    return _Crowd(slug, random.Random(seed)).graph(entities, goals, facts)


class _Crowd:
    def __init__(self, slug: str, chance: random.Random) -> None:
        self.slug = slug
        self.chance = chance

    def graph(self, entities: int, goals: int, facts: int) -> PlanGraph:
        refs = self._refs(entities)
        parks = [ref for ref in refs if ref.type == "Park"]
        members = [ref for ref in refs if ref.type in _KINDS]
        digest = hashlib.sha256(self.slug.encode()).hexdigest()
        title = f"{_REGION.name}示例规划（{self.slug}）"
        return PlanGraph(
            plan=PlanInfo(self.slug, title, _REGION.name, "utf-8", 20_000, digest, (2026, 2030)),
            sections=self._sections(),
            entities=tuple(self._entity(ref, at) for at, ref in enumerate(refs)),
            goals=tuple(self._goal(at, parks) for at in range(goals)),
            facts=tuple(self._fact(at, parks, members) for at in range(facts)),
        )

    def _refs(self, entities: int) -> list[Ref]:
        parks = max(entities // 12, 2)
        refs = [_REGION, *(Ref("Park", f"{self._name(at)}开发区") for at in range(parks))]
        refs += [Ref("Policy", name) for name in NASTY]
        for at in range(entities - len(refs)):
            kind = _KINDS[at % len(_KINDS)]
            refs.append(Ref(kind, f"{self._name(at + parks)}{_TAILS.get(kind, '行动')}"))
        return refs

    def _name(self, at: int) -> str:
        first, second, third = at % 19, at // 19 % 19, at // 361
        return _HEADS[first] + _HEADS[second] + (str(third) if third else "")

    def _sections(self) -> tuple[Section, ...]:
        front = Section(0, "front", "", "", 0, 10, 1, -1)
        numerals = "一二三四五六七八九十甲乙"
        chapters = [
            Section(
                1 + at, "chapter", numerals[at], f"建设{self._name(at)}新格局，打造示例先行区", at * 100, 0, 10 + at, -1
            )
            for at in range(_CHAPTERS)
        ]
        articles = [
            Section(
                1 + _CHAPTERS + at, "article", str(at + 1), f"发展{self._name(at)}", at * 50, 0, 30 + at, 1 + at // 2
            )
            for at in range(2 * _CHAPTERS)
        ]
        return (front, *chapters, *articles)

    def _evidence(self, quote: str) -> Evidence:
        section = self.chance.randrange(1, 1 + 3 * _CHAPTERS)
        start = self.chance.randrange(20_000)
        return Evidence(start, start + len(quote), quote, section * _LINES, section)

    def _entity(self, ref: Ref, at: int) -> Entity:
        mentions = [Mention(self._evidence(ref.name), *ref, "names.suffix") for _ in range(self.chance.randrange(1, 4))]
        aliases = (f"{ref.name[:2]}别名{at}",) if at % 5 == 0 else ()
        return Entity(*ref, aliases, tuple(mentions), "120116" if ref == _REGION else None)

    def _goal(self, at: int, parks: list[Ref]) -> Goal:
        holder = _REGION if self.chance.random() < 0.6 else self.chance.choice(parks)
        text = NASTY[at] if at < len(NASTY) else f"到2030年建成第{at}个国家级示范区，形成千亿级产业集群"
        quantity = Quantity(Decimal(1000 + at), "亿元", ">=") if at % 3 == 0 else None
        status = self.chance.choice(list(Status))
        return Goal(
            self._evidence(text), holder, status, "goals.head", quantity=quantity, year=2030 if at % 2 else None
        )

    def _fact(self, at: int, parks: list[Ref], members: list[Ref]) -> Fact:
        target = members[at % len(members)]
        # Most of what belongs to a park is its own, some of it is shared, some is the region's.
        park = parks[(at % len(members)) % len(parks)] if self.chance.random() < 0.7 else self.chance.choice(parks)
        subject = _REGION if self.chance.random() < 0.3 else park
        quote = f"支持{subject.name}发展{target.name}，{self.chance.choice(NASTY)}。"
        status = self.chance.choice(list(Status))
        return Fact(self._evidence(quote), subject, _PREDICATES[target.type], target, status, "facts.grow-list")
