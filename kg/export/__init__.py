"""The files that a build writes from plans, one writer a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from kg.export import jsonl, turtle
from kg.model import PlanGraph

PlanWriter: TypeAlias = Callable[[PlanGraph], str]
Writer: TypeAlias = Callable[[Sequence[PlanGraph]], str]

OF_ALL: Mapping[str, Writer] = {"graph.ttl": turtle.render}
"""What is written once for all plans of a folder."""

OF_EACH: Mapping[str, PlanWriter] = {"annotations/{slug}.jsonl": jsonl.render}
"""What is written for each plan."""
