"""Identifiers derived from content: the same entity has the same id in every build and on every machine.

An id is ``kind/hash`` in ASCII. An IRI is the base, ``id/`` and the id. Chinese text is only in labels.
"""

from __future__ import annotations

import hashlib
import os
import re
from decimal import Decimal

from kg.errors import KgError
from kg.messages import say
from kg.model import Fact, Goal, Mention, Ref, Span

DEFAULT_BASE = "https://plan-kg.example/"
_DESCRIPTION = ".well-known/void"
_BASE = re.compile(r"https?://[!#-;=?-Z_a-z~]+[/#]")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
_SEPARATOR = "\x1f"


def base() -> str:
    """The base IRI of all ids: the environment variable ``KG_BASE`` if set, else :data:`DEFAULT_BASE`.

    Raises :class:`~kg.errors.KgError` if ``KG_BASE`` is not an ASCII http(s) IRI that ends in ``/`` or ``#``.
    """
    chosen = os.environ.get("KG_BASE") or DEFAULT_BASE
    if not _BASE.fullmatch(chosen):
        raise KgError(say("bad-base", base=chosen))
    return chosen


def ids() -> str:
    """The IRI prefix of ids."""
    return base() + "id/"


def description() -> str:
    """The IRI of the named graph with the VoID description of a store."""
    return base() + _DESCRIPTION


def is_description(graph: str) -> bool:
    """Whether the IRI of a named graph is that of a VoID description, under any base."""
    return graph.endswith(("/" + _DESCRIPTION, "#" + _DESCRIPTION))


def digest(*parts: object) -> str:
    """The first 64 bits of the SHA-256 of the parts, as 16 hexadecimal digits."""
    return hashlib.sha256(_SEPARATOR.join(map(str, parts)).encode()).hexdigest()[:16]


def entity_id(ref: Ref) -> str:
    """The id of an entity, which is the same in every plan."""
    return f"{ref.type.lower()}/{digest(ref.type, ref.name)}"


def plan_id(slug: str) -> str:
    """The id of a plan and of its named graph."""
    return f"plan/{slug if _SLUG.fullmatch(slug) else digest(slug)}"


def section_id(slug: str, index: int) -> str:
    """The id of section ``index`` of a plan."""
    return f"section/{digest(slug, index)}"


def evidence_id(slug: str, span: Span) -> str:
    """The id of the evidence at a span of a plan."""
    return f"evidence/{digest(slug, *span)}"


def mention_id(slug: str, mention: Mention, holder: Ref) -> str:
    """The id of the evidence for a mention of ``holder``; it depends on span, rule and provenance."""
    said = (mention.type, mention.name, mention.head or "")
    return f"evidence/{digest(slug, 'mention', *_place(mention), *holder, *said)}"


def goal_id(slug: str, goal: Goal) -> str:
    """The id of a goal; it depends on span, rule, provenance, status, holder, year and quantity."""
    amount = goal.quantity
    measure = (plain(amount.value), amount.unit, amount.comparator) if amount else ()
    return f"goal/{digest(slug, *_place(goal), goal.status.value, *goal.holder, goal.year, *measure)}"


def fact_id(slug: str, fact: Fact) -> str:
    """The id of the statement of a fact; it depends on span, rule, provenance, status and triple."""
    said = (fact.status.value, *fact.subject, fact.predicate, *fact.object)
    return f"statement/{digest(slug, *_place(fact), *said)}"


def _place(said: Goal | Mention | Fact) -> tuple[object, ...]:
    return (said.evidence.start, said.evidence.end, said.rule, said.provenance.value)


def plain(value: Decimal) -> str:
    """A decimal in canonical form: without exponent and trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
