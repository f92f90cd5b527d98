"""Analyse one line: clauses, quantities, tense."""
