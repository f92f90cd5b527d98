"""Propose schemes: the formulas that the scan has seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.extract.proposals import KNOWN, Proposal
from kg.extract.scan import Clause


def propose_schemes(text: str, clauses: Iterable[Clause]) -> Iterator[Proposal]:
    """The formulas of a line."""
    for clause in clauses:
        for token in clause.tokens:
            if token.kind == "formula":
                yield Proposal(token.start, token.end, "Scheme", text[token.start : token.end], "scheme.formula", KNOWN)
