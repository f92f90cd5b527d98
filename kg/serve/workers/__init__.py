"""Run queries in processes that can be ended."""
