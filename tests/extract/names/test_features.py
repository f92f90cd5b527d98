"""Feature slots of a line are the same in training and tagging, alone or in a batch."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.line.clauses import scan
from kg.extract.names.features import SLOTS, Channels, channels, slots
from kg.extract.names.propose import propose_names
from kg.lexicon.knowledge import load_knowledge

LINE = "依托星澜、启岳等企业，加快建设麓西高新区。"
REACH = 2
"""Characters to either side that a template looks at."""


def seen(text: str) -> Channels:
    knowledge = load_knowledge()
    clauses = scan(text, knowledge)
    return channels(text, clauses, propose_names(text, clauses, knowledge), knowledge)


TEXTS = st.text(alphabet="加快建设麓西高新区依托、，。“”A1等企业", min_size=1, max_size=24)


@given(st.lists(TEXTS, min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_a_line_has_the_same_slots_alone_and_among_others(texts: list[str]) -> None:
    alone = [slots([seen(text)]) for text in texts]
    assert np.array_equal(slots([seen(text) for text in texts]), np.hstack(alone))


def test_one_line_twice_is_the_same_and_every_slot_is_in_the_table() -> None:
    one, other = slots([seen(LINE)]), slots([seen(LINE)])
    assert np.array_equal(one, other)
    assert one.shape[1] == len(LINE)
    assert 0 <= one.min() <= one.max() < SLOTS


def test_a_character_is_seen_by_its_neighbours_only() -> None:
    # 墟 and 甃 are on no list, so only the character itself differs.
    one, other = (slots([seen(f"今天{mark}然后再说明天的事情")]) for mark in "墟甃")
    changed = np.flatnonzero((one != other).any(axis=0))
    assert changed.min() >= 2 - REACH
    assert changed.max() <= 2 + REACH
    assert 2 in changed


def test_what_the_rules_know_is_seen() -> None:
    bare, cued = (seen(text) for text in ("依托星澜、启岳。", "依托星澜、启岳等企业。"))
    assert bare.cue[2] != cued.cue[2]
    assert bare.char[:6] == cued.char[:6]


def test_every_channel_is_as_long_as_the_line() -> None:
    found = seen(LINE)
    assert {len(getattr(found, name)) for name in Channels.__dataclass_fields__} == {len(LINE)}
