"""Propose candidate mentions by head noun, list and context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.extract.line.clauses import Chunk, Clause, Item, Token, unknown
from kg.extract.names.items import as_work, builds, governed, is_facility, typed_alone
from kg.extract.names.lists import list_cue, propose_list
from kg.extract.names.proposals import BARE, CUED, EXPANDED, Proposal
from kg.lexicon.knowledge import Knowledge
from kg.model import Provenance


def propose_names(text: str, clauses: Iterable[Clause], knowledge: Knowledge) -> list[Proposal]:
    """The candidates of all rules in the clauses of one line."""
    found: list[Proposal] = []
    for clause in clauses:
        for chunk in clause.chunks:
            # Two chunks of three have one item and no closing noun: they skip the rules for lists.
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
    """The candidates for a chunk's items as a list, and for its closing noun."""
    cue = list_cue(text, chunk, knowledge)
    if cue is not None or len(chunk.items) > 1:
        yield from propose_list(text, chunk, cue, knowledge)
    else:
        yield from _alone(text, chunk, chunk.items[0], knowledge)
    if cue is not None and len(chunk.items) > 1 and knowledge.rules.line.counted_scheme.match(cue.noun):
        yield Proposal(cue.span.start, cue.span.end, "Scheme", cue.noun, "scheme.counted-list", EXPANDED)
    if cue is not None and cue.type == "Enterprise" and chunk.closing is not None:
        yield from _trades(text, chunk.closing, knowledge)


def _trades(text: str, closing: Chunk, knowledge: Knowledge) -> Iterator[Proposal]:
    """The industries that modify the closing noun of a list of enterprises (A、B等软件、物流龙头企业)."""
    trade = knowledge.trade.match(text, closing.start, closing.end)
    if trade is None:
        return
    for item in closing.items:
        end = min(item.end, trade.end(1))
        if text[item.start : end] in knowledge.industries:
            yield Proposal(item.start, end, "Industry", text[item.start : end], "list.trade", EXPANDED)


def _alone(text: str, chunk: Chunk, item: Item, knowledge: Knowledge) -> Sequence[Proposal]:
    """The candidate for the only item of a chunk, if there is one."""
    own = typed_alone(text, item, knowledge)
    if own is not None and is_facility(own) and builds(chunk, knowledge):
        return (as_work(own),)
    if own is None and chunk.verb is not None:
        own = governed(text, chunk, item, knowledge)
    return (own,) if own is not None else ()


def _words(text: str, item: Item, knowledge: Knowledge) -> list[Proposal]:
    """The places, unambiguous industry terms and short forms of parks inside an item with at least one token."""
    found: list[Proposal] = []
    opening = item.tokens[0]
    if (lexeme := opening.lexeme) is not None and lexeme.text in knowledge.short_forms and _stands_for(item, opening):
        found.append(Proposal(opening.start, opening.end, "Park", lexeme.text, "short-form", CUED, Provenance.RESOLVED))
    place: Token | None = None
    for token in item.tokens:
        lexeme = token.lexeme
        if lexeme is None or not lexeme.naming:
            continue
        if lexeme.place:
            start = place.start if place is not None and place.end == token.start else token.start
            place = Token(start, token.end, token.kind, lexeme)
            if _stands_alone(item, place):
                found.append(Proposal(start, token.end, "Place", text[start : token.end], "place", BARE))
        elif lexeme.industry and not lexeme.industry.ambiguous and _closes(text, item, token, knowledge):
            found.append(Proposal(token.start, token.end, "Industry", lexeme.text, "industry.term", BARE))
    return found


def _stands_for(item: Item, token: Token) -> bool:
    """Whether a short form of a park opens an item whose other characters the lexicon covers (自贸试验区|升级版)."""
    return token.start == item.start and token.end < item.end and not unknown(item, token.end, item.end)


def _closes(text: str, item: Item, token: Token, knowledge: Knowledge) -> bool:
    """Whether an industry term ends its item or is followed by a generic noun (集成电路产业生态)."""
    rest = text[token.end : item.end]
    kinds = knowledge.rules.cues.grown.kinds
    return not rest or rest in kinds or text[token.end : item.full[1]] in kinds


def _stands_alone(item: Item, place: Token) -> bool:
    """Whether a place is a mention of its own: the rest of its item is covered by the lexicon and no other place."""
    around = unknown(item, item.start, place.start) + unknown(item, place.end, item.end)
    others = (t for t in item.tokens if t.end <= place.start or t.start >= place.end)
    return around + sum(t.end - t.start for t in others if t.lexeme is not None and t.lexeme.place) < 2
