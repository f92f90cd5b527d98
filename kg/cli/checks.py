"""``kg validate``, ``kg evaluate`` and ``kg explain``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg import messages, project
from kg.build.outdir import OutDir
from kg.cli.options import Jobs, NoTagger, Out, Server
from kg.errors import AnswerNo, KgError
from kg.messages import say

if TYPE_CHECKING:
    from kg.evaluate import Scores

_FIGURES = ("core", "entities", "goals", "facts")
"""The figures that ``--at-least`` can name."""


def validate(
    texts: Annotated[list[Path] | None, typer.Argument(metavar="[PLAN]...", help=say("help-validate-texts"))] = None,
    out: Out = project.DEFAULT_OUT,
    server: Server = "",
    jobs: Jobs = 1,
) -> None:
    from kg import validate as validation
    from kg.document import read_document
    from kg.store import open_store

    documents = [read_document(path) for path in texts or ()]
    with open_store(OutDir(out).store, server=server) as store:
        report = validation.validate(store, documents=documents, jobs=jobs)
    typer.echo(report.render(), nl=False)
    report.insist()


def evaluate(
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
    scored = [(gold.stem, score(gold, out=out, plans=plans, afresh=afresh)) for gold in references]
    total = sum((scores for _, scores in scored), Scores())
    if len(scored) > 1:
        typer.echo(format_summary(scored))
    typer.echo(format_scores(total, show=show), nl=False)
    if not no_tagger:
        _check_tagger()
    _require(total, floors)


def _check_tagger() -> None:
    """Write a note to standard error if the lexicon or the features have changed since the tagger was trained."""
    from kg.extract.names.tagger import is_current
    from kg.lexicon.knowledge import load_knowledge

    if not is_current(load_knowledge()):
        typer.echo(say("model-older"), err=True)


def _floors(text: str) -> dict[str, float]:
    """The least F1 of each figure in ``core=0.85,goals=0.88``. Raises KgError for anything else."""
    try:
        pairs = (pair.split("=") for pair in text.split(",") if pair)
        floors = {name.strip(): float(floor) for name, floor in pairs}
    except ValueError:
        raise KgError(say("bad-floor", asked=text)) from None
    if not floors.keys() <= set(_FIGURES):
        raise KgError(say("bad-floor", asked=text))
    return floors


def _require(scores: Scores, floors: dict[str, float]) -> None:
    """Raise AnswerNo with the names of the figures that are below their floors."""
    counts = (scores.core, scores.all_entities, scores.goals, scores.all_facts)
    reached = {name: count.f1 for name, count in zip(_FIGURES, counts, strict=True)}
    if below := [name for name, floor in floors.items() if reached[name] < floor]:
        raise AnswerNo(say("below", names=messages.listing(below)))


def explain(
    place: Annotated[str, typer.Argument(metavar="PLAN:LINE", help=say("help-explain-place"))],
    out: Out = project.DEFAULT_OUT,
    no_tagger: NoTagger = False,
) -> None:
    from kg import explain as explanations

    document, line = explanations.find_line(place, out=out)
    explanation = explanations.explain(document, line, tagger=not no_tagger)
    typer.echo(explanations.render(explanation), nl=False)
    if not no_tagger:
        _check_tagger()
