"""Which names a sentence has, where each begins and ends, and what it is; on wordings that nothing was tuned to.

The sentences stand in ``sentences/``, one file a group of phenomena.
"""

from __future__ import annotations

import pytest

from sentences import faults, graph_of, mentions, parse, rows

FILES = ("lists.txt", "bounds.txt", "context.txt", "formulas.txt", "noise.txt")


@pytest.mark.parametrize("row", [row for name in FILES for row in rows(name)])
def test_names(row: str) -> None:
    sentence = parse(row)
    assert faults(sentence, mentions(graph_of(sentence.text))) == ([], [])
