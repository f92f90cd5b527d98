"""Read the curated knowledge of ``data/``, typed and checked, in one place."""
