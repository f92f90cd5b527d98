"""Hold what the tagger saw against what is certain: known places, formulas, lists of known terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kg.extract.proposals import Proposal
from kg.extract.names import is_proper, list_cue
from kg.extract.scan import Chunk, Clause, Token
from kg.lexicon import Knowledge

_THINGS = ("Park", "Enterprise", "Project", "Organization", "Facility")
_PERIOD = re.compile(r"(?:党的)?[一二三四五六七八九十]+届.{0,6}|“?十[一二三四五六七]五”?(?:时期|期间)?|第十[一二三四五六七]个五年")
_COUNTED = re.compile(
    r"\d{1,2}月(?:\d{1,2}日)?(?:前|底前)?|\d[\d,.]*(?:余|多)?(?:个|家|条|座|项|批|种|所|处|名|辆|台|套|宗|届|支|公里|平方公里|万亩)(?:以上|左右)?"
)
_LATIN = re.compile(r"[A-Za-z0-9]")
_NEARBY = 40
_QUOTED_WORK = re.compile(r"“[^”]+”.{0,6}工程")
_SHORTEST = 2


def trim(text: str, names: Iterable[Proposal], clauses: Sequence[Clause], knowledge: Knowledge) -> Iterator[Proposal]:
    """The names that remain, cut and typed anew where the lexicon is sure."""
    tokens = [token for clause in clauses for token in clause.tokens]
    chunks = [(chunk, after) for c in clauses for chunk, after in zip(c.chunks, (*c.chunks[1:], None), strict=False)]
    for name in names:
        inside = [t for t in tokens if name.start <= t.start and t.end <= name.end]
        name = _opened(text, name, inside)
        for part in _cut(text, name, inside, knowledge):
            everyday = part.type in ("Industry", "Enterprise") and _everyday(part.name, knowledge)
            if part.type == "Enterprise" and not _trades(text, part, chunks, knowledge):
                continue
            if _honours(text, part, chunks, knowledge):
                continue
            if len(part.name.strip("“”")) >= _SHORTEST and not everyday and not _PERIOD.fullmatch(part.name):
                yield _typed(part, inside)


def _opened(text: str, name: Proposal, tokens: Sequence[Token]) -> Proposal:
    """A thing's name without the count, the date and the verbs before it; a policy may begin with a verb."""
    if name.type in ("Policy", "Scheme"):
        return name
    start = name.start
    while start < name.end:
        before = start
        if match := _COUNTED.match(text, start, name.end):
            start = match.end()
        opening = next((t for t in tokens if t.start == start), None)
        if opening is not None and opening.lexeme is not None and opening.lexeme.hard and opening.end < name.end:
            start = opening.end
        if start == before:
            break
    return _part(text, name, start, name.end) if name.start < start < name.end - 1 else name


def _trades(
    text: str, name: Proposal, chunks: Sequence[tuple[Chunk, Chunk | None]], knowledge: Knowledge
) -> bool:
    """Whether form or context bears out that a name is an enterprise's: a brand alone can't be told from a word."""
    if any(reading.type == "Enterprise" for reading in knowledge.head_of(name.name)[1]) or _LATIN.search(name.name):
        return True
    chunk, after = next(((c, a) for c, a in chunks if c.start <= name.start < c.end), (None, None))
    if chunk is None:
        return False
    cue = list_cue(text, chunk, after, knowledge.rules["cues"])
    verb = text[chunk.verb.start : chunk.verb.end] if chunk.verb else ""
    role = (chunk.verb.role("verb") or chunk.verb.role("act")) if chunk.verb else None
    rules = knowledge.rules["cues"]["trade"]
    near = text[max(0, chunk.start - _NEARBY) : chunk.end + _NEARBY]
    told = any(word in near for word in rules["words"])
    return told or (cue is not None and cue[0] in rules["cues"]) or role in rules["roles"] or verb in rules["verbs"]


def _honours(text: str, name: Proposal, chunks: Sequence[tuple[Chunk, Chunk | None]], knowledge: Knowledge) -> bool:
    """Whether a name is a role that a region is to play (打造高质量发展示范区), which is a goal and no zone."""
    if name.type != "Park" or not name.name.endswith(tuple(knowledge.rules["cues"]["honour"]["heads"])):
        return False
    chunk = next((c for c, _ in chunks if c.start <= name.start < c.end), None)
    verb = text[chunk.verb.start : chunk.verb.end] if chunk is not None and chunk.verb is not None else ""
    made = verb.endswith(tuple(knowledge.rules["cues"]["honour"]["verbs"]))
    return made and chunk is not None and not is_proper(text, name.start, name.end - 2, chunk.tokens)


def _everyday(name: str, knowledge: Knowledge) -> bool:
    """A common word that no list of industries holds (人员, 数据)."""
    lexeme = knowledge.lexeme(name)
    return lexeme is not None and lexeme.common and lexeme.industry is None


def _cut(text: str, name: Proposal, tokens: Sequence[Token], knowledge: Knowledge) -> Iterator[Proposal]:
    """A name up to a formula; a coordination of known terms as its members."""
    if name.type in _THINGS and (of := name.name.rfind("的", 0, -_SHORTEST)) >= 0:
        name = _part(text, name, name.start + of + 1, name.end)
    formula = next((t for t in tokens if t.kind == "formula" and t.start > name.start), None)
    if formula is not None:
        name = _part(text, name, name.start, formula.start)
    joins = [t for t in tokens if t.kind == "join" and t.end < name.end and text[t.start : t.end] != "、"]
    bounds = [name.start, *(at for t in joins for at in (t.start, t.end)), name.end]
    parts = [_part(text, name, start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True)]
    if len(parts) > 1 and all(_stands(part, knowledge) for part in parts):
        yield from parts
    else:
        yield name


def _part(text: str, name: Proposal, start: int, end: int) -> Proposal:
    return replace(name, start=start, end=end, name=text[start:end])


def _stands(part: Proposal, knowledge: Knowledge) -> bool:
    """Whether a member is a name by itself: a known term, or a form of the same class."""
    if part.type == "Industry":
        return part.name in knowledge.industries
    head, readings = knowledge.head_of(part.name)
    return part.name != head and any(reading.type == part.type for reading in readings)


def _typed(name: Proposal, tokens: Sequence[Token]) -> Proposal:
    """A known place is a place, whatever stands around it."""
    known = next(
        (t for t in tokens if t.start == name.start and t.end == name.end and t.lexeme and t.lexeme.place), None
    )
    if known is not None and known.lexeme is not None and known.lexeme.name is None and name.type != "Place":
        return replace(name, type="Place", rule="place.known")
    if name.type == "Policy" and _QUOTED_WORK.fullmatch(name.name):
        return replace(name, type="Project", rule="head.quoted-work")
    return name
