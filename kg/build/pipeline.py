"""The stages of a build in their order, from plan texts to a folder of results."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeAlias

from kg import iri, messages
from kg.build.outdir import OutDir, staged
from kg.errors import InputError, NothingFound
from kg.export import jsonl, report
from kg.export.build_files import OF_ALL, OF_EACH
from kg.graph import canonical
from kg.messages import say
from kg.model import Document, PlanGraph, Refusal, Report
from kg.ontology import knowledge_graphs
from kg.query.void import Tally, describe
from kg.rdf import from_triples, graph_name, to_triples
from kg.store import Store, open_store, plan_names
from kg.store.embedded import EmbeddedStore

if TYPE_CHECKING:
    from kg.evaluate import Scores

Progress: TypeAlias = Callable[[int, int, str], None]
"""A callback with the number of finished plans, their total, and the slug of the last one."""


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a build: the region instead of the recognised one, tagger, number of processes.

    ``server`` is the address of a SPARQL server that takes the place of the store in the folder.
    """

    region: str | None = None
    tagger: bool = True
    jobs: int = 1
    server: str = ""


_DEFAULT = Options()


@dataclass(frozen=True, slots=True)
class Built:
    """A plan after all stages before the store."""

    plan_graph: PlanGraph
    report: Report
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class BuildResult:
    """The plans of a build and the folder that it wrote."""

    out: OutDir
    plans: tuple[Built, ...]


def silent(done: int, total: int, slug: str) -> None:
    """No-op progress callback."""


def build(paths: Sequence[Path], *, out: Path, options: Options = _DEFAULT, progress: Progress = silent) -> BuildResult:
    """Build the knowledge graph of the plans at ``paths`` in ``out``; other plans already there are kept.

    ``out`` is not changed before all plans have been processed.
    """
    folder = OutDir(out)
    with staged(folder) as stage:
        plans = tuple(_read_all(tuple(dict.fromkeys(paths)), options, progress))
        _refuse_twins(plans)
        clock = _Clock()
        built = {plan.plan_graph.plan.slug: plan.plan_graph for plan in plans}
        with _changing(folder, stage, options.server) as store:
            tally = Tally()
            kept = _settle(store, tally, leaving=built)
            _put(store, tally, built.values())
        clock.lap("store")
        _write_all(stage, (*kept, *built.values()))
        for plan in plans:
            _write_each(stage, plan)
        clock.lap("export")
        reports = [plan.report for plan in plans]
        _write(stage.report, report.render(reports, clock.seconds, earlier=_text(folder.report)))
    return BuildResult(folder, plans)


def remove(slug: str, *, out: Path, server: str = "") -> None:
    """Remove a plan from a folder of results with all its files. Raises InputError for an unknown slug."""
    folder = OutDir(out)
    with staged(folder) as stage:
        with open_store(folder.store, server=server) as store:
            plan_graphs = {plan_graph.plan.slug: plan_graph for plan_graph in stored_plans(store)}
        if slug not in plan_graphs:
            raise InputError(say("no-such-plan", slug=slug, known=messages.listing(plan_graphs)))
        with _changing(folder, stage, server) as store:
            tally = Tally()
            kept = _settle(store, tally, leaving={slug: plan_graphs[slug]})
            store.remove(graph_name(slug))
            _describe(store, tally)
        _write_all(stage, kept)
        _write(stage.report, report.without(_text(folder.report), slug))
    for path in (folder.annotations(slug), folder.refused(slug)):
        path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Selection:
    """A part of the graph: the neighbourhood of an entity, some classes, some plans."""

    entity: str | None = None
    hops: int = 2
    types: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        return self.entity is None and not self.types and not self.plans


_WHOLE = Selection()


def redraw(out: Path, *, cut: Selection = _WHOLE, server: str = "") -> Path:
    """Write the files of all plans again from the store, or a page of a part of them; return the path of the page."""
    folder = OutDir(out)
    with open_store(folder.store, server=server) as store:
        plan_graphs = tuple(stored_plans(store))
    with staged(folder) as stage:
        if cut.whole:
            _write_all(stage, plan_graphs)
        else:
            _write(stage.part, _draw_part(plan_graphs, cut))
    return folder.html if cut.whole else folder.part


def _draw_part(plan_graphs: Sequence[PlanGraph], cut: Selection) -> str:
    from kg.view import render as draw
    from kg.view.select import select

    _refuse_unknown(cut, plan_graphs)
    part = select(plan_graphs, around=cut.entity, hops=cut.hops, types=cut.types, plans=cut.plans)
    return draw(part, lang=messages.language())


def _refuse_unknown(cut: Selection, plan_graphs: Sequence[PlanGraph]) -> None:
    from kg.ontology import load_ontology

    classes = load_ontology().classes
    for type_ in cut.types:
        if type_ not in classes:
            raise InputError(say("no-such-type", type=type_, known=messages.listing(classes)))
    slugs = [plan_graph.plan.slug for plan_graph in plan_graphs]
    for slug in cut.plans:
        if slug not in slugs:
            raise InputError(say("no-such-plan", slug=slug, known=messages.listing(slugs)))


def score(gold: Path, *, out: Path, plans: Path | None = None, afresh: Options | None = None) -> Scores:
    """Score the annotations in ``out`` against a reference; its plan is in ``plans`` or at the path in its header.

    With ``afresh`` the plan is read with these options, and nothing is written.
    """
    from kg.document import read_document
    from kg.evaluate import evaluate, read_reference

    path = _plan_of(gold, plans)
    document = read_document(path)
    reference = read_reference(gold, document.text)
    if afresh is not None:
        built = read_plan(path, afresh)
        rows, refused = jsonl.render(built.plan_graph), report.render_refused(built.refusals)
    else:
        folder = OutDir(out)
        if not folder.annotations(document.slug).is_file():
            raise InputError(say("not-built", slug=document.slug, out=out))
        rows, refused = _text(folder.annotations(document.slug)), _text(folder.refused(document.slug))
    return evaluate(reference, _rows(rows), document.text, refused=_rows(refused))


def _rows(text: str) -> Iterator[Mapping[str, Any]]:
    return map(json.loads, text.splitlines())


def _plan_of(gold: Path, plans: Path | None) -> Path:
    """The plan text of a reference: its header has the path, relative to some folder above the reference."""
    from kg.evaluate import plan_named

    named = plan_named(gold)
    places = [plans / named.name] if plans else [folder / named for folder in gold.absolute().parents]
    found = next(filter(Path.is_file, places), None)
    if found is None:
        raise InputError(say("plan-not-found", path=gold, plan=named))
    return found


def read_plan(path: Path, options: Options) -> Built:
    """Process one plan: document, extraction, linking. Raises NothingFound if nothing is extracted."""
    from kg.document import read_document
    from kg.extract import extract
    from kg.lexicon.knowledge import load_knowledge
    from kg.link import link

    clock = _Clock()
    document = read_document(path, region=options.region)
    clock.lap("document")
    knowledge = load_knowledge()
    clock.lap("knowledge")
    extraction = extract(document, tagger=options.tagger)
    clock.lap("extract")
    if not (extraction.mentions or extraction.goals or extraction.facts):
        raise NothingFound(say("nothing-found", path=path))
    plan_graph = _with_text(canonical(link(document, extraction, knowledge)), document)
    clock.lap("link")
    return Built(plan_graph, report.of_plan(document, extraction, plan_graph, clock.seconds), extraction.refusals)


def stored_plans(store: Store) -> Iterator[PlanGraph]:
    """The plans of a store, in the order of the names of their graphs."""
    return (from_triples(store.dump(name)) for name in plan_names(store))


def _read_all(paths: Sequence[Path], options: Options, progress: Progress) -> Iterator[Built]:
    total = len(paths)
    for done, plan in enumerate(_reading(paths, options), start=1):
        progress(done, total, plan.plan_graph.plan.slug)
        yield plan


def _reading(paths: Sequence[Path], options: Options) -> Iterator[Built]:
    read = partial(read_plan, options=options)
    workers = min(options.jobs, len(paths))
    if workers <= 1:
        yield from map(read, paths)
        return
    with ProcessPoolExecutor(workers, initializer=messages.use, initargs=(messages.language(),)) as pool:
        try:
            yield from pool.map(read, paths)
        except BrokenProcessPool as error:
            raise InputError(say("worker-died", jobs=workers)) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _refuse_twins(plans: Sequence[Built]) -> None:
    times = Counter(plan.plan_graph.plan.slug for plan in plans)
    if twins := [slug for slug, count in times.items() if count > 1]:
        raise InputError(say("same-name", slugs=messages.listing(twins)))


def _changing(folder: OutDir, stage: OutDir, server: str) -> Store:
    """The store that a build changes: a copy in the staging folder, or a server, where each change is immediate."""
    return open_store(folder.store, server=server) if server else EmbeddedStore.forking(folder.store, stage.store)


def _settle(store: Store, tally: Tally, *, leaving: Collection[str]) -> list[PlanGraph]:
    """The stored plans that are kept, renamed if the base IRI has changed; old names of ``leaving`` are removed."""
    kept = []
    for name in plan_names(store):
        if name in map(graph_name, leaving):
            continue
        triples = list(store.dump(name))
        plan_graph = from_triples(triples)
        today = graph_name(plan_graph.plan.slug)
        if name != today:
            # The base IRI was another when this plan was built.
            store.remove(name)
        if plan_graph.plan.slug not in leaving:
            kept.append(plan_graph)
            if name != today:
                triples = to_triples(plan_graph)
                store.replace(today, triples)
            tally.add(triples)
    return kept


def _put(store: Store, tally: Tally, plan_graphs: Iterable[PlanGraph]) -> None:
    for name, triples in knowledge_graphs().items():
        store.replace(name, triples)
    for plan_graph in plan_graphs:
        new = to_triples(plan_graph)
        store.replace(graph_name(plan_graph.plan.slug), new)
        tally.add(new)
    _describe(store, tally)
    if isinstance(store, EmbeddedStore):
        store.compact()


def _describe(store: Store, tally: Tally) -> None:
    """Replace the description of the store, also one with another base IRI."""
    for name in filter(iri.is_description, store.graphs()):
        store.remove(name)
    store.replace(iri.description(), describe(store, tally))


def _with_text(plan_graph: PlanGraph, document: Document) -> PlanGraph:
    """The plan graph with its text, and with the evidence of shared heads that mentions refer to."""
    heads = {mention.head for entity in plan_graph.entities for mention in entity.mentions if mention.head}
    return replace(plan_graph, heads=tuple(sorted(document.evidence(*head) for head in heads)), text=document.text)


def _write_all(stage: OutDir, plan_graphs: Sequence[PlanGraph]) -> None:
    from kg.view import render as draw

    for name, render in OF_ALL.items():
        _write(stage.root / name, render(plan_graphs))
    _write(stage.html, draw(plan_graphs, lang=messages.language()))


def _write_each(stage: OutDir, plan: Built) -> None:
    slug = plan.plan_graph.plan.slug
    for name, render in OF_EACH.items():
        _write(stage.root / name.format(slug=slug), render(plan.plan_graph))
    _write(stage.refused(slug), report.render_refused(plan.refusals))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


class _Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.since = perf_counter()

    def lap(self, stage: str) -> None:
        now = perf_counter()
        self.seconds[stage], self.since = now - self.since, now
