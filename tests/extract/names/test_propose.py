"""The spans and classes of the mentions of single sentences that no rule was tuned to.

The sentences are in ``sentences/``, one file for each group of phenomena.
"""

from __future__ import annotations

import pytest

from sentences import faults, graph_of, mentions, parse, rows

FILES = ("lists.txt", "bounds.txt", "context.txt", "formulas.txt", "noise.txt")


@pytest.mark.parametrize("row", [row for name in FILES for row in rows(name)])
def test_names(row: str) -> None:
    sentence = parse(row)
    assert faults(sentence, mentions(graph_of(sentence.text))) == ([], [])
