"""Pages for people: HTML that a browser shows without any script; scripts only make it quicker to use."""
