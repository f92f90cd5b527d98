"""Linked data: every IRI of the graph is dereferenceable, with content negotiation."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg import iri, messages
from kg.messages import say
from kg.ontology import DCTERMS, OA, RDF, RDFS, SCHEMA, SKOS, load_ontology, prefixes
from kg.serve.negotiate import GRAPHS, HTML, PLAIN_JSON, choose
from kg.serve.responses import MISSING, ErrorResponse
from kg.serve.workers.dispatch import Dispatcher, accepted
from kg.serve.workers.operations import UNACCEPTABLE, Task
from kg.serve.workers.truncation import JSON

Binding: TypeAlias = Mapping[str, Any]
"""One row of SPARQL results in JSON."""

OFFERS = (GRAPHS[0], HTML, PLAIN_JSON, *GRAPHS[1:])
"""What there is of a thing. JSON alone is the plain one here, not JSON-LD."""

_BY_SUFFIX = {offer.suffix: offer for offer in OFFERS}
_ID = re.compile(r"[a-z]+/[a-z0-9][a-z0-9-]*")
_MOST = 200
"""The maximum number of incoming links that are shown."""
# Labels are looked up after the rows are limited, so that an entity with many incoming links costs no more.
_ROWS = """
SELECT ?property ?value (SAMPLE(?label) AS ?name) WHERE {{
  {{ SELECT ?property ?value WHERE {{ {pattern} }} ORDER BY ?property ?value LIMIT {most} }}
  OPTIONAL {{ ?value skos:prefLabel|dcterms:title|rdfs:label|plan:goalText|oa:exact ?label }}
}} GROUP BY ?property ?value ORDER BY ?property ?name ?value"""
_ALL = "CONSTRUCT {{ <{0}> ?p ?o . ?s ?q <{0}> }} WHERE {{ {{ <{0}> ?p ?o }} UNION {{ ?s ?q <{0}> }} }}"
_GRAPH = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{0}> {{ ?s ?p ?o }} }}"
_NAMES = (SKOS + "prefLabel", DCTERMS + "title", RDFS + "label", SCHEMA + "name", OA + "exact")


@dataclass(frozen=True, slots=True)
class Said:
    """One statement about a thing: a property and the other end, with its label if it has one."""

    property: str
    label: str
    value: str
    text: str
    is_iri: bool


@dataclass(frozen=True, slots=True)
class Thing:
    """All that is shown of one thing."""

    iri: str
    name: str
    types: tuple[str, ...]
    said: tuple[Said, ...]
    saying: tuple[Said, ...]


class LinkedData:
    """The routes ``/id/…``, ``/data/…`` and that of the ontology; the HTML pages are at ``/page/…``."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self.dispatcher = dispatcher

    def routes(self) -> Sequence[Route]:
        """In the order in which they are tried."""
        return [
            Route("/id/{path:path}", self.redirect),
            Route("/data/{path:path}.{suffix}", self.data),
            Route("/ontology", self.ontology),
        ]

    async def redirect(self, request: Request) -> Response:
        """303 See Other: the document about an entity in the negotiated format."""
        path = _path(request)
        choice = choose(OFFERS, accepted(request))
        if choice is None:
            raise ErrorResponse(UNACCEPTABLE, say("not-acceptable-graph"), {"Vary": "Accept"})
        if not await self._exists(request, path):
            raise ErrorResponse(MISSING, say("no-such-thing-here", path=path))
        suffix = next(offer.suffix for offer in OFFERS if offer.type == choice.type)
        target = f"/page/{path}" if choice.type == HTML.type else f"/data/{path}.{suffix}"
        return RedirectResponse(request.scope.get("root_path", "") + target, 303, headers={"Vary": "Accept"})

    async def data(self, request: Request) -> Response:
        """All triples with an entity as subject or object, or the same as plain JSON."""
        path, offer = _path(request), _BY_SUFFIX.get(request.path_params["suffix"])
        if offer is None or offer == HTML:
            raise ErrorResponse(MISSING, say("no-such-page"))
        if offer == PLAIN_JSON:
            thing = asdict(await self._thing(request, path))
            return Response(json.dumps(thing, ensure_ascii=False, indent=1) + "\n", media_type=offer.type)
        if not await self._exists(request, path):
            raise ErrorResponse(MISSING, say("no-such-thing-here", path=path))
        return await self.dispatcher.answer(request, Task("query", _ALL.format(iri.ids() + path)), only=offer)

    async def ontology(self, request: Request) -> Response:
        """The terms that the graph is written in."""
        return await self.dispatcher.answer(request, Task("query", _GRAPH.format(load_ontology().graph)))

    async def _exists(self, request: Request, path: str) -> bool:
        asked = Task("query", f"ASK {{ <{iri.ids() + path}> ?p ?o }}", rows_as=JSON)
        return bool(json.loads((await self.dispatcher.run(request, asked)).body)["boolean"])

    async def _thing(self, request: Request, path: str) -> Thing:
        thing = iri.ids() + path
        said = await self._said(request, f"<{thing}> ?property ?value")
        if not said:
            raise ErrorResponse(MISSING, say("no-such-thing-here", path=path))
        names = {one.property: one.value for one in reversed(said)}
        return Thing(
            iri=thing,
            name=next((names[name] for name in _NAMES if name in names), path),
            types=tuple(label_of(one.value) for one in said if one.property == RDF + "type"),
            said=said,
            saying=await self._said(request, f"?value ?property <{thing}>"),
        )

    async def _said(self, request: Request, pattern: str) -> tuple[Said, ...]:
        task = Task("query", _ROWS.format(pattern=pattern, most=_MOST), rows_as=JSON)
        rows = json.loads((await self.dispatcher.run(request, task)).body)["results"]["bindings"]
        return tuple(_read(row) for row in rows if "property" in row)


def _read(row: Binding) -> Said:
    property_, value = row["property"]["value"], row["value"]
    is_iri = value["type"] == "uri"
    text = row["name"]["value"] if "name" in row else label_of(value["value"]) if is_iri else value["value"]
    return Said(property_, label_of(property_), value["value"], text, is_iri)


def _path(request: Request) -> str:
    path: str = request.path_params["path"]
    if not _ID.fullmatch(path):
        raise ErrorResponse(MISSING, say("no-such-page"))
    return path


def label_of(address: str) -> str:
    """What a term is called in the language in use; of others' terms, their short form."""
    ontology = load_ontology()
    name = ontology.local(address)
    if name and name in ontology:
        return ontology[name].labels.get(messages.language(), name)
    spaces = (f"{prefix}:{address[len(space) :]}" for prefix, space in prefixes().items() if address.startswith(space))
    return next(spaces, address)
