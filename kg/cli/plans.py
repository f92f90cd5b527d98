"""``kg plans list`` and ``kg plans remove``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg import project
from kg.build.outdir import OutDir
from kg.cli.options import Format, Out, Server
from kg.messages import say


def list_plans(out: Out = project.DEFAULT_OUT, server: Server = "", form: Format = "table") -> None:
    from kg.query import sparql
    from kg.store import open_store

    with open_store(OutDir(out).store, server=server) as store:
        answer = sparql.list_plans(store)
    typer.echo(sparql.render(answer, form), nl=False)


def remove(
    slug: Annotated[str, typer.Argument(help=say("help-slug"))], out: Out = project.DEFAULT_OUT, server: Server = ""
) -> None:
    from kg.build import pipeline

    pipeline.remove(slug, out=out, server=server)
    typer.echo(say("removed", slug=slug))
