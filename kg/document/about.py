"""Find the metadata of a plan in its text: title, period, year, region."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kg.lexicon.places import Place, Places
from kg.model import Span

NATION = "我国"
"""The region of a national plan."""

_CN_DIGIT = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
_NUMBER = "一二三四五六七八九十"
_PERIOD = re.compile(rf"(?:第([{_NUMBER}]+)个五年|“?([{_NUMBER}]{{2,3}})五”?(?:时期|规划|期间|科技|国家))")
_HEAD = 3_000
_TITLE_PART = 80
_TITLE_BODY = re.compile(r"就制定(.{6,60}?)提出(?:如下|以下)建议")
_NUMBERED = re.compile(
    r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.、]|第[一二三四五六七八九十]+[篇章节]"
)
_TITLE_END = re.compile(r"(?:报告|规划|纲要|建议|计划|方案|意见|要点|办法|年）|转述）?)(?:（.{0,40}）)?$")
_RUN_ON = re.compile(
    r"\s*([^，。；：《》]{6,60}?(?:规划纲要|规划|纲要|(?:行动|实施)?(?:计划|方案)|实施意见))(?=(?:是)?(?:根据|依据|按照)《)"
)
_REPORT = "政府工作报告"
_REPORTING = re.compile(r"我代表[\u4e00-\u9fff]{0,16}，?向(?:大会|会议)(?:报告|作)(?:政府)?(?:工作|报告)")
_MADE = re.compile(
    r"(?:为|为了)([^，。；\n]{6,40}?)，[^。\n]{0,120}?制定本((?:行动|工作|实施)?(?:规划|计划|方案|意见|纲要))。"
)
_REPORT_DAY = re.compile(r"(\d{4}) ?年 ?\d{1,2} ?月 ?\d{1,2} ?日")
_YEAR_HEADING = re.compile(
    r"^.{0,26}?(\d{4})年.{0,8}(?:工作(?:安排|任务|总体|思路|重点|计划|报告)|主要工作|重点工作)", re.MULTILINE
)
_REVIEW = re.compile(r"^.{0,4}(\d{4})年工作回顾", re.MULTILINE)
_LOOKS_BACK = re.compile(r"回顾|成就|成绩")
_OPENING = 400
_SPEAKER = re.compile(r"我代表([\u4e00-\u9fff]{0,12}?)(?:人民)?政府")
_MEETING = re.compile(r"在([\u4e00-\u9fff]{2,14}?)第[一二三四五六七八九十]+届人民代表大会")
_NATIONAL = re.compile(r"我代表国务院|中共中央关于|中华人民共和国国民经济|^国务院", re.MULTILINE)
_OWN = re.compile(r"我代表(省|自治区|市|区|县)人民政府")
_SPOKEN = {"省": "province", "自治区": "province", "市": "prefecture", "区": "county", "县": "county"}
_LEVEL_WORDS = {
    "province": ("全省", "我省", "全区各市"),
    "prefecture": ("全市", "我市"),
    "county": ("全区", "我区", "全县", "新区"),
}


def find_title(text: str, folded: str, noise: Sequence[Span]) -> str:
    """The title of a plan: one of the first lines if it has the form of a title, else a name from the opening.

    A text that states only its purpose (为…，制定本计划) gets a title from its kind and purpose. Returns an
    empty string if there is none.
    """
    starts = {span.start for span in noise}
    at = 0
    for raw, row in list(zip(text.split("\n"), folded.split("\n"), strict=True))[:12]:
        if row.strip() and at not in starts:
            line = row.strip()
            if len(line) <= 70 and _TITLE_END.search(line) and "，" not in line and not _NUMBERED.match(line):
                return raw.strip()
        at += len(raw) + 1
    if match := _TITLE_BODY.search(folded[:_HEAD]):
        return f"关于制定{text[match.start(1) : match.end(1)]}的建议"
    if match := _RUN_ON.match(folded):
        return text[match.start(1) : match.end(1)]
    if match := _MADE.search(folded[:_OPENING]):
        return f"{match[2]}：{text[match.start(1) : match.end(1)]}"
    return ""


def report_title(folded: str, region: str, year: int | None) -> str:
    """The title of a report to a people's congress, made from region and year.

    Returns an empty string if ``folded`` is not such a report.
    """
    if not _REPORTING.search(folded[:_HEAD]):
        return ""
    review = _REVIEW.search(folded)
    year = year or (int(review[1]) + 1 if review else None)
    government = "国务院" if region == NATION else region
    return f"{f'{year}年' if year else ''}{government}{_REPORT}"


def says_little(title: str) -> bool:
    """Whether a title is empty or too generic to identify a report."""
    return title in ("", _REPORT, "工作报告")


def find_period(folded: str, year: int | None = None) -> tuple[int, int] | None:
    """The first and last year of the five-year period of a plan (第十四个五年 → 2021, 2025).

    The most frequent ordinal in the opening decides; the period of a work report is the one that contains ``year``.
    """
    if year is not None and ("我代表" in folded[:_HEAD] or "政府工作报告" in folded[:_TITLE_PART]):
        first = 1981 + (year - 1981) // 5 * 5
        return first, first + 4
    counts = Counter(_ordinal(m[1] or m[2]) for m in _PERIOD.finditer(folded[:_HEAD]))
    if not counts:
        counts = Counter(_ordinal(m[1] or m[2]) for m in _PERIOD.finditer(folded))
    best = max((n for n in counts if n), key=lambda n: (counts[n], n), default=None)
    # The first plan ran 1953–1957; since the sixth (1981) they follow each other every five years.
    return (1981 + 5 * (best - 6), 1985 + 5 * (best - 6)) if best and best >= 6 else None


def ordinal_of(period: tuple[int, int]) -> int:
    """The ordinal of a five-year period (2021–2025 → 14)."""
    return (period[0] - 1981) // 5 + 6


def periods_in(folded: str) -> list[int]:
    """The ordinals of the five-year periods named in a text."""
    return [_ordinal(m[1] or m[2]) for m in _PERIOD.finditer(folded)]


def find_year(folded: str) -> int | None:
    """The year of a work report: the latest year in a heading about annual work, else the year of its date."""
    headed = [int(m[1]) + bool(_LOOKS_BACK.search(m[0])) for m in _YEAR_HEADING.finditer(folded)]
    if headed:
        return max(headed)
    given = _REPORT_DAY.search(folded[:_OPENING])
    return int(given[1]) if given else None


def find_region(folded: str, places: Places) -> str:
    """The full name of the region of a plan; :data:`NATION` for a national plan."""
    head = folded[:_HEAD]
    if _NATIONAL.search(head):
        return NATION
    for pattern in (_MEETING, _SPEAKER):
        for match in pattern.finditer(head):
            if place := _last_place(match[1], places):
                return place.name
    level = next((_SPOKEN[m[1]] for m in _OWN.finditer(head)), None) or _level(folded)
    if level is None:
        return NATION
    counts = _count_places(folded, places, level)
    return counts.most_common(1)[0][0] if counts else NATION


def _ordinal(numeral: str) -> int:
    tens, _, ones = numeral.partition("十")
    if "十" not in numeral:
        return _CN_DIGIT.get(numeral, 0)
    return (_CN_DIGIT.get(tens, 1) if tens else 1) * 10 + (_CN_DIGIT.get(ones, 0) if ones else 0)


def _last_place(name: str, places: Places) -> Place | None:
    """The division with the longest name that is a suffix of ``name`` (深圳市宝安区 → 宝安区)."""
    for start in range(len(name)):
        if found := places.by_name.get(name[start:]):
            return found[0]
    return None


def _level(folded: str) -> str | None:
    counts = {level: sum(folded.count(word) for word in words) for level, words in _LEVEL_WORDS.items()}
    best = max(counts, key=lambda level: counts[level])
    national = folded.count("我国") + folded.count("全国")
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
