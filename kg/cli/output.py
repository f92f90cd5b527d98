"""``kg view`` and ``kg export``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg import project
from kg.build.outdir import OutDir
from kg.cli.options import Out, Server, split_list
from kg.export import FORMATS
from kg.messages import say


def view(
    entity: Annotated[str | None, typer.Argument(help=say("help-view-entity"))] = None,
    hops: Annotated[int, typer.Option("--hops", min=1, max=3, help=say("help-view-hops"))] = 2,
    types: Annotated[str, typer.Option("--type", metavar="TYPE,…", help=say("help-view-types"))] = "",
    plan: Annotated[str, typer.Option("--plan", metavar="PLAN,…", help=say("help-view-plan"))] = "",
    out: Out = project.DEFAULT_OUT,
    server: Server = "",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help=say("help-browser"))] = True,
) -> None:
    from kg.build.pipeline import Selection, redraw

    page = redraw(out, cut=Selection(entity, hops, split_list(types), split_list(plan)), server=server)
    typer.echo(str(page))
    if browser and sys.stdout.isatty():
        typer.launch(page.absolute().as_uri())


def export(
    form: Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help=say("help-export-format"))],
    plan: Annotated[str, typer.Option("--plan", metavar="SLUG", help=say("help-export-plan"))] = "",
    to: Annotated[str, typer.Option("--to", metavar="PATH|-", help=say("help-export-to"))] = "",
    out: Out = project.DEFAULT_OUT,
    server: Server = "",
) -> None:
    from kg.export import files, writers
    from kg.export.stored import StoredPlans
    from kg.store import open_store

    files.check_form(form)
    with open_store(OutDir(out).store, server=server) as store:
        plans = StoredPlans(store, plan)
        if to == "-":
            for piece in writers(form)[files.only_file(form)](plans):
                typer.echo(piece.encode(), nl=False)
            return
        places = files.places(form, to=Path(to) if to else None, out=out, slug=plan)
        files.write(form, plans, places)
    typer.echo("\n".join(map(str, places.values())))
