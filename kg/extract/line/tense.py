"""Classify each sentence as report or plan, and determine the year it refers to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from kg.document.about import ordinal_of, periods_in
from kg.extract.line.clauses import Clause
from kg.extract.line.substrings import holds_any
from kg.lexicon.numerals import ONES, number
from kg.lexicon.rules import TenseRules
from kg.model import Document, Section

_YEAR = re.compile(rf"(?<!\d)((?:19|20)\d{{2}})[ ]?年|([二一][〇九][〇{ONES}]{{2}})年")
_DASHES = ("—", "--")
_HEAD_OF_LIST = 400
_LEAD, _OPENING = 40, 14
"""How many leading characters of a paragraph, and of a sentence, are searched for cues of tense."""


class Context(NamedTuple):
    """Whether a sentence reports the past, and the year that its quantities refer to."""

    past: bool
    year: int | None


def years_in(text: str) -> list[int]:
    """The years mentioned in ``text``."""
    return [int(number(m[1] or m[2])) for m in _YEAR.finditer(text)]


def year_to_reach(text: str, rules: TenseRules) -> int | None:
    """The year of a ``到2025年`` in ``text``."""
    if "年" not in text:
        return None
    found = [m["year"] or m["head"] for m in rules.by_year.finditer(text)]
    return int(number(found[-1])) if found else None


class Tense:
    """Classifies the sentences of a document; its lines have to be passed in text order."""

    def __init__(self, document: Document, rules: TenseRules) -> None:
        self.document = document
        self.rules = rules
        self._tells = {section.title: self._told(section.title) for section in document.sections}
        self._lists = [self._listed(section) for section in document.sections]
        self._by_section = [self._of_section(section) for section in document.sections]
        self._switches = [self._switch(section) for section in document.sections]
        self._list_year: int | None = None

    def contexts(self, offset: int, text: str, clauses: Sequence[Clause]) -> list[Context]:
        """The context of each clause of the line that begins at ``offset``."""
        lead = text[:_LEAD]
        paragraph, named = self._paragraph(offset, lead), self._named(lead)
        if not paragraph.past and named is None and "年" not in text:
            return [paragraph] * len(clauses)
        told: dict[int, Context] = {}
        for sentence, said in groupby(clauses, key=lambda clause: clause.sentence):
            words = "，".join(text[clause.start : clause.end] for clause in said)
            told[sentence] = self._sentence(words, paragraph, named)
        return [told[clause.sentence] for clause in clauses]

    def _named(self, lead: str) -> int | None:
        """The year in a paragraph's opening; one that begins with a dash inherits its list head's year."""
        named = year_to_reach(lead, self.rules)
        if lead.startswith(_DASHES):
            return named or self._list_year
        self._list_year = named
        return named

    def _paragraph(self, offset: int, lead: str) -> Context:
        """The context of the paragraph at ``offset``; ``lead`` is its opening."""
        section = self.document.section_at(offset)
        past, year = self._by_section[section].past, self._by_section[section].year
        if (switch := self._switches[section]) is not None and (past := offset < switch):
            year = None
        if holds_any(lead, self.rules.past_sentence) or self._earlier(lead):
            past, year = True, year if past else None
            if year is None and self.document.year and holds_any(lead, self.rules.last_year):
                year = self.document.year - 1
        return Context(past, year)

    def _sentence(self, sentence: str, paragraph: Context, named: int | None) -> Context:
        """The context of ``sentence``; ``named`` is the year in its paragraph's opening."""
        opening = sentence[:_OPENING]
        past = paragraph.past and not holds_any(opening, self.rules.future_sentence)
        named = year_to_reach(sentence, self.rules) or named
        if named is not None:
            return Context(past and named <= (self.document.year or named), named)
        return Context(past, paragraph.year)

    def _earlier(self, lead: str) -> bool:
        """Whether a paragraph's opening mentions a five-year period before the plan's own."""
        if self.document.period is None:
            return False
        return any(n < ordinal_of(self.document.period) for n in periods_in(lead) if n)

    def _of_section(self, section: Section) -> Context:
        titles = self._titles(section)
        past = next((told for title in titles if (told := self._tells[title]) is not None), False)
        listed = (y for s in self._path(section) if (y := self._lists[s.index]) is not None)
        year = None if past else next(listed, None)
        return Context(past, year or self._year(titles, past=past))

    def _listed(self, section: Section) -> int | None:
        """The year of a ``到2025年`` in the line that introduces a section's list, or None."""
        body = self.document.folded[section.start : min(section.end, section.start + _HEAD_OF_LIST)]
        for row in body.split("\n")[:2]:
            if (row.rstrip().endswith("：") or self.rules.heads_list in section.title) and (
                year := year_to_reach(row[:40], self.rules)
            ) is not None:
                return year
        return None

    def _told(self, title: str) -> bool | None:
        """Whether a title is about the past; None if it is about both past and future, or neither."""
        past = holds_any(title, self.rules.past)
        future = holds_any(title, self.rules.future)
        return past if past != future else None

    def _switch(self, section: Section) -> int | None:
        """The document offset of the line where a section on past and future turns to the future, or None."""
        outer = next((s for s in self._path(section) if self._tells[s.title] is not None or self._both(s.title)), None)
        if outer is None or not self._both(outer.title):
            return None
        body = self.document.folded[outer.start + len(outer.title) + 3 : outer.end]
        found = [at for word in self.rules.switch if (at := body.find(word)) >= 0]
        coming = [m.start() for m in self.rules.coming.finditer(body) if self._later(m.group())]
        shift = min([*found, *coming], default=None)
        if shift is None:
            return None
        line = self.document.folded.rfind("\n", 0, outer.start + len(outer.title) + 3 + shift)
        return line + 1

    def _later(self, words: str) -> bool:
        period = self.document.period
        return period is not None and any(n >= ordinal_of(period) for n in periods_in(words))

    def _both(self, title: str) -> bool:
        return holds_any(title, self.rules.past) and holds_any(title, self.rules.future)

    def _path(self, section: Section) -> list[Section]:
        path = [section]
        while path[-1].parent >= 0:
            path.append(self.document.sections[path[-1].parent])
        return path

    def _of_period(self, title: str) -> bool:
        """Whether a title is about the whole period of a plan, and not about this year."""
        return bool(self.rules.period_title.search(title)) and not self.rules.this_year.search(title)

    def _titles(self, section: Section) -> Sequence[str]:
        return [s.title for s in self._path(section)]

    def _year(self, titles: Sequence[str], *, past: bool) -> int | None:
        for title in titles:
            years = years_in(title)
            if len(years) == 1 and (any(w in title for w in self.rules.reviews) if past else "时期" not in title):
                return years[0]
            if past and not years and self.document.year and holds_any(title, self.rules.last_year):
                return self.document.year - 1
            if not past and self.document.period and self._of_period(title):
                return self.document.period[1]
        return None if past else self.document.year
