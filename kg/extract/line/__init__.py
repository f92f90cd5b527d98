"""Read one line: its clauses, its quantities, its time."""
