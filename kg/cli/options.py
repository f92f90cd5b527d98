"""The options that several commands share, and the language of all help texts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg import messages
from kg.messages import say

# Help texts are looked up when the commands are defined, so the language must be known by then.
messages.use(messages.wanted(sys.argv[1:]))

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help=say("help-out"))]
Server = Annotated[str, typer.Option("--store", metavar="URL", help=say("help-store-url"))]
Format = Annotated[str, typer.Option("--format", metavar="table|csv|json", help=say("help-format"))]
Jobs = Annotated[int, typer.Option("--jobs", min=1, metavar="N", help=say("help-jobs"))]
NoTagger = Annotated[bool, typer.Option("--no-tagger", help=say("help-no-tagger"))]


def split_list(text: str) -> tuple[str, ...]:
    """The parts of ``A,B``; a full-width comma separates as well."""
    return tuple(part.strip() for part in text.replace("，", ",").split(",") if part.strip())
