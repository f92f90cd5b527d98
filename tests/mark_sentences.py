"""Set the marks of failing sentences anew: ``python tests/mark_sentences.py``, after a new training of the tagger.

A mark goes where its sentence holds now; a sentence that fails and has no mark gets one, to be given its reason.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE), str(HERE / "extract")]

from names.test_propose import test_names  # noqa: E402
from test_goals import test_facts, test_goals  # noqa: E402

from sentences import FAILS, FOLDER  # noqa: E402 -- the checkout has to be on the path first.

CHECKS: dict[str, Callable[[str], None]] = {"goals.txt": test_goals, "facts.txt": test_facts}


def main() -> None:
    """Rewrite all files; say what changed."""
    for path in sorted(FOLDER.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        path.write_text(marked(text, CHECKS.get(path.name, test_names), path.name), encoding="utf-8")


def marked(text: str, check: Callable[[str], None], name: str) -> str:
    """The text of a file with its marks set by ``check``."""
    lines: list[str] = []
    why = ""
    for row in text.splitlines():
        if row.startswith(FAILS):
            why = row
            continue
        if row and not row.startswith("#"):
            if holds(check, row):
                if why:
                    sys.stdout.write(f"{name}: holds now: {row}\n")
            else:
                if not why:
                    sys.stdout.write(f"{name}: fails now: {row}\n")
                lines.append(why or f"{FAILS}待查")
            why = ""
        lines.append(row)
    return "".join(f"{line}\n" for line in lines)


def holds(check: Callable[[str], None], row: str) -> bool:
    try:
        check(row)
    except AssertionError:
        return False
    return True


if __name__ == "__main__":
    main()
