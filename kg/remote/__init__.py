"""A graph at a SPARQL 1.1 endpoint: the same commands, over HTTP, in plain SPARQL."""
