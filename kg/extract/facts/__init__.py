"""Extract the relations between the mentions of a line."""
