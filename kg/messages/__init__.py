"""The texts that a user reads, in Chinese and English.

They are kept in the ``*.toml`` files of this folder, one table for each text with a string for each language;
:func:`say` looks one up by its key.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_SEPARATORS = {"zh": "、", "en": ", "}
_chosen = {"language": LANGUAGES[0]}
_of_context: ContextVar[str] = ContextVar("language")


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """All texts, by key and language.

    Raises ValueError if two files define the same key.
    """
    return read_texts(Path(__file__).parent)


def read_texts(folder: Path) -> Mapping[str, Mapping[str, str]]:
    """The texts of all ``*.toml`` files in a folder as one table. Raises ValueError for a key in two files."""
    found: dict[str, Mapping[str, str]] = {}
    for path in sorted(folder.glob("*.toml")):
        table: Mapping[str, Mapping[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))
        if twice := sorted(table.keys() & found.keys()):
            raise ValueError(f"{path}: already defined in another file: {', '.join(twice)}")
        found |= table
    return found


def language() -> str:
    """The language in use, ``zh`` or ``en``."""
    return _of_context.get(_chosen["language"])


def use(code: str) -> None:
    """Set the language of this process. Raises ValueError for any but ``zh`` and ``en``."""
    if code not in LANGUAGES:
        raise ValueError(f"no such language: {code}")
    _chosen["language"] = code


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Use a language within a ``with`` block, in this thread or task only; an unknown one changes nothing."""
    token = _of_context.set(code if code in LANGUAGES else language())
    try:
        yield
    finally:
        _of_context.reset(token)


def wanted(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """The language asked for by ``--lang``, then ``KG_LANG``, then an English locale; else Chinese."""
    asked = _option(arguments, "--lang") or environment.get("KG_LANG", "")
    if asked in LANGUAGES:
        return asked
    locale = next((environment[name] for name in _LOCALE_VARIABLES if environment.get(name)), "")
    return "en" if locale.lower().startswith("en") else "zh"


def _option(arguments: Sequence[str], name: str) -> str:
    for at, argument in enumerate(arguments):
        if argument == name and at + 1 < len(arguments):
            return arguments[at + 1]
        if argument.startswith(name + "="):
            return argument.partition("=")[2]
    return ""


def say(key: str, **values: object) -> str:
    """The text of ``key`` in the language in use, its ``{places}`` filled with ``values``.

    Raises KeyError for an unknown key or a value that is missing.
    """
    return texts()[key][language()].format(**values)


def listing(items: Iterable[str]) -> str:
    """The items as an enumeration in the language in use."""
    return _SEPARATORS[language()].join(items)
