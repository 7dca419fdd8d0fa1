"""Codes of what `diff` tells of schemas, each with the verdicts for both sides."""

from collections.abc import Mapping
from typing import Final

from asyncapi_pygen.codes.entry import Entry

SCHEMA_CHANGES: Final[Mapping[str, Entry]] = {
    "diff-schema-format": Entry(
        "warning",
        "a schema is written in another language",
        "It breaks both sides: the two cannot be compared.",
    ),
    "diff-foreign-schema": Entry(
        "warning",
        "a schema that is not JSON Schema has changed",
        "Avro, Protobuf and other languages are compared as a whole. It breaks both sides, "
        "since nothing tells which way.",
    ),
    "diff-dialect": Entry(
        "warning",
        "a schema is read by another dialect of JSON Schema",
        "It is a note: what the keywords say is compared as it is.",
    ),
    "diff-schema-renamed": Entry(
        "warning",
        "a schema is called otherwise",
        "It is a note: nothing changes for messages, but the generated class is called otherwise.",
    ),
    "diff-rewritten": Entry(
        "warning",
        "something is written otherwise and says the same",
        "It is a note.",
    ),
    "diff-schema-allowed": Entry(
        "warning",
        "a value may be there that was forbidden",
        "It breaks who receives.",
    ),
    "diff-schema-forbidden": Entry(
        "warning",
        "no value is allowed any more",
        "It breaks who sends one.",
    ),
    "diff-type-widened": Entry(
        "warning",
        "a value may be of more types",
        "It breaks who receives.",
    ),
    "diff-type-narrowed": Entry(
        "warning",
        "a value may be of fewer types",
        "It breaks who sends one of the others.",
    ),
    "diff-type-changed": Entry(
        "warning",
        "a value is of another type",
        "It breaks both sides.",
    ),
    "diff-null-added": Entry(
        "warning",
        "a value may be null",
        "It breaks who receives.",
    ),
    "diff-null-removed": Entry(
        "warning",
        "a value may not be null any more",
        "It breaks who sends null.",
    ),
    "diff-value-added": Entry(
        "warning",
        "an enum has a further value",
        "It breaks who receives, unless the enum is open (`x-open`, `x-extensible-enum`, or "
        "`anyOf` with the bare type).",
    ),
    "diff-value-removed": Entry(
        "warning",
        "an enum has lost a value",
        "It breaks who sends it, unless the enum is open.",
    ),
    "diff-enum-closed": Entry(
        "warning",
        "a value is one of some, and could be another",
        "It breaks who sends others.",
    ),
    "diff-enum-opened": Entry(
        "warning",
        "a value may be another than those that are listed",
        "It breaks who receives.",
    ),
    "diff-const-changed": Entry(
        "warning",
        "the only value of something is another one",
        "It breaks both sides: by such values, messages are told apart.",
    ),
    "diff-bound-tightened": Entry(
        "warning",
        "a bound allows less",
        "Of a number, a length, a count, or `uniqueItems` and `multipleOf`. It breaks who "
        "sends what is out of it.",
    ),
    "diff-bound-loosened": Entry(
        "warning",
        "a bound allows more",
        "It breaks who receives what was out of it.",
    ),
    "diff-bound-changed": Entry(
        "warning",
        "a bound allows other values",
        "A `multipleOf` that is no multiple of the former. It breaks both sides.",
    ),
    "diff-pattern-added": Entry(
        "warning",
        "a text has to match a pattern",
        "It breaks who sends others.",
    ),
    "diff-pattern-removed": Entry(
        "warning",
        "a text does not have to match a pattern any more",
        "It breaks who receives.",
    ),
    "diff-pattern-changed": Entry(
        "warning",
        "a text has to match another pattern",
        "It breaks both sides, since nothing tells which of them allows more.",
    ),
    "diff-format-added": Entry(
        "warning",
        "a value has a format",
        "It breaks who sends others.",
    ),
    "diff-format-removed": Entry(
        "warning",
        "a value has no format any more",
        "It breaks who receives.",
    ),
    "diff-format-changed": Entry(
        "warning",
        "a value has another format",
        "It breaks both sides.",
    ),
    "diff-encoding-added": Entry(
        "warning",
        "a text is encoded",
        "`contentEncoding` or `contentMediaType`. It breaks who sends others.",
    ),
    "diff-encoding-removed": Entry(
        "warning",
        "a text is not encoded any more",
        "It breaks who receives.",
    ),
    "diff-encoding-changed": Entry(
        "warning",
        "a text is encoded otherwise",
        "It breaks both sides.",
    ),
    "diff-required-property-added": Entry(
        "warning",
        "there is a new property that is required",
        "It breaks who sends without it.",
    ),
    "diff-property-added": Entry(
        "warning",
        "there is a new property",
        "It is compatible, unless the object was closed (`additionalProperties: false`): then "
        "it breaks who receives.",
    ),
    "diff-property-removed": Entry(
        "warning",
        "a property is gone",
        "It breaks who receives and reads it. Where the object is closed, it breaks who sends "
        "it as well.",
    ),
    "diff-required-added": Entry(
        "warning",
        "a property is required that could be left out",
        "It breaks who sends without it.",
    ),
    "diff-required-removed": Entry(
        "warning",
        "a property may be left out that was required",
        "It breaks who receives.",
    ),
    "diff-object-closed": Entry(
        "warning",
        "an object may have no other properties any more",
        "It breaks who sends others.",
    ),
    "diff-object-opened": Entry(
        "warning",
        "an object may have other properties now",
        "It breaks who receives and refuses them.",
    ),
    "diff-object-rest-narrowed": Entry(
        "warning",
        "other properties are described that could be anything",
        "It breaks who sends something else.",
    ),
    "diff-object-rest-widened": Entry(
        "warning",
        "other properties may be anything",
        "It breaks who receives.",
    ),
    "diff-items-closed": Entry(
        "warning",
        "an array may have no further items any more",
        "It breaks who sends some.",
    ),
    "diff-items-opened": Entry(
        "warning",
        "an array may have further items now",
        "It breaks who receives.",
    ),
    "diff-items-rest-narrowed": Entry(
        "warning",
        "items are described that could be anything",
        "It breaks who sends something else.",
    ),
    "diff-items-rest-widened": Entry(
        "warning",
        "items may be anything",
        "It breaks who receives.",
    ),
    "diff-tuple-item-added": Entry(
        "warning",
        "an item is described by its place",
        "Where others could be, it breaks who sends them; where none could be, it breaks who "
        "receives it.",
    ),
    "diff-tuple-item-removed": Entry(
        "warning",
        "an item is not described by its place any more",
        "Where others may be, it breaks who receives; where none may be, it breaks who sends it.",
    ),
    "diff-branch-added": Entry(
        "warning",
        "a value may be of a further schema",
        "A branch of a union, or a schema that inherits from another. It breaks who receives.",
    ),
    "diff-branch-removed": Entry(
        "warning",
        "a value may not be of a schema any more",
        "It breaks who sends it.",
    ),
    "diff-union-added": Entry(
        "warning",
        "a value has to be one of several schemas as well",
        "It breaks who sends others.",
    ),
    "diff-union-removed": Entry(
        "warning",
        "a value does not have to be one of several schemas any more",
        "It breaks who receives.",
    ),
    "diff-union-keyword": Entry(
        "warning",
        "`oneOf` is `anyOf`, or the other way round",
        "`anyOf` allows what fits several schemas: to take it breaks who receives, to leave "
        "it breaks who sends.",
    ),
    "diff-condition-added": Entry(
        "warning",
        "there is a new condition",
        "By `not`, `if`, `contains`, `dependencies`, `patternProperties` and the like. It "
        "breaks who sends others.",
    ),
    "diff-condition-removed": Entry(
        "warning",
        "a condition is gone",
        "It breaks who receives.",
    ),
    "diff-discriminator": Entry(
        "warning",
        "another property tells which schema a value has",
        "It breaks both sides.",
    ),
    "diff-mapping": Entry(
        "warning",
        "the values that tell schemas apart have changed",
        "A further one breaks who receives, one less breaks who sends, one for another schema "
        "both.",
    ),
    "diff-default": Entry(
        "warning",
        "an absent value means something else",
        "It is a note: messages are as before.",
    ),
    "diff-access": Entry(
        "warning",
        "a property is only read, or only written, or no longer",
        "It is a note.",
    ),
    "diff-keyword": Entry(
        "warning",
        "a keyword that is not known has changed",
        "It breaks both sides, since nothing tells what it means.",
    ),
}
