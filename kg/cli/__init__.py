"""The command line: ``main`` runs it, ``app`` is the Typer application that ``docs/cli.md`` is generated from."""

from kg.cli.app import app
from kg.cli.build import DEMO_PLAN
from kg.cli.entry import INTERRUPTED, main

__all__ = ["DEMO_PLAN", "INTERRUPTED", "app", "main"]
