"""Find the metadata of a plan in its text: title, period, year, region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kg.lexicon.numerals import number
from kg.lexicon.places import Place, Places
from kg.lexicon.rules import load_rules
from kg.model import Span

_HEAD = 3_000
_TITLE_PART = 80
_OPENING = 400


def find_title(text: str, folded: str, noise: Sequence[Span]) -> str:
    """The title of a plan: one of the first lines if it has the form of a title, else a name from the opening.

    A text that states only its purpose (为…，制定本计划) gets a title from its kind and purpose. Returns an
    empty string if there is none.
    """
    rules = load_rules().opening
    starts = {span.start for span in noise}
    at = 0
    for raw, row in list(zip(text.split("\n"), folded.split("\n"), strict=True))[:12]:
        if row.strip() and at not in starts:
            line = row.strip()
            if len(line) <= 70 and rules.title_end.search(line) and "，" not in line and not rules.numbered.match(line):
                return raw.strip()
        at += len(raw) + 1
    if match := rules.title_body.search(folded[:_HEAD]):
        return rules.proposal.format(text[match.start(1) : match.end(1)])
    if match := rules.run_on.match(folded):
        return text[match.start(1) : match.end(1)]
    if match := rules.made.search(folded[:_OPENING]):
        return f"{match[2]}：{text[match.start(1) : match.end(1)]}"
    return ""


def report_title(folded: str, region: str, year: int | None) -> str:
    """The title of a report to a people's congress, made from region and year.

    Returns an empty string if ``folded`` is not such a report.
    """
    rules = load_rules().opening
    if not rules.reporting.search(folded[:_HEAD]):
        return ""
    review = rules.review.search(folded)
    year = year or (int(review[1]) + 1 if review else None)
    government = rules.state_council if region == rules.nation else region
    return f"{rules.dated.format(year) if year else ''}{government}{rules.report}"


def says_little(title: str) -> bool:
    """Whether a title is empty or too generic to identify a report."""
    return title in ("", *load_rules().opening.vague_titles)


def find_period(folded: str, year: int | None = None) -> tuple[int, int] | None:
    """The first and last year of the five-year period of a plan (第十四个五年 → 2021, 2025).

    The most frequent ordinal in the opening decides; the period of a work report is the one that contains ``year``.
    """
    rules = load_rules().opening
    if year is not None and (rules.speaking in folded[:_HEAD] or rules.report in folded[:_TITLE_PART]):
        first = 1981 + (year - 1981) // 5 * 5
        return first, first + 4
    counts = Counter(periods_in(folded[:_HEAD]) or periods_in(folded))
    best = max(counts, key=lambda n: (counts[n], n), default=None)
    # The first plan ran 1953–1957; since the sixth (1981) they follow each other every five years.
    return (1981 + 5 * (best - 6), 1985 + 5 * (best - 6)) if best and best >= 6 else None


def ordinal_of(period: tuple[int, int]) -> int:
    """The ordinal of a five-year period (2021–2025 → 14)."""
    return (period[0] - 1981) // 5 + 6


def periods_in(folded: str) -> list[int]:
    """The ordinals of the five-year periods named in a text."""
    return [int(number(m[1] or m[2])) for m in load_rules().opening.period.finditer(folded)]


def find_year(folded: str) -> int | None:
    """The year of a work report: the latest year in a heading about annual work, else the year of its date."""
    rules = load_rules().opening
    headed = [int(m[1]) + bool(rules.looks_back.search(m[0])) for m in rules.year_heading.finditer(folded)]
    if headed:
        return max(headed)
    given = rules.report_day.search(folded[:_OPENING])
    return int(given[1]) if given else None


def find_region(folded: str, places: Places) -> str:
    """The full name of the region of a plan; that of the nation for a national plan."""
    rules, head = load_rules().opening, folded[:_HEAD]
    if rules.national.search(head):
        return rules.nation
    for pattern in (rules.meeting, rules.speaker):
        for match in pattern.finditer(head):
            if place := _last_place(match[1], places):
                return place.name
    level = next((rules.levels[m[1]] for m in rules.own.finditer(head)), None) or _level(folded)
    if level is None:
        return rules.nation
    counts = _count_places(folded, places, level)
    return counts.most_common(1)[0][0] if counts else rules.nation


def _last_place(name: str, places: Places) -> Place | None:
    """The division with the longest name that is a suffix of ``name`` (深圳市宝安区 → 宝安区)."""
    for start in range(len(name)):
        if found := places.by_name.get(name[start:]):
            return found[0]
    return None


def _level(folded: str) -> str | None:
    rules = load_rules().opening
    counts = {level: sum(folded.count(word) for word in words) for level, words in rules.level_words.items()}
    best = max(counts, key=lambda level: counts[level])
    national = sum(folded.count(word) for word in rules.national_words)
    return best if counts[best] and counts[best] >= national / 3 else None


def _count_places(folded: str, places: Places, level: str) -> Counter[str]:
    """Occurrences of each division of ``level``; those in the opening count tenfold more."""
    levels = {level, "province"} if level == "prefecture" else {level}
    counts: Counter[str] = Counter()
    opening = folded[:200]
    for name, found in places.by_name.items():
        if len(name) < 2 or name not in folded:
            continue
        for place in found:
            if place.level in levels and (level != "prefecture" or place.level == level or place.name.endswith("市")):
                counts[place.name] += folded.count(name) + 10 * opening.count(name)
                break
    return counts
