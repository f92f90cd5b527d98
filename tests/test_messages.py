from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from kg import messages, project

SPOKEN = re.compile(r"""\bsay\(\s*"([a-z-]+)"(?!\s*\+)""")


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_texts_with_the_same_places() -> None:
    zh, en = messages.table()["zh"], messages.table()["en"]
    assert zh.keys() == en.keys()
    assert {key: places(text) for key, text in zh.items()} == {key: places(text) for key, text in en.items()}


def test_every_text_that_the_code_asks_for_is_there() -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path(project.PACKAGE).rglob("*.py")]
    asked = {key for source in sources for key in SPOKEN.findall(source)}
    assert len(asked) > 30
    assert asked - messages.table()["zh"].keys() == set()


def test_every_text_is_asked_for_somewhere() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(project.PACKAGE).rglob("*.py"))
    built = ("file-", "usage-", "score-", "cause-", "explain-", "column-", "refused-", "mentions", "alias")
    idle = [key for key in messages.table()["zh"] if f'"{key}"' not in sources and not key.startswith(built)]
    assert idle == []


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "zh"),
        ([], {"LANG": "C.UTF-8"}, "zh"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "en_GB.UTF-8", "KG_LANG": "zh"}, "zh"),
        (["--lang", "en", "build"], {}, "en"),
        (["--lang=en"], {"KG_LANG": "zh"}, "en"),
        (["--lang"], {}, "zh"),
        (["--lang", "fr"], {}, "zh"),
    ],
)
def test_which_language_is_wanted(arguments: list[str], environment: dict[str, str], language: str) -> None:
    assert messages.wanted(arguments, environment) == language


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        messages.use("fr")
