"""The Typer application: the names of the commands, in the order in which help lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from kg import __version__, messages
from kg.cli import build, checks, output, plans, query, serve
from kg.errors import KgError
from kg.messages import say

COMMANDS: Mapping[str, Callable[..., None]] = {
    "build": build.build,
    "query": query.query,
    "ask": query.ask,
    "view": output.view,
    "export": output.export,
    "validate": checks.validate,
    "evaluate": checks.evaluate,
    "explain": checks.explain,
    "serve": serve.serve,
}
PLAN_COMMANDS: Mapping[str, Callable[..., None]] = {"list": plans.list_plans, "remove": plans.remove}
_CONTEXTS = {"query": {"allow_extra_args": True, "ignore_unknown_options": True}}
"""Settings of single commands: a named query takes options of its own."""


class _TranslatedHelp:
    """A command whose ``--help`` is described in the user's language."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = say("help-help")
        return option


class _Command(_TranslatedHelp, TyperCommand):
    """A command."""


class _CommandGroup(_TranslatedHelp, TyperGroup):
    """The commands of one level."""


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"kg {__version__}")
        raise typer.Exit


def _settings(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help=say("help-version"))
    ] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=say("help-lang"))] = "",
) -> None:
    if lang and lang not in messages.LANGUAGES:
        raise KgError(say("no-such-language", language=lang, known=messages.listing(messages.LANGUAGES)))


def _group(name: str, **settings: Any) -> typer.Typer:
    return typer.Typer(name=name, cls=_CommandGroup, no_args_is_help=True, rich_markup_mode=None, **settings)


app = _group("kg", help=say("help"), add_completion=False, pretty_exceptions_enable=False)
app.callback()(_settings)
for _name, _function in COMMANDS.items():
    app.command(_name, cls=_Command, help=say(f"help-{_name}"), context_settings=_CONTEXTS.get(_name))(_function)

_plans = _group("plans", help=say("help-plans"))
for _name, _function in PLAN_COMMANDS.items():
    _plans.command(_name, cls=_Command, help=say(f"help-plans-{_name}"))(_function)
app.add_typer(_plans)
