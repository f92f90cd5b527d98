"""Find the names of a line: rules and a tagger propose, one policy decides."""
