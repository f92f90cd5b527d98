"""The spaCy pipeline: a blank Chinese ``Language`` with a token a character and components of our own.

Each component reads and writes the :class:`~kg.extract.reading.Reading` in ``doc._.reading``; what
it decides also stands in ``doc.spans`` (``names``, ``goals``, labelled, with the rule as span id) and
in the sentence bounds, so that anything that speaks spaCy can go on from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.vocab import Vocab

from kg.extract.context import Tense
from kg.extract.features import channels
from kg.extract.goals import GoalProposal, GoalRules, propose_goals
from kg.extract.lines import Line, lines_of
from kg.extract.names import propose_names
from kg.extract.proposals import Proposal
from kg.extract.quantities import find_quantities
from kg.extract.reading import Reading
from kg.extract.relations import RelationRules, propose_relations
from kg.extract.resolve import resolve
from kg.extract.scan import scan
from kg.extract.scenes import Scene
from kg.extract.schemes import propose_schemes
from kg.extract.subjects import find_subjects
from kg.extract.tagger import Tagger, load_tagger
from kg.extract.trim import trim, without_roles
from kg.lexicon import Knowledge, load_knowledge
from kg.model import Document, Ref

COMPONENTS = ("plan_clauses", "plan_names", "plan_tagger", "plan_resolver", "plan_goals", "plan_facts")
"""The components in their order; a new one is a factory here and a name in this row."""

_BATCH = 512
"""Lines that a component reads in one go: a plan, mostly."""


@cache
def load_nlp(*, names: bool = True, tagger: bool = True) -> Language:
    """The pipeline over the knowledge of ``data/``, with or without the names of particular things and the tagger."""
    if not Doc.has_extension("reading"):
        Doc.set_extension("reading", default=None)
    nlp = spacy.blank("zh")
    for component in COMPONENTS:
        if tagger or component != "plan_tagger":
            nlp.add_pipe(component, config={"names": names})
    return nlp


def read_lines(document: Document, *, names: bool = True, tagger: bool = True) -> Iterator[Reading]:
    """Every line of ``document`` that is the plan's own, read by all components."""
    nlp = load_nlp(names=names, tagger=tagger)
    tense = Tense(document, load_knowledge(names=names).rules)
    region = Ref("Place", document.region)
    for doc in nlp.pipe(_docs(nlp, lines_of(document), tense, region), batch_size=_BATCH):
        yield doc._.reading


def _docs(nlp: Language, lines: Iterable[Line], tense: Tense, region: Ref) -> Iterator[Doc]:
    orths = _Orths(nlp.vocab)
    for line in lines:
        words = [orths[char] for char in line.text]
        doc = Doc(nlp.vocab, words, spaces=[False] * len(words))  # type: ignore[arg-type]  # Keys do, its types forget.
        doc._.reading = Reading(line, region)
        doc.user_data["tense"] = tense
        yield doc


class _Orths(dict[str, int]):
    """The key of each character in spaCy's store of strings; a doc made of keys takes half the time."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab

    def __missing__(self, char: str) -> int:
        self[char] = key = self._vocab[char].orth
        return key


class _Component:
    """Holds the knowledge that a component works with; reads docs one by one, or those of a batch in one go.

    In a batch, which is a plan, mostly, each component is done before the next begins: a processor that keeps to one
    task has its code and tables at hand, and a tenth of the time is saved.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def __call__(self, doc: Doc) -> Doc:
        self._read([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], batch_size: int = _BATCH) -> Iterator[Doc]:
        """Read the docs of ``stream``, ``batch_size`` of them at a time."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            self._read(batch)
            yield from batch

    def _read(self, docs: Sequence[Doc]) -> None:
        for doc in docs:
            self._read_one(doc, doc._.reading)

    def _read_one(self, doc: Doc, reading: Reading) -> None:
        raise NotImplementedError


class Clauses(_Component):
    """Cuts a line into clauses and sentences, and tells for each whether it reports or plans."""

    def _read_one(self, doc: Doc, reading: Reading) -> None:
        text = reading.line.text
        reading.clauses = scan(text, self.knowledge)
        reading.contexts = doc.user_data.pop("tense").contexts(reading.line.start, text, reading.clauses)
        sentence = -1
        for clause in reading.clauses:
            if clause.sentence != sentence:
                sentence = clause.sentence
                doc[min(clause.start, len(doc) - 1)].is_sent_start = True


class Names(_Component):
    """Proposes names by gazetteer, form, list and context."""

    def _read_one(self, doc: Doc, reading: Reading) -> None:
        reading.proposals += propose_names(reading.line.text, reading.clauses, self.knowledge)
        reading.proposals += propose_schemes(reading.line.text, reading.clauses, self.knowledge)


class NameTagger(_Component):
    """Tags names over all lines at once; without a trained model it leaves the field to the rules."""

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__(knowledge)
        self.tagger = load_tagger()

    def _read(self, docs: Sequence[Doc]) -> None:
        if self.tagger is not None:
            self._tag(self.tagger, [doc._.reading for doc in docs])

    def _tag(self, tagger: Tagger, readings: Sequence[Reading]) -> None:
        lines = [
            (r.line.text, r.clauses, channels(r.line.text, r.clauses, r.proposals, self.knowledge)) for r in readings
        ]
        for reading, names in zip(readings, tagger.tag(lines), strict=True):
            text, clauses = reading.line.text, reading.clauses
            reading.proposals = without_roles(text, reading.proposals, clauses, self.knowledge)
            reading.proposals += trim(text, names, clauses, self.knowledge)
            reading.tagged = True


class Resolver(_Component):
    """Decides between the names proposed, then whose each clause is."""

    def _read_one(self, doc: Doc, reading: Reading) -> None:
        reading.names, reading.refused = resolve(reading.proposals, tagged=reading.tagged)
        reading.by_clause = _by_clause(reading)
        text, rules = reading.line.text, self.knowledge.rules
        reading.subjects = find_subjects(text, reading.clauses, reading.by_clause, reading.region, rules)
        doc.spans["names"] = _spans(doc, "names", [(n.start, n.end, n.type, n.rule) for n in reading.names])


class Goals(_Component):
    """Finds the goals of each clause."""

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__(knowledge)
        self.rules = GoalRules.of(knowledge.rules["goals"])

    def _read_one(self, doc: Doc, reading: Reading) -> None:
        text = reading.line.text
        quantities = find_quantities(text)
        reading.goals = list(propose_goals(text, reading.clauses, quantities, reading.contexts, self.rules))
        doc.spans["goals"] = _spans(doc, "goals", [(g.start, g.end, "Goal", g.rule) for g in reading.goals])


class Facts(_Component):
    """Finds the relations that each clause states, and those that reach over clauses."""

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__(knowledge)
        self.rules = RelationRules.of(knowledge.rules)

    def _read_one(self, doc: Doc, reading: Reading) -> None:
        # A fact is about names: most clauses have none.
        named = [scene for scene in scenes(reading, self.knowledge) if scene.names] if reading.names else []
        reading.facts = propose_relations(named, self.rules)


def scenes(reading: Reading, knowledge: Knowledge) -> list[Scene]:
    """A scene for each clause; each knows those that follow it up to a semicolon or full stop."""
    text = reading.line.text
    found: list[Scene] = []
    goals: dict[int, list[GoalProposal]] = {}
    for goal in reading.goals:
        goals.setdefault(goal.clause, []).append(goal)
    for index in range(len(reading.clauses) - 1, -1, -1):
        clause = reading.clauses[index]
        follows = bool(found) and text[clause.end : clause.end + 1] == "，"
        scene = Scene(
            text=text,
            clause=clause,
            names=reading.by_clause[index],
            subject=reading.subjects[index],
            context=reading.contexts[index],
            region=reading.region,
            goals=goals.get(index, ()),
            rules=knowledge.rules["facts"],
            preceding=reading.by_clause[index - 1] if index else (),
            following=(found[-1], *found[-1].following) if follows else (),
        )
        found.append(scene)
    return found[::-1]


def _by_clause(reading: Reading) -> list[list[Proposal]]:
    """The names of each clause; both run in the order of the text."""
    found: list[list[Proposal]] = [[] for _ in reading.clauses]
    at = 0
    for name in reading.names:
        while at < len(reading.clauses) and reading.clauses[at].end < name.end:
            at += 1
        if at < len(reading.clauses) and reading.clauses[at].start <= name.start:
            found[at].append(name)
    return found


def _spans(doc: Doc, name: str, rows: Iterable[tuple[int, int, str, str]]) -> SpanGroup:
    """A span group; offsets of characters are those of tokens."""
    return SpanGroup(
        doc, name=name, spans=[Span(doc, start, end, label, span_id=rule) for start, end, label, rule in rows]
    )


def _register(name: str, component: type[_Component]) -> None:
    @Language.factory(name, default_config={"names": True})
    def make(nlp: Language, name: str, names: bool) -> _Component:
        return component(load_knowledge(names=names))


for _name, _component in zip(COMPONENTS, (Clauses, Names, NameTagger, Resolver, Goals, Facts), strict=True):
    _register(_name, _component)
