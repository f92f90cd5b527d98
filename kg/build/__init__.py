"""From files to a folder of results."""
