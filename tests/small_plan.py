"""One plan made by hand, small enough to read, with a relation of every kind and goals of every sort."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kg.graph import canonical
from kg.model import (
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

TEXT = """云河市示例规划要点
一、产业布局
星海保税区大力发展融资租赁、海水淡化、国际商贸等主导产业，建成海港样板、海水淡化样板。云岭高新技术产业园发展生物医药和海水淡化。打造生物医药领域的药谷小镇。
依托云飞科技、河图集团等龙头企业以及星图计算中心，打造“云谷”。
加强星海保税区与河图集团、长风石化等集团的合作。深化与云河大学、星海学院、示例工院等高校和院所的合作。深化同云河大学、山城学院的合作。
加快建设云星、云海等城际铁路。实施云河大桥改造工程。
推动星海保税区、云岭高新技术产业园等五大示例平台创新发展。
加快将云岭高新技术产业园打造成为一流药谷。星图计算中心位于星海保税区。
二、指标和成效
云河博物馆有“海上灯塔”之称，已经开馆。落实RAEX（示例经济伙伴协定）。
生产总值增长6.5%。第二产业占生产总值的比重达到46.1%、第三产业达到53.6%。引进项目的协议投资额超过8000亿元。形成4个百亿级集群。
到2035年基本建成示例先行区。支持山风、海浪等车企提质放量。新增床位720张、泊位12个。
"""
REGION = Ref("Place", "云河市")


@dataclass
class Maker:
    """Quotes a text and gathers what is said of it."""

    text: str
    slug: str
    mentions: dict[Ref, list[Mention]] = field(default_factory=dict)
    aliases: dict[Ref, tuple[str, ...]] = field(default_factory=dict)
    goals: list[Goal] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    @property
    def sections(self) -> tuple[Section, ...]:
        starts = [0, *(self.text.find(f"{number}、") for number in "一二" if f"\n{number}、" in self.text)]
        ends = [*starts[1:], len(self.text)]
        return tuple(
            Section(
                i,
                "chapter" if i else "front",
                "一二"[i - 1] if i else "",
                self.text[start:].partition("\n")[0].partition("、")[2] if i else "",
                start,
                end,
                self.text.count("\n", 0, start) + 1,
                -1,
            )
            for i, (start, end) in enumerate(zip(starts, ends, strict=True))
        )

    def quote(self, words: str, nth: int = 0) -> Evidence:
        at = -1
        for _ in range(nth + 1):
            at = self.text.index(words, at + 1)
        section = max(s.index for s in self.sections if s.start <= at)
        return Evidence(at, at + len(words), words, self.text.count("\n", 0, at) + 1, section)

    def name(self, type_: str, name: str, *, said: Sequence[str] = (), head: str = "") -> Ref:
        """A named thing with its mentions: every place where the text has one of ``said``, by default its name."""
        ref = Ref(type_, name)
        for words in said or (name,):
            for nth in range(self.text.count(words)):
                evidence = self.quote(words, nth)
                span = Span(*(lambda h: (h.start, h.end))(self.quote(head))) if head else None
                way = Provenance.EXPANDED if head else Provenance.VERBATIM
                named = name if head else words
                self.mentions.setdefault(ref, []).append(Mention(evidence, type_, named, "names.test", way, span))
        self.aliases[ref] = tuple({m.name for m in self.mentions.get(ref, ())} - {name})
        return ref

    def fact(self, subject: Ref, predicate: str, objects: Sequence[Ref], said: str, status: str = "planned") -> None:
        for object_ in objects:
            self.facts.append(
                Fact(self.quote(said), subject, predicate, object_, Status(status), f"facts.{predicate.lower()}")
            )

    def goal(
        self, holder: Ref, said: str, amount: str = "", *, status: str = "planned", year: int | None = None
    ) -> None:
        """A goal; ``amount`` is sign, value and unit between spaces."""
        sign, value, unit = amount.split() if amount else ("", "", "")
        quantity = Quantity(Decimal(value), unit, sign) if amount else None
        self.goals.append(Goal(self.quote(said), holder, Status(status), "goals.test", quantity=quantity, year=year))

    def graph(self, region: Ref, title: str) -> PlanGraph:
        spans = {m.head for found in self.mentions.values() for m in found if m.head}
        heads = {Evidence(*s, self.text[s.start : s.end], self.text.count("\n", 0, s.start) + 1, 1) for s in spans}
        return canonical(
            PlanGraph(
                plan=PlanInfo(
                    self.slug,
                    title,
                    region.name,
                    "utf-8",
                    len(self.text),
                    hashlib.sha256(self.text.encode()).hexdigest(),
                    (2026, 2030),
                ),
                sections=self.sections,
                entities=tuple(
                    Entity(*ref, self.aliases.get(ref, ()), tuple(found)) for ref, found in self.mentions.items()
                ),
                goals=tuple(self.goals),
                facts=tuple(self.facts),
                heads=tuple(heads),
                text=self.text,
            )
        )


def small_plan(slug: str = "yunhe-2026") -> PlanGraph:
    """The plan of :data:`TEXT`, as a perfect reader would have it."""
    make = Maker(TEXT, slug)
    make.name("Place", "云河市")
    port = make.name("Park", "星海保税区")
    ridge = make.name("Park", "云岭高新技术产业园")
    town = make.name("Park", "药谷小镇")
    valley = make.name("Park", "“云谷”")
    lease, water, drugs = (make.name("Industry", n) for n in ("融资租赁", "海水淡化", "生物医药"))
    # The lexicon may know an industry by a name that the plan does not use.
    trade = make.name("Industry", "对外贸易", said=["国际商贸"])
    fly, river, oil = (make.name("Enterprise", n) for n in ("云飞科技", "河图集团", "长风石化"))
    wind, wave = (make.name("Enterprise", n) for n in ("山风", "海浪"))
    computing = make.name("Facility", "星图计算中心")
    museum = make.name("Facility", "云河博物馆")
    schools = [make.name("Organization", n) for n in ("云河大学", "星海学院", "示例工院")]
    hill = make.name("Organization", "山城学院")
    star = make.name("Project", "云星城际铁路", said=["云星"], head="城际铁路")
    sea = make.name("Project", "云海城际铁路", said=["云海"], head="城际铁路")
    bridge = make.name("Project", "云河大桥改造工程")
    five = make.name("Scheme", "五大示例平台")
    pact = make.name("Policy", "RAEX")
    assert wind != wave

    make.fact(
        port, "leadingIndustry", [lease, water, trade], "星海保税区大力发展融资租赁、海水淡化、国际商贸等主导产业"
    )
    make.fact(ridge, "leadingIndustry", [drugs, water], "云岭高新技术产业园发展生物医药和海水淡化")
    make.fact(town, "leadingIndustry", [drugs], "打造生物医药领域的药谷小镇")
    make.fact(
        valley, "reliesOn", [fly, river, computing], "依托云飞科技、河图集团等龙头企业以及星图计算中心，打造“云谷”"
    )
    make.fact(port, "cooperatesWith", [river, oil], "加强星海保税区与河图集团、长风石化等集团的合作")
    make.fact(REGION, "cooperatesWith", schools, "深化与云河大学、星海学院、示例工院等高校和院所的合作")
    make.fact(REGION, "cooperatesWith", [schools[0], hill], "深化同云河大学、山城学院的合作")
    make.fact(REGION, "undertakes", [star, sea], "加快建设云星、云海等城际铁路", "ongoing")
    make.fact(REGION, "undertakes", [bridge], "实施云河大桥改造工程")
    make.fact(five, "hasPart", [port, ridge], "推动星海保税区、云岭高新技术产业园等五大示例平台创新发展")
    make.fact(computing, "locatedIn", [port], "星图计算中心位于星海保税区")
    make.fact(museum, "alias", [Ref("Facility", "海上灯塔")], "云河博物馆有“海上灯塔”之称", "achieved")
    make.fact(pact, "alias", [Ref("Policy", "示例经济伙伴协定")], "RAEX（示例经济伙伴协定）")

    make.goal(port, "建成海港样板、海水淡化样板")
    make.goal(ridge, "打造成为一流药谷", status="ongoing")
    make.goal(REGION, "生产总值增长6.5%", "= 6.5 %", status="achieved")
    make.goal(REGION, "第二产业占生产总值的比重达到46.1%", "= 46.1 %", status="achieved")
    make.goal(REGION, "第三产业达到53.6%", "= 53.6 %", status="achieved")
    make.goal(REGION, "协议投资额超过8000亿元", "> 8000 亿元", status="achieved")
    make.goal(REGION, "形成4个百亿级集群", "= 4 个", status="achieved")
    make.goal(REGION, "基本建成示例先行区", year=2035)
    return make.graph(REGION, "云河市示例规划要点")
