"""Explains for one line of a plan what each rule proposed, what was kept, and why.

The line is read again as a build reads it, so that what it shows is what the present rules do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import messages
from kg.build.outdir import OutDir
from kg.document import parse_document, read_document
from kg.errors import InputError, KgError
from kg.extract.facts.annotated import AnnotatedClause, FactProposal
from kg.extract.goals import GoalProposal
from kg.extract.names.proposals import Proposal
from kg.extract.pipeline import annotated_clauses, read_lines
from kg.extract.reading import Reading
from kg.lexicon.knowledge import load_knowledge
from kg.messages import say
from kg.model import Document
from kg.ontology import load_ontology
from kg.texttable import text_table


@dataclass(frozen=True)
class Explanation:
    """The analysis of one line."""

    document: Document
    reading: Reading
    annotated_clauses: Sequence[AnnotatedClause]

    def place(self, start: int, end: int) -> str:
        """Offsets of the compact line as offsets of the plan."""
        span = self.reading.line.span(start, end)
        return f"{span.start}–{span.end}"


def explain(document: Document, line: int, *, tagger: bool = True) -> Explanation:
    """Read the plan and keep what comes of ``line`` (1-based).

    Raises :class:`~kg.errors.InputError` for a line that is not there, or that is no part of the plan's own text.
    """
    if not 1 <= line <= len(document.line_starts):
        raise InputError(say("no-such-line", plan=document.slug, line=line, last=len(document.line_starts)))
    for reading in read_lines(document, tagger=tagger):
        if reading.line.number == line:
            return Explanation(document, reading, annotated_clauses(reading, load_knowledge()))
    raise InputError(say("line-not-read", plan=document.slug, line=line))


def find_line(place: str, *, out: Path) -> tuple[Document, int]:
    """The plan and line of ``PLAN:LINE``; the plan is a file, or one that was built into ``out``."""
    plan, _, line = place.replace("：", ":").rpartition(":")
    if not plan or not line.isdecimal():
        raise KgError(say("bad-place", place=place))
    path = Path(plan)
    return (read_document(path) if path.is_file() else _built(plan, out)), int(line)


def _built(slug: str, out: Path) -> Document:
    from kg.rdf import from_triples, graph_name
    from kg.store import open_store, plan_names

    if not OutDir(out).store.exists():
        raise InputError(say("no-such-file-no-store", plan=slug, out=out))
    with open_store(OutDir(out).store) as store:
        known = plan_names(store)
        if graph_name(slug) not in known:
            slugs = (from_triples(store.dump(name)).plan.slug for name in known)
            raise InputError(say("no-such-file-or-plan", plan=slug, known=messages.listing(slugs)))
        plan_graph = from_triples(store.dump(graph_name(slug)))
    return parse_document(plan_graph.text, slug=slug, region=plan_graph.plan.region)


def render(explanation: Explanation) -> str:
    """The line with its clauses, names, goals and facts as tables of text."""
    document, line = explanation.document, explanation.reading.line
    section = document.sections[document.section_at(line.start)]
    head = say("explained-line", plan=document.slug, line=line.number, section=section.title or section.kind)
    tables = (
        _table("clauses", ("place", "text", "subject", "tense", "year", "status"), _clauses(explanation)),
        _table("names", ("place", "type", "name", "rule", "weight", "outcome"), _names(explanation)),
        _table("goals", ("place", "text", "holder", "amount", "year", "status", "rule"), _goals(explanation)),
        _table(
            "facts", ("place", "subject", "predicate", "object", "status", "rule", "provenance"), _facts(explanation)
        ),
    )
    return "\n".join([f"{head}\n{line.text}\n", *tables])


def _table(name: str, columns: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    found = list(rows)
    title = say(f"explain-{name}", count=len(found))
    return f"{title}\n" + (text_table([say(f"column-{c}") for c in columns], found) if found else "")


def _clauses(explanation: Explanation) -> Iterator[Sequence[str]]:
    for annotated in explanation.annotated_clauses:
        clause, context = annotated.clause, annotated.context
        yield (
            explanation.place(clause.start, clause.end),
            annotated.said,
            _subject(annotated),
            say("tense-past" if context.past else "tense-coming"),
            _year(context.year),
            _label(annotated.status.value),
        )


def _subject(annotated: AnnotatedClause) -> str:
    names = messages.listing(ref.name for ref in annotated.subject.refs)
    return f"{names} ({_label(annotated.subject.provenance.value)})"


def _names(explanation: Explanation) -> Iterator[Sequence[str]]:
    """Every proposal once, in the order of the text; what was kept first of each place."""
    reading = explanation.reading
    outcome = {name: say("kept") for name in reading.names}
    for name, reason in reading.refused:
        outcome.setdefault(name, _lost(name, reason, reading.names))
    rest = dict.fromkeys(reading.proposals, say("kept-elsewhere"))
    ordered = sorted({**rest, **outcome}.items(), key=lambda pair: _order(pair[0], kept=pair[0] in reading.names))
    for name, came in ordered:
        class_ = _label(name.type)
        yield explanation.place(name.start, name.end), class_, name.name, name.rule, str(name.weight), came


def _order(name: Proposal, *, kept: bool) -> tuple[int, bool, int, int, str]:
    return (name.start, not kept, name.end, -name.weight, name.rule)


def _lost(name: Proposal, reason: str, kept: Sequence[Proposal]) -> str:
    """Why a proposal was refused, and the kept names that overlap it."""
    outcome = say("refused", reason=say(f"refused-{reason}"))
    rivals = [rival.name for rival in kept if rival.start < name.end and name.start < rival.end]
    return f"{outcome} ({messages.listing(rivals)})" if rivals else outcome


def _goals(explanation: Explanation) -> Iterator[Sequence[str]]:
    reading = explanation.reading
    for goal in reading.goals:
        holder = reading.subjects[goal.clause].refs[0].name
        text = reading.line.text[goal.start : goal.end]
        place = explanation.place(goal.start, goal.end)
        yield place, text, holder, _amount(goal), _year(goal.year), _label(goal.status.value), goal.rule


def _amount(goal: GoalProposal) -> str:
    amount = goal.quantity
    return f"{amount.comparator} {amount.value} {amount.unit}" if amount else ""


def _facts(explanation: Explanation) -> Iterator[Sequence[str]]:
    return (_fact(explanation, fact) for fact in explanation.reading.facts)


def _fact(explanation: Explanation, fact: FactProposal) -> Sequence[str]:
    place, status, source = (
        explanation.place(fact.start, fact.end),
        _label(fact.status.value),
        _label(fact.provenance.value),
    )
    return place, fact.subject.name, _label(fact.predicate), fact.object.name, status, fact.rule, source


def _year(year: int | None) -> str:
    return str(year) if year else ""


def _label(name: str) -> str:
    """A term of the ontology in the language in use."""
    ontology = load_ontology()
    return ontology[name].labels.get(messages.language(), name) if name in ontology else name
