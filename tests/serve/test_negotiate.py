from __future__ import annotations

import pytest

from kg.serve.negotiate import GRAPHS, RESULTS, Offer, choose

A, B, C = Offer("text/a"), Offer("application/b", ("application/x-b", "text/b")), Offer("application/c")

CHOICES = {
    "": "text/a",
    "*/*": "text/a",
    "application/b": "application/b",
    "APPLICATION/B": "application/b",
    "application/*": "application/b",
    "application/*;q=0.5, text/a;q=0.4": "application/b",
    "text/a;q=0.1, application/c;q=0.2": "application/c",
    "application/c, application/b": "application/b",
    "application/x-b": "application/b",
    "text/b, text/a;q=0.9": "application/b",
    "*/*, text/a;q=0": "application/b",
    "*/*;q=0.1, application/*;q=0.2, application/b;q=0": "application/c",
    "application/c ; q = 1.000": "application/c",
    "application/c;version=1.1;q=0.9, text/a;q=0.8": "application/c",
    "application/c;q=0.1, application/c;q=0.9, text/a;q=0.5": "application/c",
    "nonsense, ;q=1, text/, application/c": "application/c",
    "nonsense": "text/a",
    "application/c;q=high, text/a;q=0.5": "application/c",
}


@pytest.mark.parametrize(("accept", "chosen"), CHOICES.items())
def test_the_best_liked_is_chosen(accept: str, chosen: str) -> None:
    choice = choose((A, B, C), accept)
    assert choice is not None
    assert choice.type == chosen


@pytest.mark.parametrize("accept", ["image/png", "text/a;q=0", "*/*;q=0", "text/a;q=0.0, image/*"])
def test_nothing_is_chosen_that_is_not_liked(accept: str) -> None:
    assert choose((A, B, C), accept) is None


def test_a_client_gets_the_name_that_it_used() -> None:
    choice = choose((A, B, C), "text/b;q=0.3")
    assert choice is not None
    assert (choice.type, choice.shown) == ("application/b", "text/b")
    assert choice.header == "text/b; charset=utf-8"


def test_what_is_offered_is_known_by_one_name_each() -> None:
    for offers in (RESULTS, GRAPHS):
        assert len({offer.type for offer in offers}) == len({offer.suffix for offer in offers}) == len(offers)
