"""RDF/XML, for Protégé and other tools that read nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

import pyoxigraph as ox

from kg.export.property_graph.markup import DECLARATION, escaped
from kg.export.rdf.abbreviation import IriAbbreviations
from kg.model import PlanGraph
from kg.ontology import XSD, Node
from kg.rdf import to_triples

# An element name starts at a letter; the part before it is the namespace.
_SPLIT = re.compile(r"(.*?)([A-Za-z_][\w.-]*)", re.ASCII | re.DOTALL)


def rdfxml(plans: Iterable[PlanGraph]) -> Iterator[str]:
    """The triples of all plans, grouped into one description for each subject."""
    names = IriAbbreviations()
    spaces = "".join(f'\n    xmlns:{prefix}="{escaped(space)}"' for prefix, space in names.prefixes.items())
    yield f'{DECLARATION}<rdf:RDF xml:base="{escaped(names.base)}"{spaces}>\n'
    for plan_graph in plans:
        for subject, triples in groupby(to_triples(plan_graph), key=lambda triple: triple.subject):
            properties = "".join(_property(triple, names) for triple in triples)
            yield f'<rdf:Description rdf:about="{_reference(subject, names)}">\n{properties}</rdf:Description>\n'
    yield "</rdf:RDF>\n"


def _property(triple: ox.Triple, names: IriAbbreviations) -> str:
    name, declared = _element(triple.predicate.value, names)
    node = triple.object
    if not isinstance(node, ox.Literal):
        return f'  <{name}{declared} rdf:resource="{_reference(node, names)}"/>\n'
    if node.language is not None:
        kind = f' xml:lang="{node.language}"'
    else:
        kind = "" if node.datatype.value == XSD + "string" else f' rdf:datatype="{escaped(node.datatype.value)}"'
    return f"  <{name}{declared}{kind}>{escaped(node.value)}</{name}>\n"


def _element(predicate: str, names: IriAbbreviations) -> tuple[str, str]:
    """The name of an element, with the namespace that it has to declare."""
    if known := names.prefixed(predicate):
        return known, ""
    found = _SPLIT.fullmatch(predicate)
    if found is None:
        raise ValueError(predicate)
    return f"ns:{found[2]}", f' xmlns:ns="{escaped(found[1])}"'


def _reference(node: Node, names: IriAbbreviations) -> str:
    if not isinstance(node, ox.NamedNode):
        raise TypeError(node)  # A plan has no nodes without a name.
    return escaped(names.relative(node.value) or node.value)
