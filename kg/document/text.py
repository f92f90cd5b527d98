"""Decode the bytes of a plain-text plan."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from kg.errors import InputError
from kg.messages import say

MAX_BYTES = 20_000_000
"""The size limit of a plan; 20 MB are about ten million characters."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LEAST_HAN = 0.2
_COMMON = frozenset("的一是不在和有大中人上了")
"""Characters shared by simplified and traditional Chinese; about one in twenty characters of a plan."""
_LEAST_COMMON = 0.01
_ENOUGH = 200
"""Number of Chinese characters from which a lack of common ones indicates a wrong encoding."""


def read_text(path: Path) -> tuple[str, str]:
    """The text of ``path`` and its encoding.

    Raises :class:`~kg.errors.InputError` for a missing, empty, binary, oversized or undecodable file.
    """
    if path.is_dir():
        raise InputError(say("plan-folder", path=path))
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(say("plan-too-big", path=path, size=round(size / 1e6), limit=round(MAX_BYTES / 1e6)))
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(say("plan-missing", path=path)) from None
    except OSError as error:
        raise InputError(say("plan-unreadable", path=path, error=error.strerror)) from None
    text, encoding = decode(data, name=str(path))
    if not text.strip():
        raise InputError(say("plan-empty", path=path))
    if not _HAN.search(text):
        raise InputError(say("plan-not-chinese", path=path))
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def decode(data: bytes, *, name: str) -> tuple[str, str]:
    """The text and encoding of ``data``: by byte-order mark, else the first of UTF-8, GB18030 and UTF-16 that fits.

    Raises :class:`~kg.errors.InputError` with ``name`` if none gives Chinese text without control characters.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding, name), encoding
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text) and (encoding == "utf-8" or _looks_chinese(text)):
            return text, encoding
    raise InputError(say("plan-undecodable", path=name))


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(say("plan-bad-encoding", path=name, encoding=encoding, at=error.start)) from None
    if _CONTROL.search(text):
        raise InputError(say("plan-binary", path=name))
    return text


def _candidates(data: bytes) -> tuple[str, ...]:
    wide = ("utf-16-le", "utf-16-be") if len(data) % 2 == 0 else ()
    if b"\x00" in data[:4096]:
        return (*wide,)
    return ("utf-8", "gb18030", *wide)


def _looks_chinese(text: str) -> bool:
    body = text[:20_000]
    seen = len(re.sub(r"\s", "", body))
    han = _HAN.findall(body)
    if len(han) >= _ENOUGH and sum(character in _COMMON for character in han) / len(han) < _LEAST_COMMON:
        return False
    return seen == 0 or len(han) / seen >= _LEAST_HAN
