"""The spaCy pipeline: a blank Chinese ``Language`` with a token a character and components of our own.

A plan is one ``Doc``, its lines one after the other. Each component reads and writes the
:class:`~kg.extract.reading.Reading` of each line in ``doc._.readings``; decisions are also in ``doc.spans``
(``names``, ``goals``, labelled, with the rule as span id) and in the sentence boundaries, for use by other spaCy
components.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from itertools import pairwise

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.vocab import Vocab

from kg.extract.facts.annotated import AnnotatedClause
from kg.extract.facts.relations import RelationRules, propose_relations
from kg.extract.facts.subjects import find_subjects
from kg.extract.goals import GoalFinder, GoalProposal, propose_goals
from kg.extract.line.clauses import scan
from kg.extract.line.lines import lines_of
from kg.extract.line.quantities import find_quantities
from kg.extract.line.tense import Tense
from kg.extract.names.features import channels
from kg.extract.names.proposals import Proposal
from kg.extract.names.propose import propose_names
from kg.extract.names.resolve import resolve
from kg.extract.names.schemes import propose_schemes
from kg.extract.names.tagger import load_tagger
from kg.extract.names.trim import trim, without_roles
from kg.extract.reading import Reading
from kg.lexicon.knowledge import Knowledge, load_knowledge
from kg.model import Document, Ref

COMPONENTS = ("plan_clauses", "plan_names", "plan_tagger", "plan_resolver", "plan_goals", "plan_facts")
"""The components in their order; a new one is a factory here and a name in this row."""


@cache
def load_nlp(*, tagger: bool = True) -> Language:
    """The pipeline over the knowledge of ``data/``, with or without the tagger."""
    for extension in ("document", "readings"):
        if not Doc.has_extension(extension):
            Doc.set_extension(extension, default=None)
    nlp = spacy.blank("zh")
    for component in COMPONENTS:
        if tagger or component != "plan_tagger":
            nlp.add_pipe(component)
    return nlp


def read_lines(document: Document, *, tagger: bool = True) -> Sequence[Reading]:
    """Every line of ``document`` that is the plan's own, read by all components."""
    readings: Sequence[Reading] = read_doc(document, tagger=tagger)._.readings
    return readings


def read_doc(document: Document, *, tagger: bool = True) -> Doc:
    """The plan's own lines as a spaCy doc with its sentences, names and goals."""
    nlp = load_nlp(tagger=tagger)
    return nlp(_doc(nlp.vocab, document))


def _doc(vocab: Vocab, document: Document) -> Doc:
    """The plan's own lines as one unannotated doc; passing words as keys, not strings, takes half the time."""
    region = Ref("Place", document.region)
    readings, text = [], ""
    for line in lines_of(document):
        readings.append(Reading(line, region, len(text)))
        text += line.text
    words = list(map(_keys(vocab).__getitem__, text))
    doc = Doc(vocab, words, spaces=[False] * len(words))  # type: ignore[arg-type]  # Keys do, its types forget.
    doc._.document, doc._.readings = document, readings
    return doc


class _Component:
    """Base class of the components.

    Each component, and each of its steps, processes all lines before the next begins: code and tables stay in the
    processor's caches, which saves an eighth of the time.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def __call__(self, doc: Doc) -> Doc:
        self._read(doc, doc._.readings)
        return doc

    def _read(self, doc: Doc, readings: Sequence[Reading]) -> None:
        raise NotImplementedError


def _each(readings: Sequence[Reading], *steps: Callable[[Reading], None]) -> None:
    for step in steps:
        for reading in readings:
            step(reading)


class Clauses(_Component):
    """Segments lines into clauses and sentences, and classifies each as report or plan."""

    def _read(self, doc: Doc, readings: Sequence[Reading]) -> None:
        tense = Tense(doc._.document, self.knowledge.rules.goals.tense)
        _each(readings, self._cut, partial(self._place, tense))
        opens = np.zeros(len(doc), dtype=np.uint64)
        for reading in readings:
            opens[reading.token] = 1
            for before, clause in pairwise(reading.clauses):
                if clause.sentence != before.sentence:
                    opens[reading.token + clause.start] = 1
        doc.from_array(["SENT_START"], opens)  # type: ignore[arg-type]  # One attribute may be one column.

    def _cut(self, reading: Reading) -> None:
        reading.clauses = scan(reading.line.text, self.knowledge)

    def _place(self, tense: Tense, reading: Reading) -> None:
        reading.contexts = tense.contexts(reading.line.start, reading.line.text, reading.clauses)


class Names(_Component):
    """Proposes candidate mentions by head noun, list and context."""

    def _read(self, doc: Doc, readings: Sequence[Reading]) -> None:
        _each(readings, self._propose)

    def _propose(self, reading: Reading) -> None:
        text, clauses = reading.line.text, reading.clauses
        reading.proposals = propose_names(text, clauses, self.knowledge)
        reading.proposals += propose_schemes(text, clauses, self.knowledge)


class NameTagger(_Component):
    """Tags mentions in all lines at once; does nothing without a trained model."""

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__(knowledge)
        self.tagger = load_tagger()

    def _read(self, doc: Doc, readings: Sequence[Reading]) -> None:
        if self.tagger is None:
            return
        lines = [
            (r.line.text, r.clauses, channels(r.line.text, r.clauses, r.proposals, self.knowledge)) for r in readings
        ]
        for reading, names in zip(readings, self.tagger.tag(lines), strict=True):
            reading.tagged = names
        _each(readings, self._drop_roles, self._trim)

    def _drop_roles(self, reading: Reading) -> None:
        reading.proposals = without_roles(reading.line.text, reading.proposals, reading.clauses, self.knowledge)

    def _trim(self, reading: Reading) -> None:
        reading.proposals += trim(reading.line.text, reading.tagged or (), reading.clauses, self.knowledge)


class Resolver(_Component):
    """Selects among the candidate mentions, then resolves the subject of each clause."""

    def _read(self, doc: Doc, readings: Sequence[Reading]) -> None:
        _each(readings, self._decide, self._find_subjects)
        rows = ((r.token, n.start, n.end, n.type, n.rule) for r in readings for n in r.names)
        doc.spans["names"] = _spans(doc, "names", rows)

    def _decide(self, reading: Reading) -> None:
        granted, tagged = self.knowledge.granted, reading.tagged is not None
        reading.names, reading.refused = resolve(reading.proposals, granted, tagged=tagged)

    def _find_subjects(self, reading: Reading) -> None:
        reading.by_clause = _by_clause(reading)
        text, clauses = reading.line.text, reading.clauses
        reading.subjects = find_subjects(
            text, clauses, reading.by_clause, reading.region, self.knowledge.rules.subjects
        )


class Goals(_Component):
    """Extracts the goals of each clause."""

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__(knowledge)
        self.finder = GoalFinder.of(knowledge.rules.goals)

    def _read(self, doc: Doc, readings: Sequence[Reading]) -> None:
        _each(readings, self._measure, self._propose)
        rows = ((r.token, g.start, g.end, "Goal", g.rule) for r in readings for g in r.goals)
        doc.spans["goals"] = _spans(doc, "goals", rows)

    def _measure(self, reading: Reading) -> None:
        reading.quantities = find_quantities(reading.line.text)

    def _propose(self, reading: Reading) -> None:
        text, clauses, found = reading.line.text, reading.clauses, reading.quantities
        reading.goals = list(propose_goals(text, clauses, found, reading.contexts, self.finder))


class Facts(_Component):
    """Extracts the facts within and across clauses."""

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__(knowledge)
        self.rules = RelationRules.of(knowledge.rules)

    def _read(self, doc: Doc, readings: Sequence[Reading]) -> None:
        _each(readings, self._relate)

    def _relate(self, reading: Reading) -> None:
        if reading.names:  # A fact is about names: most clauses have none.
            reading.facts = propose_relations(annotated_clauses(reading, self.knowledge, named=True), self.rules)


def annotated_clauses(reading: Reading, knowledge: Knowledge, *, named: bool = False) -> list[AnnotatedClause]:
    """One for each clause, or each with a mention if ``named``; ``following`` ends at the first stop but a comma."""
    text, rules, cues = reading.line.text, knowledge.rules.facts, knowledge.rules.goals.status
    goals: dict[int, list[GoalProposal]] = {}
    for goal in reading.goals:
        goals.setdefault(goal.clause, []).append(goal)
    found: list[AnnotatedClause] = []
    following: tuple[AnnotatedClause, ...] = ()
    for index in range(len(reading.clauses) - 1, -1, -1):
        clause, names = reading.clauses[index], reading.by_clause[index]
        if text[clause.end : clause.end + 1] != "，":
            following = ()
        if named and not names:
            continue
        annotated = AnnotatedClause(
            text=text,
            said=text[clause.start : clause.end],
            clause=clause,
            names=names,
            subject=reading.subjects[index],
            context=reading.contexts[index],
            region=reading.region,
            goals=goals.get(index, ()),
            rules=rules,
            cues=cues,
            preceding=reading.by_clause[index - 1] if index else (),
            following=following,
        )
        found.append(annotated)
        following = (annotated, *following)
    return found[::-1]


def _by_clause(reading: Reading) -> list[list[Proposal]]:
    """The mentions of each clause; both are in text order."""
    found: list[list[Proposal]] = [[] for _ in reading.clauses]
    at = 0
    for name in reading.names:
        while at < len(reading.clauses) and reading.clauses[at].end < name.end:
            at += 1
        if at < len(reading.clauses) and reading.clauses[at].start <= name.start:
            found[at].append(name)
    return found


def _spans(doc: Doc, name: str, rows: Iterable[tuple[int, int, int, str, str]]) -> SpanGroup:
    """A span group; a row has the line's first token, the start and end offsets in the line, the label and the rule."""
    keys = _keys(doc.vocab)
    spans = [Span(doc, at + start, at + end, keys[label], span_id=keys[rule]) for at, start, end, label, rule in rows]
    return SpanGroup(doc, name=name, spans=spans)


class _Keys(dict[str, int]):
    """Cache of the key of each string in spaCy's string store; creating objects from keys takes half the time."""

    def __init__(self, vocab: Vocab) -> None:
        self._strings = vocab.strings

    def __missing__(self, text: str) -> int:
        self[text] = key = self._strings.add(text)
        return key


@cache
def _keys(vocab: Vocab) -> _Keys:
    """The key cache of ``vocab``, kept from one plan to the next."""
    return _Keys(vocab)


def _register(name: str, component: type[_Component]) -> None:
    @Language.factory(name)
    def make(nlp: Language, name: str) -> _Component:
        return component(load_knowledge())


for _name, _component in zip(COMPONENTS, (Clauses, Names, NameTagger, Resolver, Goals, Facts), strict=True):
    _register(_name, _component)
