from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import iri
from kg.errors import KgError
from kg.model import Ref


def test_ids_do_not_change_between_versions() -> None:
    assert iri.entity_id(Ref("Park", "天津港保税区")) == "park/2d37d3b0ac69cc84"


@given(st.text(), st.text())
def test_ids_are_opaque_ascii(name: str, slug: str) -> None:
    for identifier in (iri.entity_id(Ref("Park", name.encode(errors="replace").decode())), iri.plan_id("a" + slug)):
        assert identifier.isascii()
        assert " " not in identifier


@pytest.mark.parametrize(
    ("slug", "identifier"),
    [("binhai-145", "plan/binhai-145"), ("a.b", None), ("规划", None), ("A", None), ("a b", None), ("", None)],
)
def test_a_plan_keeps_its_slug_if_it_can_stand_in_an_iri(slug: str, identifier: str | None) -> None:
    assert iri.plan_id(slug) == (identifier or f"plan/{iri.digest(slug)}")


def test_the_class_is_part_of_the_identity() -> None:
    assert iri.entity_id(Ref("Park", "甲")).split("/")[1] != iri.entity_id(Ref("Place", "甲")).split("/")[1]


@pytest.mark.parametrize("base", ["kg.test", "https://kg.test", "https://规划.test/", "ftp://x/", "https://x y/"])
def test_a_base_that_no_iri_can_have_is_refused(monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    monkeypatch.setenv("KG_BASE", base)
    with pytest.raises(KgError, match="KG_BASE"):
        iri.base()


@pytest.mark.parametrize("base", ["https://kg.test/", "http://127.0.0.1:8000/a/", "https://kg.test/x#"])
def test_a_base_is_taken_as_given(monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    monkeypatch.setenv("KG_BASE", base)
    assert iri.ids() == base + "id/"


@pytest.mark.parametrize(
    ("value", "text"), [("4E+3", "4000"), ("46.10", "46.1"), ("100", "100"), ("0.0", "0"), ("-1.50", "-1.5")]
)
def test_a_decimal_has_one_spelling(value: str, text: str) -> None:
    assert iri.plain(Decimal(value)) == text
