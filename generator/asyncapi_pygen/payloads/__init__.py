"""Schemas in, model source and a type name per schema out.

``schemas``, ``avro`` and ``protobuf`` make a plan out of the document's schemas, ``naming`` names
what the plan holds, ``engine`` has datamodel-code-generator type it, and ``assembly`` turns both
into what a template places, in the words of one of the ``backends``. Only ``engine`` imports
datamodel-code-generator.
"""
