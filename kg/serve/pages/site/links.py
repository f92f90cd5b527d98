"""The addresses of pages."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from kg.ontology import load_ontology
from kg.serve.pages.site.catalogue import id_of


def thing(iri: str) -> str:
    """The page of anything that has an id; an IRI of elsewhere has none."""
    identifier = id_of(iri)
    return "" if identifier == iri else html_path(identifier)


def html_path(identifier: str) -> str:
    """The page for an id such as ``park/7f31``: of a named thing its own, of anything else its place in the text."""
    return "/page/" + quote(identifier)


def reading(slug: str, line: object, start: object = "", end: object = "") -> str:
    """The paragraph of a plan's text at a line, with some of its characters marked."""
    values = {"line": str(line), **({"mark": f"{start}-{end}"} if end else {})}
    return f"/read/{quote(slug, safe='')}?{urlencode(values)}#{'mark' if end else f'l{line}'}"


def type_order() -> Sequence[str]:
    """The classes of named things in the order of the legend."""
    from kg.view.style import load_style

    known = load_ontology().classes
    return [look.name for look in load_style("zh").types if "Entity" in known[look.name].parents]
