"""Scores the annotations of a plan against a reference, by the annotation guide.

The unit is the line: a thing counts once per line. What a reference marks optional is neither
rewarded nor punished. Goals are paired by the overlap of their texts, 0.6 or more.
"""

from kg.evaluate.reference import Reference, plan_named, read_reference
from kg.evaluate.score import CORE, Count, Miss, Scores, evaluate, fold, overlap
from kg.evaluate.table import format_misses, format_scores, format_summary

__all__ = [
    "CORE",
    "Count",
    "Miss",
    "Reference",
    "Scores",
    "evaluate",
    "fold",
    "format_misses",
    "format_scores",
    "format_summary",
    "overlap",
    "plan_named",
    "read_reference",
]
