"""``kg build``, with its progress bar and the summary of what was found."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg import messages, project
from kg.cli.options import Jobs, NoTagger, Out, Server
from kg.graph import ALIAS
from kg.messages import say

if TYPE_CHECKING:
    from kg.build.pipeline import BuildResult, Progress

DEMO_PLAN = "plans/binhai-145.txt"
_PER_LINE = 6
_OTHER_COUNTS = {"mentions": "mentions", ALIAS: "alias"}
"""What else a report counts, by the key of its text."""


def build(
    plans: Annotated[list[Path] | None, typer.Argument(metavar="[PLAN]...", help=say("help-build-plans"))] = None,
    out: Out = project.DEFAULT_OUT,
    region: Annotated[str | None, typer.Option("--region", help=say("help-region"))] = None,
    no_tagger: NoTagger = False,
    jobs: Jobs = 1,
    server: Server = "",
) -> None:
    from kg.build import pipeline

    paths = plans or [project.data_file(DEMO_PLAN)]
    options = pipeline.Options(region=region, tagger=not no_tagger, jobs=jobs, server=server)
    with _progress_bar() as progress:
        result = pipeline.build(paths, out=out, options=options, progress=progress)
    typer.echo(_summary(result))


@contextmanager
def _progress_bar() -> Iterator[Progress]:
    """A bar on a terminal, nothing elsewhere."""
    from kg.build.pipeline import silent

    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("reading"), total=None)

        def advance(done: int, total: int, slug: str) -> None:
            bar.update(task, completed=done, total=total, description=slug)

        yield advance


def _summary(result: BuildResult) -> str:
    """What was found in each plan, by class, then the files that were written."""
    lines = []
    for plan in result.plans:
        info = plan.plan_graph.plan
        lines.append(say("built", title=info.title, slug=info.slug))
        lines.extend(_counts(plan.report.counts))
    lines.append(say("where"))
    out = result.out
    files = {"page": out.html, "turtle": out.turtle, "report": out.report, "store": out.store}
    lines.extend(f"  {say(f'written-{name}')}  {path}" for name, path in files.items())
    elsewhere = "" if out.root == project.DEFAULT_OUT else f" --out {out.root}"
    lines.append(say("next", page=out.html, program=_program(), out=elsewhere))
    return "\n".join(lines)


def _program() -> str:
    """The command that runs this program: ``kg`` if that is on the path, else as it was called."""
    called = Path(sys.argv[0])
    return "kg" if called.name != "kg" or shutil.which("kg") else str(called)


def _counts(counts: Mapping[str, int]) -> Iterator[str]:
    """Lines of several classes, each with its count."""
    words = [f"{_label(name)} {count}" for name, count in counts.items()]
    for at in range(0, len(words), _PER_LINE):
        yield "  " + "  ".join(words[at : at + _PER_LINE])


def _label(name: str) -> str:
    """The label of a term of the ontology in the language in use, and of the two counts that are none."""
    from kg.ontology import load_ontology

    ontology = load_ontology()
    return ontology[name].labels.get(messages.language(), name) if name in ontology else say(_OTHER_COUNTS[name])
