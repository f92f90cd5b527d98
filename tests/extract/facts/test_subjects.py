"""The subject of each clause, given its mentions."""

from __future__ import annotations

import pytest

from kg.extract.facts.subjects import Subject, find_subjects
from kg.extract.line.clauses import scan
from kg.extract.names.proposals import TAGGED, Proposal
from kg.lexicon.knowledge import load_knowledge
from kg.model import Provenance, Ref
from sentences import parse

REGION = Ref("Place", "云河市")


def subjects(row: str) -> list[Subject]:
    """The subject of each clause of a sentence with its names marked."""
    sentence, knowledge = parse(row), load_knowledge()
    names = [Proposal(n.start, n.end, n.type, n.name, "a.rule", TAGGED) for n in sentence.names]
    clauses = scan(sentence.text, knowledge)
    inside = [[n for n in names if clause.start <= n.start and n.end <= clause.end] for clause in clauses]
    return find_subjects(sentence.text, clauses, inside, REGION, knowledge.rules.subjects)


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ("打造冷链枢纽，建成仓库。", ["云河市", "云河市"]),
        ("{麓西高新区|Park}打造冷链枢纽，建成仓库。", ["麓西高新区", "麓西高新区"]),
        ("{麓西高新区|Park}依托港口，打造冷链枢纽。建成仓库。", ["麓西高新区", "麓西高新区", "云河市"]),
        ("{麓西高新区|Park}打造枢纽；{松谷经开区|Park}打造基地。", ["麓西高新区", "松谷经开区"]),
        ("{云麓大学|Organization}建成新校区，打造冷链枢纽。", ["云麓大学", "云河市"]),
        ("将{麓西高新区|Park}打造成为创新高地。", ["麓西高新区"]),
        ("推动{松谷经开区|Park}打造制造基地。", ["松谷经开区"]),
        ("{云河港|Facility}吞吐量达到320万标箱。", ["云河港"]),
        ("建设{麓西高新区|Park}。", ["云河市"]),
        ("{集成电路|Industry}打造新优势。", ["云河市"]),
        ("加快{麓西高新区|Park}的发展，打造创新高地。", ["云河市", "云河市"]),
    ],
)
def test_whose(row: str, wanted: list[str]) -> None:
    assert [subject.refs[0].name for subject in subjects(row)] == wanted


def test_coordinated_subjects_govern_together() -> None:
    [subject] = subjects("{麓西高新区|Park}、{松谷经开区|Park}打造创新高地。")
    assert [ref.name for ref in subject.refs] == ["麓西高新区", "松谷经开区"]


def test_a_default_is_told_from_what_the_text_says() -> None:
    own, default = subjects("{云麓大学|Organization}建成新校区。打造冷链枢纽。")
    assert (own.provenance, default.provenance) == (Provenance.VERBATIM, Provenance.RESOLVED)


def test_a_paragraph_that_opens_on_one_park_is_that_parks() -> None:
    _, second = subjects("擦亮{麓西高新区|Park}创新名片。建成中试平台。")
    assert second.refs == (Ref("Park", "麓西高新区"),)
    assert second.provenance is Provenance.RESOLVED
