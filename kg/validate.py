"""Validates stored plans with SHACL (``ontology/shapes.ttl``) and compares quotations with the text."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import messages, project
from kg.errors import AnswerNo, KnowledgeError
from kg.messages import say
from kg.model import Document
from kg.ontology import DCTERMS, OA, RDF, SCHEMA, SKOS, Index, Node, index, load_ontology
from kg.rdf import graph_name
from kg.store import Store, plan_names

if TYPE_CHECKING:
    import rdflib

_SHACL = "http://www.w3.org/ns/shacl#"
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_HAN = re.compile("[\u4e00-\u9fff]")
_IRI = re.compile(r"https?://[!-~]+")
_SHOWN = 3
"""The maximum number of faulty values in a message."""
_WAITING = 4
"""The number of plans that are queued for each worker."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A violation: its plan, line, node and message."""

    plan: str
    line: int
    thing: str
    message: str

    def render(self) -> str:
        place = say("at-line", line=self.line) if self.line else say("at-no-line")
        return say("finding", plan=self.plan, place=place, thing=self.thing, message=self.message)


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """The result of a validation; ``texts`` and ``quotes`` are the numbers of texts and quotations compared."""

    plans: int
    findings: tuple[Finding, ...]
    texts: int = 0
    quotes: int = 0

    def render(self) -> str:
        """One line for each finding and one for the whole."""
        whole = say("conforms", plans=self.plans)
        if self.findings:
            whole = say("conforms-not", plans=self.plans, count=len(self.findings))
        whole += say("checked-quotes", texts=self.texts, quotes=self.quotes) if self.texts else ""
        return "\n".join([*(finding.render() for finding in self.findings), whole, ""])

    def insist(self) -> None:
        """Raise AnswerNo if there are findings."""
        if self.findings:
            raise AnswerNo(say("answer-no"))


def validate(store: Store, *, documents: Sequence[Document] = (), jobs: int = 1) -> ValidationReport:
    """Validate every plan of a store, and compare the quotations of the plans whose text is given."""
    names = plan_names(store)
    texts = {graph_name(document.slug): document for document in documents}
    quotes = 0
    findings = [_unknown_text(document) for name, document in texts.items() if name not in names]
    for name, wrong in zip(names, _shapes_of_all(store, names, jobs), strict=True):
        findings += wrong
        if name in texts:
            table = index(store.dump(name))
            findings += check_quotes(table, texts[name])
            quotes += len(_quoted(table))
    compared = sum(name in texts for name in names)
    return ValidationReport(len(names), tuple(sorted(findings)), compared, quotes)


def _shapes_of_all(store: Store, names: Sequence[str], jobs: int) -> Iterator[list[Finding]]:
    dumps = (ox.serialize(store.dump(name), format=ox.RdfFormat.N_TRIPLES) or b"" for name in names)
    workers = min(jobs, len(names))
    if workers <= 1:
        yield from map(_check_lines, dumps)
        return
    with ProcessPoolExecutor(workers, initializer=messages.use, initargs=(messages.language(),)) as pool:
        # The pool takes all that it is given at once, so it is given a few plans at a time.
        while batch := list(islice(dumps, workers * _WAITING)):
            yield from pool.map(_check_lines, batch)


def _check_lines(lines: bytes) -> list[Finding]:
    return check_shapes(quad.triple for quad in ox.parse(lines, ox.RdfFormat.N_TRIPLES))


def check_shapes(triples: Iterable[ox.Triple]) -> list[Finding]:
    """The SHACL violations in the triples of one plan."""
    import pyshacl

    from kg.rdf.asked import asked_graph_of

    triples = list(triples)
    try:
        with _quiet_rdflib():
            conforms, results, _ = pyshacl.validate(asked_graph_of(triples), shacl_graph=_shapes(), inference="none")
    except (RuntimeError, SyntaxError) as error:  # What pySHACL and Oxigraph raise at a fault in a shape.
        raise KnowledgeError(say("bad-ontology", path=shapes_file(), error=" ".join(str(error).split()))) from error
    return [] if conforms else sorted(_findings(results, _NodeLabels(index(triples))))


@contextmanager
def _quiet_rdflib() -> Iterator[None]:
    """Keep rdflib from logging a traceback for each ill-typed literal, which a shape reports."""
    log = logging.getLogger("rdflib.term")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


@lru_cache
def _shapes() -> rdflib.Graph:
    return freed(read_shapes())


def read_shapes() -> rdflib.Graph:
    """The shapes as an rdflib graph. Raises KnowledgeError if the file can't be parsed."""
    import rdflib

    path = shapes_file()
    try:
        return rdflib.Graph().parse(path, format="turtle")
    except (OSError, SyntaxError) as error:
        raise KnowledgeError(say("bad-ontology", path=path, error=" ".join(str(error).split()))) from error


def shapes_file() -> Path:
    """The path of the shapes."""
    return project.ontology_file("shapes.ttl")


def freed(shapes: rdflib.Graph) -> rdflib.Graph:
    """The shapes with the targets of node shapes moved to their property shapes, which become independent.

    The results are the same, but pySHACL validates nested property shapes one node at a time and
    independent ones all nodes at once, which is twice as fast.
    """
    from rdflib import RDF as RDF_TERMS
    from rdflib import SH

    for shape, part in sorted(shapes.subject_objects(SH.property)):
        targets = [(way, goal) for way in _TARGETS for goal in shapes.objects(shape, SH[way])]
        referred = any(way != RDF_TERMS.type for way in shapes.predicates(None, shape))
        shared = len(list(shapes.subjects(SH.property, part))) > 1
        if targets and not referred and not shared and (shape, SH.deactivated, None) not in shapes:
            shapes.remove((shape, SH.property, part))
            for way, goal in targets:
                shapes.add((part, SH[way], goal))
    return shapes


def _findings(results: rdflib.Graph, names: _NodeLabels) -> set[Finding]:
    import rdflib

    shacl = rdflib.Namespace(_SHACL)
    # A fault inside a shape that another refers to is a result as well, but none of the report's.
    return {finding for result in results.objects(None, shacl.result) for finding in _of_result(results, result, names)}


def _of_result(results: rdflib.Graph, result: rdflib.term.Node, names: _NodeLabels) -> Iterator[Finding]:
    import rdflib

    shacl = rdflib.Namespace(_SHACL)
    focus = ox.NamedNode(str(results.value(result, shacl.focusNode)))
    # A check over the whole graph has a class for its focus; the value is what is wrong.
    whole = focus not in names.table
    node = ox.NamedNode(str(results.value(result, shacl.value))) if whole else focus
    message = names.with_labels(_in_our_language(list(results.objects(result, shacl.resultMessage))))
    path = results.value(result, shacl.resultPath)
    if isinstance(path, rdflib.URIRef) and not whole:
        message += names.found(node, str(path))
    source = results.value(result, shacl.sourceShape)
    for faulty in names.statements(node, _relation(source)) or [node]:
        yield Finding(names.plan, names.line(faulty), names.of(faulty), message)


def _in_our_language(texts: Sequence[rdflib.term.Node]) -> str:
    """The message in the language in use; pySHACL drops the language tag of messages with placeholders."""
    language = messages.language()
    tagged = [str(text) for text in texts if getattr(text, "language", None) == language]
    by_script = sorted(map(str, texts), key=lambda text: len(_HAN.findall(text)))
    return tagged[0] if tagged else by_script[-1 if language == "zh" else 0]


def _relation(shape: rdflib.term.Node | None) -> tuple[str, str] | None:
    """The side (subject or object) and the predicate of a shape with such a target, else None."""
    import rdflib

    for side, target in (("subject", "targetSubjectsOf"), ("object", "targetObjectsOf")):
        predicate = _shapes().value(shape, rdflib.URIRef(_SHACL + target)) if shape else None
        if predicate:
            return side, str(predicate)
    return None


class _NodeLabels:
    """The labels of the nodes of a plan in a report."""

    def __init__(self, table: Index) -> None:
        self.table = table
        self.ontology = load_ontology()
        self.iri = self.ontology.iri
        self.plan = next((self._text(node, DCTERMS + "identifier") for node in table if self._is(node, "Plan")), "?")

    def of(self, node: Node) -> str:
        """A class with a label, title or quote; of a statement, its three parts."""
        if self._is(node, "Statement"):
            return " → ".join(self._part(node, RDF + part) for part in ("subject", "predicate", "object"))
        kinds = (self._term(kind) for kind in self._all(node, RDF + "type"))
        return say("named", kind=next(filter(None, kinds), ""), label=self._label(node)).strip()

    def with_labels(self, message: str) -> str:
        """A message with IRIs replaced by labels."""
        return _IRI.sub(lambda found: self._called(ox.NamedNode(found[0])), message)

    def found(self, node: Node, path: str) -> str:
        """The present values of a faulty property."""
        values = [self._called(value) for value in self._all(node, path)]
        shown = messages.listing(sorted(values)[:_SHOWN]) + ("…" if len(values) > _SHOWN else "")
        return say("found", values=shown) if values else say("found-nothing")

    def _called(self, node: Node) -> str:
        return self.of(node) if self._is(node, "Statement") else self._term(node) or self._label(node)

    def _label(self, node: Node) -> str:
        labels = (SKOS + "prefLabel", SCHEMA + "name", self.iri("goalText"), DCTERMS + "title", OA + "exact")
        text = next(filter(None, (self._text(node, predicate) for predicate in labels)), "")
        if isinstance(node, ox.Literal):
            text = node.value
        return f"“{' '.join(text.split())}”" if text else str(node)

    def _term(self, node: Node) -> str:
        """The label of a term of the ontology, nothing of another node."""
        name = self.ontology.local(node.value) if isinstance(node, ox.NamedNode) else None
        labels = self.ontology[name].labels if name and name in self.ontology else {}
        return labels.get(messages.language(), name or "") if name else ""

    def _part(self, node: Node, predicate: str) -> str:
        return next((self._called(value) for value in self._all(node, predicate)), "?")

    def statements(self, node: Node, relation: tuple[str, str] | None) -> list[Node]:
        """The statements with the node as subject or object of a predicate."""
        return self._stated.get((*relation, node), []) if relation else []

    @cached_property
    def _stated(self) -> Mapping[tuple[str, str, Node], list[Node]]:
        found: dict[tuple[str, str, Node], list[Node]] = {}
        for statement in self.table:
            for predicate in self._all(statement, RDF + "predicate"):
                for side in ("subject", "object"):
                    for node in self._all(statement, RDF + side):
                        found.setdefault((side, _value(predicate), node), []).append(statement)
        return found

    def line(self, node: Node) -> int:
        """The first line of the evidence of a node, 0 if it has none."""
        nodes = [node, *self._all(node, self.iri("evidence"))]
        lines = [int(text) for place in nodes if (text := self._text(place, self.iri("line"))).isdecimal()]
        return min(lines, default=0)

    def _all(self, node: Node, predicate: str) -> list[Node]:
        return self.table[node].get(predicate, []) if node in self.table else []

    def _text(self, node: Node, predicate: str) -> str:
        literals = [value.value for value in self._all(node, predicate) if isinstance(value, ox.Literal)]
        return min(literals, default="")

    def _is(self, node: Node, name: str) -> bool:
        return ox.NamedNode(self.iri(name)) in self._all(node, RDF + "type")


def check_quotes(table: Index, document: Document) -> list[Finding]:
    """The quotations that differ from the text at their offsets."""
    names = _NodeLabels(table)
    return sorted(
        Finding(names.plan, names.line(node), names.of(node), say("quote-differs"))
        for node in _quoted(table)
        if not _quotes(table[node], document.text)
    )


def _quoted(table: Index) -> list[Node]:
    """The pieces of evidence."""
    kind = ox.NamedNode(load_ontology().iri("Evidence"))
    return [node for node, properties in table.items() if kind in properties.get(RDF + "type", ())]


def _quotes(properties: Mapping[str, list[Node]], text: str) -> bool:
    try:
        start, end, quote = (properties[OA + part][0] for part in ("start", "end", "exact"))
        return text[int(_value(start)) : int(_value(end))] == _value(quote)
    except (KeyError, ValueError):
        return False


def _value(node: Node) -> str:
    return str(getattr(node, "value", ""))


def _unknown_text(document: Document) -> Finding:
    return Finding(document.slug, 0, f"“{document.title}”", say("text-not-stored"))
