"""The sentences of plans around what is quoted from them."""

from __future__ import annotations

import re
from collections.abc import Collection

from kg.ask.found import Passage
from kg.ask.sparql import rows_of
from kg.lookup import values
from kg.store import Store

SENTENCE = re.compile(r"[^。！!？?\n]+[。！!？?]?")


class Texts:
    """The text of some sections, with the sentences around passages."""

    def __init__(self, store: Store, sections: Collection[str]) -> None:
        known = values(sorted(sections), "section")
        rows = rows_of(store, f"SELECT ?section ?text ?base WHERE {{ {known} ?section schema:text ?text ; oa:start ?base }}")
        self._texts = {row["section"]: (int(row["base"]), row["text"]) for row in rows}

    def sentence(self, passage: Passage) -> Passage:
        """The whole sentence of a passage, or the passage where the store does not keep the text."""
        base, text = self._texts.get(passage.section, (0, ""))
        start = passage.start - base
        for match in SENTENCE.finditer(text):
            if match.start() <= start < match.end():
                end = max(match.end(), passage.end - base)
                quote = text[match.start() : end]
                kept = quote.strip()
                at = base + match.start() + quote.index(kept)
                return Passage(passage.plan, at, at + len(kept), kept, passage.line, passage.section)
        return passage
