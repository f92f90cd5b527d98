"""Offsets of compact lines map back to document offsets."""

from hypothesis import given
from hypothesis import strategies as st

from kg.document import parse_document
from kg.extract.line.lines import lines_of


@given(st.text(alphabet="建设园区ABc12 ，。、\n　", min_size=1, max_size=60))
def test_every_character_of_a_compact_line_is_found_again(text: str) -> None:
    document = parse_document(text, slug="x")
    for line in lines_of(document):
        for at, char in enumerate(line.text):
            assert document.folded[line.at(at)] == char
        assert document.line_at(line.at(0)) == line.number


def test_spaces_beside_chinese_go_and_between_latin_words_stay() -> None:
    document = parse_document("推 动 AI PC 产 业", slug="x")
    (line,) = lines_of(document)
    assert line.text == "推动AI PC产业"
    assert document.text[slice(*line.span(2, 7))] == "AI PC"
