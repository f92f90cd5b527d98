from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from kg import messages, project

SHOWS = re.compile(r"(Error|NothingFound|AnswerNo|ErrorResponse|NotThere|echo)$")
VARIABLE = (ast.Name, ast.Subscript, ast.Attribute)
HAN = re.compile("[\u3400-\u9fff]")
PACKAGE = Path(project.PACKAGE)
SAYS = ("say", "fault")
"""``say(key, …)`` itself, and the method that gives a row of a data file as well."""


class Call(NamedTuple):
    """A call of ``say``: the keys it can have (one, or all that begin with a prefix), and the values it gives."""

    where: str
    key: str
    is_prefix: bool
    values: frozenset[str]


@cache
def modules() -> dict[str, ast.Module]:
    paths = sorted(PACKAGE.rglob("*.py"))
    assert len(paths) > 100
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def strings(tree: ast.AST) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def called(node: ast.Call) -> str:
    return ast.unparse(node.func).rpartition(".")[2]


def keys_of(argument: ast.expr) -> Iterator[tuple[str, bool]]:
    """The keys that an argument of ``say`` can be; a variable gives none."""
    match argument:
        case ast.Constant(value=str(key)):
            yield key, False
        case ast.IfExp(body=body, orelse=other):
            yield from keys_of(body)
            yield from keys_of(other)
        case ast.JoinedStr(values=[ast.Constant(value=str(prefix)), ast.FormattedValue()]):
            yield prefix, True
        case ast.JoinedStr() | ast.BinOp():
            pytest.fail(f"say({ast.unparse(argument)}): write a text, a variable, or a text and one variable")


@cache
def calls() -> Sequence[Call]:
    found = []
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) in SAYS:
                values = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
                found += [Call(f"{name}:{node.lineno}", *key, values) for key in keys_of(node.args[0])]
    assert len(found) > 150
    return found


def variable_calls(tree: ast.Module) -> Iterator[frozenset[str] | None]:
    """The values that are given with keys that a variable holds; None where they come as ``**values``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in SAYS and isinstance(node.args[0], VARIABLE):
            names = [keyword.arg for keyword in node.keywords]
            yield None if None in names else frozenset(filter(None, names))
        if isinstance(node, ast.Call) and called(node) == "map" and ast.unparse(node.args[0]) == "say":
            yield frozenset()


def uses() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Where each text is used, and with what values."""
    constants = set().union(*map(strings, modules().values()))
    for call in calls():
        if not call.is_prefix:
            yield call.where, call.key, call.values
        for key in messages.texts() if call.is_prefix else ():
            if key.startswith(call.key) and key.removeprefix(call.key) in constants:
                yield call.where, key, call.values
    for name, tree in modules().items():
        direct = {call.key for call in calls() if call.where.startswith(f"{name}:")}
        held = (strings(tree) & messages.texts().keys()) - direct
        yield from ((name, key, values) for values in variable_calls(tree) for key in held)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def shown(node: ast.AST) -> ast.AST | None:
    """What a statement or call shows to the user: an error that is made, or a line that is printed."""
    if isinstance(node, ast.Raise):
        return node.exc
    return node if isinstance(node, ast.Call) and SHOWS.search(called(node)) else None


def test_every_text_is_in_both_languages_with_the_same_places() -> None:
    for key, text in messages.texts().items():
        assert list(text) == list(messages.LANGUAGES), key
        assert all(text.values()), key
        assert places(text["zh"]) == places(text["en"]), key


def test_english_texts_have_no_chinese() -> None:
    assert [key for key, text in messages.texts().items() if HAN.search(text["en"])] == []


def test_a_key_in_two_files_is_an_error(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text('[same]\nzh = "同"\nen = "same"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"b\.toml: .*same"):
        messages.read_texts(tmp_path)


def test_every_text_that_the_code_uses_is_there() -> None:
    known = messages.texts().keys()
    missing = [call for call in calls() if not call.is_prefix and call.key not in known]
    missing += [call for call in calls() if call.is_prefix and not any(key.startswith(call.key) for key in known)]
    assert missing == []


def test_every_text_is_used() -> None:
    used = {key for _, key, _ in uses()}
    looked_up = {key for tree in modules().values() for key in looked_up_keys(tree)}
    assert messages.texts().keys() - used - looked_up == set()


def looked_up_keys(tree: ast.Module) -> set[str]:
    """Keys in a module that reads the table of texts itself, because it needs all languages of a text."""
    reads = any(isinstance(node, ast.Call) and called(node) == "texts" for node in ast.walk(tree))
    return strings(tree) & messages.texts().keys() if reads else set()


def test_every_use_gives_the_values_for_the_places_of_its_text() -> None:
    lacking = [
        (where, key, sorted(missing))
        for where, key, values in uses()
        if values is not None and (missing := places(messages.texts()[key]["zh"]) - values)
    ]
    assert lacking == []


def test_every_value_that_is_given_has_a_place() -> None:
    idle = [
        (call.where, call.key, sorted(left))
        for call in calls()
        if not call.is_prefix and (left := call.values - places(messages.texts()[call.key]["zh"]))
    ]
    assert idle == []


def test_no_error_and_no_line_of_output_is_written_in_the_code_in_chinese() -> None:
    found = {
        name: sorted(
            {node.lineno for node in ast.walk(tree) if (part := shown(node)) and any(map(HAN.search, strings(part)))}
        )
        for name, tree in modules().items()
    }
    assert {name: lines for name, lines in found.items() if lines} == {}


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


def test_enumerations_follow_the_language() -> None:
    assert messages.listing(["甲", "乙"]) == "甲、乙"
    with messages.speaking("en"):
        assert messages.listing(["a", "b"]) == "a, b"
