"""Classify the members of a coordination by its closing noun, a shared head noun, or the class of the majority."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.extract.line.clauses import Chunk, Item, Token
from kg.extract.names.items import as_work, builds, fits, governed, is_facility, told, typed_alone
from kg.extract.names.proposals import CUED, EXPANDED, GOVERNED, KNOWN, Proposal
from kg.lexicon.knowledge import Knowledge
from kg.model import Provenance, Span

_LATIN_OR_DIGIT = re.compile(r"[A-Za-z0-9]")
_LONGEST_BARE, _LONGEST_PROPER = 6, 3
_MADE = ("Park", "Facility", "Project", "Organization")


class Cue(NamedTuple):
    """The class that a closing noun gives the members of a list, the noun, and its span."""

    type: str
    noun: str
    span: Span


def list_cue(text: str, chunk: Chunk, knowledge: Knowledge) -> Cue | None:
    """The cue of a list's closing noun, or None."""
    following = chunk.closing
    if following is None:
        return None
    item, closing = following.items[0], following.items[-1]
    shared = _opening(text, item, knowledge)
    for candidate in (item, closing):
        for end in (candidate.full[1], candidate.end):
            noun = text[candidate.full[0] : end]
            found = knowledge.list_classes.of(noun)
            if found and (len(found[0]) > 1 or knowledge.rules.line.numbered.sub("", noun) == found[0]):
                # A closing noun never assigns Policy or Place, but the head that it begins with may be shared.
                unsure = found[1] in ("Policy", "Place") and shared is not None
                return shared if unsure else Cue(found[1], noun, Span(candidate.full[0], end))
    return shared


def _opening(text: str, item: Item, knowledge: Knowledge) -> Cue | None:
    """The cue of the head noun at the start of a closing noun (保险 in 科技、专利等保险业务试点), or None."""
    opening = text[item.start : item.full[1]]
    for type_, words in knowledge.rules.cues.share.items():
        if not opening.startswith(words):
            continue
        head = max((word for word in words if opening.startswith(word)), key=len)
        if not opening.startswith("级", len(head)):
            return Cue(type_, head, Span(item.start, item.start + len(head)))
    return None


class _Shared(NamedTuple):
    """A head noun shared by members: class, text and span; ``ranked`` if industry terms take it too."""

    type: str
    head: str
    span: Span
    ranked: bool = False


class _Group(NamedTuple):
    """What the members of a list have in common: a closing noun, a shared head noun, a majority class."""

    cue: Cue | None
    shared: _Shared | None
    leading: str | None


def propose_list(text: str, chunk: Chunk, cue: Cue | None, knowledge: Knowledge) -> Iterator[Proposal]:
    """The candidates for the members of a chunk."""
    typed = [typed_alone(text, item, knowledge) for item in chunk.items]
    if any(is_facility(own) for own in typed) and builds(chunk, knowledge):
        typed = [as_work(own) if own and is_facility(own) else own for own in typed]
    if (joined := _joined(text, chunk, typed, knowledge)) is not None:
        yield joined
        return
    types = [own.type for own in typed if own is not None]
    shared = _shared_head(text, chunk.items, typed, cue, knowledge)
    if shared is not None and shared.type == "Facility" and (works := _works(text, chunk, knowledge)) is not None:
        shared = _Shared("Project", text[shared.span.start : works.end], Span(shared.span.start, works.end))
        first = chunk.items[-1].start
        typed[-1] = Proposal(first, works.end, "Project", text[first : works.end], "list.shared-head", EXPANDED)
    group = _Group(cue, shared, _leading_type(types, len(typed)))
    for item, own in zip(chunk.items, typed, strict=True):
        found = _member(text, item, own, group, knowledge) or governed(text, chunk, item, knowledge)
        if found is not None:
            yield found


def _joined(text: str, chunk: Chunk, typed: Sequence[Proposal | None], knowledge: Knowledge) -> Proposal | None:
    """One name that contains a coordination: of two fields (建设新材料与智能装备实验室), or with an appurtenance."""
    first, last = chunk.items[0], chunk.items[-1]
    if len(typed) != 2 or last.joined == "、" or first.tail:
        return None
    field, thing = typed
    if text[last.start : last.end].startswith(knowledge.rules.cues.built.belonging):
        type_ = next((reading.type for reading in last.head[1] if reading.type == "Project"), None)
    elif chunk.verb is not None and chunk.verb.does in ("build", "make") and field is not None and thing is not None:
        type_ = thing.type if field.type == "Industry" and thing.type in _MADE else None
    else:
        return None
    if type_ is None:
        return None
    return Proposal(first.start, last.end, type_, text[first.start : last.end], "list.joined", EXPANDED)


def _member(text: str, item: Item, own: Proposal | None, group: _Group, knowledge: Knowledge) -> Proposal | None:
    """The candidate for a member: by term, shared head, closing noun, its own head, or the majority class."""
    if group.shared is not None and group.shared.ranked and _is_term(text, item, own, knowledge):
        return _expanded(text, item, group.shared)
    if own is not None and own.weight == KNOWN:
        return own
    if group.shared is not None and (own is None or own.type in (group.shared.type, "Place")):
        if own is not None and own.type == group.shared.type and own.name.endswith(group.shared.head):
            return own._replace(rule="list.shared-head", weight=EXPANDED)
        field = group.shared.type == "Industry"
        alone = field and item.head[0] == text[item.start : item.end]
        if alone or (_bare(text, item, knowledge, cued=group.cue is not None) and not (field and _is_place(item))):
            return _expanded(text, item, group.shared)
    if group.cue is not None and fits(text, item, group.cue.type, knowledge):
        type_ = group.cue.type
        if own is None or (own.type != type_ and _cue_wins(own.type, type_)):
            return told(text, item, type_, f"list.cue-{type_.lower()}", CUED)
    if own is not None:
        return own
    if group.leading and fits(text, item, group.leading, knowledge) and not _negative(text, item, knowledge):
        return told(text, item, group.leading, "list.sibling", GOVERNED)
    return None


def _is_term(text: str, item: Item, own: Proposal | None, knowledge: Knowledge) -> bool:
    """Whether an item is an industry, or its head noun can be one."""
    if own is not None:
        return own.type == "Industry"
    return any(reading.type == "Industry" for reading in knowledge.head_of(text[item.start : item.end])[1])


def _is_place(item: Item) -> bool:
    """Whether an item consists of exactly one known place."""
    return any(t.start == item.start and t.end == item.end and t.lexeme and t.lexeme.place for t in item.tokens)


def _bare(text: str, item: Item, knowledge: Knowledge, *, cued: bool = False) -> bool:
    """Whether a short item lacks a head noun of its own; a head of one character doesn't count if ``cued``."""
    size = item.end - item.start
    head, readings = knowledge.head_of(text[item.start : item.end])
    return size <= _LONGEST_BARE and (not readings or (cued and len(head) == 1 < size <= _LONGEST_PROPER))


def _expanded(text: str, item: Item, shared: _Shared) -> Proposal:
    """The item with the shared head noun appended."""
    name = text[item.start : item.end] + shared.head
    rule, of = "list.shared-head", Provenance.EXPANDED
    return Proposal(item.start, item.end, shared.type, name, rule, EXPANDED, of, shared.span)


def _works(text: str, chunk: Chunk, knowledge: Knowledge) -> Token | None:
    """The predicate after a list that is part of the names of its projects (A、B机场改扩建), or None."""
    after = chunk.after
    named = knowledge.rules.cues.built.named
    return after if after is not None and text[after.start : after.end] in named else None


def _leading_type(types: Sequence[str], size: int) -> str | None:
    """The class of at least half of a list's ``size`` members, or None; ``types`` are those of classified members."""
    if size < 2 or len(types) * 2 < size:
        return None
    [(best, count)] = Counter(types).most_common(1)
    return best if count * 2 >= size and best not in ("Policy", "Place", "Scheme") else None


def _negative(text: str, item: Item, knowledge: Knowledge) -> bool:
    """Whether the item's head noun marks it as no name."""
    return any(reading.type == "-" for reading in knowledge.head_of(text[item.start : item.end])[1])


def _cue_wins(own: str, cue: str) -> bool:
    """Whether what the list is called decides against a member's own form."""
    if own == "Place":
        return cue in ("Place", "Enterprise")
    return cue in ("Project", "Industry", "Park", "Enterprise")


def _shared_head(
    text: str,
    items: Sequence[Item],
    typed: Sequence[Proposal | None],
    cue: Cue | None,
    knowledge: Knowledge,
) -> _Shared | None:
    """The head noun shared by the members of a list: the closing noun, or that of the last member; None if neither."""
    if cue is not None:
        noun = knowledge.rules.line.numbered.sub("", cue.noun)
        if type_ := knowledge.ranked_heads.get(noun):
            return _Shared(type_, noun, Span(cue.span.end - len(noun), cue.span.end), ranked=True)
        if (found := knowledge.shared_heads.of(noun)) and noun == found[0]:
            return _Shared(found[1], noun, Span(cue.span.end - len(noun), cue.span.end))
        return None
    last = items[-1]
    name = text[last.start : last.end]
    found = knowledge.shared_heads.of(name) if len(items) > 1 else None
    if found is None or name == found[0] or not all(_bare(text, item, knowledge) for item in items[:-1]):
        return None
    head, type_ = found
    last_bare = name[: -len(head)]
    if any(t is not None and t.weight == KNOWN for t in typed[:-1]):
        return None
    if not _alike([text[i.start : i.end] for i in items[:-1]], last_bare):
        return None
    return _Shared(type_, head, Span(last.end - len(head), last.end))


def _alike(members: Sequence[str], last: str) -> bool:
    """Whether the members resemble the last one without its head: similar length, or all with Latin or digits."""
    return all(
        abs(len(m) - len(last)) <= 1 or (_LATIN_OR_DIGIT.search(m) and _LATIN_OR_DIGIT.search(last)) for m in members
    )
