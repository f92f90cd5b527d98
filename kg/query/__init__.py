"""Ask a store: SPARQL, named queries, names, and what the store holds."""
