"""The annotations of a plan's spaCy doc."""

from __future__ import annotations

from kg.document import parse_document
from kg.extract.pipeline import read_doc

PLAN = """示例市2026年重点工作

一、做强产业
发展新能源汽车产业。 推进示例高新区建设，实现产值增长8%！
（二）建成示例科技馆。
"""


def test_a_doc_has_the_names_and_goals_of_all_lines() -> None:
    doc = read_doc(parse_document(PLAN, slug="doc"), tagger=False)
    assert ("Park", "示例高新区", "head.park") in {(s.label_, s.text, s.id_) for s in doc.spans["names"]}
    assert ("Goal", "实现产值增长8%", "goal.quantity") in {(s.label_, s.text, s.id_) for s in doc.spans["goals"]}
    assert [(s.start, s.text) for s in doc.spans["names"]] == sorted((s.start, s.text) for s in doc.spans["names"])


def test_a_sentence_begins_with_each_line_and_behind_each_full_stop() -> None:
    doc = read_doc(parse_document(PLAN, slug="doc"))
    assert [sentence.text for sentence in doc.sents] == [
        "示例市2026年重点工作",
        "一、做强产业",
        "发展新能源汽车产业。",
        "推进示例高新区建设，实现产值增长8%！",
        "（二）建成示例科技馆。",
    ]


def test_a_plan_without_a_line_of_its_own_is_an_empty_doc() -> None:
    doc = read_doc(parse_document("\n \n", slug="doc"))
    assert len(doc) == len(doc._.readings) == len(doc.spans["names"]) == 0
