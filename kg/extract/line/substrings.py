"""Ask a text for words."""

from __future__ import annotations

from collections.abc import Iterable


def holds_any(text: str, words: Iterable[str]) -> bool:
    """Whether any of ``words`` stands in ``text``; asked for every clause, so that Python itself does not loop."""
    return any(map(text.__contains__, words))
