"""The names that nothing of a document may take, by scope.

pydantic's own list is written down and not asked for at run time: names in generated code must not
depend on the version that happens to be installed. A test asks pydantic whether the list is whole.
"""

from typing import Final

from asyncapi_pygen.naming.words import KEYWORDS, SOFT_KEYWORDS

PYDANTIC: Final = frozenset(
    {
        "construct",
        "copy",
        "dict",
        "from_orm",
        "json",
        "model_computed_fields",
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "model_fields",
        "model_fields_set",
        "model_json_schema",
        "model_parametrized_name",
        "model_post_init",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
        "model_validate_strings",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "schema",
        "schema_json",
        "update_forward_refs",
        "validate",
    }
)
"""Public attributes of ``pydantic.BaseModel``."""

ANNOTATIONS: Final = frozenset(
    {"bool", "bytes", "dict", "dt", "float", "frozenset", "int", "list", "object", "str", "tuple"}
)
"""Lower-case names that annotations in a generated class body refer to."""

FIELDS: Final = PYDANTIC | ANNOTATIONS | KEYWORDS
"""For attributes of models. Soft keywords are fine there: ``event.type`` reads as it should."""

FIELD_PREFIXES: Final = ("model_dump", "model_validate")
"""Beginnings of names that pydantic keeps for its methods: an attribute with one is warned of."""

CLASSES: Final = frozenset(
    {
        "Annotated",
        "Any",
        "Asserted",
        "AssertedCheck",
        "AvroRecord",
        "AwareDateTime",
        "BaseModel",
        "Check",
        "CheckedModel",
        "ClassVar",
        "ClosedModel",
        "ClosedSparseModel",
        "DateTime",
        "Exact",
        "ExactInt",
        "ExactNumber",
        "Decimal",
        "Exception",
        "Extra",
        "False",
        "Field",
        "Final",
        "Format",
        "IsoDate",
        "IsoTime",
        "JsonValue",
        "Literal",
        "Maybe",
        "Model",
        "None",
        "Nullable",
        "Open",
        "OpenInt",
        "OrText",
        "ProtobufAny",
        "ProtobufEmpty",
        "ProtobufMessage",
        "Rest",
        "SparseModel",
        "True",
        "TypeAlias",
        "UUID",
        "UtcDateTime",
    }
)
"""For classes and aliases of ``models.py``: what the module itself imports or a reader expects."""

METHODS: Final = (
    KEYWORDS | SOFT_KEYWORDS | ANNOTATIONS | frozenset({"abstractmethod", "models", "override"})
)
"""For methods of the handlers, which refer to these names in the class body after them."""

PARAMETERS: Final = KEYWORDS | frozenset({"event", "models", "self", "str"})
"""For channel parameters, which stand beside ``self`` and ``event`` in a method's signature."""
