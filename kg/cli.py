"""The command line: thin commands over the pipeline."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from kg import __version__, messages, project
from kg.build.outdir import OutDir
from kg.errors import AnswerNo, InputError, KgError
from kg.export import FORMATS
from kg.messages import say

if TYPE_CHECKING:
    from kg.build.pipeline import BuildResult, Progress

# Help texts are read when the commands are defined, so the language must be known by then.
messages.use(messages.wanted(sys.argv[1:]))

DEMO_PLAN = "plans/binhai-145.txt"
INTERRUPTED = 130
_PER_LINE = 6
_FIGURES = ("core", "entities", "goals", "facts")
"""What a score can be asked to reach."""


class _Helped:
    """A command that tells of ``--help`` in the user's language."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = say("help-help")
        return option


class _Command(_Helped, TyperCommand):
    """A command."""


class _Group(_Helped, TyperGroup):
    """The commands of one level."""


app = typer.Typer(
    name="kg",
    cls=_Group,
    help=say("help"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
plans_app = typer.Typer(cls=_Group, help=say("help-plans"), no_args_is_help=True, rich_markup_mode=None)
app.add_typer(plans_app, name="plans")

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help=say("help-out"))]
Server = Annotated[str, typer.Option("--store", metavar="URL", help=say("help-store-url"))]
Form = Annotated[str, typer.Option("--format", metavar="table|csv|json", help=say("help-format"))]
Jobs = Annotated[int, typer.Option("--jobs", min=1, metavar="N", help=say("help-jobs"))]


def main() -> None:
    """Run the command line; the one place where failures become a line and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = app(prog_name="kg", standalone_mode=False)
    except KgError as error:
        _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone, as in `kg query … | head`.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        _fail(say("system-fails", path=error.filename or "-", error=error.strerror or error), InputError.exit_code)
    except Exception as error:
        # Typer's own errors of usage have had several homes; their form has stayed the same.
        if not hasattr(error, "format_message"):
            raise
        _fail(_usage(error), KgError.exit_code)
    if code == INTERRUPTED:
        _fail(say("interrupted"), INTERRUPTED)
    sys.exit(code)


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(f"kg: {message}", err=True)
    sys.exit(code)


def _usage(error: Any) -> str:
    """A mistake on the command line in the user's language."""
    key = f"usage-{type(error).__name__}"
    if key not in messages.table()[messages.language()]:
        return str(error.format_message())
    param = getattr(error, "param", None)
    named = [*getattr(param, "opts", ()), ""][0]
    if not named.startswith("-"):
        named = getattr(param, "metavar", None) or named
    command = getattr(getattr(error, "ctx", None), "command_path", "kg")
    message = _translated(" ".join(error.message.split()))
    return say(key, name=getattr(error, "option_name", named), message=message, command=command)


_TOLD = {
    "usage-at-most": r"less than or equal to (\S+)",
    "usage-at-least": r"greater than or equal to (\S+)",
    "usage-more-than": r"greater than (\S+)",
    "usage-less-than": r"less than (\S+)",
    "usage-whole": r"valid integer",
    "usage-number": r"valid (?:number|float)",
    "usage-command-near": r"No such command .*Did you mean (.+)\?",
    "usage-command": r"No such command '(.+?)'",
    "usage-value": r"requires an? argument|requires \d+ arguments",
    "usage-flag": r"does not take a value",
    "usage-extra": r"unexpected extra argument\S* \((.+)\)",
    "usage-unreadable": r"'(.+?)' is not (?:readable|writable)",
    "usage-absent": r"'(.+?)' does not exist",
    "usage-folder": r"'(.+?)' is a directory",
    "usage-file": r"'(.+?)' is a file",
}
"""What Typer says of a mistake, by the key of what we say; it has no languages."""


def _translated(message: str) -> str:
    """A message of Typer's in our words, or as it is if it is a new one."""
    for key, pattern in _TOLD.items():
        if told := re.search(pattern, message):
            return say(key, found=next(filter(None, told.groups()), ""))
    return message


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"kg {__version__}")
        raise typer.Exit


@app.callback()
def _settings(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help=say("help-version"))
    ] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=say("help-lang"))] = "",
) -> None:
    if lang and lang not in messages.LANGUAGES:
        raise KgError(say("no-such-language", language=lang, known="、".join(messages.LANGUAGES)))


@app.command("build", cls=_Command, help=say("help-build"))
def build_command(
    plans: Annotated[list[Path] | None, typer.Argument(metavar="[PLAN]...", help=say("help-build-plans"))] = None,
    out: Out = project.DEFAULT_OUT,
    region: Annotated[str | None, typer.Option("--region", help=say("help-region"))] = None,
    no_tagger: Annotated[bool, typer.Option("--no-tagger", help=say("help-no-tagger"))] = False,
    jobs: Jobs = 1,
    server: Server = "",
) -> None:
    from kg.build.pipeline import Options, build

    paths = plans or [project.data_file(DEMO_PLAN)]
    options = Options(region=region, tagger=not no_tagger, jobs=jobs, server=server)
    with _progress() as progress:
        result = build(paths, out=out, options=options, progress=progress)
    typer.echo(_summary(result))


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on a terminal, nothing elsewhere."""
    from kg.build.pipeline import silent

    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("reading"), total=None)

        def tell(done: int, total: int, slug: str) -> None:
            bar.update(task, completed=done, total=total, description=slug)

        yield tell


def _summary(result: BuildResult) -> str:
    """What was found, by type, and where it lies."""
    lines = []
    for plan in result.plans:
        info = plan.graph.plan
        lines.append(say("built", title=info.title, slug=info.slug))
        lines.extend(_counts(plan.report.counts))
    lines.append(say("where"))
    out = result.out
    places = (("page", out.html), ("turtle", out.turtle), ("report", out.report), ("store", out.store))
    lines.extend(f"  {say('file-' + name)}  {path}" for name, path in places)
    elsewhere = "" if out.root == project.DEFAULT_OUT else f" --out {out.root}"
    lines.append(say("next", page=out.html, program=_program(), out=elsewhere))
    return "\n".join(lines)


def _program() -> str:
    """How to call this program again: as it was called, if its name alone would not find it."""
    called = Path(sys.argv[0])
    return "kg" if called.name != "kg" or shutil.which("kg") else str(called)


def _counts(counts: Any) -> Iterator[str]:
    from kg.ontology import load_ontology

    ontology = load_ontology()
    named = {name: ontology[name].labels for name in counts if name in ontology}
    words = [f"{named[n].get(messages.language(), n) if n in named else say(n)} {c}" for n, c in counts.items()]
    for at in range(0, len(words), _PER_LINE):
        yield "  " + "  ".join(words[at : at + _PER_LINE])


@app.command(
    "query",
    help=say("help-query"),
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def query_command(
    ctx: typer.Context,
    sparql: Annotated[str, typer.Argument(metavar="SPARQL|FILE.rq|NAME", help=say("help-query-text"))] = "",
    listing: Annotated[bool, typer.Option("--list", help=say("help-query-list"))] = False,
    out: Out = project.DEFAULT_OUT,
    server: Server = "",
    form: Form = "table",
) -> None:
    from kg.query import named as queries
    from kg.query import sparql as query
    from kg.store import open_store

    query.check_form(form)
    given = _given(ctx.args)
    named = queries.is_name(sparql)
    if given and not named:
        raise KgError(say("no-parameters", name="--" + next(iter(given))))
    if listing:
        typer.echo(query.render(queries.list_queries(), form), nl=False)
        return
    if not sparql.strip():
        raise KgError(say("usage-MissingParameter", name="SPARQL", command="kg query"))
    text = "" if named else query.read_query(sparql)
    with open_store(OutDir(out).store, server=server) as store:
        answer = queries.run_named(store, sparql.strip(), given) if named else query.run(store, text)
    typer.echo(query.render(answer, form), nl=False)
    if doubt := query.doubt(text):
        typer.echo(doubt, err=True)


def _given(arguments: Sequence[str]) -> dict[str, str]:
    """``--name value`` and ``--name=value`` as a table."""
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


@app.command("ask", cls=_Command, help=say("help-ask"))
def ask_command(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help=say("help-ask-question"))],
    plan: Annotated[str, typer.Option("--plan", metavar="SLUG", help=say("help-ask-plan"))] = "",
    show_sparql: Annotated[bool, typer.Option("--sparql", help=say("help-ask-sparql"))] = False,
    out: Out = project.DEFAULT_OUT,
    server: Server = "",
    form: Annotated[str, typer.Option("--format", metavar="text|json", help=say("help-format"))] = "text",
) -> None:
    from kg.ask import ask, reply
    from kg.store import open_store

    reply.check_form(form)
    with open_store(OutDir(out).store, server=server) as store:
        told = ask(store, question, plan=plan or None)
        text = reply.render(told, store, form)
    typer.echo(text, nl=False)
    if show_sparql and form == "text" and told.sparql:
        typer.echo(told.sparql)
    if told.outcome is None:
        raise typer.Exit(AnswerNo.exit_code)


@app.command("view", cls=_Command, help=say("help-view"))
def view_command(
    entity: Annotated[str | None, typer.Argument(help=say("help-view-entity"))] = None,
    hops: Annotated[int, typer.Option("--hops", min=1, max=3, help=say("help-view-hops"))] = 2,
    types: Annotated[str, typer.Option("--type", metavar="TYPE,…", help=say("help-view-types"))] = "",
    plan: Annotated[str, typer.Option("--plan", metavar="PLAN,…", help=say("help-view-plan"))] = "",
    out: Out = project.DEFAULT_OUT,
    server: Server = "",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help=say("help-browser"))] = True,
) -> None:
    from kg.build.pipeline import Selection, redraw

    page = redraw(out, cut=Selection(entity, hops, _listed(types), _listed(plan)), server=server)
    typer.echo(str(page))
    if browser and sys.stdout.isatty():
        typer.launch(page.absolute().as_uri())


def _listed(text: str) -> tuple[str, ...]:
    """The parts of ``A,B``, in either width of comma."""
    return tuple(part.strip() for part in text.replace("，", ",").split(",") if part.strip())


@app.command("validate", cls=_Command, help=say("help-validate"))
def validate_command(
    texts: Annotated[list[Path] | None, typer.Argument(metavar="[PLAN]...", help=say("help-validate-texts"))] = None,
    out: Out = project.DEFAULT_OUT,
    server: Server = "",
    jobs: Jobs = 1,
) -> None:
    from kg.document import read_document
    from kg.store import open_store
    from kg.validate import validate

    documents = [read_document(path) for path in texts or ()]
    with open_store(OutDir(out).store, server=server) as store:
        outcome = validate(store, documents=documents, jobs=jobs)
    typer.echo(outcome.render(), nl=False)
    outcome.insist()


@app.command("export", cls=_Command, help=say("help-export"))
def export_command(
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


@app.command("evaluate", cls=_Command, help=say("help-evaluate"))
def evaluate_command(
    references: Annotated[list[Path], typer.Argument(metavar="GOLD...", help=say("help-gold"))],
    out: Out = project.DEFAULT_OUT,
    plans: Annotated[Path | None, typer.Option("--plans", metavar="DIR", help=say("help-plans-folder"))] = None,
    no_tagger: Annotated[bool, typer.Option("--no-tagger", help=say("help-evaluate-no-tagger"))] = False,
    show: Annotated[int, typer.Option("--show", min=0, metavar="N", help=say("help-show"))] = 0,
    at_least: Annotated[str, typer.Option("--at-least", metavar="NAME=F1,…", help=say("help-at-least"))] = "",
) -> None:
    from kg.build.pipeline import Options, score
    from kg.evaluate import Scores, format_scores, format_summary

    floors = _floors(at_least)
    afresh = Options(tagger=False) if no_tagger else None
    found = [(gold.stem, score(gold, out=out, plans=plans, afresh=afresh)) for gold in references]
    scores = sum((part for _, part in found), Scores())
    if len(found) > 1:
        typer.echo(format_summary(found))
    typer.echo(format_scores(scores, show=show), nl=False)
    reached = {
        "core": scores.core,
        "entities": scores.all_entities,
        "goals": scores.goals,
        "facts": scores.all_facts,
    }
    if below := [name for name, floor in floors.items() if reached[name].f1 < floor]:
        raise AnswerNo(say("below", names="、".join(below)))


@app.command("explain", cls=_Command, help=say("help-explain"))
def explain_command(
    place: Annotated[str, typer.Argument(metavar="PLAN:LINE", help=say("help-explain-place"))],
    out: Out = project.DEFAULT_OUT,
    no_tagger: Annotated[bool, typer.Option("--no-tagger", help=say("help-no-tagger"))] = False,
) -> None:
    from kg.explain import explain, find_line, render

    document, line = find_line(place, out=out)
    typer.echo(render(explain(document, line, tagger=not no_tagger)), nl=False)


def _floors(asked: str) -> dict[str, float]:
    """``core=0.85,goals=0.88`` as a table."""
    try:
        pairs = (pair.split("=") for pair in asked.split(",") if pair)
        floors = {name.strip(): float(floor) for name, floor in pairs}
    except ValueError:
        raise KgError(say("bad-floor", asked=asked)) from None
    if not floors.keys() <= set(_FIGURES):
        raise KgError(say("bad-floor", asked=asked))
    return floors


@app.command("serve", cls=_Command, help=say("help-serve"))
def serve_command(
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
    # This is how a server is stopped, and nothing is lost by it.
    with suppress(KeyboardInterrupt):
        run(settings, host=host, port=port, announce=lambda url: typer.echo(say("serving", url=url)))


@plans_app.command("list", cls=_Command, help=say("help-plans-list"))
def list_command(out: Out = project.DEFAULT_OUT, server: Server = "", form: Form = "table") -> None:
    from kg.query.sparql import list_plans, render
    from kg.store import open_store

    with open_store(OutDir(out).store, server=server) as store:
        answer = list_plans(store)
    typer.echo(render(answer, form), nl=False)


@plans_app.command("remove", cls=_Command, help=say("help-plans-remove"))
def remove_command(
    slug: Annotated[str, typer.Argument(help=say("help-slug"))], out: Out = project.DEFAULT_OUT, server: Server = ""
) -> None:
    from kg.build.pipeline import remove

    remove(slug, out=out, server=server)
    typer.echo(say("removed", slug=slug))


if __name__ == "__main__":
    main()
