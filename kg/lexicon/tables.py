"""Read the data files: tab-separated tables and TOML, with the file and place of every fault.

A fault is a :class:`~kg.errors.KnowledgeError` of one line: file, row or key, and the fix.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, NamedTuple, NewType, NoReturn, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from kg.errors import KnowledgeError
from kg.messages import say
from kg.ontology import load_ontology

ClassName = NewType("ClassName", str)
"""The local name of a class of ``ontology/plan.ttl``."""

PredicateName = NewType("PredicateName", str)
"""The local name of a relation of ``ontology/plan.ttl``."""

T = TypeVar("T")


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base class for a table of a TOML file; its fields define the allowed keys and their types."""


class Row(NamedTuple):
    """A data row of a tab-separated file with its line number."""

    path: Path
    number: int
    cells: list[str]

    def fault(self, key: str, **values: object) -> NoReturn:
        """Raise :class:`~kg.errors.KnowledgeError` for this row with the message ``key``."""
        raise KnowledgeError(say("data-row", path=self.path, row=self.number, fault=say(key, **values)))

    def words(self, column: int, separator: str = " ") -> list[str]:
        """The members of a list in a cell; an empty cell has none. A duplicate is a fault."""
        cell = self.cells[column]
        found = cell.split(separator) if cell else []
        for index, word in enumerate(found):
            if not word:
                self.fault("data-empty-member", column=column + 1, separator=separator)
            if word in found[:index]:
                self.fault("data-duplicate", term=word)
        return found

    def one_of(self, column: int, known: Collection[str]) -> str:
        """The value of a cell that has to be one of ``known``."""
        value = self.cells[column]
        if value not in known:
            self.fault("data-unknown", column=column + 1, value=value, known=_listed(known))
        return value


def read_text(path: Path) -> str:
    """The text of a data file."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KnowledgeError(say("data-missing", path=path)) from None
    except OSError as error:
        raise KnowledgeError(say("data-unreadable", path=path, error=error.strerror or error)) from None
    except UnicodeDecodeError as error:
        raise KnowledgeError(say("data-encoding", path=path, at=error.start)) from None


def read_rows(path: Path, columns: tuple[str, ...]) -> list[Row]:
    """The data rows of a tab-separated file whose header names ``columns``; lines starting with ``#`` are comments."""
    rows = [
        Row(path, number, line.split("\t"))
        for number, line in enumerate(read_text(path).split("\n"), 1)
        if line.strip() and not line.startswith("#")
    ]
    if not rows or tuple(rows[0].cells) != columns:
        raise KnowledgeError(say("data-header", path=path, columns=" ⇥ ".join(columns)))
    for row in rows:
        if len(row.cells) != len(columns):
            row.fault("data-columns", found=len(row.cells), wanted=len(columns))
        if any(cell != cell.strip() for cell in row.cells):
            row.fault("data-space")
    return rows[1:]


def read_lines(path: Path) -> list[str]:
    """The words of a file with one word a line; a duplicate is a fault."""
    words: dict[str, int] = {}
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        if line != line.strip() or "\t" in line:
            Row(path, number, [line]).fault("data-space")
        if line in words:
            Row(path, number, [line]).fault("data-duplicate", term=line)
        words[line] = number
    return list(words)


def read_toml(path: Path, kind: type[T]) -> T:
    """A TOML file as a value of ``kind``, a :class:`Table`.

    Raises :class:`~kg.errors.KnowledgeError` for a fault in keys, types, regular expressions, enumerations, classes or
    predicates of the ontology, for duplicates in a list, and for duplicate ids.
    """
    try:
        raw = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(say("data-toml", path=path, error=error)) from None
    try:
        value = msgspec.convert(raw, kind, dec_hook=_custom)
    except msgspec.ValidationError as error:
        fault, _, place = str(error).partition(" - at `$")
        key_fault(path, place.strip("`.") or "-", _worded(fault))
    for place, key, values in _faults(value, kind, ""):
        key_fault(path, place.strip("."), say(key, **values))
    return value


def key_fault(path: Path, place: str, fault: str) -> NoReturn:
    """Raise :class:`~kg.errors.KnowledgeError` for a key of a TOML file with the message ``fault``."""
    raise KnowledgeError(say("data-key", path=path, place=place, fault=fault)) from None


def _custom(kind: type[Any], value: Any) -> Any:
    """Convert values of types that TOML lacks: regular expressions."""
    if (get_origin(kind) or kind) is re.Pattern and isinstance(value, str):
        try:
            return re.compile(value)
        except re.error as error:
            raise ValueError(f"bad pattern: {error}") from None
    raise ValueError(f"Expected `str`, got `{type(value).__name__}`")


_WORDINGS = (
    (re.compile(r"Object contains unknown field `(?P<name>.+)`"), "data-unknown-key"),
    (re.compile(r"Object missing required field `(?P<name>.+)`"), "data-missing-key"),
    (re.compile(r"Expected `(?P<wanted>.+?)`(?:.*), got `(?P<found>.+)`"), "data-type"),
    (re.compile(r"Invalid enum value (?P<value>.+)"), "data-enum"),
    (re.compile(r"bad pattern: (?P<error>.+)"), "data-pattern"),
    (re.compile(r"Expected `str` matching regex (?P<wanted>.+)"), "data-form"),
)
"""The faults that msgspec finds, and their messages."""


def _worded(fault: str) -> str:
    for pattern, key in _WORDINGS:
        if match := pattern.fullmatch(fault):
            return say(key, **match.groupdict())
    return fault


_Fault = tuple[str, str, Mapping[str, object]]


def _faults(value: Any, hint: Any, place: str) -> Iterator[_Fault]:
    """The faults that msgspec doesn't check: unknown terms of the ontology, duplicate members and ids.

    Each is a triple of the place in the file, the message key and the values of its placeholders.
    """
    if hint is ClassName and value not in load_ontology().classes:
        yield place, "data-unknown-class", {"value": value, "known": _listed(load_ontology().classes)}
    elif hint is PredicateName and value not in load_ontology().predicates:
        yield place, "data-unknown-predicate", {"value": value, "known": _listed(load_ontology().predicates)}
    elif get_origin(hint) in (Union, UnionType):
        yield from (fault for one in get_args(hint) if value is not None for fault in _faults(value, one, place))
    elif isinstance(value, Table):
        for name, key, inner in _fields(type(value)):
            yield from _faults(getattr(value, name), inner, f"{place}.{key}")
    elif isinstance(value, Mapping):
        of_key, of_value = get_args(hint)
        for key, inner in value.items():
            yield from _faults(key, of_key, f"{place}.{key}")
            yield from _faults(inner, of_value, f"{place}.{key}")
    elif isinstance(value, tuple):
        yield from _member_faults(value, get_args(hint)[0], place)


def _member_faults(values: tuple[Any, ...], hint: Any, place: str) -> Iterator[_Fault]:
    seen: set[str] = set()
    for index, value in enumerate(values):
        term = getattr(value, "id", None) if isinstance(value, Table) else value
        if isinstance(term, str):
            if term in seen:
                yield f"{place}[{index}]", "data-duplicate", {"term": term}
            elif term != term.strip():
                yield f"{place}[{index}]", "data-space", {}
            seen.add(term)
        yield from _faults(value, hint, f"{place}[{index}]")


@cache
def _fields(kind: type[Table]) -> Sequence[tuple[str, str, Any]]:
    """The fields of a table: name, key in the file (``class`` of ``class_``), type."""
    hints = get_type_hints(kind)
    return [(one.name, one.encode_name, hints[one.name]) for one in msgspec.structs.fields(kind)]


def _listed(known: Collection[str]) -> str:
    return "、".join(sorted(known))
