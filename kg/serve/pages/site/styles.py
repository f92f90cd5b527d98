"""The colours of types and statuses as a style sheet, from ``presentation.toml``."""

from __future__ import annotations

from kg.view.style import load_style


def style_sheet() -> str:
    """One rule for each type and status, in light and dark."""
    style = load_style("zh")
    looks = [("t", look) for look in style.types] + [("s", look) for look in style.statuses]
    light = [f".{kind}-{look.name}{{--hue:{look.colour}}}" for kind, look in looks]
    dark = [f".{kind}-{look.name}{{--hue:{look.dark}}}" for kind, look in looks]
    return "\n".join([*light, "@media (prefers-color-scheme:dark){", *dark, "}", ""])
