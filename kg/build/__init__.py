"""The build: from plan texts to a folder of results."""
