"""Answer a question from the plans' own text."""
