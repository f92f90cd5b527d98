"""``kg serve``."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer

from kg import project
from kg.cli.options import Out, Server
from kg.messages import say


def serve(
    out: Out = project.DEFAULT_OUT,
    server: Server = "",
    host: Annotated[str, typer.Option("--host", help=say("help-host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, metavar="N", help=say("help-port"))] = 8000,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, metavar="S", help=say("help-timeout"))] = 30,
    max_rows: Annotated[int, typer.Option("--max-rows", min=1, metavar="N", help=say("help-max-rows"))] = 100_000,
    workers: Annotated[int, typer.Option("--workers", min=0, metavar="N", help=say("help-workers"))] = 0,
    update_token: Annotated[str, typer.Option("--update-token", metavar="TOKEN", help=say("help-update-token"))] = "",
) -> None:
    from kg.serve import Limits, Settings, run

    limits = Limits(seconds=timeout, rows=max_rows, **({"workers": workers} if workers else {}))
    settings = Settings(out, server, update_token, limits)
    # Ctrl-C is how a server is stopped: no failure, and nothing is lost.
    with suppress(KeyboardInterrupt):
        run(settings, host=host, port=port, announce=lambda url: typer.echo(say("serving", url=url)))
