"""Runs the command line and turns failures into one line on standard error and an exit code."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from kg.cli.app import app
from kg.cli.usage import describe
from kg.errors import InputError, KgError
from kg.messages import say

INTERRUPTED = 130


def main() -> None:
    """Run the command that ``sys.argv`` names, and exit the process; :mod:`kg.errors` lists the exit codes."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    code = _run()
    if code == INTERRUPTED:
        _fail(say("interrupted"), INTERRUPTED)
    sys.exit(code)


def _run() -> int | None:
    """The exit code of the command; expected failures end the process here."""
    try:
        code: int | None = app(prog_name="kg", standalone_mode=False)
        return code
    except KgError as error:
        _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone, as in `kg query … | head`.
        sys.stderr.close()
        return 0
    except OSError as error:
        _fail(say("system-fails", path=error.filename or "-", error=error.strerror or error), InputError.exit_code)
    except Exception as error:
        # The module of Typer's usage errors has changed several times; their interface has not.
        if not hasattr(error, "format_message"):
            raise
        _fail(describe(error), KgError.exit_code)


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(f"kg: {message}", err=True)
    sys.exit(code)
