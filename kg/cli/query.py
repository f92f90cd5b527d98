"""``kg query`` and ``kg ask``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from kg import project
from kg.build.outdir import OutDir
from kg.cli.options import Format, Out, Server
from kg.errors import AnswerNo, KgError
from kg.messages import say


def query(
    ctx: typer.Context,
    sparql: Annotated[str, typer.Argument(metavar="SPARQL|FILE.rq|NAME", help=say("help-query-text"))] = "",
    listing: Annotated[bool, typer.Option("--list", help=say("help-query-list"))] = False,
    out: Out = project.DEFAULT_OUT,
    server: Server = "",
    form: Format = "table",
) -> None:
    from kg.query import named
    from kg.query import sparql as queries
    from kg.store import open_store

    queries.check_form(form)
    parameters = _parameters(ctx.args)
    is_named = named.is_name(sparql)
    if parameters and not is_named:
        raise KgError(say("no-parameters", name="--" + next(iter(parameters))))
    if listing:
        typer.echo(queries.render(named.list_queries(), form), nl=False)
        return
    if not sparql.strip():
        raise KgError(say("usage-MissingParameter", name="SPARQL", command="kg query"))
    text = "" if is_named else queries.read_query(sparql)
    with open_store(OutDir(out).store, server=server) as store:
        answer = named.run_named(store, sparql.strip(), parameters) if is_named else queries.run(store, text)
    typer.echo(queries.render(answer, form), nl=False)
    if warning := queries.doubt(text):
        typer.echo(warning, err=True)


def _parameters(arguments: Sequence[str]) -> dict[str, str]:
    """``--name value`` and ``--name=value`` by name, ``-`` in a name replaced by ``_``.

    Raises KgError for an argument without ``--`` and a name without a value.
    """
    given: dict[str, str] = {}
    rest = iter(arguments)
    for argument in rest:
        if not argument.startswith("--"):
            raise KgError(say("usage-UsageError", message=argument, command="kg query"))
        name, equals, value = argument.removeprefix("--").partition("=")
        if not equals and (value := next(rest, "")) == "":
            raise KgError(say("parameter-value", name=name))
        given[name.replace("-", "_")] = value
    return given


def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help=say("help-ask-question"))],
    plan: Annotated[str, typer.Option("--plan", metavar="SLUG", help=say("help-ask-plan"))] = "",
    show_sparql: Annotated[bool, typer.Option("--sparql", help=say("help-ask-sparql"))] = False,
    out: Out = project.DEFAULT_OUT,
    server: Server = "",
    form: Annotated[str, typer.Option("--format", metavar="text|json", help=say("help-format"))] = "text",
) -> None:
    from kg import ask as questions
    from kg.ask import reply as replies
    from kg.store import open_store

    replies.check_form(form)
    with open_store(OutDir(out).store, server=server) as store:
        reply = questions.ask(store, question, plan=plan or None)
        text = replies.render(reply, store, form)
    typer.echo(text, nl=False)
    if show_sparql and form == "text" and reply.sparql:
        typer.echo(reply.sparql)
    if reply.outcome is None:
        raise typer.Exit(AnswerNo.exit_code)
