"""The resolver selects among overlapping candidates independently of their order."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kg.extract.names.proposals import CUED, EXPANDED, KNOWN, SHAPED, TAGGED, Proposal
from kg.extract.names.resolve import resolve
from kg.lexicon.knowledge import load_knowledge

GRANTED = load_knowledge().granted
TEXT = "云河港保税区发展融资租赁"


def proposal(start: int, end: int, weight: int, *, type_: str = "Park", rule: str = "a.rule") -> Proposal:
    return Proposal(start, end, type_, TEXT[start:end], rule, weight)


def spans(names: list[Proposal]) -> list[tuple[int, int]]:
    return [(name.start, name.end) for name in names]


PROPOSALS = st.lists(
    st.builds(
        lambda start, size, weight, type_, rule: proposal(start, start + size, weight, type_=type_, rule=rule),
        st.integers(0, 7),
        st.integers(1, 5),
        st.sampled_from((KNOWN, EXPANDED, TAGGED, CUED, SHAPED)),
        st.sampled_from(("Park", "Project", "Place")),
        st.sampled_from(("industry.term", "list.shared-head", "tagger.park", "head.park")),
    ),
    max_size=8,
)


@given(PROPOSALS, st.booleans())
def test_what_is_kept_stands_apart_and_in_order(proposals: list[Proposal], tagged: bool) -> None:
    kept = resolve(proposals, GRANTED, tagged=tagged).kept
    assert set(kept) <= set(proposals)
    assert all(before.end <= name.start for before, name in pairwise(kept))


@given(PROPOSALS, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_the_proposals_does_not_matter(proposals: list[Proposal], tagged: bool, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(proposals)
    random.shuffle(shuffled)
    one, other = resolve(proposals, GRANTED, tagged=tagged), resolve(shuffled, GRANTED, tagged=tagged)
    assert one.kept == other.kept
    assert set(one.refused) == set(other.refused)


@given(PROPOSALS, st.booleans())
def test_every_proposal_is_kept_or_refused_or_says_the_same(proposals: list[Proposal], tagged: bool) -> None:
    kept, refused = resolve(proposals, GRANTED, tagged=tagged)
    lost = {name for name, _ in refused}
    places = set(spans(kept))
    assert lost & set(kept) == set()
    assert all(name in kept or name in lost or (name.start, name.end) in places for name in proposals)
    assert all(reason for _, reason in refused)


def test_the_longest_of_one_weight_wins() -> None:
    short, long = proposal(0, 3, SHAPED), proposal(0, 6, SHAPED)
    kept, refused = resolve([short, long], GRANTED)
    assert kept == [long]
    assert refused == [(short, "inside")]


def test_what_is_known_by_name_wins_its_span() -> None:
    known, tagged = proposal(0, 6, KNOWN, rule="industry.term"), proposal(0, 6, TAGGED, type_="Place")
    assert resolve([tagged, known], GRANTED, tagged=True).kept == [known]


def test_a_member_with_a_shared_head_beats_a_longer_guess() -> None:
    one, two = proposal(0, 2, EXPANDED), proposal(3, 5, EXPANDED)
    across = proposal(0, 5, TAGGED)
    kept, refused = resolve([across, two, one], GRANTED, tagged=True)
    assert kept == [one, two]
    assert [name for name, _ in refused] == [across]


def test_form_alone_is_not_enough_where_the_tagger_has_spoken() -> None:
    shaped = proposal(0, 6, SHAPED)
    assert resolve([shaped], GRANTED).kept == [shaped]
    kept, refused = resolve([shaped], GRANTED, tagged=True)
    assert (kept, refused) == ([], [(shaped, "not-tagged")])


def test_form_and_tagger_agreeing_is_one_name() -> None:
    tagged, shaped = proposal(0, 6, TAGGED), proposal(0, 6, SHAPED)
    kept, refused = resolve([shaped, tagged], GRANTED, tagged=True)
    assert (kept, refused) == ([tagged], [])
