"""Read the curated knowledge of ``data/`` into tables and one Aho-Corasick automaton.

Each word, head noun, place and industry is a row of a file, whose header documents the format.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, NamedTuple

import ahocorasick_rs

from kg.lexicon.entries import Endings, Head, Industry, Lexeme, everyday
from kg.lexicon.places import Places
from kg.lexicon.readers import (
    HARD,
    read_abbreviations,
    read_common,
    read_heads,
    read_industries,
    read_regions,
    read_words,
)
from kg.lexicon.rules import Rules, load_rules
from kg.lexicon.tables import ClassName

STOPS = ("，", "。", "；", "：", "！", "？", "\n", "——", "…")
"""The marks that end a clause; the automaton finds them with the words, so that a line is read once."""


class Granted(NamedTuple):
    """The ids of rules under each grant of ``resolving.toml``."""

    first: frozenset[str]
    longer: frozenset[str]
    alone: frozenset[str]


@dataclass(frozen=True, eq=False)
class Knowledge:
    """The lexicon, the rules and the automaton over all of their words."""

    lexemes: tuple[Lexeme, ...]
    heads: Mapping[str, tuple[Head, ...]]
    rules: Rules
    places: Places
    industries: Mapping[str, Industry]
    automaton: ahocorasick_rs.AhoCorasick
    tails: tuple[str, ...]
    short_forms: frozenset[str]
    abbreviations: tuple[tuple[str, str], ...]

    def lexeme(self, text: str) -> Lexeme | None:
        """The entry of exactly ``text``, or None."""
        return self._by_text.get(text)

    @cached_property
    def _by_text(self) -> Mapping[str, Lexeme]:
        return {lexeme.text: lexeme for lexeme in self.lexemes}

    def head_of(self, text: str) -> tuple[str, tuple[Head, ...]]:
        """The longest head noun that is a suffix of ``text`` with its readings, or ``("", ())``."""
        return self._heads.of(text) or ("", ())

    @cached_property
    def _heads(self) -> Endings[tuple[Head, ...]]:
        return Endings(self.heads)

    @cached_property
    def list_classes(self) -> Endings[str]:
        """The nouns that close a list (企业 in A、B等企业), with the class that they give its members."""
        return Endings(_by_word(self.rules.cues.class_))

    @cached_property
    def shared_heads(self) -> Endings[str]:
        """The head nouns that the members of a list may share, with their class."""
        return Endings(_by_word(self.rules.cues.share))

    @cached_property
    def ranked_heads(self) -> Mapping[str, str]:
        """The head nouns with a rank that industry terms may share too (国家技术创新中心), with their class."""
        ranked = self.rules.cues.share_ranked
        return {
            rank + head: class_ for class_, heads in ranked.heads.items() for rank in ranked.ranks for head in heads
        }

    @cached_property
    def granted(self) -> Granted:
        """The ids of rules with a privilege in the resolver, by privilege."""
        rules = self.rules.resolving.rule
        return Granted(
            first=frozenset(rule.id for rule in rules if rule.first),
            longer=frozenset(rule.id for rule in rules if rule.longer),
            alone=frozenset(rule.id for rule in rules if rule.alone),
        )

    @cached_property
    def trade(self) -> re.Pattern[str]:
        """Matches an industry (group 1) before a noun for enterprises (软件|龙头企业)."""
        traders = self.rules.cues.traders
        kinds, nouns = "|".join(traders.kinds), "|".join(traders.nouns)
        return re.compile(f"([^，。；]+?)(?:{kinds})*(?:{nouns})")


def _by_word(table: Mapping[ClassName, Iterable[str]]) -> dict[str, str]:
    """Invert a table of words by class; the first class of a word wins."""
    classes: dict[str, str] = {}
    for class_, words in table.items():
        for word in words:
            classes.setdefault(word, class_)
    return classes


@cache
def load_knowledge() -> Knowledge:
    """Read ``data/``.

    Raises :class:`~kg.errors.KnowledgeError` with the file, row and fix for a fault in a file.
    """
    places = Places.load()
    industries = read_industries()
    heads = read_heads()
    words = read_words()
    abbreviations = read_abbreviations()
    short_forms = frozenset(short for _, short in abbreviations)
    lexemes = _merge(words, read_common(words), places.names() | read_regions(), short_forms, industries, heads)
    automaton = ahocorasick_rs.AhoCorasick(
        [lexeme.text for lexeme in lexemes], matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST
    )
    return Knowledge(
        lexemes=lexemes,
        heads=heads,
        rules=load_rules(),
        places=places,
        industries=industries,
        automaton=automaton,
        short_forms=short_forms,
        abbreviations=abbreviations,
        tails=tuple(head for head, readings in heads.items() if any(reading.type == "Scheme" for reading in readings)),
    )


def _merge(
    words: Mapping[str, Mapping[str, str]],
    common: frozenset[str],
    places: Mapping[str, str],
    short_forms: Container[str],
    *others: Mapping[str, Any],
) -> tuple[Lexeme, ...]:
    industries, heads = others
    texts = {*STOPS, *words, *common, *places, *industries, *(head for head in heads if len(head) > 1)}
    return tuple(
        Lexeme(
            text=text,
            classes=(classes := words.get(text, {})),
            kind=(kind := "stop" if text in STOPS else "join" if "join" in classes else "word"),
            hard=(hard := not HARD.isdisjoint(classes)),
            bounding=hard or "act" in classes,
            doing="verb" in classes or "act" in classes,
            role=classes.get("verb") or classes.get("act"),
            opening="modifier" in classes,
            closing="act" in classes or "noun" in classes,
            place=places.get(text),
            industry=industries.get(text),
            naming=(naming := text in places or text in industries),
            plain=(plain := kind == "word" and not naming),
            common=text in common,
            head=(head := text in heads),
            everyday=everyday(len(text), head=head) if plain and not classes and text not in short_forms else b"",
        )
        for text in sorted(texts)
    )
