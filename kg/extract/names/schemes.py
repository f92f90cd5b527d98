"""Propose schemes: formulas, and counted sets in quotation marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.extract.line.clauses import Clause
from kg.extract.names.proposals import EXPANDED, KNOWN, Proposal
from kg.lexicon.knowledge import Knowledge


def propose_schemes(text: str, clauses: Iterable[Clause], knowledge: Knowledge) -> Iterator[Proposal]:
    """The formulas of a line (“一核两翼”格局), and its counted sets (“十大示例工程”)."""
    for clause in clauses:
        for token in clause.tokens:
            if token.lexeme is not None or token.kind not in ("formula", "quote"):
                continue
            name = text[token.start : token.end]
            if token.kind == "formula":
                yield Proposal(token.start, token.end, "Scheme", name, "scheme.formula", KNOWN)
            elif knowledge.rules.line.counted_quote.fullmatch(name):
                yield Proposal(token.start, token.end, _kind(name, knowledge), name, "scheme.counted-quoted", EXPANDED)


def _kind(name: str, knowledge: Knowledge) -> str:
    """The class of a counted set by its head noun: Project or Policy if that can be one, otherwise Scheme."""
    _, readings = knowledge.head_of(name[:-1])
    return next((reading.type for reading in readings if reading.type in ("Project", "Policy")), "Scheme")
