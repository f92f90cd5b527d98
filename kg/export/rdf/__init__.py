"""RDF syntaxes."""
