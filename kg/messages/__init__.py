"""The words that a user reads, in Chinese or English.

All texts stand in ``messages.toml`` beside this file; :func:`say` picks one by its key.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_chosen = {"language": LANGUAGES[0]}
_spoken: ContextVar[str] = ContextVar("spoken")


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """All texts of the files of this folder, by language and key."""
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(__file__).parent.glob("*.toml"))]
    return {code: {key: text for file in files for key, text in file[code].items()} for code in LANGUAGES}


def language() -> str:
    """The language in use."""
    return _spoken.get(_chosen["language"])


def use(code: str) -> None:
    """Speak ``zh`` or ``en`` from now on in this process."""
    if code not in LANGUAGES:
        raise ValueError(f"no such language: {code}")
    _chosen["language"] = code


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak ``zh`` or ``en`` to one reader of a server, whatever others are spoken to in meanwhile."""
    token = _spoken.set(code if code in LANGUAGES else language())
    try:
        yield
    finally:
        _spoken.reset(token)


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
    """The text of ``key`` in the language in use, with its places filled."""
    return table()[language()][key].format(**values)
