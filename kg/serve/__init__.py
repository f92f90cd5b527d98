"""The graph over HTTP: SPARQL 1.1 Protocol, linked data, named queries.

``app`` puts the parts together; each part is a module with its own routes, so that pages can be added
beside them. The server never evaluates anything itself: ``pool`` keeps processes that do, which can be
killed, and ``operations`` is what runs in them.
"""
