"""Queries on a store: SPARQL, named queries, lookup of names, and the VoID description."""
