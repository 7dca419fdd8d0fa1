"""Avro schemas (specification 1.12): read, judged, and lowered to the plan.

``parsing`` makes ``types`` of a schema and says what is wrong with it, ``lowering`` makes entries
of the plan of them, and ``written`` the schema that a package reads and writes data with.
"""
