"""``.proto`` texts (language specifications proto2 and proto3) to records of the model.

``tokens`` splits a text, ``words`` takes its words one by one, ``parsing`` makes records of them,
and ``reading`` does so for a schema of the document and for the files that it imports.
"""
