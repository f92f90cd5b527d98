"""HTML pages that work without scripts; scripts only add convenience."""
