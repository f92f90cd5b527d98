"""Check stored plans against ``ontology/shapes.ttl`` and their quotes against the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import messages, project
from kg.errors import AnswerNo, KnowledgeError
from kg.messages import say
from kg.model import Document
from kg.ontology import DCTERMS, OA, RDF, SKOS, Index, Node, index, load_ontology
from kg.rdf import graph_name, rdf_graph_of
from kg.store import Store, plan_names

if TYPE_CHECKING:
    import rdflib

_SHACL = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong: in which plan and line, with what, and why."""

    plan: str
    line: int
    thing: str
    message: str

    def render(self) -> str:
        place = say("at-line", line=self.line) if self.line else say("at-no-line")
        return f"{self.plan} {place} {self.thing}：{self.message}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check of some plans found."""

    plans: int
    findings: tuple[Finding, ...]

    def render(self) -> str:
        """One line for each finding and one for the whole."""
        key = "conforms" if not self.findings else "conforms-not"
        whole = say(key, plans=self.plans, count=len(self.findings))
        return "\n".join([*(finding.render() for finding in self.findings), whole, ""])

    def insist(self) -> None:
        """Raise if anything is wrong."""
        if self.findings:
            raise AnswerNo(say("answer-no"))


def validate(store: Store, *, documents: Sequence[Document] = (), jobs: int = 1) -> Outcome:
    """Check every plan of a store, and the quotes of those whose text is given."""
    names = plan_names(store)
    texts = {graph_name(document.slug): document for document in documents}
    findings = [_unknown_text(document) for name, document in texts.items() if name not in names]
    for name, wrong in zip(names, _shapes_of_all(store, names, jobs), strict=True):
        findings += wrong
        if name in texts:
            findings += check_quotes(store.dump(name), texts[name])
    return Outcome(len(names), tuple(sorted(findings)))


def _shapes_of_all(store: Store, names: Sequence[str], jobs: int) -> Iterator[list[Finding]]:
    dumps = (ox.serialize(store.dump(name), format=ox.RdfFormat.N_TRIPLES) or b"" for name in names)
    workers = min(jobs, len(names))
    if workers <= 1:
        yield from map(_check_lines, dumps)
        return
    with ProcessPoolExecutor(workers, initializer=messages.use, initargs=(messages.language(),)) as pool:
        yield from pool.map(_check_lines, dumps)


def _check_lines(lines: bytes) -> list[Finding]:
    return check_shapes(quad.triple for quad in ox.parse(lines, ox.RdfFormat.N_TRIPLES))


def check_shapes(triples: Iterable[ox.Triple]) -> list[Finding]:
    """What SHACL says of the triples of one plan."""
    import pyshacl

    triples = list(triples)
    # On a memory graph pySHACL is faster than on Oxigraph.
    outcome = pyshacl.validate(rdf_graph_of(triples), shacl_graph=_shapes(), inference="none")
    conforms, results = outcome[0], outcome[1]
    return [] if conforms else sorted(_findings(results, _Names(index(triples))))


@lru_cache
def _shapes() -> rdflib.Graph:
    import rdflib

    path = project.ontology_file("shapes.ttl")
    try:
        return rdflib.Graph().parse(path, format="turtle")
    except (OSError, SyntaxError) as error:
        raise KnowledgeError(say("bad-ontology", path=path, error=error)) from error


def _findings(results: rdflib.Graph, names: _Names) -> Iterator[Finding]:
    import rdflib

    shacl = rdflib.Namespace(_SHACL)
    for result in results.subjects(rdflib.RDF.type, shacl.ValidationResult):
        focus = str(results.value(result, shacl.focusNode))
        value = results.value(result, shacl.value)
        # A check over the whole graph has a class for its focus; the value is what is wrong.
        node = ox.NamedNode(str(value) if ox.NamedNode(focus) not in names.table else focus)
        told = list(results.objects(result, shacl.resultMessage))
        spoken = [str(text) for text in told if getattr(text, "language", None) == messages.language()]
        source = results.value(result, shacl.sourceShape)
        for faulty in names.statements(node, _relation(source)) or [node]:
            yield Finding(names.plan, names.line(faulty), names.of(faulty), (spoken or [str(told[0])])[0])


def _relation(shape: rdflib.term.Node | None) -> tuple[str, str] | None:
    """The side and the predicate that a shape is about, if it is about who may stand in a relation."""
    import rdflib

    for side, target in (("subject", "targetSubjectsOf"), ("object", "targetObjectsOf")):
        predicate = _shapes().value(shape, rdflib.URIRef(_SHACL + target)) if shape else None
        if predicate:
            return side, str(predicate)
    return None


class _Names:
    """How nodes of a plan are called in a report."""

    def __init__(self, table: Index) -> None:
        self.table = table
        self.iri = load_ontology().iri
        self.plan = next((self._text(node, DCTERMS + "identifier") for node in table if self._is(node, "Plan")), "?")

    def of(self, node: Node) -> str:
        """A label, title or quote; of a statement, its three parts."""
        if self._is(node, "Statement"):
            return " → ".join(self._part(node, RDF + part) for part in ("subject", "predicate", "object"))
        spoken = (SKOS + "prefLabel", self.iri("goalText"), DCTERMS + "title", OA + "exact")
        text = next(filter(None, (self._text(node, predicate) for predicate in spoken)), "")
        return f"“{text}”" if text else str(node)

    def _part(self, node: Node, predicate: str) -> str:
        for value in self._all(node, predicate):
            ontology = load_ontology()
            name = ontology.local(value.value) if isinstance(value, ox.NamedNode) else None
            if name:
                return ontology[name].labels.get(messages.language(), name)
            return self.of(value) if value in self.table else f"“{getattr(value, 'value', value)}”"
        return "?"

    def statements(self, node: Node, relation: tuple[str, str] | None) -> list[Node]:
        """The statements in which the node stands on one side of the relation."""
        if relation is None:
            return []
        side, predicate = relation
        return [
            statement
            for statement, said in self.table.items()
            if node in said.get(RDF + side, ()) and ox.NamedNode(predicate) in said.get(RDF + "predicate", ())
        ]

    def line(self, node: Node) -> int:
        """The first line that the node stands on, 0 if it stands nowhere."""
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


def check_quotes(triples: Iterable[ox.Triple], document: Document) -> list[Finding]:
    """Where a quote is not what stands at its place in the text."""
    table = index(triples)
    names = _Names(table)
    kind = ox.NamedNode(load_ontology().iri("Evidence"))
    return sorted(
        Finding(names.plan, names.line(node), names.of(node), say("quote-differs"))
        for node, said in table.items()
        if kind in said.get(RDF + "type", ()) and not _quotes(said, document.text)
    )


def _quotes(said: Mapping[str, list[Node]], text: str) -> bool:
    try:
        start, end, quote = (said[OA + part][0] for part in ("start", "end", "exact"))
        return text[int(_value(start)) : int(_value(end))] == _value(quote)
    except (KeyError, ValueError):
        return False


def _value(node: Node) -> str:
    return str(getattr(node, "value", ""))


def _unknown_text(document: Document) -> Finding:
    return Finding(document.slug, 0, f"“{document.title}”", say("text-not-stored"))
