"""Lexical analysis of SPARQL texts, before an engine parses them.

Engines differ in tokenization: ``<`` opens an IRI or means "less than", a dot ends a name or is part of
it, a keyword needs no space around it. :func:`refuse_calls` considers every possible tokenization, so
that no text can hide a keyword from it that an engine would execute.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urljoin

from kg.errors import InputError
from kg.messages import say

_LONG = r'"""(?:"{0,2}(?:[^"\\]|\\.))*"""' + r"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"
_SHORT = r'"(?:[^"\\\n\r]|\\.)*"' + r"|'(?:[^'\\\n\r]|\\.)*'"
_COMMENT = r"#[^\n\r]*"
_VARIABLE = r"[?$]\w+"
_TAG = r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"
_GAP = rf"(?:\s|{_COMMENT})*"
_NAME = r"[^\s{}<>\"'?$#;,()]*:(?:\\.|[^\s{}<>\"'?$#;,()\\])*"
_PLACE = rf"(?:SILENT)?{_GAP}(?:[?$][^\s{{}}<>\"'?$#]+|<[^>{{}}]*>|{_NAME})"

_CALLS = {
    # Looser than the grammar, so what they do not match is no call.
    "SERVICE": re.compile(rf"(?=SERVICE{_GAP}{_PLACE}{_GAP}\{{)", re.IGNORECASE),
    "LOAD": re.compile(rf"(?=LOAD{_GAP}{_PLACE})", re.IGNORECASE),
}
_SILENT = re.compile(rf"{_SHORT}|{_COMMENT}|{_VARIABLE}|{_TAG}|\\.", re.DOTALL)
_DOUBTFUL = re.compile(rf"{_LONG}|<[^>]*>", re.DOTALL)

_TOKEN = re.compile(
    rf"(?P<string>{_LONG}|{_SHORT})|(?P<comment>{_COMMENT})|(?P<iri><[^<>\"{{}}|^`\\\x00-\x20]*>)"
    rf"|(?P<variable>{_VARIABLE})|(?P<tag>{_TAG})"
    r"|(?P<name>[\w.-]*:(?:\\.|[\w:%-]|\.(?=[\w:%.\\-]))*)|(?P<word>\w+)|(?P<sign>\S)",
    re.DOTALL,
)


_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True, slots=True)
class Dataset:
    """The dataset of a request: the graphs merged into its default graph, and its named graphs."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default or self.named)


class SparqlToken(NamedTuple):
    """A token with its kind and offsets; comments are skipped."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[SparqlToken]:
    """The tokens of a text by the SPARQL grammar: the longest match wins."""
    for found in _TOKEN.finditer(text):
        if found.lastgroup and found.lastgroup != "comment":
            yield SparqlToken(found.lastgroup, found[0], found.start(), found.end())


# Calls to other servers -------------------------------------------------------------------------


def refuse_calls(text: str, *keywords: str) -> None:
    """Raise InputError if the text may use one of the keywords, SERVICE or LOAD, that fetch from elsewhere."""
    for keyword in keywords:
        if keyword.lower() in text.lower():
            places = {found.start() for found in _CALLS[keyword].finditer(text)}
            if places and not places.isdisjoint(_readings(text)):
                raise InputError(say("query-calls", keyword=keyword))


def _readings(text: str) -> Iterator[int]:
    """Every offset that is outside strings, comments and IRIs in some tokenization."""
    seen = bytearray(len(text) + 1)
    starts = [0]
    while starts:
        at = starts.pop()
        while at < len(text) and not seen[at]:
            seen[at] = True
            yield at
            if doubtful := _DOUBTFUL.match(text, at):
                starts.append(doubtful.end())
            silent = _SILENT.match(text, at)
            at = silent.end() if silent else at + 1


# Which graphs it is about ------------------------------------------------------------------------------


def dataset_of(text: str, *, prefixes: Mapping[str, str], base: str = "") -> Dataset:
    """The graphs of the FROM clauses of a query; empty if it has none."""
    if "from" not in text.lower():
        return Dataset()
    words = [word for word, depth in _by_depth(text) if depth == 0]
    known, base = _prologue(words, prefixes, base)
    graphs: dict[bool, list[str]] = {False: [], True: []}
    for at, word in enumerate(words):
        if _is(word, "FROM"):
            named = at + 1 < len(words) and _is(words[at + 1], "NAMED")
            graph = words[at + 1 + named] if at + 1 + named < len(words) else word
            graphs[named].append(_resolved(graph, known, base))
    return Dataset(tuple(graphs[False]), tuple(graphs[True]))


def iris_in(text: str, prefixes: Mapping[str, str]) -> Iterator[str]:
    """The IRIs that the text uses, those of its prefixed names resolved; ``prefixes`` need no declaration."""
    words = list(tokens(text))
    known, base = _prologue(words, prefixes, "")
    declared = {at + 1 + part for at, word in enumerate(words) if _is(word, "PREFIX") for part in (0, 1)}
    for at, word in enumerate(words):
        if at not in declared and word.kind in ("name", "iri"):
            yield _resolved(word, known, base)


def undeclared(text: str, prefixes: Mapping[str, str]) -> dict[str, str]:
    """The prefixes that the text uses without declaring them, with their namespaces."""
    used = _undeclared(text)
    return {name: iri for name, iri in prefixes.items() if name in used}


def refuse_unknown(text: str, prefixes: Mapping[str, str]) -> None:
    """Raise :class:`~kg.errors.InputError` if the text uses a prefix that neither it nor ``prefixes`` declares."""
    if unknown := _undeclared(text) - {"_"} - prefixes.keys():
        raise InputError(say("unknown-prefixes", names=_listed(unknown), known=_listed(prefixes)))


def _listed(prefixes: Iterable[str]) -> str:
    return ", ".join(f"{prefix}:" for prefix in sorted(prefixes))


def _undeclared(text: str) -> set[str]:
    words = list(tokens(text))
    known, _ = _prologue(words, {}, "")
    return {word.text.partition(":")[0] for word in words if word.kind == "name"} - known.keys()


def declaring(text: str, prefixes: Mapping[str, str]) -> str:
    """The text with declarations before it, in its first line, of the prefixes that it leaves undeclared."""
    return "".join(f"PREFIX {name}: <{iri}> " for name, iri in undeclared(text, prefixes).items()) + text


def form_of(text: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE; empty if the text is no query."""
    words = (word.text.upper() for word in tokens(text) if word.kind == "word")
    return next((word for word in words if word in _FORMS), "")


def using(text: str, dataset: Dataset) -> str:
    """The update with the dataset as USING clauses in each operation. Raises InputError if it has USING or WITH."""
    clauses = [f"USING <{graph}>" for graph in dataset.default]
    clauses += [f"USING NAMED <{graph}>" for graph in dataset.named]
    clause = " ".join(clauses)
    outer = [word for word, depth in _by_depth(text) if depth == 0]
    if any(_is(word, "USING", "WITH") for word in outer):
        raise InputError(say("using-twice"))
    parts, done = [], 0
    for before, word, opening, closing in zip(outer, outer[1:], outer[2:], outer[3:], strict=False):
        if not _is(word, "WHERE"):
            continue
        parts.append(text[done : word.start])
        if _is(before, "DELETE"):
            # The short form takes no USING; its pattern is its template too.
            parts.append(text[opening.start : closing.end])
        parts.append(f" {clause} ")
        done = word.start
    return "".join([*parts, text[done:]])


def clearing(text: str) -> str:
    """The update with CLEAR made silent, for a store without empty graphs can't tell an empty from a missing graph."""
    words = [word for word, depth in _by_depth(text) if depth == 0]
    loud = [word for word, after in pairwise(words) if _is(word, "CLEAR") and not _is(after, "SILENT")]
    for word in reversed(loud):
        text = f"{text[: word.end]} SILENT{text[word.end :]}"
    return text


def _by_depth(text: str) -> Iterator[tuple[SparqlToken, int]]:
    """Each token with the number of braces open around it; a brace is not inside itself."""
    depth = 0
    for word in tokens(text):
        depth -= word.text == "}"
        yield word, depth
        depth += word.text == "{"


def _is(word: SparqlToken, *keywords: str) -> bool:
    return word.kind == "word" and word.text.upper() in keywords


def _prologue(words: list[SparqlToken], prefixes: Mapping[str, str], base: str) -> tuple[dict[str, str], str]:
    """The prefixes and the base at the end of the declarations."""
    known = dict(prefixes)
    for at, word in enumerate(words[:-1]):
        if _is(word, "BASE") and words[at + 1].kind == "iri":
            base = urljoin(base, words[at + 1].text[1:-1])
        elif _is(word, "PREFIX") and words[at + 1].kind == "name" and at + 2 < len(words):
            known[words[at + 1].text[:-1]] = urljoin(base, words[at + 2].text[1:-1])
    return known, base


def _resolved(word: SparqlToken, prefixes: Mapping[str, str], base: str) -> str:
    if word.kind == "iri":
        return urljoin(base, word.text[1:-1])
    prefix, _, local = word.text.partition(":")
    return prefixes.get(prefix, prefix + ":") + re.sub(r"\\(.)", r"\1", local)
