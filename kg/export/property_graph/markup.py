"""Escaping for XML."""

from __future__ import annotations

import re

from kg.export.property_graph.flat import Value, text

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INSTEAD = "\ufffd"
# A reader would turn a bare line end or tab in an attribute into a space.
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def escaped(value: Value) -> str:
    """A value for an attribute or an element; one U+FFFD for each character that XML 1.0 has no place for."""
    return _FORBIDDEN.sub(_INSTEAD, text(value)).translate(_ESCAPES)
