"""What comes back to a question, as text or as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.ask.answer import Answer, Outcome, Passage
from kg.ask.scope import Plan
from kg.ask.text.sections import Texts, chapters
from kg.errors import KgError
from kg.messages import say
from kg.query.lookup import TAIL
from kg.store import Store

_MOST = 3
"""How many passages are shown for one answer."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A question with its outcome, or with the nearest questions that would be understood."""

    question: str
    plans: tuple[Plan, ...]
    outcome: Outcome | None = None
    nearest: tuple[str, ...] = ()

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers; none if the question was not understood."""
        return self.outcome.answers if self.outcome else ()

    @property
    def sparql(self) -> str:
        """The query that found the answers."""
        return self.outcome.sparql if self.outcome else ""

    def titles(self) -> Mapping[str, str]:
        """The titles of the plans by the names of their graphs."""
        return {plan.graph: plan.title for plan in self.plans}


def check_form(form: str) -> None:
    """Raise if there is no such form."""
    if form not in FORMATS:
        raise KgError(say("query-format", format=form, known="、".join(FORMATS)))


def render(reply: Reply, store: Store, form: str) -> str:
    """The reply in one of :data:`FORMATS`."""
    check_form(form)
    return FORMATS[form](reply, store)


def to_text(reply: Reply, store: Store) -> str:
    """The answers, each with the sentences of its evidence, their chapters and lines."""
    if reply.outcome is None:
        head = say("ask-not-understood" if reply.nearest else "ask-nothing")
        return "\n".join([head, *(f"  {question}" for question in reply.nearest), ""])
    passages = [passage for answer in reply.answers for passage in answer.passages[:_MOST]]
    sections = {passage.section for passage in passages}
    texts, headings = Texts(store, sections), chapters(store, sections)
    titles = reply.titles() if len(reply.plans) > 1 else {}
    lines = [say("ask-taken", name=hit.name) for hit in reply.outcome.taken if hit.way > TAIL]
    for answer in reply.answers:
        lines.append(answer.text)
        for passage in answer.passages[:_MOST]:
            lines.append(f"  {texts.sentence(passage).quote}")
            lines.append(f"  —— {' · '.join(_place(passage, titles, headings))}")
        if len(answer.passages) > _MOST:
            lines.append("  " + say("ask-more", count=len(answer.passages) - _MOST))
    return "\n".join([*lines, ""])


def _place(passage: Passage, titles: Mapping[str, str], headings: Mapping[str, str]) -> Iterator[str]:
    yield from filter(None, (titles.get(passage.plan, ""), headings.get(passage.section, "")))
    yield say("at-line", line=passage.line)


def to_json(reply: Reply, store: Store) -> str:
    """One object on one line."""
    slugs = {plan.graph: plan.slug for plan in reply.plans}
    answers = [{"text": answer.text, "evidence": _evidence(answer.passages, slugs)} for answer in reply.answers]
    document: dict[str, object] = {"question": reply.question, "sparql": reply.sparql, "answers": answers}
    if reply.outcome is None:
        document["nearest"] = list(reply.nearest)
    return json.dumps(document, ensure_ascii=False) + "\n"


def _evidence(passages: Iterable[Passage], slugs: Mapping[str, str]) -> list[Mapping[str, object]]:
    return [{"quote": p.quote, "start": p.start, "end": p.end, "plan": slugs[p.plan], "line": p.line} for p in passages]


FORMATS: Mapping[str, Callable[[Reply, Store], str]] = {"text": to_text, "json": to_json}
"""The forms of a reply; the choices of the command line come from here."""
