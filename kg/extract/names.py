"""Propose names: what the gazetteer knows, what a head noun, a list or a context tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kg.extract.proposals import (
    BARE,
    CUED,
    EXPANDED,
    GOVERNED,
    KNOWN,
    QUOTED,
    SHAPED,
    Proposal,
)
from kg.extract.scan import Chunk, Clause, Item, Token
from kg.lexicon import Head, Knowledge
from kg.model import Provenance, Span

_LATIN_OR_DIGIT = re.compile(r"[A-Za-z0-9]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_COUNTED = re.compile(r"[一二两三四五六七八九十]+大(?!型)")
_NUMBERED = re.compile(r"^(?:\d+|[两二三四五六七八九十]+)(?:余|多)?[条个座项家所处段大]")
_COUNT = re.compile(r"[\d一二两三四五六七八九十百几]")
_TITLE = re.compile(r"《([^《》]+)》")
_MARKS = "“”《》"
_LONGEST_BARE, _LONGEST_PROPER = 6, 3
_MADE = ("Park", "Facility", "Project", "Organization")
_SHORTEST_CONTEXT, _LONGEST_CONTEXT = 2, 14


def propose_names(text: str, clauses: Iterable[Clause], knowledge: Knowledge) -> list[Proposal]:
    """All names that rules see in the clauses of one line."""
    found: list[Proposal] = []
    for clause in clauses:
        for chunk in clause.chunks:
            # Two chunks of three hold one item that nothing closes: for them the rules of lists need not be asked.
            if chunk.closing is None and len(chunk.items) == 1:
                found += _alone(text, chunk, chunk.items[0], knowledge)
            else:
                found += _listed(text, chunk, knowledge)
            for item in chunk.items:
                if item.tokens:
                    found += _words(text, item, knowledge)
    closers = {chunk.closing.start for clause in clauses for chunk in clause.chunks if chunk.closing is not None}
    return [name for name in found if name.rule != "short-form" or name.start not in closers] if closers else found


def _listed(text: str, chunk: Chunk, knowledge: Knowledge) -> Iterator[Proposal]:
    """The names that a chunk's items are as a list, and what the noun that closes it tells."""
    cue = list_cue(text, chunk, knowledge)
    if cue is not None or len(chunk.items) > 1:
        yield from _list(text, chunk, cue, knowledge)
    else:
        yield from _alone(text, chunk, chunk.items[0], knowledge)
    if cue is not None and len(chunk.items) > 1 and _COUNTED.match(cue[1]):
        yield Proposal(cue[2].start, cue[2].end, "Scheme", cue[1], "scheme.counted-list", EXPANDED)
    if cue is not None and cue[0] == "Enterprise" and chunk.closing is not None:
        yield from _trades(text, chunk.closing, knowledge)


def _trades(text: str, closing: Chunk, knowledge: Knowledge) -> Iterator[Proposal]:
    """The industries that tell what kind of enterprises a list was of (A、B等软件、物流龙头企业)."""
    trade = knowledge.trade.match(text, closing.start, closing.end)
    if trade is None:
        return
    for item in closing.items:
        end = min(item.end, trade.end(1))
        if text[item.start : end] in knowledge.industries:
            yield Proposal(item.start, end, "Industry", text[item.start : end], "list.trade", EXPANDED)


def list_cue(text: str, chunk: Chunk, knowledge: Knowledge) -> tuple[str, str, Span] | None:
    """The class that a list's closing noun gives it, the noun, and its span."""
    following = chunk.closing
    if following is None:
        return None
    item, closing = following.items[0], following.items[-1]
    shared = _opening(text, item, knowledge)
    for candidate in (item, closing):
        for end in (candidate.full[1], candidate.end):
            noun = text[candidate.full[0] : end]
            found = knowledge.list_classes.of(noun)
            if found and (len(found[0]) > 1 or _NUMBERED.sub("", noun) == found[0]):
                # What a list says at its end types no policy or place, but it may share what its noun begins with.
                unsure = found[1] in ("Policy", "Place") and shared is not None
                return shared if unsure else (found[1], noun, Span(candidate.full[0], end))
    return shared


def _opening(text: str, item: Item, knowledge: Knowledge) -> tuple[str, str, Span] | None:
    """The head that the noun behind a list begins with, with its class (保险 of 科技、专利等保险业务试点)."""
    opening = text[item.start : item.full[1]]
    for type_, words in knowledge.rules["cues"]["share"].items():
        if not opening.startswith(words):
            continue
        head = max((word for word in words if opening.startswith(word)), key=len)
        if not opening.startswith("级", len(head)):
            return type_, head, Span(item.start, item.start + len(head))
    return None


class _Shared(NamedTuple):
    """A head that members borrow: their class, its words, and where it stands; ``ranked`` when terms borrow it too."""

    type: str
    head: str
    span: Span
    ranked: bool = False


class _Group(NamedTuple):
    """What the members of a list have in common: a closing noun, a head to borrow, a class that most of them have."""

    cue: tuple[str, str, Span] | None
    shared: _Shared | None
    leading: str | None


def _alone(text: str, chunk: Chunk, item: Item, knowledge: Knowledge) -> Sequence[Proposal]:
    """The name that a chunk's one item is."""
    own = _typed(text, item, knowledge)
    if own is not None and _is_facility(own) and _builds(chunk, knowledge):
        return (_as_work(own), own) if own.weight == KNOWN else (_as_work(own),)
    if own is None and chunk.verb is not None:
        own = _governed(text, chunk, item, knowledge)
    return (own,) if own is not None else ()


def _list(text: str, chunk: Chunk, cue: tuple[str, str, Span] | None, knowledge: Knowledge) -> Iterator[Proposal]:
    typed = [_typed(text, item, knowledge) for item in chunk.items]
    if any(_is_facility(own) for own in typed) and _builds(chunk, knowledge):
        yield from (_as_work(own) for own in typed if own and _is_facility(own) and own.weight == KNOWN)
        typed = [_as_work(own) if own and _is_facility(own) and own.weight < KNOWN else own for own in typed]
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
        found = _member(text, item, own, group, knowledge) or _governed(text, chunk, item, knowledge)
        if found is not None:
            yield found


def _joined(text: str, chunk: Chunk, typed: Sequence[Proposal | None], knowledge: Knowledge) -> Proposal | None:
    """One thing whose name joins two: made for two fields (建设新材料与智能装备实验室), or with what belongs to it."""
    first, last = chunk.items[0], chunk.items[-1]
    if len(typed) != 2 or last.joined == "、" or first.tail:
        return None
    field, thing = typed
    if text[last.start : last.end].startswith(knowledge.rules["cues"]["built"]["belonging"]):
        type_ = next((reading.type for reading in last.head[1] if reading.type == "Project"), None)
    elif chunk.verb is not None and chunk.verb.does in ("build", "make") and field is not None and thing is not None:
        type_ = thing.type if field.type == "Industry" and thing.type in _MADE and thing.weight < KNOWN else None
    else:
        return None
    if type_ is None:
        return None
    return Proposal(first.start, last.end, type_, text[first.start : last.end], "list.joined", EXPANDED)


def _member(text: str, item: Item, own: Proposal | None, group: _Group, knowledge: Knowledge) -> Proposal | None:
    """A member by what it is known as, by the head it borrows, by the list's noun, by itself, by its neighbours."""
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
    if group.cue is not None and _fits(text, item, group.cue[0], knowledge):
        type_ = group.cue[0]
        if own is None or (own.type != type_ and _cue_wins(own.type, type_)):
            return _told(text, item, type_, f"list.cue-{type_.lower()}", CUED)
    if own is not None:
        return own
    if group.leading and _fits(text, item, group.leading, knowledge) and not _negative(text, item, knowledge):
        return _told(text, item, group.leading, "list.sibling", GOVERNED)
    return None


def _expanded(text: str, item: Item, shared: _Shared) -> Proposal:
    """The item with the head that it borrows."""
    name = text[item.start : item.end] + shared.head
    rule, of = "list.shared-head", Provenance.EXPANDED
    return Proposal(item.start, item.end, shared.type, name, rule, EXPANDED, of, shared.span)


def _told(text: str, item: Item, type_: str, rule: str, weight: int) -> Proposal:
    """The item as a name whose class the context tells."""
    return Proposal(item.start, item.end, type_, text[item.start : item.end], rule, weight)


def _builds(chunk: Chunk, knowledge: Knowledge) -> bool:
    """Whether the chunk is the object, or the subject, of building."""
    if chunk.verb is not None and chunk.verb.does == "build":
        return True
    return any(item.tail in knowledge.rules["cues"]["built"]["tails"] for item in chunk.items)


def _works(text: str, chunk: Chunk, knowledge: Knowledge) -> Token | None:
    """What is done to all members of a list and belongs to the names of the works (A、B机场改扩建)."""
    after = chunk.after
    named = knowledge.rules["cues"]["built"]["named"]
    return after if after is not None and text[after.start : after.end] in named else None


def _is_facility(own: Proposal | None) -> bool:
    return own is not None and own.type == "Facility"


def _as_work(own: Proposal) -> Proposal:
    """A facility that is being built is a project (the guide, settled cases); of a known one the tagger decides."""
    return own._replace(type="Project", rule="context.built", weight=min(own.weight, CUED))


def _leading_type(types: Sequence[str], size: int) -> str | None:
    """The class that at least half of a list's ``size`` members have by themselves; ``types`` are those they have."""
    if size < 2 or len(types) * 2 < size:
        return None
    [(best, count)] = Counter(types).most_common(1)
    return best if count * 2 >= size and best not in ("Policy", "Place", "Scheme") else None


def _negative(text: str, item: Item, knowledge: Knowledge) -> bool:
    """An item whose head says that it is no name."""
    return any(reading.type == "-" for reading in knowledge.head_of(text[item.start : item.end])[1])


def _cue_wins(own: str, cue: str) -> bool:
    """Whether what the list is called decides against a member's own form."""
    if own == "Place":
        return cue in ("Place", "Enterprise")
    return cue in ("Project", "Industry", "Park", "Enterprise")


def _typed(text: str, item: Item, knowledge: Knowledge) -> Proposal | None:
    """What the item is by itself: a known name, a place, an industry term, or a form."""
    start, end, whole = item.start, item.end, item.full[1]
    if (found := _known(text, start, whole, knowledge)) is not None:
        return found
    if end < whole and (found := _known(text, start, end, knowledge)) is not None:
        return found
    opening = item.tokens[0] if item.tokens else None
    if opening and opening.start == start and opening.end in (end, whole) and opening.lexeme and opening.lexeme.place:
        return None
    if (found := _shaped(text, item, whole, item.head, knowledge)) is not None or end == whole:
        return found
    return _shaped(text, item, end, knowledge.head_of(text[start:end]), knowledge)


def _known(text: str, start: int, end: int, knowledge: Knowledge) -> Proposal | None:
    """A name or sure industry term that the knowledge holds; a name also in marks."""
    name = text[start:end]
    if (known := knowledge.known.get(name)) is not None:
        return Proposal(start, end, known[0], name, known[1], KNOWN)
    if (name[0] in _MARKS or name[-1] in _MARKS) and (marked := knowledge.names.get(name.strip(_MARKS))):
        return Proposal(start, end, marked.type, name, "gazetteer", KNOWN)
    return None


def _shaped(
    text: str, item: Item, end: int, closing: tuple[str, Sequence[Head]], knowledge: Knowledge
) -> Proposal | None:
    """What form makes of the item up to ``end``: title marks, or its ``closing`` head noun and what that means."""
    if text[item.start] == "《" and (title := _TITLE.fullmatch(text, item.start, end)):
        name = text[item.start : end]
        return Proposal(item.start, end, "Policy", name, "title-marks", QUOTED) if len(title[1]) > 3 else None
    head, readings = closing
    if not readings:
        return None
    name = text[item.start : end]
    if name == head and head in knowledge.short_forms:
        return Proposal(item.start, end, "Park", name, "short-form", CUED, Provenance.RESOLVED)
    modifier_end = end - len(head)
    counted = item.full[0] < item.start and _COUNT.match(text, item.full[0], item.start)
    for reading in readings:
        if counted and reading.type == "Park":
            continue
        if reading.type != "-" and _allowed(text, item, modifier_end, reading):
            return Proposal(item.start, end, reading.type, name, f"head.{reading.type.lower()}", SHAPED)
    return None


def _allowed(text: str, item: Item, modifier_end: int, reading: Head) -> bool:
    if modifier_end <= item.start or reading.need == "list":
        return False
    modifier = text[item.start : modifier_end]
    if reading.need == "quoted":
        return "“" in modifier and modifier.endswith("”")
    proper = is_proper(text, item.start, modifier_end, item.tokens)
    if reading.need == "proper":
        return proper
    if reading.type == "Industry":
        return False
    if reading.type == "Policy":
        return len(modifier) >= 2
    return proper or any(t.lexeme and t.lexeme.industry and t.end <= modifier_end for t in item.tokens)


def is_proper(text: str, start: int, end: int, tokens: Sequence[Token]) -> bool:
    """Whether the run holds a place, a name, a quotation, Latin or digits, or two characters that no lexicon knows."""
    known = 0
    for token in tokens:
        first, behind = token.start, token.end
        if first >= end or behind <= start:
            continue
        if behind <= end:
            lexeme = token.lexeme
            if token.kind in ("quote", "title") if lexeme is None else lexeme.name or lexeme.place:
                return True
        known += (behind if behind < end else end) - (first if first > start else start)
    if _LATIN_OR_DIGIT.search(text, start, end):
        return True
    return (end - start) - known >= 2


def _is_term(text: str, item: Item, own: Proposal | None, knowledge: Knowledge) -> bool:
    """Whether an item is a field or looks like one."""
    if own is not None:
        return own.type == "Industry"
    return any(reading.type == "Industry" for reading in knowledge.head_of(text[item.start : item.end])[1])


def _is_place(item: Item) -> bool:
    """Whether an item is a known place and nothing else."""
    return any(t.start == item.start and t.end == item.end and t.lexeme and t.lexeme.place for t in item.tokens)


def _bare(text: str, item: Item, knowledge: Knowledge, *, cued: bool = False) -> bool:
    """An item with no head of its own, so that it can borrow one; one character is none when a noun closes the list."""
    size = item.end - item.start
    head, readings = knowledge.head_of(text[item.start : item.end])
    return size <= _LONGEST_BARE and (not readings or (cued and len(head) == 1 < size <= _LONGEST_PROPER))


def _shared_head(
    text: str,
    items: Sequence[Item],
    typed: Sequence[Proposal | None],
    cue: tuple[str, str, Span] | None,
    knowledge: Knowledge,
) -> _Shared | None:
    """The head noun that the members of a list borrow: behind 等, or of the last member."""
    if cue is not None:
        noun = _NUMBERED.sub("", cue[1])
        if type_ := knowledge.ranked_heads.get(noun):
            return _Shared(type_, noun, Span(cue[2].end - len(noun), cue[2].end), ranked=True)
        if (found := knowledge.shared_heads.of(noun)) and noun == found[0]:
            return _Shared(found[1], noun, Span(cue[2].end - len(noun), cue[2].end))
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
    """Members of one form: about as long as the last one's own part, or all with Latin and digits."""
    return all(
        abs(len(m) - len(last)) <= 1 or (_LATIN_OR_DIGIT.search(m) and _LATIN_OR_DIGIT.search(last)) for m in members
    )


def _fits(text: str, item: Item, type_: str, knowledge: Knowledge) -> bool:
    """Whether a context may make the item a name of ``type_``."""
    name = text[item.start : item.end]
    if not _SHORTEST_CONTEXT <= len(name) <= (_LONGEST_CONTEXT if type_ != "Project" else 24):
        return False
    if type_ == "Industry":
        lexeme = knowledge.lexeme(name)
        if lexeme is not None and (lexeme.common or lexeme.classes) and lexeme.industry is None:
            return False
        return not name.endswith(tuple(knowledge.rules["cues"]["deny"]["Industry"]))
    if type_ in ("Policy", "Place"):
        return False
    return is_proper(text, item.start, item.end, item.tokens)


def _governed(text: str, chunk: Chunk, item: Item, knowledge: Knowledge) -> Proposal | None:
    """A name by the verb that governs its list (培育A、B、C)."""
    role = chunk.verb.does if chunk.verb is not None else None
    if role not in ("grow", "carry"):
        return None
    name = text[item.start : item.end]
    if role == "grow":
        lexeme = knowledge.industries.get(name)
        shaped = any(reading.type == "Industry" for reading in knowledge.head_of(name)[1])
        if (lexeme or shaped) and _fits(text, item, "Industry", knowledge):
            return Proposal(item.start, item.end, "Industry", name, "verb.grow", GOVERNED)
    if role == "carry" and name.startswith("“") and name.endswith("”"):
        return Proposal(item.start, item.end, "Policy", name, "verb.carry-quoted", GOVERNED)
    return None


def _words(text: str, item: Item, knowledge: Knowledge) -> list[Proposal]:
    """Names, places and unambiguous industry terms inside an item that holds tokens."""
    found: list[Proposal] = []
    opening = item.tokens[0]
    if (lexeme := opening.lexeme) is not None and lexeme.text in knowledge.short_forms and _stands_for(item, opening):
        found.append(Proposal(opening.start, opening.end, "Park", lexeme.text, "short-form", CUED, Provenance.RESOLVED))
    place: Token | None = None
    for token in item.tokens:
        lexeme = token.lexeme
        if lexeme is None or not lexeme.naming:
            continue
        if lexeme.name:
            found.append(Proposal(token.start, token.end, lexeme.name.type, lexeme.text, "gazetteer", KNOWN))
        elif lexeme.place:
            start = place.start if place is not None and place.end == token.start else token.start
            place = Token(start, token.end, token.kind, lexeme)
            if _stands_alone(item, place):
                found.append(Proposal(start, token.end, "Place", text[start : token.end], "place", BARE))
        elif lexeme.industry and not lexeme.industry.ambiguous and _closes(text, item, token, knowledge):
            found.append(Proposal(token.start, token.end, "Industry", lexeme.text, "industry.term", BARE))
    return found


def _stands_for(item: Item, token: Token) -> bool:
    """Whether a park's bare short form opens an item of words that everyone knows (自贸试验区|升级版)."""
    if token.start != item.start or token.end >= item.end:
        return False
    known = sum(other.end - other.start for other in item.tokens if other.start >= token.end)
    return known == item.end - token.end


def _closes(text: str, item: Item, token: Token, knowledge: Knowledge) -> bool:
    """An industry term that ends its item, or that a noun of kind follows (集成电路产业生态)."""
    rest = text[token.end : item.end]
    kinds = knowledge.rules["cues"]["grown"]["kinds"]
    return not rest or rest in kinds or text[token.end : item.full[1]] in kinds


def _stands_alone(item: Item, token: Token) -> bool:
    """A place of which something is said: the rest of its item is words that the lexicon knows."""
    rest = [t for t in item.tokens if t.end <= token.start or t.start >= token.end]
    known = sum(t.end - t.start for t in rest if t.lexeme is None or not t.lexeme.place)
    return (item.end - item.start) - (token.end - token.start) - known < 2
