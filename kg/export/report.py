"""The build report as JSON: counts, coverage, refused proposals, seconds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from kg.model import Document, Extraction, PlanGraph, Refusal, Report
from kg.ontology import load_ontology


def of_plan(document: Document, extraction: Extraction, plan_graph: PlanGraph, seconds: Mapping[str, float]) -> Report:
    """The report of one plan."""
    refused = Counter(refusal.rule for refusal in extraction.refusals)
    return Report(
        slug=document.slug,
        counts=counts(plan_graph),
        refused=dict(sorted(refused.items())),
        silent_lines=_silent_lines(document, plan_graph),
        seconds=seconds,
    )


def counts(plan_graph: PlanGraph) -> dict[str, int]:
    """How many of each class and predicate a plan has; ``mentions`` of all entities."""
    classes = Counter(entity.type for entity in plan_graph.entities)
    classes["Goal"] = len(plan_graph.goals)
    predicates = Counter(fact.predicate for fact in plan_graph.facts)
    predicates["mentions"] = sum(len(entity.mentions) for entity in plan_graph.entities)
    ontology = load_ontology()
    return {**_ordered(classes, ontology.classes), **_ordered(predicates, ontology.predicates)}


def _ordered(counted: Counter[str], terms: Iterable[str]) -> dict[str, int]:
    """The counts in the order of the ontology, what it does not define last."""
    order = {name: at for at, name in enumerate(terms)}
    return dict(sorted(counted.items(), key=lambda item: (order.get(item[0], len(order)), item[0])))


def _silent_lines(document: Document, plan_graph: PlanGraph) -> tuple[int, ...]:
    """The lines of text without any entity, goal or fact."""
    covered = {mention.evidence.line for entity in plan_graph.entities for mention in entity.mentions}
    covered |= {goal.evidence.line for goal in plan_graph.goals}
    covered |= {fact.evidence.line for fact in plan_graph.facts}
    left_out = sorted((*document.noise, *document.repeats))
    silent = []
    for line, start in enumerate(document.line_starts, start=1):
        text = document.text[start:].partition("\n")[0]
        inside = any(span.start <= start and start + len(text) <= span.end for span in left_out)
        if line not in covered and text.strip() and not inside:
            silent.append(line)
    return tuple(silent)


def render(reports: Iterable[Report], seconds: Mapping[str, float], *, earlier: str = "") -> str:
    """The reports as one JSON document; plans of an ``earlier`` one that are not among them stay.

    ``seconds`` is by stage, of what was done once for all plans.
    """
    plans = _plans(earlier)
    plans.update((report.slug, _plain(report)) for report in reports)
    return _document(plans, seconds)


def without(earlier: str, slug: str) -> str:
    """An earlier report less one plan."""
    plans = _plans(earlier)
    plans.pop(slug, None)
    return _document(plans, {})


def _plans(earlier: str) -> dict[str, Any]:
    try:
        return dict(json.loads(earlier)["plans"])
    except (ValueError, KeyError, TypeError):
        return {}  # There was none, or not one of ours; the plans' own reports come with their next build.


def _document(plans: Mapping[str, Any], seconds: Mapping[str, float]) -> str:
    whole = {"seconds": _rounded(seconds), "plans": dict(sorted(plans.items()))}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _rounded(seconds: Mapping[str, float]) -> dict[str, float]:
    return {stage: round(taken, 3) for stage, taken in seconds.items()}


def _plain(report: Report) -> dict[str, object]:
    return {
        "counts": dict(report.counts),
        "refused": dict(report.refused),
        "silent_lines": list(report.silent_lines),
        "seconds": _rounded(report.seconds),
    }


def render_refused(refusals: Iterable[Refusal]) -> str:
    """Every refused proposal with its reason, one object a line, in the order of the text."""
    ordered = sorted(refusals, key=lambda r: (r.evidence, r.rule, r.what, r.reason))
    return "".join(json.dumps(_refused(refusal), ensure_ascii=False) + "\n" for refusal in ordered)


def _refused(refusal: Refusal) -> dict[str, object]:
    evidence = refusal.evidence
    return {
        "what": refusal.what,
        "rule": refusal.rule,
        "reason": refusal.reason,
        "line": evidence.line,
        "start": evidence.start,
        "end": evidence.end,
        "quote": evidence.quote,
    }
