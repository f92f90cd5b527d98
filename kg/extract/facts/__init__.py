"""Find the relations between the names of a line."""
