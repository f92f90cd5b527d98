"""Read ``ontology/plan.ttl`` as a closed namespace: looking up an undefined term is an error."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from kg import iri, project
from kg.errors import KnowledgeError
from kg.messages import say

Node: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Index: TypeAlias = Mapping[Node, Mapping[str, list[Node]]]

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
OA = "http://www.w3.org/ns/oa#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
SCHEMA = "https://schema.org/"
INDUSTRIES = "https://plan-kg.example/id/industry/"
"""The namespace of ``ontology/industries.ttl``; it does not depend on ``KG_BASE``."""
_PREFIX = re.compile(r"@prefix\s+([\w-]*):\s+<([^>]*)>\s*\.", re.IGNORECASE)
_PROPERTY_TYPES = {OWL + kind for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")}


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the ontology; ``labels`` and ``definitions`` are keyed by language code."""

    name: str
    iri: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Class(Term):
    """A class; ``parents`` are the local names of all its superclasses."""

    parents: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Predicate(Term):
    """A property; ``domain`` and ``range`` list the allowed classes, an empty set allows any class."""

    domain: frozenset[str] = frozenset()
    range: frozenset[str] = frozenset()
    symmetric: bool = False


@dataclass(frozen=True)
class Ontology:
    """The terms of an ontology file, keyed by local name.

    The lookups raise :class:`~kg.errors.KnowledgeError` for a term that is not defined.
    """

    namespace: str
    graph: str
    prefixes: Mapping[str, str]
    classes: Mapping[str, Class]
    predicates: Mapping[str, Predicate]
    individuals: Mapping[str, Term]
    triples: tuple[ox.Triple, ...] = field(repr=False)

    def __getitem__(self, name: str) -> Term:
        """The class, property or individual with the local name ``name``."""
        for kind in (self.classes, self.predicates, self.individuals):
            if name in kind:
                return kind[name]
        raise KnowledgeError(say("no-such-term", name=name))

    def __contains__(self, name: object) -> bool:
        return any(name in kind for kind in (self.classes, self.predicates, self.individuals))

    def iri(self, name: str) -> str:
        """The IRI of the term ``name``."""
        return self[name].iri

    def class_(self, name: str) -> Class:
        """The class with the local name ``name``."""
        if name not in self.classes:
            raise KnowledgeError(say("no-such-class", name=name))
        return self.classes[name]

    def predicate(self, name: str) -> Predicate:
        """The property with the local name ``name``."""
        if name not in self.predicates:
            raise KnowledgeError(say("no-such-predicate", name=name))
        return self.predicates[name]

    def may_relate(self, subject: str, predicate: str, object_: str) -> bool:
        """Whether domain and range of ``predicate`` allow the classes ``subject`` and ``object_``."""
        term = self.predicate(predicate)
        above, below = self.class_(subject), self.class_(object_)
        return _admits(term.domain, above) and _admits(term.range, below)

    def local(self, iri: str) -> str | None:
        """The local name of an IRI of this ontology, None for other IRIs."""
        return iri[len(self.namespace) :] if iri.startswith(self.namespace) else None


def _admits(allowed: frozenset[str], class_: Class) -> bool:
    return not allowed or class_.name in allowed or bool(allowed & class_.parents)


def load_ontology(path: Path | None = None) -> Ontology:
    """Read an ontology file, by default ``ontology/plan.ttl``; results are cached by path.

    Raises :class:`~kg.errors.KnowledgeError` if the file is missing or not valid Turtle.
    """
    return _load(path or project.ontology_file("plan.ttl"))


def knowledge_graphs() -> dict[str, tuple[ox.Triple, ...]]:
    """The named graphs of a store that are not plans: the ontology and the industry scheme."""
    ontology = load_ontology()
    path = project.ontology_file("industries.ttl")
    return {ontology.graph: ontology.triples, INDUSTRIES + "scheme": _parse(path)[1]}


def prefixes() -> dict[str, str]:
    """The prefixes of Turtle output, which queries may use without declaration."""
    return {
        "plan": load_ontology().namespace,
        "id": iri.ids(),
        "skos": SKOS,
        "rdf": RDF,
        "rdfs": RDFS,
        "xsd": XSD,
        "oa": OA,
        "dcterms": DCTERMS,
        "schema": SCHEMA,
        "prov": PROV,
    }


@lru_cache
def _load(path: Path) -> Ontology:
    text, triples = _parse(path)
    prefixes = dict(_PREFIX.findall(text))
    if "plan" not in prefixes:
        raise KnowledgeError(say("bad-ontology", path=path, error="@prefix plan:"))
    return _Reader(prefixes, triples).ontology()


def _parse(path: Path) -> tuple[str, tuple[ox.Triple, ...]]:
    try:
        text = path.read_text(encoding="utf-8")
        return text, tuple(quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE))
    except (OSError, UnicodeDecodeError, SyntaxError) as error:
        raise KnowledgeError(say("bad-ontology", path=path, error=" ".join(str(error).split()))) from error


def index(triples: Iterable[ox.Triple]) -> Index:
    """The objects of triples by subject and predicate IRI."""
    table: dict[Node, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        table[triple.subject][triple.predicate.value].append(triple.object)
    return table


class _Reader:
    """Converts the triples of an ontology into terms."""

    def __init__(self, prefixes: Mapping[str, str], triples: tuple[ox.Triple, ...]) -> None:
        self.prefixes = prefixes
        self.namespace = prefixes["plan"]
        self.triples = triples
        self.index = index(triples)

    def ontology(self) -> Ontology:
        classes: dict[str, Class] = {}
        predicates: dict[str, Predicate] = {}
        individuals: dict[str, Term] = {}
        for node in self.index:
            name = self._local(node)
            if not name:
                continue
            types = set(self._values(node, RDF + "type"))
            if OWL + "Class" in types:
                classes[name] = self._class(node, name)
            elif types & _PROPERTY_TYPES:
                predicates[name] = self._predicate(node, name, OWL + "SymmetricProperty" in types)
            elif types and OWL + "Ontology" not in types:
                individuals[name] = Term(*self._basics(node, name))
        return Ontology(
            namespace=self.namespace,
            graph=self._graph(),
            prefixes=self.prefixes,
            classes=classes,
            predicates=predicates,
            individuals=individuals,
            triples=self.triples,
        )

    def _graph(self) -> str:
        declared = (
            node.value
            for node in self.index
            if isinstance(node, ox.NamedNode) and OWL + "Ontology" in self._values(node, RDF + "type")
        )
        return next(declared, self.namespace.rstrip("#/"))

    def _local(self, node: Node) -> str:
        iri = node.value if isinstance(node, ox.NamedNode) else ""
        return iri[len(self.namespace) :] if iri.startswith(self.namespace) else ""

    def _values(self, node: Node, predicate: str) -> list[str]:
        found = self.index[node].get(predicate, ()) if node in self.index else ()
        return [value.value for value in found if not isinstance(value, ox.Triple)]

    def _texts(self, node: Node, *predicates: str) -> dict[str, str]:
        literals = (value for name in predicates for value in self.index[node].get(name, ()))
        return {value.language or "": value.value for value in literals if isinstance(value, ox.Literal)}

    def _basics(self, node: Node, name: str) -> tuple[str, str, Mapping[str, str], Mapping[str, str]]:
        labels = self._texts(node, RDFS + "label", SKOS + "prefLabel")
        definitions = self._texts(node, RDFS + "comment", SKOS + "definition")
        return name, self.namespace + name, labels, definitions

    def _class(self, node: Node, name: str) -> Class:
        return Class(*self._basics(node, name), parents=frozenset(self._above(node)))

    def _above(self, node: Node) -> set[str]:
        found: set[str] = set()
        waiting = [node]
        while waiting:
            for parent in self.index[waiting.pop()].get(RDFS + "subClassOf", ()):
                name = self._local(parent)
                if name and name not in found:
                    found.add(name)
                    waiting.append(parent)
        return found

    def _predicate(self, node: Node, name: str, symmetric: bool) -> Predicate:
        return Predicate(
            *self._basics(node, name),
            domain=self._allowed(node, "domain"),
            range=self._allowed(node, "range"),
            symmetric=symmetric,
        )

    def _allowed(self, node: Node, side: str) -> frozenset[str]:
        given = self.index[node].get(RDFS + side, ())
        return frozenset(name for value in given for name in self._members(value) if name)

    def _members(self, node: Node) -> list[str]:
        if not isinstance(node, ox.BlankNode):
            return [self._local(node)]
        union = self.index[node].get(OWL + "unionOf", ())
        return [name for cell in union for name in self._list(cell)]

    def _list(self, cell: Node) -> list[str]:
        names: list[str] = []
        while cell in self.index:
            names.extend(self._local(first) for first in self.index[cell].get(RDF + "first", ()))
            rest = self.index[cell].get(RDF + "rest", ())
            cell = rest[0] if rest else ox.NamedNode(RDF + "nil")
        return names
