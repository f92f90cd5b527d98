"""Extract quantities with Chinese and Arabic numerals.

The value keeps plain digits and leaves the multiplier to the unit (``8000`` ``亿元``); a range takes
its lower bound with ``>=``, ``近`` and ``左右`` are ``~``, ``多`` and ``超过`` are ``>`` (the guide,
settled cases).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from kg.lexicon.numerals import ARABIC, CHINESE, MULTIPLIERS, ONES, number
from kg.lexicon.readers import read_units
from kg.lexicon.rules import Quantities, load_rules
from kg.model import Quantity

_SMALL_CHINESE = rf"[〇零{ONES}两][{CHINESE}]*|十[{ONES}]?"
_CHINESE = rf"(?:(?:{_SMALL_CHINESE})万(?=[{CHINESE}]))?(?:{_SMALL_CHINESE})(?:点[〇零{ONES}]+)?"
_LARGE = r"万亿|千亿|百亿|十亿|千万|百万|十万|亿|万"
_SCALE = rf"{_LARGE}|千|百"
_MANY = 10


class Found(NamedTuple):
    """A quantity at ``start:end`` of the line; ``core`` is where its number begins."""

    start: int
    end: int
    core: int
    quantity: Quantity


@dataclass(frozen=True)
class _Form:
    """The pattern of a number with its unit, and the rules of ``quantities.toml``."""

    pattern: re.Pattern[str]
    rules: Quantities


@cache
def _form() -> _Form:
    units, rules = read_units(), load_rules().quantities
    numeral = rf"(?:{ARABIC}|{_CHINESE}|几)"
    unit = (
        rf"(?P<part>{_any(units['part'])})|(?P<scale>{_SCALE})?(?P<more>余|多)?(?P<unit>{_any(units['scaled'])})"
        rf"|(?P<count>{_any(units['count'])})"
    )
    opening = "".join({word[0] for word in rules.before})
    pattern = (
        # Nine characters of ten can't start a quantity: the lookahead saves three quarters of the time.
        rf"(?=[{opening}{CHINESE}\d几])"
        rf"(?P<before>{_any(rules.before)})?(?P<number>{numeral})(?P<odd>余|多|几)?"
        rf"(?:(?:[—至到](?:{numeral})(?:{_SCALE})?%?)|(?P<pct>%)[—至到](?:{numeral})(?=%))?"
        rf"(?:{unit}|(?P<bare>(?:{_LARGE})+)(?P<barelevel>级)?)(?P<after>{_any(rules.after)})?"
    )
    return _Form(re.compile(pattern), rules)


def _any(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)) if word)


def find_quantities(text: str) -> list[Found]:
    """The quantities of a line sorted by offset, without dates, ordinals and digits inside names."""
    form = _form()
    read = (_read(text, match, form) for match in form.pattern.finditer(text))
    return sorted([*(found for found in read if found), *_worded(text, form)], key=lambda found: found[:3])


def _worded(text: str, form: _Form) -> Iterator[Found]:
    """Halves, fractions, levels without a number (千亿级) and doublings."""
    rules = form.rules
    for match in rules.half.finditer(text) if "半" in text else ():
        yield Found(
            *match.span(), match.start(), Quantity(Decimal(50), "%", rules.after.get(match["after"] or "", "="))
        )
    for match in rules.fraction.finditer(text) if "分之" in text else ():
        share = 100 * number(match["share"]) / number(match["parts"])
        yield Found(*match.span(), match.start(), Quantity(_plain(round(share, 2)), "%"))
    for match in rules.level.finditer(text):
        yield _level(text, match, rules)
    for match in rules.doubling.finditer(text) if "翻" in text else ():
        yield Found(*match.span(), match.start(1), Quantity(number(match["times"]), rules.doubled))


def _level(text: str, match: re.Match[str], rules: Quantities) -> Found:
    """A level without a number: 千亿级 is about 1000 亿元."""
    level = match["level"]
    before = max((word for word in rules.before if text.endswith(word, 0, match.start())), key=len, default="")
    after = max((word for word in rules.after if text.startswith(word, match.end())), key=len, default="")
    sign = rules.before.get(before) or rules.after.get(after) or ("~" if level else "=")
    value = Decimal(rules.levels[level or "万亿"])
    start, end = match.start() - len(before), match.end() + len(after)
    return Found(start, end, match.start(), Quantity(value, f"亿{rules.money}", sign))


def _read(text: str, match: re.Match[str], form: _Form) -> Found | None:
    numeral = match["number"]
    if numeral == "几" or _excluded(text, match, form.rules):
        return None
    value, unit = _lift(number(numeral), _unit(match.groupdict(), form.rules), form.rules)
    return Found(
        match.start(), match.end(), match.start("number"), Quantity(_plain(value), unit, _sign(match, form.rules))
    )


def _excluded(text: str, match: re.Match[str], rules: Quantities) -> bool:
    """Ordinals, dates, digits of a name, and the numerals of fixed phrases (一级、两翼、四个意识)."""
    start = match.start("number")
    before, unit = text[max(0, start - 3) : start], match["count"] or match["unit"] or ""
    if (
        rules.ordinal.search(before) and not match["before"] and not (match["scale"] or match["part"])
    ) or unit in rules.dates:
        return True
    if unit == "届" and rules.session.match(text, match.end()):
        return True
    if match["count"] and rules.not_units.match(text, match.start("count")):
        return True
    if (before[-1:].isascii() and before[-1:].isalpha()) or before.endswith(("“", "+")):
        return True
    if match["number"][0].isdigit() or match["scale"] or match["odd"]:
        return False
    value = number(match["number"])
    return (
        unit not in rules.counted_in_chinese
        and not match["part"]
        and not match["bare"]
        and not (unit == "个" and value >= _MANY)
    )


def _unit(groups: Mapping[str, str | None], rules: Quantities) -> str:
    if groups["part"]:
        return str(groups["part"])
    if groups["bare"]:
        return str(groups["bare"]) + (rules.money if str(groups["bare"]).endswith("亿") else "")
    return (groups["scale"] or "") + (groups["unit"] or groups["count"] or "")


def _sign(match: re.Match[str], rules: Quantities) -> str:
    after = rules.after.get(match["after"] or "", "")
    before = rules.before.get(match["before"] or "", "")
    if match["odd"] in ("余", "多") or match["more"]:
        return ">"
    if "—" in match.group() or "至" in match.group() or "到" in match.group()[1:]:
        return ">="
    if match["barelevel"]:
        return before or "~"
    return after or before or "="


def _lift(value: Decimal, unit: str, rules: Quantities) -> tuple[Decimal, str]:
    """Move a Chinese scale between number and unit: 四千亿 is 4000 亿, 三万 is 3 万; 七成 is 70 %."""
    if unit == rules.tenths:
        return value * 10, "%"
    for scale, (factor, rest) in rules.scales.items():
        if unit.startswith(scale):
            return value * factor, rest + unit[len(scale) :]
    if unit.startswith(("千", "百")) and unit[1:] and not unit.startswith(rules.no_scale):
        return value * MULTIPLIERS[unit[0]], unit[1:]
    return value, unit


def _plain(value: Decimal) -> Decimal:
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral() else value
