"""The rules of ``data/rules``: a frozen value for each file, checked when it is read.

Each key of a file is a field here; its meaning is documented in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from msgspec import field

from kg.lexicon.name_rules import Classes, Cues, LineRules, Pattern, ResolvingRules, Role, Words
from kg.lexicon.tables import PredicateName, Table, read_toml
from kg.model import Status
from kg.project import data_file

Level = Literal["province", "prefecture", "county"]
"""The levels of ``data/places.tsv``."""

Comparator = Literal["=", ">", ">=", "<", "<=", "~", ""]


# facts.toml ---------------------------------------------------------------------------------------------------------


class Relying(Table, frozen=True):
    """``依托X打造Y``."""

    verbs: Words
    framed: Words
    exerted: Words
    exerted_as: Words
    objects: Classes
    subjects: Classes


class Cooperating(Table, frozen=True):
    """``与X合作``."""

    with_: Words = field(name="with")
    deepened: Pattern
    hand_in_hand: Words
    deed: Words
    objects: Classes


class Parts(Table, frozen=True):
    """Wholes and their parts."""

    wholes: Classes
    verbs: Words
    taken_up: Words
    apart: Pattern


class Growing(Table, frozen=True):
    """Clauses that state a leading industry, and those that only mention one."""

    verbs_against: Words
    ends_against: Words
    made_into: Words


class Undertaking(Table, frozen=True):
    """Who carries out projects and policies."""

    policy_roles: tuple[Role, ...]
    policy_verbs: Words
    merely_named_after: Words
    subjects: Classes


class Leads(Table, frozen=True):
    """``牵头单位：A、B``."""

    deeds: Words
    bodies: Words
    subjects: Classes


class Aliases(Table, frozen=True):
    """``X（以下简称Y）`` and ``被誉为Y的X``."""

    bracket: Pattern
    called: Pattern
    short: str


class RelationPattern(Table, frozen=True):
    """A relation between two adjacent lists of mentions, by the text before, between and after them."""

    id: str
    predicate: PredicateName
    subject: Literal["first", "second"]
    first: Classes
    second: Classes
    between: Pattern
    before: Pattern | None = None
    after: Pattern | None = None


class FactRules(Table, frozen=True):
    """``facts.toml``."""

    relies: Relying
    cooperates: Cooperating
    parts: Parts
    grows: Growing
    undertakes: Undertaking
    leads: Leads
    alias: Aliases
    pattern: tuple[RelationPattern, ...]


# goals.toml ---------------------------------------------------------------------------------------------------------


class Ending(Table, frozen=True):
    """An ending of clauses that state a target; one of ``with`` must occur in the last ``reach`` characters."""

    id: str
    ends: Words
    with_: Words = field(name="with", default=())
    reach: int = 0
    rank: bool = False
    past: bool = False


class NoGoal(Table, frozen=True):
    """Clauses that are no goals."""

    starts: Words
    before: Words
    frames: Pattern
    objects: Words


class StatusCue(Table, frozen=True):
    """Words near the verb, or near the end of a goal, that give its status."""

    id: str
    status: Status
    words: Words
    where: Literal["before", "ending"]


class TenseRules(Table, frozen=True):
    """Words of titles and openings that classify a section as report or plan."""

    past: Words
    future: Words
    past_sentence: Words
    future_sentence: Words
    last_year: Words
    switch: Words
    reviews: Words
    coming: Pattern
    period_title: Pattern
    this_year: Pattern
    by_year: Pattern
    heads_list: str


class GoalRules(Table, frozen=True):
    """``goals.toml``."""

    leading: Words
    reaching: Words
    keeps: Words
    from_subject: Words
    spread: str
    rank: Pattern
    rank_closes: str
    ending: tuple[Ending, ...]
    not_: NoGoal = field(name="not")
    status: tuple[StatusCue, ...]
    tense: TenseRules


# subjects.toml, formulas.toml, quantities.toml ----------------------------------------------------------------------


class SubjectRules(Table, frozen=True):
    """``subjects.toml``."""

    governs: Classes
    holds: Classes
    causes: Words
    lets: Words
    deeds: Words
    disposes: Words
    indicators: Words
    region: Words


class FormulaRules(Table, frozen=True):
    """``formulas.toml``."""

    units: Words


class Quantities(Table, frozen=True):
    """``quantities.toml``."""

    before: Mapping[str, Comparator]
    after: Mapping[str, Comparator]
    half: Pattern
    fraction: Pattern
    doubling: Pattern
    level: Pattern
    levels: Mapping[str, int]
    money: str
    doubled: str
    tenths: str
    scales: Mapping[str, tuple[int, str]]
    no_scale: Words
    ordinal: Pattern
    dates: Words
    counted_in_chinese: Words
    session: Pattern
    not_units: Pattern


# indicators.toml, noise.toml, linking.toml, opening.toml ------------------------------------------------------------


class IndicatorRules(Table, frozen=True):
    """``indicators.toml``."""

    ends: Words
    starts: Words


class NoiseRules(Table, frozen=True):
    """``noise.toml``."""

    lines: Words
    addresses: Words


class LinkingRules(Table, frozen=True):
    """``linking.toml``."""

    silent: Words
    industry_tails: Words
    home: Words
    class_tails: Words


class OpeningRules(Table, frozen=True):
    """``opening.toml``: patterns for a plan's title, period, year and region."""

    title_end: Pattern
    numbered: Pattern
    title_body: Pattern
    run_on: Pattern
    made: Pattern
    report: str
    vague_titles: Words
    reporting: Pattern
    proposal: str
    dated: str
    report_day: Pattern
    year_heading: Pattern
    review: Pattern
    looks_back: Pattern
    period: Pattern
    heading: Pattern
    nation: str
    state_council: str
    national: Pattern
    national_words: Words
    speaker: Pattern
    meeting: Pattern
    own: Pattern
    speaking: str
    levels: Mapping[str, Level]
    level_words: Mapping[Level, Words]


class Rules(Table, frozen=True):
    """All files of ``data/rules``, each in the field of its name."""

    cues: Cues
    facts: FactRules
    formulas: FormulaRules
    goals: GoalRules
    indicators: IndicatorRules
    line: LineRules
    linking: LinkingRules
    noise: NoiseRules
    opening: OpeningRules
    quantities: Quantities
    resolving: ResolvingRules
    subjects: SubjectRules


FILES: Mapping[str, type[Table]] = {
    "cues": Cues,
    "facts": FactRules,
    "formulas": FormulaRules,
    "goals": GoalRules,
    "indicators": IndicatorRules,
    "line": LineRules,
    "linking": LinkingRules,
    "noise": NoiseRules,
    "opening": OpeningRules,
    "quantities": Quantities,
    "resolving": ResolvingRules,
    "subjects": SubjectRules,
}
"""The files of ``data/rules`` by name, and what each holds."""


def read_rules() -> Rules:
    """Read ``data/rules``. Raises :class:`~kg.errors.KnowledgeError` for a fault in a file."""
    files: dict[str, Any] = {name: read_toml(data_file(f"rules/{name}.toml"), kind) for name, kind in FILES.items()}
    return Rules(**files)


@cache
def load_rules() -> Rules:
    """The rules of ``data/rules``, read once in a process."""
    return read_rules()
