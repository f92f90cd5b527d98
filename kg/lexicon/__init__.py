"""Read the curated knowledge of ``data/``, typed and checked, at one place."""
