"""The files that every build writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from kg.export import jsonl
from kg.export.rdf import turtle
from kg.model import PlanGraph

OfEach: TypeAlias = Callable[[PlanGraph], str]
OfAll: TypeAlias = Callable[[Sequence[PlanGraph]], str]

OF_ALL: Mapping[str, OfAll] = {"graph.ttl": turtle.render}
"""What is written once for all plans of a folder."""

OF_EACH: Mapping[str, OfEach] = {"annotations/{slug}.jsonl": jsonl.render}
"""What is written for each plan."""
