"""Questions in plain Chinese: the answers, under each the sentence that says so."""

from __future__ import annotations

from kg.queries import load_queries
from kg.serve.pages.site import NotThere, Page, Visit

_LONGEST = 300
_MOST = 100


def page(visit: Visit) -> Page:
    """A question with its answers, or with the nearest questions that would be understood."""
    from kg.ask import ask

    question, slug = visit.asked("q")[:_LONGEST], visit.asked("plan")
    if slug and slug not in visit.catalogue.plans:
        raise NotThere(visit.word("no-plan", slug=slug))
    reply = ask(visit.store, question, plan=slug or None) if question else None
    values = {
        "question": question,
        "reply": reply,
        "most": _MOST,
        "titles": visit.catalogue.plans,
        "slugs": visit.catalogue.slugs,
        "plans": list(visit.catalogue.plans.values()),
        "queries": list(load_queries().values()),
    }
    return Page("ask.html", values)
