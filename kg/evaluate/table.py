"""Scores as text tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg import messages
from kg.evaluate.score import Count, Miss, Scores
from kg.messages import say
from kg.ontology import load_ontology
from kg.texttable import text_table

_FIGURES = ("P", "R", "F1")


def format_scores(scores: Scores, *, show: int = 0) -> str:
    """The scores by class and predicate; with ``show``, also misses, errors, and the precision of each rule."""
    columns = ("", *_FIGURES, *map(say, ("score-right", "score-wrong", "score-missed")))
    parts = [text_table(columns, [_figures(name, count) for name, count in _counts(scores)], right=range(1, 7))]
    shares = [f"{say(f'score-{name}')} {right / of:.3f} / {of}" for name, (right, of) in scores.shares.items() if of]
    if shares:
        parts.append(say("score-of-goals") + "  " + "  ".join(shares) + "\n")
    return "\n".join([*parts, *(format_misses(scores, show=show) if show else ())])


def format_summary(named: Iterable[tuple[str, Scores]]) -> str:
    """A row of F1 for each of several references."""
    columns = ("", *(say(f"score-{name}") for name in ("core", "entities", "goals", "facts")))
    rows = [(name, *(f"{c.f1:.3f}" for c in (s.core, s.all_entities, s.goals, s.all_facts))) for name, s in named]
    return text_table(columns, rows, right=range(1, 5))


def format_misses(scores: Scores, *, show: int) -> Iterator[str]:
    """Up to ``show`` misses and errors, the counts of all by cause, and the precision of each rule."""
    columns = [say(f"score-{name}") for name in ("kind", "line", "what", "name", "cause", "rule")]
    yield text_table(columns, [_miss(miss) for miss in scores.misses[:show]], right=[1])
    causes = Counter((miss.kind, miss.what, miss.cause) for miss in scores.misses)
    columns = [say(f"score-{name}") for name in ("kind", "what", "cause", "count")]
    rows = [(say(f"score-{k}"), _labelled(w), say(f"cause-{c}"), str(n)) for (k, w, c), n in causes.most_common()]
    yield text_table(columns, rows, right=[3])
    columns = [say(f"score-{name}") for name in ("rule", "right", "wrong")]
    by_rule = sorted(scores.rules.items(), key=lambda item: (-item[1].wrong, -item[1].right, item[0]))
    rows = [(rule or "?", str(count.right), str(count.wrong), f"{count.precision:.2f}") for rule, count in by_rule]
    yield text_table([*columns, "P"], rows, right=[1, 2, 3])


def _counts(scores: Scores) -> Iterator[tuple[str, Count]]:
    yield say("score-core"), scores.core
    yield say("score-entities"), scores.all_entities
    yield from _by_name(scores.entities)
    yield say("score-goals"), scores.goals
    yield say("score-facts"), scores.all_facts
    yield from _by_name(scores.facts)


def _by_name(counts: Mapping[str, Count]) -> Iterable[tuple[str, Count]]:
    return (("  " + _labelled(name), count) for name, count in sorted(counts.items()))


def _figures(name: str, count: Count) -> Sequence[str]:
    rates = (f"{rate:.3f}" for rate in (count.precision, count.recall, count.f1))
    return (name, *rates, str(count.right), str(count.wrong), str(count.missed))


def _miss(miss: Miss) -> Sequence[str]:
    cause = say(f"cause-{miss.cause}")
    return (say(f"score-{miss.kind}"), str(miss.line), _labelled(miss.what), miss.name, cause, miss.rule)


def _labelled(name: str) -> str:
    """A term of the ontology with its label in the language in use; a part of a goal by its word."""
    if name in ("holder", "status", "quantity"):
        return say(f"score-{name}")
    ontology = load_ontology()
    if name not in ontology:
        return f"{name} {say('alias')}" if name == "alias" else name
    label = ontology[name].labels.get(messages.language(), name)
    return name if label == name else f"{name} {label}"
