"""Correct the tagger's mentions with the lexicon: known places, formulas, coordinations of known terms."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from kg.extract.line.clauses import Chunk, Clause, Token
from kg.extract.line.substrings import holds_any
from kg.extract.names.items import is_proper
from kg.extract.names.lists import list_cue
from kg.extract.names.proposals import SHAPED, Proposal
from kg.lexicon.knowledge import Knowledge

_THINGS = ("Park", "Enterprise", "Project", "Organization", "Facility")
_ROLES = ("Park", "Facility", "Project")
_LATIN = re.compile(r"[A-Za-z0-9]")
_NEARBY = 40
_SHORTEST = 2
_START, _END = attrgetter("start"), attrgetter("end")


@dataclass(frozen=True)
class _TaggedLine:
    """The clauses of a line, in text order."""

    text: str
    clauses: Sequence[Clause]

    def inside(self, name: Proposal) -> Sequence[Token]:
        """The tokens inside a mention; a mention lies within one clause."""
        if (clause := self._clause_of(name)) is None:
            return ()
        first = bisect_left(clause.tokens, name.start, key=_START)
        return clause.tokens[first : bisect_right(clause.tokens, name.end, first, key=_END)]

    def chunk_of(self, name: Proposal) -> Chunk | None:
        """The chunk that contains the first character of a mention, or None."""
        clause = self._clause_of(name)
        return clause.chunk_at(name.start) if clause is not None else None

    def _clause_of(self, name: Proposal) -> Clause | None:
        at = bisect_right(self.clauses, name.start, key=_START) - 1
        return self.clauses[at] if at >= 0 else None


def trim(text: str, names: Iterable[Proposal], clauses: Sequence[Clause], knowledge: Knowledge) -> Iterator[Proposal]:
    """The remaining mentions, shortened, split or reclassified by the lexicon; each keeps the tagger's rule id."""
    line, opening = _TaggedLine(text, clauses), knowledge.rules.cues.trim.opening
    for name in names:
        inside = line.inside(name)
        for part in _cut(line, _opened(text, name, inside, opening), inside, knowledge):
            if _names_something(line, part, knowledge):
                yield _listed_as(line, _typed(part, inside, knowledge), knowledge)


def without_roles(
    text: str, names: Iterable[Proposal], clauses: Sequence[Clause], knowledge: Knowledge
) -> list[Proposal]:
    """The candidates of rules, without honorary titles that are candidates only by head noun or weaker evidence."""
    line = _TaggedLine(text, clauses)
    return [
        name for name in names if name.weight > SHAPED or name.type not in _ROLES or not _honours(line, name, knowledge)
    ]


def _names_something(line: _TaggedLine, name: Proposal, knowledge: Knowledge) -> bool:
    if len(name.name.strip("“”")) < _SHORTEST or knowledge.rules.cues.trim.period.fullmatch(name.name):
        return False
    if name.name.startswith(knowledge.rules.cues.vague.openings):
        return False
    if name.type in _ROLES and holds_any(name.name, knowledge.rules.cues.vague.inside):
        return False
    if name.type == "Place" and name.name in knowledge.rules.subjects.region:
        return False
    if name.type in ("Industry", "Enterprise") and _everyday(name.name, knowledge):
        return False
    if name.type == "Enterprise":
        return _trades(line, name, knowledge)
    return name.type not in _ROLES or not _honours(line, name, knowledge)


def _opened(text: str, name: Proposal, tokens: Sequence[Token], opening: re.Pattern[str]) -> Proposal:
    """The mention without a leading count, date or verb; policies and schemes, which may begin with one, unchanged."""
    if name.type in ("Policy", "Scheme"):
        return name
    start = name.start
    while start < name.end:
        before = start
        if match := opening.match(text, start, name.end):
            start = match.end()
        for token in tokens:
            if token.start == start and token.end < name.end and token.lexeme is not None and token.lexeme.hard:
                start = token.end
                break
        if start == before:
            break
    return _part(text, name, start, name.end) if name.start < start < name.end - 1 else name


def _trades(line: _TaggedLine, name: Proposal, knowledge: Knowledge) -> bool:
    """Whether head noun or context supports an enterprise: a brand alone is indistinguishable from a word."""
    if any(reading.type == "Enterprise" for reading in knowledge.head_of(name.name)[1]) or _LATIN.search(name.name):
        return True
    chunk = line.chunk_of(name)
    if chunk is None:
        return False
    rules = knowledge.rules.cues.trade
    verb = chunk.verb
    if verb is not None and (verb.does in rules.roles or line.text[verb.start : verb.end] in rules.verbs):
        return True
    near = line.text[max(0, chunk.start - _NEARBY) : chunk.end + _NEARBY]
    if (len(name.name) > _SHORTEST or len(chunk.items) > 1) and any(word in near for word in rules.words):
        return True
    cue = list_cue(line.text, chunk, knowledge)
    return cue is not None and cue.type in rules.cues


def _honours(line: _TaggedLine, name: Proposal, knowledge: Knowledge) -> bool:
    """Whether a name is a title that a region aims for (打造高质量发展示范区, 国际贸易港形成): a goal, not an entity.

    A rank followed only by a head noun always counts as one (智慧港口).
    """
    rules = knowledge.rules.cues.honour
    titled = name.type == "Park" and name.name.endswith(rules.heads)
    chunk = line.chunk_of(name) if titled or name.name.startswith(rules.ranks) else None
    if chunk is None:
        return False
    head, _ = knowledge.head_of(name.name)
    start = name.start
    while rank := next((r for r in rules.ranks if line.text.startswith(r, start)), ""):
        start += len(rank)
    if head and name.start < start == name.end - len(head):
        return True
    made = any(line.text.endswith(rules.verbs, verb.start, verb.end) for verb in (chunk.verb, chunk.after) if verb)
    return made and not is_proper(line.text, start, name.end - max(len(head), 1), chunk)


def _everyday(name: str, knowledge: Knowledge) -> bool:
    """Whether a name is a common word and no industry term (人员, 数据)."""
    lexeme = knowledge.lexeme(name)
    return lexeme is not None and lexeme.common and lexeme.industry is None


def _cut(line: _TaggedLine, name: Proposal, tokens: Sequence[Token], knowledge: Knowledge) -> Sequence[Proposal]:
    """A mention cut before a formula; a coordination as its members; a place and its industry as two mentions."""
    text = line.text
    bracket = knowledge.rules.cues.trim.bracket.search(name.name) if "（" in name.name else None
    if bracket is not None and bracket.start() >= _SHORTEST:
        name = _part(text, name, name.start, name.start + bracket.start())
    if name.type in _THINGS and (of := name.name.rfind("的", 0, -_SHORTEST)) >= 0:
        name = _part(text, name, name.start + of + 1, name.end)
    if name.type == "Industry" and (place := _place_before(name, tokens)) is not None:
        return _placed(line, name, place, knowledge)
    formulas = [t.start for t in tokens if t.kind == "formula" and t.start > name.start]
    if formulas:
        name = _part(text, name, name.start, formulas[0])
    joins = [
        (t.start, t.end) for t in tokens if t.kind == "join" and t.end < name.end and text[t.start : t.end] != "、"
    ]
    if not joins and name.type in _THINGS and (at := name.name.find("同", _SHORTEST)) > 0:
        joins = [(name.start + at, name.start + at + 1)]
    if not joins:
        return (name,)
    bounds = [name.start, *(at for join in joins for at in join), name.end]
    parts = [_part(text, name, start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True)]
    return parts if all(_stands(part, knowledge) for part in parts) else (name,)


def _place_before(name: Proposal, tokens: Sequence[Token]) -> Token | None:
    """The place that directly precedes an industry within the mention (烟台海洋装备), or None."""
    first = tokens[0] if tokens else None
    placed = first is not None and first.start == name.start and first.lexeme is not None and first.lexeme.place
    return first if first is not None and placed and first.end <= name.end - _SHORTEST else None


def _placed(line: _TaggedLine, name: Proposal, place: Token, knowledge: Knowledge) -> Sequence[Proposal]:
    """A place and its industry as two mentions, or one project if the list's closing noun is one of projects."""
    chunk = line.chunk_of(name)
    cue = list_cue(line.text, chunk, knowledge) if chunk is not None else None
    if cue is not None and cue.type == "Project":
        return (name._replace(type="Project"),)
    industry = _part(line.text, name, place.end, name.end)
    own = line.text[place.start : place.end] in knowledge.rules.subjects.region
    return (industry,) if own else (_part(line.text, name, name.start, place.end), industry)


def _part(text: str, name: Proposal, start: int, end: int) -> Proposal:
    return name._replace(start=start, end=end, name=text[start:end])


def _stands(part: Proposal, knowledge: Knowledge) -> bool:
    """Whether a member is a name by itself: a known term, or one with a head noun of the same class."""
    if part.type == "Industry":
        return part.name in knowledge.industries
    head, readings = knowledge.head_of(part.name)
    return part.name != head and any(reading.type == part.type for reading in readings)


def _listed_as(line: _TaggedLine, name: Proposal, knowledge: Knowledge) -> Proposal:
    """Reclassify a facility in a list of projects as a project (推进A中心、B中心等项目建设)."""
    chunk = line.chunk_of(name) if name.type == "Facility" else None
    cue = list_cue(line.text, chunk, knowledge) if chunk is not None else None
    return name._replace(type="Project") if cue is not None and cue.type == "Project" else name


def _typed(name: Proposal, tokens: Sequence[Token], knowledge: Knowledge) -> Proposal:
    """Reclassify a known place as Place in any context, and names with certain endings by these."""
    if name.type != "Place" and any(_is_place(t) for t in tokens if t.start == name.start and t.end == name.end):
        return name._replace(type="Place")
    if name.type == "Policy" and knowledge.rules.cues.trim.quoted_work.fullmatch(name.name):
        return name._replace(type="Project")
    for row in knowledge.rules.cues.sure:
        if name.type in row.instead_of and name.name.endswith(row.ends):
            return name._replace(type=row.type)
    return name


def _is_place(token: Token) -> bool:
    """Whether a word is a place."""
    return token.lexeme is not None and token.lexeme.place is not None
