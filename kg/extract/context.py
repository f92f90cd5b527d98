"""Tell for each sentence whether it reports or plans, and for which year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.model import Document, Section

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})[ ]?年|([二一][〇九][〇一二三四五六七八九]{2})年")
_CN = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")}
_BY = re.compile(
    r"(?:到|至|力争|截至|在)(?:第[一二三四五六七八九十]+个五年末[，]?)?(?P<year>(?:20|19)\d{2}|[二一][〇九][〇一二三四五六七八九]{2})[ ]?年(?:底|末|前|年底)?"
    r"|(?P<head>(?:20)\d{2})年(?:底前|底|末)?[，]?(?:力争|确保|新增|实现|完成|建成|要)"
)
_GOALS_OF_PERIOD = re.compile(r"(?:目标|五年规划|十[一二三四五]五.{0,2}时期)")
_PERIOD_TITLE = re.compile(r"时期.{0,16}(?:目标|任务)|主要目标|发展目标|奋斗目标")
_THIS_YEAR = re.compile(r"今年|(?:20\d{2})年.{0,10}(?:工作|目标|任务|重点|安排|计划)|预期目标")


@dataclass(frozen=True, slots=True)
class Context:
    """Whether a sentence tells of the past, and the year that its quantities speak of."""

    past: bool
    year: int | None


def years_in(text: str) -> list[int]:
    """The years that ``text`` names."""
    return [_number(m[1] or m[2]) for m in _YEAR.finditer(text)]


def year_to_reach(text: str) -> int | None:
    """The year of a ``到2025年`` in ``text``."""
    found = [m["year"] or m["head"] for m in _BY.finditer(text)]
    return _number(found[-1]) if found else None


def _number(numeral: str) -> int:
    return int("".join(_CN.get(c, c) for c in numeral))


class Tense:
    """Decides for the sentences of a document, in order of the text."""

    def __init__(self, document: Document, rules: Mapping[str, Any]) -> None:
        self.document = document
        self.rules = rules["goals"]["tense"]
        self._by_section = [self._of_section(section) for section in document.sections]

    def of(self, offset: int, sentence: str, paragraph: str) -> Context:
        """The context of ``sentence``, which begins at ``offset`` of the document's text."""
        context = self._by_section[self.document.section_at(offset)]
        past, year = context.past, context.year
        lead = paragraph[:40]
        if any(word in lead for word in self.rules["past_sentence"]) and not any(w in lead for w in self.rules["future_sentence"][:3]):
            past, year = True, None if not context.past else year
        elif any(word in sentence[:14] for word in self.rules["future_sentence"]):
            past = False
        if (named := year_to_reach(sentence) or year_to_reach(lead)) is not None:
            return Context(past and named <= (self.document.year or named), named)
        return Context(past, year)

    def _of_section(self, section: Section) -> Context:
        titles = self._titles(section)
        past: bool | None = None
        for title in titles:
            if any(word in title for word in self.rules["past"]):
                past = True
            elif any(word in title for word in self.rules["future"]):
                past = False
            if past is not None:
                break
        year = self._year(titles, past=bool(past))
        return Context(bool(past), year)

    def _titles(self, section: Section) -> Sequence[str]:
        titles = [section.title]
        while section.parent >= 0:
            section = self.document.sections[section.parent]
            titles.append(section.title)
        return titles

    def _year(self, titles: Sequence[str], *, past: bool) -> int | None:
        for title in titles:
            years = years_in(title)
            if len(years) == 1 and "时期" not in title and "远景" not in title:
                return years[0]
            if len(years) == 1 and "远景" in title:
                return years[0]
            if not past and self.document.period and _PERIOD_TITLE.search(title) and not _THIS_YEAR.search(title):
                return self.document.period[1]
        if not past and self.document.year and any(_THIS_YEAR.search(title) for title in titles):
            return self.document.year
        return None
