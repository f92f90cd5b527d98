"""Answer how much and by when."""
