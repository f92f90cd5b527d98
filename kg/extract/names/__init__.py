"""Recognize the mentions of a line: rules and a tagger propose candidates, one resolver selects."""
