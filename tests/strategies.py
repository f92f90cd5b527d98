"""Hypothesis strategies for plans; the text may hold anything that a decoded file can."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

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
from synthetic import TYPES

PREDICATES = ("leadingIndustry", "cooperatesWith", "hasPart", "alias")
KINDS = ("chapter", "article", "principle")
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=2, max_size=80)
names = st.text("天津港保税区“”\"'\\<>&（）%·— aB１", min_size=1, max_size=8)
rules = st.sampled_from(("names.suffix", "lists.shared-head", "facts.grow"))
statuses = st.sampled_from(list(Status))
provenances = st.sampled_from(list(Provenance))
quantities = st.builds(
    Quantity,
    st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=4) | st.just(Decimal("4E+3")),
    st.sampled_from(("亿元", "%", "家")),
    st.sampled_from(("=", ">", ">=", "<", "<=", "~")),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(texts)
    cuts = sorted(draw(st.sets(st.integers(1, len(text) - 1), max_size=3)))
    bounds = list(zip([0, *cuts], [*cuts, len(text)], strict=True))
    sections = tuple(
        Section(
            i, draw(st.sampled_from(KINDS)), draw(st.sampled_from(("", "一"))), draw(names), start, end, i + 1, i - 1
        )
        for i, (start, end) in enumerate(bounds)
    )
    slug = draw(st.sampled_from(("plan-1", "a_b", "规划 一")))
    period = draw(st.sampled_from((None, (2021, 2025))))
    region = draw(st.sampled_from(("", "云河市")))
    return Document(slug, text, text, "utf-8", draw(names), region, period, None, sections)


@st.composite
def evidences(draw: st.DrawFn, document: Document) -> Evidence:
    start = draw(st.integers(0, len(document.text) - 1))
    return document.evidence(start, draw(st.integers(start + 1, len(document.text))))


@st.composite
def mentions(draw: st.DrawFn, document: Document, ref: Ref) -> Mention:
    head = draw(st.none() | evidences(document))
    return Mention(
        evidence=draw(evidences(document)),
        type=draw(st.sampled_from((ref.type, "Place"))),
        name=draw(names),
        rule=draw(rules),
        provenance=draw(provenances),
        head=Span(head.start, head.end) if head else None,
    )


@st.composite
def entities(draw: st.DrawFn, document: Document, ref: Ref) -> Entity:
    aliases = tuple(draw(st.lists(names, max_size=2)))
    said = tuple(draw(st.lists(mentions(document, ref), min_size=1, max_size=3)))
    return Entity(*ref, aliases, said, draw(st.none() | st.just("120116")))


@st.composite
def goals(draw: st.DrawFn, document: Document, refs: list[Ref]) -> Goal:
    return Goal(
        evidence=draw(evidences(document)),
        holder=draw(st.sampled_from(refs)),
        status=draw(statuses),
        rule=draw(rules),
        provenance=draw(provenances),
        quantity=draw(st.none() | quantities),
        year=draw(st.none() | st.integers(1949, 2100)),
    )


@st.composite
def facts(draw: st.DrawFn, document: Document, refs: list[Ref]) -> Fact:
    predicate = draw(st.sampled_from(PREDICATES))
    alias = st.builds(Ref, st.sampled_from(TYPES), names)
    return Fact(
        evidence=draw(evidences(document)),
        subject=draw(st.sampled_from(refs)),
        predicate=predicate,
        object=draw(alias if predicate == "alias" else st.sampled_from(refs)),
        status=draw(statuses),
        rule=draw(rules),
        provenance=draw(provenances),
    )


@st.composite
def plan_graphs(draw: st.DrawFn) -> PlanGraph:
    """Any plan that keeps the promises of the model."""
    document = draw(documents())
    refs = draw(st.lists(st.builds(Ref, st.sampled_from(TYPES), names), min_size=1, max_size=4, unique=True))
    things = tuple(draw(entities(document, ref)) for ref in refs)
    heads = {document.evidence(*m.head) for thing in things for m in thing.mentions if m.head}
    return PlanGraph(
        plan=PlanInfo(
            document.slug,
            document.title,
            document.region,
            document.encoding,
            len(document.text),
            "0" * 64,
            document.period,
        ),
        sections=document.sections,
        entities=things,
        goals=tuple(draw(st.lists(goals(document, refs), max_size=3))),
        facts=tuple(draw(st.lists(facts(document, refs), max_size=3))),
        heads=tuple(heads),
        text=draw(st.sampled_from(("", document.text))),
    )
