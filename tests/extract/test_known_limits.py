"""The documentation lists every sentence that is an expected failure, with its reason."""

from __future__ import annotations

from kg.project import PACKAGE
from sentences import known_limits

PAGE = PACKAGE.parent / "docs" / "known-limits.md"


def test_every_known_limit_is_documented() -> None:
    listed = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][2:]
    assert listed == [f"| {sentence} | {reason} |" for sentence, reason in known_limits()]


def test_there_are_as_many_as_were_counted() -> None:
    """A new expected failure has to be accepted explicitly, by changing this number."""
    assert len(known_limits()) == 24
