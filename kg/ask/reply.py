"""What comes back to a question, as text or as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass

from kg.ask.found import Outcome
from kg.ask.scope import Plan


@dataclass(frozen=True, slots=True)
class Reply:
    """A question with its outcome, or with the nearest questions that would be understood."""

    question: str
    outcome: Outcome | None
    plans: tuple[Plan, ...]
    nearest: tuple[str, ...] = ()


def to_json(reply: Reply) -> str:
    """One object on one line."""
    outcome = reply.outcome
    slugs = {plan.graph: plan.slug for plan in reply.plans}
    answers = [
        {
            "text": answer.text,
            "evidence": [
                {"quote": p.quote, "start": p.start, "end": p.end, "plan": slugs[p.plan], "line": p.line}
                for p in answer.passages
            ],
        }
        for answer in (outcome.answers if outcome else ())
    ]
    document: dict[str, object] = {"question": reply.question, "sparql": outcome.sparql if outcome else "", "answers": answers}
    if outcome is None:
        document["nearest"] = list(reply.nearest)
    return json.dumps(document, ensure_ascii=False) + "\n"
