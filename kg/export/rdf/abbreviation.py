"""Abbreviation of IRIs by a base and prefixes.

What can be shortened is narrower than any syntax allows, so that no escape and no other reading is
possible.
"""

from __future__ import annotations

import re

from kg import iri
from kg.ontology import prefixes

_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_ID = re.compile(r"[a-z]+/[0-9a-z-]+")


class IriAbbreviations:
    """The base and the prefixes in use; the ids of things are relative to the base and have no prefix."""

    def __init__(self) -> None:
        self.base = iri.ids()
        self.prefixes = {prefix: namespace for prefix, namespace in sorted(prefixes().items()) if prefix != "id"}

    def relative(self, value: str) -> str | None:
        """An id of ours, as ``park/7f31…``."""
        if value.startswith(self.base) and _ID.fullmatch(value, len(self.base)):
            return value[len(self.base) :]
        return None

    def prefixed(self, value: str) -> str | None:
        """A term under one of the prefixes, as ``plan:Park``."""
        for prefix, namespace in self.prefixes.items():
            if value.startswith(namespace) and _LOCAL.fullmatch(value, len(namespace)):
                return f"{prefix}:{value[len(namespace) :]}"
        return None
