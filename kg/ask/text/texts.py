"""The text of plans around what is quoted from them: its sentence, its chapter."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from kg.ask.answer import Passage
from kg.ask.graph.sparql import rows_of, things
from kg.store import Store

SENTENCE = re.compile(r"[^。！!？?\n]+[。！!？?]?")
STATEMENT = re.compile(r"[^。；;！!？?\n]+")
"""What a semicolon or a full stop ends: as far as the words of one statement reach."""
_LONGEST_TITLE = 24


class Texts:
    """The text of some sections, with the sentences around passages."""

    def __init__(self, store: Store, sections: Collection[str]) -> None:
        known = things("section", sorted(sections))
        pattern = "GRAPH ?plan { ?section schema:text ?text ; oa:start ?base }"
        rows = rows_of(store, f"SELECT ?section ?text ?base WHERE {{ {known} {pattern} }}") if known else []
        self._texts = {row["section"]: (int(row["base"]), row["text"]) for row in rows}

    def sentence(self, passage: Passage) -> Passage:
        """The whole sentence of a passage, or the passage where the store does not keep the text."""
        return self._around(passage, SENTENCE)

    def statement(self, passage: Passage) -> Passage:
        """The part of the sentence of a passage that a semicolon ends."""
        return self._around(passage, STATEMENT)

    def _around(self, passage: Passage, unit: re.Pattern[str]) -> Passage:
        base, text = self._texts.get(passage.section, (0, ""))
        start = passage.start - base
        for match in unit.finditer(text):
            if match.start() <= start < match.end():
                end = max(match.end(), passage.end - base)
                quote = text[match.start() : end]
                kept = quote.strip()
                at = base + match.start() + quote.index(kept)
                return Passage(passage.plan, at, at + len(kept), kept, passage.line, passage.section)
        return passage


def chapters(store: Store, sections: Collection[str]) -> Mapping[str, str]:
    """The headings above each section and its own, outermost first."""
    known = things("section", sorted(sections))
    pattern = "?section dcterms:isPartOf* ?above . ?above schema:position ?position ; dcterms:title ?title ."
    text = f"SELECT ?section ?position ?title WHERE {{ {known} GRAPH ?plan {{ {pattern} }} }}"
    rows = sorted(rows_of(store, text) if known else [], key=lambda row: int(row["position"]))
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["section"], []).append(_short(row["title"]))
    return {section: " › ".join(titles) for section, titles in found.items()}


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else title[:_LONGEST_TITLE] + "…"
