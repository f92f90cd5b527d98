"""Train the tagger; the only part of the program that is never run on a user's plan."""
