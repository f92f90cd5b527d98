"""What some tests need beyond the package: a test without it is skipped and says so, under CI it fails."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sysconfig
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from kg.project import PACKAGE

SHARED = PACKAGE.parent.parent / "shared"
"""Where the reference plans lie: in the folder ``shared`` beside the checkout."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def required() -> bool:
    """Whether what is missing is a failure, as it is under CI."""
    return os.environ.get("CI", "").lower() in ("1", "true") or os.environ.get("KG_REQUIRE_ALL") == "1"


def chromium() -> str | None:
    """The path of a Chromium; ``KG_CHROMIUM`` names one that is not on the search path."""
    return os.environ.get("KG_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def corpus_missing(shared: Path = SHARED) -> str:
    """Why the reference plans can't be read, or nothing."""
    return "" if any(shared.glob("plans/*.txt")) else "the reference plans are not in ../shared/plans"


def browser_missing() -> str:
    """Why no page can be opened, or nothing."""
    if chromium() is None:
        return "no Chromium was found; install one, or name it in KG_CHROMIUM"
    if importlib.util.find_spec("playwright") is None:
        return "playwright is not installed: pip install -e '.[test,browser]'"
    return ""


def compiler_missing() -> str:
    """Why no module can be compiled, or nothing."""
    if shutil.which((os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").partition(" ")[0]) is None:
        return "there is no C compiler"
    if not Path(sysconfig.get_path("include"), "Python.h").is_file():
        return "the headers of Python are not installed (python3-dev)"
    return ""


def trainer_missing() -> str:
    """Why no tagger can be trained, or nothing."""
    if importlib.util.find_spec("pycrfsuite") is None:
        return "python-crfsuite is not installed: pip install -e '.[test,train]'"
    return ""


NEEDS: Mapping[str, Callable[[], str]] = {
    "corpus": corpus_missing,
    "browser": browser_missing,
    "compiler": compiler_missing,
    "trainer": trainer_missing,
}
"""The marker of a test → why it can't run here, or nothing. A new need is one function and one line."""


def insist(markers: Iterable[str]) -> None:
    """Skip the running test, or fail it under CI, if what one of its markers stands for is not there."""
    for marker in markers:
        if marker in NEEDS and (reason := NEEDS[marker]()):
            if required():
                pytest.fail(reason, pytrace=False)
            pytest.skip(reason)
