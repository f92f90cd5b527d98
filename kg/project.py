"""Where the knowledge files lie, in a checkout and in an installed wheel."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def knowledge_root() -> Path:
    """The folder that holds ``ontology/`` and ``data/``.

    ``KG_HOME`` wins; then the copy inside an installed wheel; then the checkout.
    """
    if home := os.environ.get("KG_HOME"):
        return Path(home)
    bundled = PACKAGE / "knowledge"
    return bundled if bundled.is_dir() else PACKAGE.parent


def ontology_file(name: str) -> Path:
    """The path of ``ontology/NAME``."""
    return knowledge_root() / "ontology" / name


def data_file(name: str) -> Path:
    """The path of ``data/NAME``."""
    return knowledge_root() / "data" / name


DEFAULT_OUT = Path("exports")
"""Where a build writes and every other command reads, unless ``--out`` says otherwise."""
