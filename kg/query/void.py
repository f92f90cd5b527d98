"""The description of a store for programs: VoID for classes and properties, SHACL for prefixes and example queries.

It is a named graph of the store, :func:`kg.iri.description`, where query editors find it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import pyoxigraph as ox

from kg import iri, messages
from kg.ontology import DCTERMS, RDF, RDFS, XSD, Node, load_ontology, prefixes
from kg.query.named import NamedQuery, load_queries
from kg.store import Rows, Store, text_of
from kg.store.text import form_of, undeclared

VOID = "http://rdfs.org/ns/void#"
VOID_EXT = "http://ldf.fi/void-ext#"
SHACL = "http://www.w3.org/ns/shacl#"

Link: TypeAlias = tuple[Node, Node, Node | None]
"""The class of a subject, a property, and the class or datatype of an object if it has one."""

_CLASSES = "SELECT ?it (COUNT(?thing) AS ?count) WHERE { ?thing a ?it } GROUP BY ?it"
_PROPERTIES = "SELECT ?it (COUNT(?s) AS ?count) WHERE { ?s ?it ?o } GROUP BY ?it"
_TYPE = ox.NamedNode(RDF + "type")


class Tally:
    """Counts the triples of plans while they are written: reading them again would cost more than all the rest."""

    def __init__(self) -> None:
        self.links: Counter[Link] = Counter()

    def add(self, triples: Sequence[ox.Triple]) -> None:
        """Count the triples of one plan."""
        kinds: dict[Node, Node] = {}
        for triple in triples:
            if triple.predicate == _TYPE and (triple.subject not in kinds or _is_ours(triple.object)):
                kinds[triple.subject] = triple.object
        for triple in triples:
            kind, value = kinds.get(triple.subject), triple.object
            if kind is not None:
                other = value.datatype if isinstance(value, ox.Literal) else kinds.get(value)
                self.links[kind, triple.predicate, other] += 1


def _is_ours(class_: Node) -> bool:
    return load_ontology().local(text_of(class_)) is not None


def describe(store: Store, tally: Tally) -> list[ox.Triple]:
    """The description of a store whose plans were counted."""
    description = _Description()
    _describe_any(description)
    _describe_content(description, tally.links, _counts(store, _CLASSES), _counts(store, _PROPERTIES))
    return description.triples


def describe_any() -> list[ox.Triple]:
    """The description common to all stores: title, vocabularies, prefixes and example queries."""
    description = _Description()
    _describe_any(description)
    return description.triples


def dataset_iri() -> str:
    """The IRI of the described dataset."""
    return iri.description() + "#dataset"


class _Description:
    """Collects triples."""

    def __init__(self) -> None:
        self.written: dict[ox.Triple, None] = {}

    @property
    def triples(self) -> list[ox.Triple]:
        """The collected triples without duplicates."""
        return list(self.written)

    def add(self, subject: str, *pairs: tuple[str, Node | str | int]) -> None:
        """One triple for each pair; a text is an IRI."""
        for predicate, value in pairs:
            node = (
                ox.NamedNode(value)
                if isinstance(value, str)
                else ox.Literal(value)
                if isinstance(value, int)
                else value
            )
            self.written[ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), node)] = None


def _describe_any(description: _Description) -> None:
    spaces = [space for space in prefixes().values() if space != iri.ids()]
    description.add(
        dataset_iri(),
        (RDF + "type", VOID + "Dataset"),
        *((DCTERMS + "title", text) for text in _said("dataset-title")),
        *((DCTERMS + "description", text) for text in _said("dataset-about")),
        (VOID + "uriSpace", ox.Literal(iri.ids())),
        *((VOID + "vocabulary", space) for space in spaces),
    )
    for prefix, space in prefixes().items():
        node = f"{iri.description()}#prefix-{prefix}"
        description.add(load_ontology().graph, (SHACL + "declare", node))
        uri = ox.Literal(space, datatype=ox.NamedNode(XSD + "anyURI"))
        description.add(node, (SHACL + "prefix", ox.Literal(prefix)), (SHACL + "namespace", uri))
    for query in load_queries().values():
        _describe_example(description, query)


def _said(key: str) -> list[ox.Literal]:
    return [ox.Literal(messages.texts()[key][code], language=code) for code in messages.LANGUAGES]


def _describe_example(description: _Description, query: NamedQuery) -> None:
    form = form_of(query.sparql)
    lines = [line for line in query.sparql.splitlines() if not line.startswith("#")]
    declared = [f"PREFIX {name}: <{space}>" for name, space in undeclared(query.sparql, prefixes()).items()]
    description.add(
        iri.base() + "queries/" + query.name,
        (RDF + "type", SHACL + "SPARQLExecutable"),
        (RDF + "type", f"{SHACL}SPARQL{form.title()}Executable"),
        *((RDFS + "label", ox.Literal(text, language=code)) for code, text in query.titles.items()),
        *((RDFS + "comment", ox.Literal(text, language=code)) for code, text in query.abouts.items()),
        (SHACL + "prefixes", load_ontology().graph),
        (SHACL + form.lower(), ox.Literal("\n".join([*declared, *lines]))),
    )


def _describe_content(
    description: _Description, links: Mapping[Link, int], classes: Mapping[Node, int], properties: Mapping[Node, int]
) -> None:
    dataset = dataset_iri()
    present = {class_ for class_, _, _ in links}
    description.add(
        dataset,
        (VOID + "triples", sum(properties.values())),
        (VOID + "classes", len(classes)),
        (VOID + "properties", len(properties)),
        (VOID + "entities", sum(classes[class_] for class_ in present & classes.keys())),
    )
    for property_, count in sorted(properties.items(), key=str):
        node = _part(property_)
        description.add(dataset, (VOID + "propertyPartition", node))
        description.add(node, (VOID + "property", property_), (VOID + "triples", count))
    for class_ in sorted(present & classes.keys(), key=str):
        node = _part(class_)
        description.add(dataset, (VOID + "classPartition", node))
        description.add(node, (VOID + "class", class_), (VOID + "entities", classes[class_]))
    for (class_, property_, object_), count in sorted(links.items(), key=str):
        if class_ in classes:
            _describe_link(description, (class_, property_, object_), count)


def _describe_link(description: _Description, link: Link, count: int) -> None:
    """The VoID property partition of a class by the class or datatype of the objects."""
    class_, property_, object_ = link
    node = _part(class_, property_)
    description.add(_part(class_), (VOID + "propertyPartition", node))
    description.add(node, (VOID + "property", property_))
    if object_ is None:
        return
    part = _part(class_, property_, object_)
    kind = (VOID_EXT + "datatypePartition", VOID_EXT + "datatype")
    if not text_of(object_).startswith((XSD, RDF)):
        kind = (VOID + "classPartition", VOID + "class")
    description.add(node, (kind[0], part))
    description.add(part, (kind[1], object_), (VOID + "triples", count))


def _part(*terms: Node) -> str:
    """The IRI of a partition, derived from its terms."""
    return f"{iri.description()}#" + ".".join(map(_short, terms))


def _short(term: Node) -> str:
    text = text_of(term)
    names = (f"{prefix}-{text[len(space) :]}" for prefix, space in prefixes().items() if text.startswith(space))
    short = next(names, "")
    return short if short.replace("-", "").isalnum() and short.isascii() else iri.digest(text)


def _counts(store: Store, query: str) -> dict[Node, int]:
    answer = store.query(query, prefixes={})
    rows = answer.rows if isinstance(answer, Rows) else ()
    return {it: int(text_of(count)) for it, count in rows if it is not None}
