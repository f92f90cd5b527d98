"""Whether a sentence is classified as report or plan, and the year that it refers to."""

from __future__ import annotations

import pytest

from kg.document import parse_document
from kg.extract.line.clauses import scan
from kg.extract.line.tense import Context, Tense, year_to_reach, years_in
from kg.lexicon.knowledge import load_knowledge
from kg.lexicon.rules import load_rules


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2025年工作回顾", [2025]),
        ("二〇三五年远景目标", [2035]),
        ("2021年至2025年", [2021, 2025]),
        ("2026 年工作安排", [2026]),
        ("建成2025套住房", []),
        ("12025年", []),
    ],
)
def test_the_years_that_a_text_names(text: str, years: list[int]) -> None:
    assert years_in(text) == years


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("到2027年，建成零碳园区", 2027),
        ("至2028年底实现全覆盖", 2028),
        ("力争2030年达到峰值", 2030),
        ("到二〇三五年基本实现现代化", 2035),
        ("2026年底前新增泊位", 2026),
        ("2027年力争突破", 2027),
        ("2024年的泊位", None),
        ("早日达到", None),
    ],
)
def test_the_year_to_reach(text: str, year: int | None) -> None:
    assert year_to_reach(text, load_rules().goals.tense) == year


PLAN = """云河市政府工作报告
（2026年1月12日）
一、2025年工作回顾
新建学校16所。今年将新建学校21所。
二、2026年工作安排
新建学校21所。
到2028年，新建学校70所。
"""


def context(sentence: str, *, nth: int = 0) -> Context:
    """The context of a sentence of the plan."""
    document, knowledge = parse_document(PLAN, slug="made-up", region="云河市"), load_knowledge()
    row = [row for row in PLAN.splitlines() if sentence in row][nth]
    clauses = scan(row, knowledge)
    contexts = Tense(document, knowledge.rules.goals.tense).contexts(PLAN.index(f"\n{row}\n") + 1, row, clauses)
    at = row.index(sentence)
    return next(c for clause, c in zip(clauses, contexts, strict=True) if clause.start <= at < clause.end)


def test_the_section_decides() -> None:
    assert context("新建学校16所") == Context(past=True, year=2025)
    assert context("新建学校21所", nth=1) == Context(past=False, year=2026)


def test_a_sentence_may_say_otherwise() -> None:
    assert not context("今年将新建").past


def test_a_year_in_the_sentence_wins() -> None:
    assert context("新建学校70所") == Context(past=False, year=2028)


def test_every_clause_has_a_context() -> None:
    document, knowledge = parse_document(PLAN, slug="made-up", region="云河市"), load_knowledge()
    for line in PLAN.splitlines():
        clauses = scan(line, knowledge)
        assert len(Tense(document, knowledge.rules.goals.tense).contexts(0, line, clauses)) == len(clauses)
