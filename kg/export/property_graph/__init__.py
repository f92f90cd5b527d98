"""Formats of property graphs: nodes and edges as flat rows."""
