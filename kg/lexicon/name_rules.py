"""The types of the rules for names in ``data/rules``: ``cues.toml``, ``line.toml`` and ``resolving.toml``."""

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


# cues.toml: lists, shared heads, and context cues for the class of names ----------------------------------------------


class Traders(Table, frozen=True):
    """Nouns for enterprises, and the kinds that may stand before them (软件|龙头|企业)."""

    kinds: Words
    nouns: Words


class RankedHeads(Table, frozen=True):
    """Head nouns that members share together with a rank (国家技术创新中心)."""

    ranks: Words
    heads: WordsByClass


class Kinds(Table, frozen=True):
    """Generic nouns after an industry term that don't change the industry."""

    kinds: Words


class Works(Table, frozen=True):
    """Words after a facility that make it a project, and words that belong to names of projects."""

    tails: Words
    belonging: Words
    named: Words


class Trade(Table, frozen=True):
    """Contexts in which a name without a head noun for companies is an enterprise."""

    cues: Classes
    roles: tuple[Role, ...]
    verbs: Words
    words: Words


class Honours(Table, frozen=True):
    """Titles to be earned (示范区), which are goals and not parks."""

    heads: Words
    verbs: Words
    ranks: Words


class Vague(Table, frozen=True):
    """Words that never occur in the name of a particular entity."""

    inside: Words
    openings: Words


class Trimming(Table, frozen=True):
    """Patterns that are cut from a mention of the tagger, or reject it."""

    period: Pattern
    opening: Pattern
    bracket: Pattern
    quoted_work: Pattern


class SureHead(Table, frozen=True):
    """Endings that determine a name's class in any context."""

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


# line.toml: how a line is segmented ---------------------------------------------------------------------------------


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
    """The privileges of one rule's candidates in the resolver.

    ``first`` ranks them before all others; ``longer`` keeps one that extends beyond the tagger's mention; ``alone``
    keeps one where the tagger found no mention.
    """

    id: str
    first: bool = False
    longer: bool = False
    alone: bool = False


class ResolvingRules(Table, frozen=True):
    """``resolving.toml``."""

    rule: tuple[NameRule, ...]
