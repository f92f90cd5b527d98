from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import KnowledgeError
from kg.ontology import load_ontology

ENTITIES = {"Park", "Enterprise", "Project", "Industry", "Place", "Organization", "Facility", "Policy", "Scheme"}


def test_the_nine_named_things_are_entities() -> None:
    classes = load_ontology().classes
    assert {name for name, term in classes.items() if "Entity" in term.parents} == ENTITIES


def test_every_term_is_labelled_and_defined_in_both_languages() -> None:
    ontology = load_ontology()
    terms = [*ontology.classes.values(), *ontology.predicates.values(), *ontology.individuals.values()]
    lacking = [term.name for term in terms if not {"zh", "en"} <= term.labels.keys() & term.definitions.keys()]
    assert lacking == []


@pytest.mark.parametrize("wrong", ["Pork", "leadingindustry", "", "label"])
def test_a_misspelt_term_is_an_error(wrong: str) -> None:
    ontology = load_ontology()
    for look in (ontology.iri, ontology.class_, ontology.predicate, ontology.__getitem__):
        with pytest.raises(KnowledgeError, match=r"plan\.ttl"):
            look(wrong)
    assert wrong not in ontology


def test_terms_of_others_are_not_ours() -> None:
    assert "prefLabel" not in load_ontology()


@pytest.mark.parametrize(
    ("subject", "predicate", "object_", "allowed"),
    [
        ("Park", "leadingIndustry", "Industry", True),
        ("Enterprise", "leadingIndustry", "Industry", False),
        ("Park", "leadingIndustry", "Park", False),
        ("Scheme", "hasPart", "Facility", True),
        ("Industry", "reliesOn", "Enterprise", True),
        ("Goal", "reliesOn", "Enterprise", True),
    ],
)
def test_what_may_relate_to_what(subject: str, predicate: str, object_: str, allowed: bool) -> None:
    assert load_ontology().may_relate(subject, predicate, object_) is allowed


def test_cooperation_has_no_direction() -> None:
    assert load_ontology().predicate("cooperatesWith").symmetric
    assert not load_ontology().predicate("hasPart").symmetric


def test_a_file_is_read_once() -> None:
    assert load_ontology() is load_ontology()


@pytest.mark.parametrize("text", ["", "@prefix plan: <urn:x#> .\nnonsense"])
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "plan.ttl"
    path.write_text(text)
    with pytest.raises(KnowledgeError, match=r"plan\.ttl"):
        load_ontology(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"none\.ttl"):
        load_ontology(tmp_path / "none.ttl")
