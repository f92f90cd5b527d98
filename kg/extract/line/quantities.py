"""Read measured quantities in Chinese and Arabic numerals.

The value keeps plain digits and leaves the multiplier to the unit (``8000`` ``亿元``); a range takes
its lower bound with ``>=``, ``近`` and ``左右`` are ``~``, ``多`` and ``超过`` are ``>`` (the guide,
settled cases).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from kg.lexicon.knowledge import rows
from kg.model import Quantity
from kg.project import data_file

_DIGITS: Mapping[str, int] = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL: Mapping[str, int] = {"十": 10, "百": 100, "千": 1000}
_NUMERALS = "〇零一二三四五六七八九两十百千"
_ARABIC = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SMALL_CHINESE = rf"[〇零一二三四五六七八九两][{_NUMERALS}]*|十[一二三四五六七八九]?"
_CHINESE = rf"(?:(?:{_SMALL_CHINESE})万(?=[{_NUMERALS}]))?(?:{_SMALL_CHINESE})(?:点[〇零一二三四五六七八九]+)?"
_LARGE = r"万亿|千亿|百亿|十亿|千万|百万|十万|亿|万"
_SCALE = rf"{_LARGE}|千|百"
_HALF = re.compile(r"(?:一半|半数)(?P<after>以上|左右)?")
_FRACTION = re.compile(r"(?P<parts>[二三四五六七八九十百]+)分之(?P<share>[一二三四五六七八九]+)")
_DOUBLE = re.compile(r"翻(?P<times>[一两二三]|\d)番")
_FREE = rf"(?<![{_NUMERALS}\d.])"
_LEVEL = re.compile(rf"(?=[万千百亿]){_FREE}(?:(?P<level>万亿|千亿|百亿|亿)元?级(?!.{{0,3}}企业)|(?<!个)万亿元)")
_LEVELS = {"万亿": 10000, "千亿": 1000, "百亿": 100, "亿": 1}
_ORDINAL = re.compile(r"(?:第|(?<!目)前|(?<!安)居|列(?!车)|(?<![学床车泊单席点岗])位)$")
_DATES = ("年", "月", "日")
_COUNTED_IN_CHINESE = ("届", "家", "座", "条", "所", "场")
_SESSION = re.compile(r"[一二三四五六七八九十历]+[中次届]|全会|全国|人大|委员会|常委会|[省市区]委|三中|中央")
_WORDS = re.compile(r"[国省县乡]道|市[民场政]|[国省市县区镇村]级|国[家际]|区[域间块]")
"""What looks like a unit behind a number and is the head of a word (107国道, 12345市民热线)."""
_MANY = 10


class Found(NamedTuple):
    """A quantity at ``start:end`` of the line; ``core`` is where its number begins."""

    start: int
    end: int
    core: int
    quantity: Quantity


@dataclass(frozen=True)
class _Form:
    """The pattern of a quantity, and the comparators that words before and behind it give."""

    pattern: re.Pattern[str]
    before: Mapping[str, str]
    after: Mapping[str, str]


@cache
def _form() -> _Form:
    units = {kind: texts.split(" ") for kind, texts in rows(data_file("lexicon/units.tsv"), 2)}
    signs = tomllib.loads(data_file("rules/quantities.toml").read_text(encoding="utf-8"))
    number = rf"(?:{_ARABIC}|{_CHINESE}|几)"
    unit = (
        rf"(?P<part>{_any(units['part'])})|(?P<scale>{_SCALE})?(?P<more>余|多)?(?P<unit>{_any(units['scaled'])})"
        rf"|(?P<count>{_any(units['count'])})"
    )
    opening = "".join({word[0] for word in signs["before"]})
    pattern = (
        # Nine characters of ten can't open a quantity: the look ahead saves three quarters of the time.
        rf"(?=[{opening}{_NUMERALS}\d几])"
        rf"(?P<before>{_any(signs['before'])})?(?P<number>{number})(?P<odd>余|多|几)?"
        rf"(?:(?:[—至到](?:{number})(?:{_SCALE})?%?)|(?P<pct>%)[—至到](?:{number})(?=%))?"
        rf"(?:{unit}|(?P<bare>(?:{_LARGE})+)(?P<barelevel>级)?)(?P<after>{_any(signs['after'])})?"
    )
    return _Form(re.compile(pattern), signs["before"], signs["after"])


def _any(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)) if word)


def find_quantities(text: str) -> list[Found]:
    """The quantities of a line in order; dates, ordinals and digits inside names are none."""
    form = _form()
    read = (_read(text, match, form) for match in form.pattern.finditer(text))
    return sorted([*(found for found in read if found), *_worded(text, form)], key=lambda found: found[:3])


def _worded(text: str, form: _Form) -> Iterator[Found]:
    """Halves, fractions, levels without a number (千亿级) and doublings."""
    for match in _HALF.finditer(text) if "半" in text else ():
        sign = {"以上": ">=", "左右": "~"}.get(match["after"] or "", "=")
        yield Found(*match.span(), match.start(), Quantity(Decimal(50), "%", sign))
    for match in _FRACTION.finditer(text) if "分之" in text else ():
        share = Decimal(100 * number(match["share"])) / Decimal(number(match["parts"]))
        yield Found(*match.span(), match.start(), Quantity(_plain(round(share, 2)), "%"))
    for match in _LEVEL.finditer(text):
        level = match["level"]
        value = Decimal(_LEVELS[level or "万亿"])
        before = max((w for w in form.before if text.endswith(w, 0, match.start())), key=len, default="")
        after = max((w for w in form.after if text.startswith(w, match.end())), key=len, default="")
        sign = form.before.get(before) or form.after.get(after) or ("~" if level else "=")
        start, end = match.start() - len(before), match.end() + len(after)
        yield Found(start, end, match.start(), Quantity(value, "亿元", sign))
    for match in _DOUBLE.finditer(text) if "翻" in text else ():
        yield Found(*match.span(), match.start(1), Quantity(Decimal(number(match["times"])), "番"))


@lru_cache(maxsize=1 << 12)
def number(numeral: str) -> int | Decimal:
    """The value of a numeral, Chinese or Arabic (三百二十 → 320, 一万三千 → 13000, 4,000 → 4000)."""
    if re.fullmatch(_ARABIC, numeral):
        return Decimal(numeral.replace(",", ""))
    large, _, small = numeral.rpartition("万")
    if large:
        return 10_000 * number(large) + number(small)
    whole, _, fraction = numeral.partition("点")
    if not any(c in _SMALL for c in whole):
        digits = "".join(str(_DIGITS[c]) for c in whole)
    else:
        total, digit = 0, 0
        for char in whole:
            if char in _SMALL:
                total += (digit or 1) * _SMALL[char]
                digit = 0
            else:
                digit = _DIGITS[char]
        digits = str(total + digit)
    return Decimal(digits + ("." + "".join(str(_DIGITS[c]) for c in fraction) if fraction else ""))


def _read(text: str, match: re.Match[str], form: _Form) -> Found | None:
    numeral = match["number"]
    if numeral == "几" or _excluded(text, match):
        return None
    value, unit = _lift(Decimal(number(numeral)), _unit(match.groupdict()))
    return Found(match.start(), match.end(), match.start("number"), Quantity(_plain(value), unit, _sign(match, form)))


def _excluded(text: str, match: re.Match[str]) -> bool:
    """Ordinals, dates, digits of a name, and the numerals of fixed phrases (一级、两翼、四个意识)."""
    start = match.start("number")
    before, unit = text[max(0, start - 3) : start], match["count"] or match["unit"] or ""
    if (_ORDINAL.search(before) and not match["before"] and not (match["scale"] or match["part"])) or unit in _DATES:
        return True
    if unit == "届" and _SESSION.match(text, match.end()):
        return True
    if match["count"] and _WORDS.match(text, match.start("count")):
        return True
    if (before[-1:].isascii() and before[-1:].isalpha()) or before.endswith(("“", "+")):
        return True
    if match["number"][0].isdigit() or match["scale"] or match["odd"]:
        return False
    value = number(match["number"])
    return (
        unit not in _COUNTED_IN_CHINESE
        and not match["part"]
        and not match["bare"]
        and not (unit == "个" and value >= _MANY)
    )


def _unit(groups: Mapping[str, str | None]) -> str:
    if groups["part"]:
        return str(groups["part"])
    if groups["bare"]:
        return str(groups["bare"]) + ("元" if str(groups["bare"]).endswith("亿") else "")
    return (groups["scale"] or "") + (groups["unit"] or groups["count"] or "")


def _sign(match: re.Match[str], form: _Form) -> str:
    after = form.after.get(match["after"] or "", "")
    before = form.before.get(match["before"] or "", "")
    if match["odd"] in ("余", "多") or match["more"]:
        return ">"
    if "—" in match.group() or "至" in match.group() or "到" in match.group()[1:]:
        return ">="
    if match["barelevel"]:
        return before or "~"
    return after or before or "="


def _lift(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """Move a Chinese scale between number and unit: 四千亿 is 4000 亿, 三万 is 3 万; 七成 is 70 %."""
    if unit == "成":
        return value * 10, "%"
    for scale, factor, rest in (
        ("千亿", 1000, "亿"),
        ("百亿", 100, "亿"),
        ("十亿", 10, "亿"),
        ("千万", 1000, "万"),
        ("百万", 100, "万"),
        ("十万", 10, "万"),
    ):
        if unit.startswith(scale):
            return value * factor, rest + unit[len(scale) :]
    if unit.startswith(("千", "百")) and unit[1:] and not unit.startswith(("千瓦", "千米", "千伏", "百分点")):
        return value * _SMALL[unit[0]], unit[1:]
    return value, unit


def _plain(value: Decimal) -> Decimal:
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral() else value
