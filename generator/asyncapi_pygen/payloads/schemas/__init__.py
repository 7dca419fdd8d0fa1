"""JSON Schema and its dialects: from bodies to entries of the plan, and to checks beside them.

``lowering`` walks through the schemas; ``scalars``, ``arrays``, ``objects`` and ``unions`` know one
kind of them each. What no type says is kept by ``losses``, as a check where one can say it.
"""
