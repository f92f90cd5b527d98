"""Answer a question from the graph."""
