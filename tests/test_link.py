"""What is one thing and what is not, whatever a plan calls it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.document import parse_document
from kg.lexicon.knowledge import load_knowledge
from kg.link import fold_name, link
from kg.model import Extraction, Mention, PlanGraph, Provenance

Named = tuple[str, str]


def linked(*named: Named, region: str = "滨海新区", short: tuple[str, ...] = ()) -> PlanGraph:
    """The graph of a text that only mentions these things; ``short`` are bare short forms."""
    text = "。".join(name for _, name in named)
    document = parse_document(text, slug="made-up", region=region)

    def mentions() -> Iterator[Mention]:
        at = 0
        for type_, name in named:
            provenance = Provenance.RESOLVED if name in short else Provenance.VERBATIM
            yield Mention(document.evidence(at, at + len(name)), type_, name, "a.rule", provenance)
            at += len(name) + 1

    return link(document, Extraction(tuple(mentions()), (), ()), load_knowledge())


def entities(graph: PlanGraph, type_: str) -> dict[str, set[str]]:
    """The names of each entity of a class, by its own."""
    return {entity.name: {entity.name, *entity.aliases} for entity in graph.entities if entity.type == type_}


def same(one: Named, other: Named) -> bool:
    """Whether two names are one thing; the region of the plan is an entity besides."""
    found = entities(linked(one, other), one[0])
    return len([aliases for aliases in found.values() if aliases & {one[1], other[1]}]) == 1


@pytest.mark.parametrize(
    ("type_", "one", "other"),
    [
        ("Park", "滨海—中关村科技园", "滨海-中关村科技园"),
        ("Project", "“871”生态工程", "871生态工程"),
        ("Policy", "RCEP", "ＲＣＥＰ"),
        ("Facility", "国家合成生物创新中心", "国家合成生物技术创新中心"),
        ("Park", "麓西高新区", "麓西高新技术产业开发区"),
        ("Park", "松谷经开区", "松谷经济技术开发区"),
        ("Park", "白埠综保区", "白埠综合保税区"),
        ("Industry", "生物医药", "生物医药产业"),
        ("Place", "天津", "天津市"),
        ("Policy", "《云河市数据条例》", "云河市数据条例"),
    ],
)
def test_one_thing_under_two_names(type_: str, one: str, other: str) -> None:
    assert same((type_, one), (type_, other))


@pytest.mark.parametrize(
    ("type_", "one", "other"),
    [
        ("Place", "滨海新区", "滨海"),
        ("Facility", "麓西实验室", "麓西省实验室分部"),
        ("Park", "天津港保税区", "东疆综合保税区"),
        ("Park", "天津港保税区", "天津滨海高新区"),
        ("Project", "云茂高速一期", "云茂高速二期"),
        ("Organization", "云麓大学", "云麓大学附属医院"),
        ("Enterprise", "星澜汽车", "星澜电池"),
        ("Industry", "生物医药", "生物制造"),
    ],
)
def test_two_things_with_names_alike(type_: str, one: str, other: str) -> None:
    assert not same((type_, one), (type_, other))


def test_a_port_is_not_the_park_beside_it() -> None:
    graph = linked(("Facility", "天津港"), ("Park", "天津港保税区"))
    assert entities(graph, "Facility").keys() == {"天津港"}
    assert entities(graph, "Park").keys() == {"天津港保税区"}


def test_one_name_of_two_classes_is_two_things() -> None:
    graph = linked(("Facility", "听涛广场"), ("Project", "听涛广场"))
    assert len([entity for entity in graph.entities if entity.name == "听涛广场"]) == 2


def test_a_bare_short_form_is_the_one_park_that_it_can_be() -> None:
    graph = linked(("Park", "白埠综合保税区"), ("Park", "综保区"), short=("综保区",))
    assert entities(graph, "Park") == {"白埠综合保税区": {"白埠综合保税区", "综保区"}}


def test_a_bare_short_form_of_two_parks_is_neither() -> None:
    graph = linked(("Park", "白埠综合保税区"), ("Park", "麓西综合保税区"), ("Park", "综保区"), short=("综保区",))
    assert entities(graph, "Park").keys() == {"白埠综合保税区", "麓西综合保税区"}


def test_a_bare_short_form_of_no_park_names_nothing() -> None:
    assert entities(linked(("Park", "综保区"), short=("综保区",)), "Park") == {}


def test_what_a_province_has_one_of_is_named_after_it() -> None:
    graph = linked(("Park", "自贸试验区"), region="滨海新区", short=("自贸试验区",))
    assert entities(graph, "Park").keys() == {"天津自贸试验区"}


# Places --------------------------------------------------------------------------------------------


def code(name: str, *, region: str) -> str | None:
    [found] = [e.code for e in linked(("Place", name), region=region).entities if name in (e.name, *e.aliases)]
    return found


@pytest.mark.parametrize(
    ("name", "region", "wanted"),
    [
        ("天津市", "滨海新区", "120000"),
        ("滨海新区", "滨海新区", "120116"),
        ("甘肃省", "滨海新区", "620000"),
        ("甘肃省合作市", "滨海新区", "623001"),
        ("鼓楼区", "南京市", "320106"),
        ("鼓楼区", "徐州市", "320302"),
        ("鼓楼区", "福建省", "350102"),
        ("鼓楼区", "开封市", "410204"),
        ("鼓楼区", "江苏省", None),
        ("鼓楼区", "滨海新区", None),
        ("京津冀", "滨海新区", None),
    ],
)
def test_a_division_has_its_code_where_it_can_be_only_one(name: str, region: str, wanted: str | None) -> None:
    assert code(name, region=region) == wanted


@pytest.mark.parametrize("word", ["全区", "我区", "本区"])
def test_words_for_the_region_are_the_region(word: str) -> None:
    graph = linked(("Place", "滨海新区"), ("Place", word))
    assert word in entities(graph, "Place")["滨海新区"]


def test_an_industry_points_into_the_scheme() -> None:
    [industry] = [e for e in linked(("Industry", "生物医药产业")).entities if e.type == "Industry"]
    assert industry.name == "生物医药"
    assert industry.code == load_knowledge().industries["生物医药"].broader != ""


def test_the_region_is_an_entity_even_where_nothing_names_it() -> None:
    graph = linked(("Park", "麓西高新区"), region="云河市")
    assert entities(graph, "Place").keys() == {"云河市"}


def test_folding_leaves_out_what_does_not_tell_names_apart() -> None:
    assert fold_name("“ＲＣＥＰ”（Ａ—b）") == "rcepab"
    assert fold_name("中埃·泰达") == fold_name("中埃泰达")
