"""Mistakes in the use of the command line in the user's language: Typer has English messages only."""

from __future__ import annotations

import re
from typing import Any

from kg.messages import say

_CLASSES = (
    "NoSuchOption",
    "NoSuchCommand",
    "MissingParameter",
    "BadParameter",
    "BadOptionUsage",
    "UsageError",
)
"""The exceptions of Typer that have a text ``usage-CLASS``."""
_PATTERNS = {
    "usage-at-most": r"less than or equal to (\S+)",
    "usage-at-least": r"greater than or equal to (\S+)",
    "usage-more-than": r"greater than (\S+)",
    "usage-less-than": r"less than (\S+)",
    "usage-whole": r"valid integer",
    "usage-number": r"valid (?:number|float)",
    "usage-command-near": r"No such command .*Did you mean (.+)\?",
    "usage-command": r"No such command '(.+?)'",
    "usage-value": r"requires an? argument|requires \d+ arguments",
    "usage-flag": r"does not take a value",
    "usage-extra": r"unexpected extra argument\S* \((.+)\)",
    "usage-unreadable": r"'(.+?)' is not (?:readable|writable)",
    "usage-absent": r"'(.+?)' does not exist",
    "usage-folder": r"'(.+?)' is a directory",
    "usage-file": r"'(.+?)' is a file",
}
"""What to look for in a message of Typer, by the key of our text; the first that is found wins."""


def describe(error: Any) -> str:
    """One line that says what is wrong and names the command whose help to read.

    ``error`` is an exception of Typer; one of a class that we do not know keeps Typer's words.
    """
    name = type(error).__name__
    if name not in _CLASSES:
        return str(error.format_message())
    command = getattr(getattr(error, "ctx", None), "command_path", "kg")
    message = translate(" ".join(error.message.split()))
    return say(f"usage-{name}", name=_parameter(error), message=message, command=command)


def _parameter(error: Any) -> str:
    """The option or argument that the error is about, as the user writes it; empty if there is none."""
    param = getattr(error, "param", None)
    name = [*getattr(param, "opts", ()), ""][0]
    if not name.startswith("-"):
        name = getattr(param, "metavar", None) or name
    return str(getattr(error, "option_name", name))


def translate(message: str) -> str:
    """A message of Typer in the user's language; one that we do not know comes back as it is."""
    for key, pattern in _PATTERNS.items():
        if match := re.search(pattern, message):
            return say(key, found=next(filter(None, match.groups()), ""))
    return message
