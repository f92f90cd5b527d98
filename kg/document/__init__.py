"""Read a plan into a :class:`~kg.model.Document`.

Each file format has a reader in :data:`READERS`. The later steps (folding, sections, title, region)
are the same for all formats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from kg.document.about import find_period, find_region, find_title, find_year, report_title, says_little
from kg.document.fold import fold
from kg.document.noise import find_noise, find_repeats
from kg.document.sections import find_sections
from kg.document.text import read_text
from kg.errors import InputError
from kg.lexicon.places import Places
from kg.messages import say
from kg.model import Document

Reader = Callable[[Path], tuple[str, str]]

READERS: Mapping[str, Reader] = {".txt": read_text, ".md": read_text, "": read_text}
"""File suffix → a function that returns the text and its encoding."""


def read_document(path: Path, *, region: str | None = None) -> Document:
    """Read the plan at ``path``; ``region`` overrides the region found in the text.

    Raises :class:`~kg.errors.InputError` if the file can't be read as a plan.
    """
    path = Path(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = "、".join(sorted(suffix for suffix in READERS if suffix))
        raise InputError(say("plan-format", path=path, suffix=path.suffix, known=known))
    text, encoding = reader(path)
    return parse_document(text, slug=slugify(path.stem), encoding=encoding, region=region)


def parse_document(text: str, *, slug: str, encoding: str = "utf-8", region: str | None = None) -> Document:
    """The document of a text: with title, period, region, sections, boilerplate and repeated sentences."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    folded = fold(text)
    noise = find_noise(folded)
    year = find_year(folded)
    region = region or find_region(folded, Places.load())
    title = find_title(text, folded, noise)
    if says_little(title):
        title = report_title(folded, region, year) or title
    return Document(
        slug=slug,
        text=text,
        folded=folded,
        encoding=encoding,
        title=title or slug,
        region=region,
        period=find_period(folded, year),
        year=year,
        sections=find_sections(text, folded, noise),
        noise=noise,
        repeats=find_repeats(folded),
    )


def slugify(stem: str) -> str:
    """The slug of a plan: the stem of its file name."""
    return stem.strip() or "plan"
