"""Read the curated knowledge of ``data/`` into tables and one automaton.

Everything that names a word, a head noun, a place, an industry or a particular thing is a row of a
file; see the header of each for its form.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import ahocorasick_rs

from kg.errors import KnowledgeError
from kg.lexicon.entries import Endings, Head, Industry, Lexeme, Name, everyday
from kg.lexicon.places import Places
from kg.project import data_file

HARD = frozenset({"verb", "function", "adverb", "after"})
"""Word classes that a name never runs across."""

STOPS = ("，", "。", "；", "：", "！", "？", "\n", "——", "…")
"""The marks that end a clause; the automaton finds them with the words, so that a line is read once."""


@dataclass(frozen=True, eq=False)
class Knowledge:
    """The lexicon, the rules and the automaton over all of their words."""

    lexemes: tuple[Lexeme, ...]
    heads: Mapping[str, tuple[Head, ...]]
    rules: Mapping[str, Any]
    names: Mapping[str, Name]
    places: Places
    industries: Mapping[str, Industry]
    automaton: ahocorasick_rs.AhoCorasick
    tails: tuple[str, ...]
    short_forms: frozenset[str]
    abbreviations: tuple[tuple[str, str], ...]

    def lexeme(self, text: str) -> Lexeme | None:
        """The entry for exactly ``text``."""
        return self._by_text.get(text)

    @cached_property
    def _by_text(self) -> Mapping[str, Lexeme]:
        return {lexeme.text: lexeme for lexeme in self.lexemes}

    def head_of(self, text: str) -> tuple[str, tuple[Head, ...]]:
        """The longest head noun that ends a text with what it means, or ``("", ())``."""
        return self._heads.of(text) or ("", ())

    @cached_property
    def _heads(self) -> Endings[tuple[Head, ...]]:
        return Endings(self.heads)

    @cached_property
    def known(self) -> Mapping[str, tuple[str, str]]:
        """What needs no context: names of particular things and sure industry terms, with class and rule."""
        sure = {text: ("Industry", "industry.term") for text, term in self.industries.items() if not term.ambiguous}
        return sure | {text: (name.type, "gazetteer") for text, name in self.names.items()}

    @cached_property
    def list_classes(self) -> Endings[str]:
        """The nouns that close a list (企业 in A、B等企业), with the class that they give its members."""
        return Endings(_by_word(self.rules["cues"]["class"]))

    @cached_property
    def shared_heads(self) -> Endings[str]:
        """The head nouns that the members of a list may share, with their class."""
        return Endings(_by_word(self.rules["cues"]["share"]))

    @cached_property
    def ranked_heads(self) -> Mapping[str, str]:
        """The heads with a rank before them that terms borrow too (国家技术创新中心), with their class."""
        table = dict(self.rules["cues"]["share_ranked"])
        ranks = table.pop("ranks")
        return {rank + head: class_ for class_, heads in table.items() for rank in ranks for head in heads}

    @cached_property
    def trade(self) -> re.Pattern[str]:
        """Finds where a noun for enterprises begins behind the trade that they are of (软件|龙头企业)."""
        rules = self.rules["cues"]["traders"]
        kinds, nouns = "|".join(rules["kinds"]), "|".join(rules["nouns"])
        return re.compile(f"([^，。；]+?)(?:{kinds})*(?:{nouns})")


def _by_word(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The words of a table that lists them by class; the first class of a word holds."""
    classes: dict[str, str] = {}
    for class_, words in table.items():
        for word in words:
            classes.setdefault(word, class_)
    return classes


@cache
def load_knowledge(*, names: bool = True) -> Knowledge:
    """Read ``data/``; ``names=False`` leaves out every entry that names one particular thing.

    Raises :class:`~kg.errors.KnowledgeError` with the file, row and mend for a fault in a file.
    """
    places = Places.load()
    industries = _read_industries()
    gazetteer = _read_names() if names else {}
    heads = _read_heads()
    words = _read_words()
    abbreviations = _read_abbreviations()
    short_forms = frozenset(short for _, short in abbreviations)
    lexemes = _merge(words, _read_common(words), gazetteer, _place_names(places), short_forms, industries, heads)
    automaton = ahocorasick_rs.AhoCorasick(
        [lexeme.text for lexeme in lexemes], matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST
    )
    return Knowledge(
        lexemes=lexemes,
        heads=heads,
        rules=_read_rules(),
        names=gazetteer,
        places=places,
        industries=industries,
        automaton=automaton,
        short_forms=short_forms,
        abbreviations=abbreviations,
        tails=tuple(head for head, readings in heads.items() if any(reading.type == "Scheme" for reading in readings)),
    )


def rows(path: Path, columns: int) -> Iterator[list[str]]:
    """The data rows of a tab-separated file, its comments and header row passed over."""
    header = True
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = next(csv.reader([line], delimiter="\t", quoting=csv.QUOTE_NONE))
        if len(cells) != columns:
            raise KnowledgeError(f"{path}：第 {number} 行有 {len(cells)} 列，应为 {columns} 列；请补齐制表符")
        if header:
            header = False
            continue
        yield cells


def _read_words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {}
    for kind, role, texts in rows(data_file("lexicon/words.tsv"), 3):
        for text in texts.split(" "):
            if text:
                words.setdefault(text, {}).setdefault(kind, role)
    return words


def _read_common(words: Mapping[str, Mapping[str, str]]) -> frozenset[str]:
    """The everyday words, less those that begin or end with a word that no name crosses (大力发展)."""
    hard = tuple(word for word, classes in words.items() if len(word) > 1 and not HARD.isdisjoint(classes))
    lines = data_file("lexicon/common.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(
        line
        for line in lines
        if line and not line.startswith("#") and not (line.startswith(hard) or line.endswith(hard))
    )


def _read_heads() -> dict[str, tuple[Head, ...]]:
    heads: dict[str, tuple[Head, ...]] = {}
    for type_, need, texts in rows(data_file("lexicon/heads.tsv"), 3):
        for text in texts.split(" "):
            if text and Head(type_, need) not in heads.get(text, ()):
                heads[text] = (*heads.get(text, ()), Head(type_, need))
    return heads


def _read_names() -> dict[str, Name]:
    names: dict[str, Name] = {}
    for name, type_, aliases in rows(data_file("lexicon/names.tsv"), 3):
        for text in (name, *filter(None, aliases.split("|"))):
            names.setdefault(text, Name(type_, name))
    return names


def _read_abbreviations() -> tuple[tuple[str, str], ...]:
    table = rows(data_file("lexicon/abbreviations.tsv"), 2)
    return tuple((full, short) for full, shorts in table for short in shorts.split("|"))


def _read_industries() -> dict[str, Industry]:
    industries: dict[str, Industry] = {}
    for term, aliases, broader, ambiguous in rows(data_file("lexicon/industries.tsv"), 4):
        industries[term] = Industry(term, broader, ambiguous == "1")
        for alias in filter(None, aliases.split("|")):
            industries.setdefault(alias, Industry(term, broader, ambiguous == "1"))
    return industries


def _place_names(places: Places) -> dict[str, str]:
    found: dict[str, str] = {name: name for name in places.by_name if len(name) > 1}
    for name, aliases, _ in rows(data_file("regions.tsv"), 3):
        for text in (name, *filter(None, aliases.split("|"))):
            found[text] = name
    return found


def _read_rules() -> dict[str, Any]:
    """The files of ``data/rules`` by name, their lists as tuples: so ``startswith`` and ``endswith`` take them."""
    rules: dict[str, Any] = {}
    for path in sorted(data_file("rules").glob("*.toml")):
        try:
            rules[path.stem] = _frozen(tomllib.loads(path.read_text(encoding="utf-8")))
        except tomllib.TOMLDecodeError as error:
            raise KnowledgeError(f"{path}：不是合格的 TOML（{error}）；请改正后重试") from None
    return rules


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _frozen(inner) for key, inner in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _merge(
    words: Mapping[str, Mapping[str, str]],
    common: frozenset[str],
    names: Mapping[str, Name],
    places: Mapping[str, str],
    short_forms: Container[str],
    *others: Mapping[str, Any],
) -> tuple[Lexeme, ...]:
    industries, heads = others
    texts = {*STOPS, *words, *common, *names, *places, *industries, *(head for head in heads if len(head) > 1)}
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
            name=names.get(text),
            place=places.get(text),
            industry=industries.get(text),
            naming=(naming := text in names or text in places or text in industries),
            plain=(plain := kind == "word" and not naming),
            common=text in common,
            head=(head := text in heads),
            everyday=everyday(len(text), head=head) if plain and not classes and text not in short_forms else b"",
        )
        for text in sorted(texts)
    )
