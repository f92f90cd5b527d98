"""The rules of ``data/rules`` by which names are found: ``cues.toml`` and ``line.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from msgspec import field

from kg.lexicon.tables import ClassName, Table

Words = tuple[str, ...]
Classes = tuple[ClassName, ...]
Pattern = re.Pattern[str]
WordsByClass = Mapping[ClassName, Words]
Role = Literal["make", "build", "carry", "grow", "rely", "join", "draw", "have", "run"]
"""What a verb does: the roles of ``data/lexicon/words.tsv``."""


# cues.toml: lists, shared heads, and what a context says of a name ---------------------------------------------------


class Traders(Table, frozen=True):
    """Nouns for enterprises, and the kinds that may stand before them (软件|龙头|企业)."""

    kinds: Words
    nouns: Words


class RankedHeads(Table, frozen=True):
    """Heads that members borrow together with a rank (国家技术创新中心)."""

    ranks: Words
    heads: WordsByClass


class Kinds(Table, frozen=True):
    """Nouns of kind behind an industry term that leave it the same industry."""

    kinds: Words


class Works(Table, frozen=True):
    """Words behind a facility that make it a work, and how works are named."""

    tails: Words
    belonging: Words
    named: Words


class Trade(Table, frozen=True):
    """Contexts in which a name without a company's form is an enterprise."""

    cues: Classes
    roles: tuple[Role, ...]
    verbs: Words
    words: Words


class Honours(Table, frozen=True):
    """Roles to be played (示范区) that are goals, and no parks."""

    heads: Words
    verbs: Words
    ranks: Words


class Vague(Table, frozen=True):
    """Words that no particular thing has in its name."""

    inside: Words
    openings: Words


class Trimming(Table, frozen=True):
    """What is cut from a name that the tagger proposes, or makes it no name."""

    period: Pattern
    opening: Pattern
    bracket: Pattern
    quoted_work: Pattern


class SureHead(Table, frozen=True):
    """Endings that decide a name's class, whatever its context."""

    type: ClassName
    instead_of: Classes
    ends: Words


class Cues(Table, frozen=True):
    """``cues.toml``."""

    class_: WordsByClass = field(name="class")
    traders: Traders
    share: WordsByClass
    share_ranked: RankedHeads
    deny: WordsByClass
    grown: Kinds
    built: Works
    trade: Trade
    honour: Honours
    vague: Vague
    trim: Trimming
    sure: tuple[SureHead, ...]


# line.toml: what a line is cut by -----------------------------------------------------------------------------------


class LineRules(Table, frozen=True):
    """``line.toml``: labels, counts before a noun, counted lists."""

    label: Pattern
    counted_list: Pattern
    counted_noun: Pattern
    counts: Pattern
    counts_open: str
    numbered: Pattern
    counted_scheme: Pattern
    counted_quote: Pattern
    no_join_before: str


# resolving.toml: which of rival names stays -------------------------------------------------------------------------


class NameRule(Table, frozen=True):
    """What the resolver grants the proposals of one rule.

    ``first`` ranks them before all others; ``longer`` keeps one that goes on where the tagger stopped; ``alone`` keeps
    one where the tagger saw no name.
    """

    id: str
    first: bool = False
    longer: bool = False
    alone: bool = False


class ResolvingRules(Table, frozen=True):
    """``resolving.toml``."""

    rule: tuple[NameRule, ...]
