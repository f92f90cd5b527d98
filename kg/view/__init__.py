"""The interactive page of the graph as one self-contained HTML file: ``render`` returns its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.model import PlanGraph

__all__ = ["render"]


def render(plan_graphs: Sequence[PlanGraph], *, title: str | None = None, lang: str = "zh") -> str:
    """A self-contained HTML document (write it as UTF-8) that draws the plans interactively.

    ``lang`` is the language that the page opens in, ``zh`` or ``en``; it can be switched there. Names and
    quotes stay as the plans have them. The output is deterministic and does not depend on the order of the plans.
    """
    from kg.view.layout import arrange
    from kg.view.page import make_page
    from kg.view.payload import payload
    from kg.view.scene import make_scene
    from kg.view.style import load_style, other_language

    style = load_style(lang)
    scene = make_scene(plan_graphs, types=[look.name for look in style.types], front=style.words["front"])
    layout = arrange(scene)
    other = load_style(other_language(lang))
    titles = [title or _title(plan_graphs, spoken.words) for spoken in (style, other)]
    data = payload(scene, layout, style, other=other, other_title=titles[1])
    return make_page(scene, layout, style, title=titles[0], data=data)


def _title(plan_graphs: Sequence[PlanGraph], words: Mapping[str, str]) -> str:
    if len(plan_graphs) == 1:
        return words["title-one"].format(title=plan_graphs[0].plan.title)
    return words["title-many"].format(count=len(plan_graphs))
