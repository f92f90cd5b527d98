"""Link mentions to entities.

Two names are linked if they are equal up to width, quotes, dashes and spaces; if an
abbreviation links them; or if one equals the other without an optional word. Nothing else is merged,
because splitting one entity does less harm than merging two.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from kg.collector import collector_paused
from kg.lexicon.knowledge import Knowledge
from kg.lexicon.places import Place
from kg.model import Document, Entity, Extraction, Fact, Goal, Mention, PlanGraph, PlanInfo, Provenance, Ref

_DROPPED = re.compile(r"[\s“”\"'‘’《》〈〉「」『』()（）\[\]·•・—–\-_]+")
_SHORTEST_VARIANT = 6


@collector_paused()
def link(document: Document, extraction: Extraction, knowledge: Knowledge) -> PlanGraph:
    """Build the knowledge graph of a plan: entities with their names, and the goals and facts that refer to them."""
    linker = _Linker(document, knowledge, extraction.mentions)
    mentions = [m for m in extraction.mentions if linker.known(m)]
    groups: dict[Ref, list[Mention]] = defaultdict(list)
    for mention in mentions:
        groups[linker.canonical(Ref(mention.type, mention.name))].append(mention)
    region = linker.canonical(Ref("Place", document.region))
    if region not in groups:
        groups[region] = _region_mentions(document)
    goals = tuple(_rehold(g, linker) for g in extraction.goals)
    facts = tuple(_relink(f, linker) for f in extraction.facts)
    called: dict[Ref, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.predicate == "alias":
            called[fact.subject].add(fact.object.name)
    entities = tuple(_entity(ref, found, called.get(ref, ()), linker) for ref, found in sorted(groups.items()))
    refs = groups.keys()
    return PlanGraph(
        plan=_plan(document),
        sections=document.sections,
        entities=entities,
        goals=tuple(g for g in goals if g.holder in refs),
        facts=tuple(
            f
            for f in facts
            if f.subject in refs and (f.object in refs or f.predicate == "alias") and f.subject != f.object
        ),
    )


def fold_name(name: str) -> str:
    """A name normalized to NFKC and lower case, without quotes, dashes, brackets and spaces."""
    if not unicodedata.is_normalized("NFKC", name):
        name = unicodedata.normalize("NFKC", name)
    return _DROPPED.sub("", name).lower()


class _Linker:
    """Maps each name of one plan to its canonical name."""

    def __init__(self, document: Document, knowledge: Knowledge, mentions: Sequence[Mention]) -> None:
        self.document = document
        self.knowledge = knowledge
        self.places = knowledge.places
        self.home = self._home(document.region)
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for mention in mentions:
            counts[mention.type][mention.name] += 1
        counts["Place"][document.region] += 1
        self.table = {Ref(t, n): c for t, names in counts.items() for n, c in self._table(t, names).items()}

    def known(self, mention: Mention) -> bool:
        """Whether a mention has an entity; a bare short form without a full name has none."""
        if mention.provenance is not Provenance.RESOLVED:
            return True
        return self.table.get(Ref(mention.type, mention.name), mention.name) != mention.name

    def canonical(self, ref: Ref) -> Ref:
        """The class and canonical name of the entity of ``ref``."""
        name = self.table.get(ref, ref.name)
        return ref if name == ref.name else Ref(ref.type, name)

    def code(self, ref: Ref) -> str | None:
        """The GB/T 2260 code of a place, the concept of an industry, None if there is none."""
        if ref.type == "Place" and (place := self._division(ref.name)):
            return place.code
        if ref.type == "Industry" and (term := self._industry(ref.name)):
            return term or None
        return None

    def _table(self, type_: str, names: Counter[str]) -> Mapping[str, str]:
        table = {name: self._own(type_, name) for name in names}
        folds = {canonical: fold_name(canonical) for canonical in table.values()}
        by_fold: dict[str, Counter[str]] = defaultdict(Counter)
        for name, count in names.items():
            by_fold[folds[table[name]]][table[name]] += count
        preferred = {fold: min(found, key=lambda n: (-found[n], n)) for fold, found in by_fold.items()}
        table = {name: preferred[folds[canonical]] for name, canonical in table.items()}
        fulls = frozenset(table.values())
        variants = self._variants(type_, fulls)
        for name in fulls:
            if variants[name] == name and type_ == "Park" and (unique := self._unique_of_province(name)):
                variants[name] = unique
        return {name: variants[canonical] for name, canonical in table.items()}

    def _own(self, type_: str, name: str) -> str:
        """The canonical name by divisions or industry terms, independent of the plan."""
        if type_ == "Place":
            return self._place(name)
        if type_ == "Industry":
            return self._industry_name(name)
        return name

    def _place(self, name: str) -> str:
        if self.home is not None and name in self.knowledge.rules.linking.home:
            return self.home.name
        division = self._division(name)
        return division.name if division else name

    def _home(self, region: str) -> Place | None:
        found = self.places.by_name.get(region, ())
        return found[0] if found else None

    def _division(self, name: str) -> Place | None:
        """The division that ``name`` refers to, None if ambiguous; the plan's region and province are preferred."""
        last = name
        found: tuple[Place, ...] = ()
        while last and not (found := self.places.by_name.get(last, ())):
            last = last[1:]
        if not found or (last != name and not self._is_chain(name[: -len(last)])):
            return None
        if last != name:
            found = (
                tuple(
                    p
                    for p in found
                    if any(up.name in name or (up.short and up.short in name) for up in self.places.chain(p)[1:])
                )
                or found
            )
        if len(found) > 1 and self.home is not None:
            near = {place.code[:2] for place in self.places.chain(self.home)}
            found = (
                tuple(p for p in found if p.code[:4] == self.home.code[:4])
                or tuple(p for p in found if p.code[:2] in near)
                or found
            )
        return found[0] if len(found) == 1 else None

    def _is_chain(self, prefix: str) -> bool:
        """Whether a prefix consists of names of divisions only (甘肃省 in 甘肃省合作市)."""
        while prefix:
            size = next((n for n in range(len(prefix), 1, -1) if prefix[:n] in self.places.by_name), 0)
            if not size:
                return False
            prefix = prefix[size:]
        return True

    def _industry(self, name: str) -> str | None:
        term = self.knowledge.industries.get(name)
        return term.broader if term else None

    def _industry_name(self, name: str) -> str:
        industries = self.knowledge.industries
        if name in industries:
            return industries[name].name
        for tail in self.knowledge.rules.linking.industry_tails:
            stem = name.removesuffix(tail)
            if stem != name and stem in industries and not industries[stem].ambiguous:
                return industries[stem].name
        return name

    def _variants(self, type_: str, fulls: frozenset[str]) -> dict[str, str]:
        """Each name with the full name of the plan that it abbreviates, or itself if there is none or more than one."""
        if type_ in ("Industry", "Place"):
            return {name: name for name in fulls}
        found: dict[str, set[str]] = {name: set() for name in fulls}
        for full in fulls:
            for short in self._contractions(full):
                if short in found and short != full:
                    found[short].add(full)
        for short in self.knowledge.short_forms & fulls:
            found[short] |= {full for full in fulls if full != short and self._is_full_of(short, full)}
        return {name: next(iter(longer)) if len(longer) == 1 else name for name, longer in found.items()}

    def _contractions(self, full: str) -> Iterator[str]:
        """Possible short forms of ``full``: with an abbreviated head, or without an optional word."""
        for long, brief in self.knowledge.abbreviations:
            if long in full and not long.startswith("*"):
                short = full.replace(long, brief, 1)
                if short.replace(brief, long, 1) == full:
                    yield short
        for word in (word for word in self.knowledge.rules.linking.silent if word in full):
            for match in re.finditer(word, full):
                short = full[: match.start()] + full[match.end() :]
                if len(short) >= _SHORTEST_VARIANT and 2 <= match.start() < len(short):
                    yield short

    def _is_full_of(self, short: str, full: str) -> bool:
        """Whether ``short`` is the abbreviation of the head of ``full`` (高新区)."""
        return any(brief == short and full.endswith(long) for long, brief in self.knowledge.abbreviations)

    def _unique_of_province(self, name: str) -> str | None:
        """The full name of a park that each province has at most one of (自贸试验区 → 天津自贸试验区)."""
        province = self.places.chain(self.home)[-1] if self.home else None
        for long, brief in self.knowledge.abbreviations:
            if brief == name and long.startswith("*") and province is not None:
                return province.short + long[1:]
        return None


def _rehold(goal: Goal, linker: _Linker) -> Goal:
    holder = linker.canonical(goal.holder)
    return goal if holder == goal.holder else goal._replace(holder=holder)


def _relink(fact: Fact, linker: _Linker) -> Fact:
    subject = linker.canonical(fact.subject)
    object_ = fact.object if fact.predicate == "alias" else linker.canonical(fact.object)
    same = subject == fact.subject and object_ == fact.object
    return fact if same else fact._replace(subject=subject, object=object_)


def _entity(ref: Ref, mentions: Sequence[Mention], called: Iterable[str], linker: _Linker) -> Entity:
    """The entity of ``mentions``; ``called`` are the names given by ``alias`` facts."""
    names = {m.name for m in mentions} | {m.evidence.quote for m in mentions if m.provenance is not Provenance.EXPANDED}
    names.update(called)
    names.discard(ref.name)
    return Entity(ref.type, ref.name, tuple(sorted(names)), tuple(sorted(mentions)), linker.code(ref))


def _region_mentions(document: Document) -> list[Mention]:
    """A mention of the plan's region at its first occurrence in the text, if there is one."""
    at = document.text.find(document.region)
    if at < 0:
        return []
    evidence = document.evidence(at, at + len(document.region))
    return [Mention(evidence, "Place", document.region, "document.region")]


def _plan(document: Document) -> PlanInfo:
    digest = sha256(document.text.encode()).hexdigest()
    return PlanInfo(
        document.slug, document.title, document.region, document.encoding, len(document.text), digest, document.period
    )
