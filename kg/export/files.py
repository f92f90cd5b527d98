"""The paths of exported files, which are replaced when all are written."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from kg import messages
from kg.errors import InputError, KgError
from kg.export import FORMATS, writers
from kg.messages import say
from kg.model import PlanGraph


def check_form(form: str) -> None:
    """Raise KgError for an unknown format."""
    if form not in FORMATS:
        raise KgError(say("query-format", format=form, known=messages.listing(FORMATS)))


def only_file(form: str) -> str:
    """The file of a format with one file. Raises KgError if it has several."""
    if len(FORMATS[form]) > 1:
        raise KgError(say("export-folder", format=form, files=messages.listing(FORMATS[form])))
    return next(iter(FORMATS[form]))


def places(form: str, *, to: Path | None, out: Path, slug: str = "") -> dict[str, Path]:
    """The path of each file: in the folder ``to``, ``to`` itself for a single file, or by default a name in ``out``."""
    names = FORMATS[form]
    if to is None:
        return {name: out / (f"{slug}-{name}" if slug else name) for name in names}
    if to.is_dir() or (len(names) > 1 and not to.suffix and not to.exists()):
        return {name: to / name for name in names}
    return {only_file(form): to}


def write(form: str, plans: Iterable[PlanGraph], where: dict[str, Path]) -> None:
    """Write each file of the format to a temporary file beside its path, then rename all."""
    staged: list[tuple[Path, Path]] = []
    try:
        for name, writer in writers(form).items():
            path = where[name]
            path.parent.mkdir(parents=True, exist_ok=True)
            working = path
            if path.is_file() or not path.exists():  # Else a device or a pipe, which nothing can be moved over.
                working = path.with_name(f".{path.name}.{os.getpid()}")
                staged.append((working, path))
            with working.open("wb") as file:
                file.writelines(piece.encode() for piece in writer(plans))
        for working, path in staged:
            working.replace(path)
    except OSError as error:
        where_told = messages.listing(map(str, where.values()))
        raise InputError(say("export-failed", path=where_told, error=error.strerror or error)) from error
    finally:
        for working, _ in staged:
            working.unlink(missing_ok=True)
