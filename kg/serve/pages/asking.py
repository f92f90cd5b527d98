"""Questions in Chinese: the answers with the sentences that support them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.query.named import load_queries
from kg.serve.pages.site import links
from kg.serve.pages.site.catalogue import Catalogue, CatalogueEntry
from kg.serve.pages.site.page import NotThere, Page, Visit

if TYPE_CHECKING:
    from kg.ask.answer import Passage
    from kg.ask.reply import Reply
    from kg.ask.text.sections import Texts

_LONGEST = 300
_MOST = 100
_QUOTES = 3
_AROUND = 44
"""How many characters of a long sentence are shown on either side of the words that answer."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """The sentence of a passage in three parts: the quotation and the text around it, which may be shortened."""

    before: str
    quote: str
    after: str
    slug: str
    line: int
    url: str
    chapter: str


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer with the entities of that name and the sentences that support it."""

    text: str
    things: Sequence[CatalogueEntry]
    sentences: Sequence[Sentence]
    more: int


def page(visit: Visit) -> Page:
    """The page for a question with its answers, or with the most similar questions that are understood."""
    from kg.ask import ask
    from kg.query.lookup import TAIL

    question, slug = visit.asked("q")[:_LONGEST], visit.asked("plan")
    if slug and slug not in visit.catalogue.plans:
        raise NotThere(visit.word("no-plan", slug=slug))
    reply = ask(visit.store, question, plan=slug or None) if question else None
    taken = reply.outcome.taken if reply and reply.outcome else ()
    values = {
        "question": question,
        "reply": reply,
        "answers": told(visit, reply) if reply else (),
        "taken": [visit.catalogue.names[hit.thing] for hit in taken if hit.thing in visit.catalogue.names],
        "guessed": any(hit.way > TAIL for hit in taken),
        "titles": visit.catalogue.plans,
        "plans": list(visit.catalogue.plans.values()),
        "queries": list(load_queries().values()),
        "examples": () if reply else examples(visit),
    }
    return Page("ask.html", values)


def examples(visit: Visit) -> Sequence[str]:
    """Example questions on the industry, park and goal holder with the most statements."""
    catalogue = visit.catalogue
    told = {
        "industry": [row["industry"] for row in catalogue.led],
        "park": [row["park"] for row in catalogue.led],
        "holder": [aim.holder for aim in catalogue.aims],
    }
    most = {about: Counter(sorted(things)).most_common(1) for about, things in told.items()}
    return [
        visit.word(f"ask-{about}", name=catalogue.names[thing].name)
        for about, counted in most.items()
        for thing, _ in counted
    ]


def told(visit: Visit, reply: Reply) -> Sequence[ShownAnswer]:
    """The first answers as they are shown."""
    from kg.ask.text.sections import Texts, chapters

    answers = reply.answers[:_MOST]
    sections = {passage.section for answer in answers for passage in answer.passages[:_QUOTES]}
    texts, headings = Texts(visit.store, sections), chapters(visit.store, sections)
    return [
        ShownAnswer(
            answer.text,
            called(visit.catalogue, answer.text),
            [_sentence(visit.catalogue, passage, texts, headings) for passage in answer.passages[:_QUOTES]],
            max(len(answer.passages) - _QUOTES, 0),
        )
        for answer in answers
    ]


def called(catalogue: Catalogue, name: str) -> Sequence[CatalogueEntry]:
    """The entities with a name, those with most statements first."""
    found = catalogue.by_label.get(name.lower(), ())
    return sorted(found, key=lambda one: (-catalogue.ties[one.thing], one.thing))


def _sentence(catalogue: Catalogue, passage: Passage, texts: Texts, headings: Mapping[str, str]) -> Sentence:
    whole = texts.sentence(passage)
    start = passage.start - whole.start
    end = start + len(passage.quote)
    slug = catalogue.slugs.get(passage.plan, "")
    return Sentence(
        _tail(whole.quote[:start]),
        passage.quote,
        _head(whole.quote[end:]),
        slug,
        passage.line,
        links.reading(slug, passage.line, passage.start, passage.end),
        headings.get(passage.section, ""),
    )


def _tail(text: str) -> str:
    return text if len(text) <= _AROUND else "…" + text[-_AROUND:]


def _head(text: str) -> str:
    return text if len(text) <= _AROUND else text[:_AROUND] + "…"
