"""Reading bytes: which encoding was taken, and one clear line for what can't be read."""

import codecs
from pathlib import Path

import pytest

from kg.document import read_document
from kg.document.text import MAX_BYTES, decode
from kg.errors import InputError

TRADITIONAL = "示例市的發展和建設，在一年中有大的進步，人人都是主人。上下一心，不怕困難。\n" * 9
PLAN = "示例市“十四五”规划纲要\r\n一、总体要求\r\n示例高新区大力发展生物医药产业。\r\n"


@pytest.mark.parametrize(
    ("encode", "taken"),
    [
        (lambda text: text.encode("utf-8"), "utf-8"),
        (lambda text: codecs.BOM_UTF8 + text.encode("utf-8"), "utf-8-sig"),
        (lambda text: text.encode("gb18030"), "gb18030"),
        (lambda text: text.encode("utf-16"), "utf-16"),
        (lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"), "utf-16"),
        (lambda text: text.encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_each_encoding_gives_the_same_text(tmp_path: Path, encode, taken: str) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(encode(PLAN))
    document = read_document(path)
    assert document.encoding == taken
    assert document.text == PLAN.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空的"),
        (b"  \n\t ", "空的"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 40, "不是能认出的文本"),
        (codecs.BOM_UTF8 + b"\xff\xfe\xff", "utf-8-sig"),
        (b"\x7fELF" + bytes(range(256)) * 9, "不是能认出的文本"),
        (b"Development of the made-up park.\n" * 9, "没有一个汉字"),
        (TRADITIONAL.encode("big5"), "不是能认出的文本"),
    ],
)
def test_what_is_no_text_is_refused_by_name(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "odd.txt"
    path.write_bytes(data)
    with pytest.raises(InputError, match=said) as caught:
        read_document(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_traditional_characters_are_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(TRADITIONAL.encode("gb18030"))
    assert read_document(path).text == TRADITIONAL


def test_a_missing_file_a_folder_and_an_unknown_format(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有这个文件"):
        read_document(tmp_path / "none.txt")
    with pytest.raises(InputError, match="文件夹"):
        read_document(tmp_path)
    (tmp_path / "plan.xyz").write_text(PLAN)
    with pytest.raises(InputError, match="xyz"):
        read_document(tmp_path / "plan.xyz")


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(InputError, match="上限"):
        read_document(path)


def test_utf8_wins_over_what_it_could_also_be() -> None:
    assert decode("规划".encode(), name="x") == ("规划", "utf-8")
