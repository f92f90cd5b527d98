"""The files that a build writes from plans, one writer a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kg.export import annotations, turtle
from kg.model import PlanGraph

type PlanWriter = Callable[[PlanGraph], str]
type Writer = Callable[[Sequence[PlanGraph]], str]

OF_ALL: Mapping[str, Writer] = {"graph.ttl": turtle.render}
"""What is written once for all plans of a folder."""

OF_EACH: Mapping[str, PlanWriter] = {"annotations/{slug}.jsonl": annotations.render}
"""What is written for each plan."""
