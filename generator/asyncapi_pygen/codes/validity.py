"""Codes of what is wrong with a document: its structure, its sense, its schemas."""

from collections.abc import Mapping
from typing import Final

from asyncapi_pygen.codes.entry import Entry

VALIDITY: Final[Mapping[str, Entry]] = {
    # the document against the official JSON Schema
    "not-asyncapi": Entry(
        "error",
        "the file is not an AsyncAPI document",
        "An AsyncAPI document is an object whose field asyncapi holds its version.",
    ),
    "version-unsupported": Entry(
        "error",
        "this version of AsyncAPI is not supported",
        "AsyncAPI 2.0 to 2.6, 3.0 and 3.1 are read.",
    ),
    "version-newer": Entry(
        "note",
        "the document is of a newer version than the generator",
        "A minor version adds to the one before: the document is read as the newest that is known, "
        "and what is new in it is reported as if it were wrong.",
    ),
    "version-candidate": Entry(
        "note",
        "the document is of a version before a release",
        "A release candidate, such as 2.0.0-rc2, is read as the release.",
    ),
    "unknown-field": Entry(
        "error",
        "a field does not exist here",
        "The AsyncAPI specification has no such field in this object; extensions begin with x-.",
        bearable=True,
    ),
    "missing-field": Entry(
        "error",
        "a required field is missing",
        "The AsyncAPI specification requires this field.",
        bearable=True,
    ),
    "wrong-type": Entry(
        "error",
        "a value has the wrong type",
        "The AsyncAPI specification wants another JSON type here.",
        bearable=True,
    ),
    "wrong-value": Entry(
        "error",
        "a value is not allowed here",
        "The AsyncAPI specification limits what may stand here: to words, a pattern, a format.",
        bearable=True,
    ),
    "ref-kind": Entry(
        "error",
        "a $ref leads to an object of another kind",
        "The place of a reference says what it must lead to: a message, a channel, a schema. It is "
        "a warning where the object would do all the same, none of its fields being wrong.",
    ),
    "binding-invalid": Entry(
        "warning",
        "a binding of a 2.x document is not what its protocol wants",
        "AsyncAPI 2.x takes any value in a binding. Its fields are compared with the binding's own "
        "specification, by bindingVersion; without one it is the newest that holds.",
    ),
    "binding-unknown": Entry(
        "warning",
        "a protocol is not one that the specification lists",
        "Bindings are named after a protocol of the specification. Others are kept unchecked.",
    ),
    "faults-omitted": Entry(
        "note",
        "further faults are not shown",
        "A document with very many faults is repaired in steps, or is not what it seems to be.",
    ),
    # the document's sense
    "operation-id-duplicate": Entry(
        "error",
        "two operations have one id",
        "Operation ids are unique in a document (case-sensitive): each becomes one method.",
    ),
    "operation-channel": Entry(
        "error",
        "an operation does not name a channel of the document",
        "In AsyncAPI 3 operation.channel is a reference to a channel of the root's channels.",
    ),
    "operation-omitted": Entry(
        "warning",
        "an operation is left out",
        "A fault of the document was borne, and hides what the operation does or on which channel. "
        "Nothing is generated for it.",
    ),
    "operation-message": Entry(
        "error",
        "an operation names a message that its channel does not have",
        "In AsyncAPI 3 an operation's messages are references into the messages of its channel. "
        "Where it is borne, the operation has the messages that it names. It is a warning where "
        "the official parser does not look, as at references with braces.",
        bearable=True,
    ),
    "message-id-duplicate": Entry(
        "error",
        "two messages have one id",
        "The messageId of AsyncAPI 2 is unique in a document (case-sensitive). A message that "
        "several operations refer to is one message.",
        bearable=True,
    ),
    "component-key": Entry(
        "warning",
        "a component's key has characters that it may not have",
        "Keys of components are made of ASCII letters, digits, dots, hyphens and underscores.",
    ),
    "channel-address": Entry(
        "error",
        "a channel's address cannot be read",
        "Braces in an address come in pairs around a parameter's name.",
    ),
    "channel-query": Entry(
        "error",
        "an address has a query or a fragment",
        "Where a protocol has queries, the channel's bindings describe them. Of AsyncAPI 3 the "
        "official parser refuses ? and # in a channel's key; in an address they are a warning.",
        bearable=True,
    ),
    "parameter-undeclared": Entry(
        "error",
        "an address uses a parameter that is not declared",
        "Each {name} in a channel's address is described in the channel's parameters. It is a "
        "warning where the channel describes none of them.",
        bearable=True,
    ),
    "parameter-unused": Entry(
        "error",
        "a parameter does not occur in the address",
        "A channel's parameters describe the {name}s in its address, and nothing else. It is a "
        "warning in AsyncAPI 2 where the address has none at all.",
        bearable=True,
    ),
    "address-duplicate": Entry(
        "warning",
        "two channels have one address",
        "What arrives at the address belongs to both channels, unless they are on other servers.",
    ),
    "channel-server": Entry(
        "error",
        "a channel is on a server that the document does not have",
        "A channel's servers are some of the root's servers: by name in AsyncAPI 2, by reference "
        "to #/servers/... in AsyncAPI 3.",
        bearable=True,
    ),
    "server-address": Entry(
        "warning",
        "a server's address cannot be read",
        "Braces in a url, host or pathname come in pairs around a variable's name.",
    ),
    "variable-undeclared": Entry(
        "error",
        "a server uses a variable that is not declared",
        "Each {name} in a server's url, host or pathname is described in the server's variables. "
        "It is a warning in AsyncAPI 3, and where the server describes none of them.",
        bearable=True,
    ),
    "variable-unused": Entry(
        "error",
        "a server does not use one of its variables",
        "A server's variables describe the {name}s in its address, and nothing else. It is a "
        "warning in AsyncAPI 3, and where the address has none at all.",
        bearable=True,
    ),
    "default-not-in-enum": Entry(
        "warning",
        "a default is not one of the values that are allowed",
        "Where a variable or a parameter has an enum, its default is one of the enum's values.",
    ),
    "security-unknown": Entry(
        "error",
        "a security requirement names a scheme that is not there",
        "In AsyncAPI 2 a requirement names security schemes of the document's components.",
        bearable=True,
    ),
    "security-scope": Entry(
        "error",
        "a security scheme does not have a scope",
        "The scopes that are required of an OAuth scheme are among those of its flows. Other "
        "schemes, but for OpenID Connect, have none. It is a warning in AsyncAPI 3.",
        bearable=True,
    ),
    "tag-duplicate": Entry(
        "error",
        "two tags of one list have the same name",
        "Tags are unique by their names in each list. It is a warning in AsyncAPI 3, and for "
        "servers.",
        bearable=True,
    ),
    "media-type": Entry(
        "warning",
        "a content type is not a media type",
        "A content type is a type and a subtype, such as application/json, and may have "
        "parameters (RFC 9110).",
    ),
    "headers-type": Entry(
        "error",
        "the headers of a message are not an object",
        "A message's headers are described as an object with a property for each header. It is a "
        "warning in AsyncAPI 3.",
        bearable=True,
    ),
    "expression-syntax": Entry(
        "warning",
        "a runtime expression cannot be read",
        "A location is $message.header or $message.payload, and after a # a JSON pointer.",
    ),
    "expression-dangling": Entry(
        "warning",
        "a runtime expression leads to nothing",
        "The schemas of the message list properties, and none of them is at that place.",
    ),
    "reply-channel": Entry(
        "warning",
        "a reply does not name a channel of the document",
        "A reply's channel is a reference to a channel of the root's channels.",
    ),
    "reply-message": Entry(
        "warning",
        "a reply names a message that its channel does not have",
        "A reply's messages are references into the messages of the reply's channel.",
    ),
    "reply-address": Entry(
        "warning",
        "a reply has two addresses",
        "Where a reply finds its address in the message, its channel's address is null or absent.",
    ),
    "message-ambiguous": Entry(
        "error",
        "two messages at one place cannot be told apart",
        "Several operations share one address, and no field with fixed values tells which message "
        "arrived. Give each payload a property with its own const.",
    ),
    "reply-invalid": Entry(
        "error",
        "an x-reply cannot be read",
        "x-reply holds message (a message or a list of them), schema, status, or a reference.",
    ),
    "reply-status": Entry(
        "warning",
        "the status of an answer cannot be told",
        "Where the answers of an operation have several HTTP statuses, the class of what the "
        "handler returns tells which one it gets. Text, bytes, unions and typed dictionaries have "
        "no class of their own.",
    ),
    # schemas, their examples and defaults
    "example-mismatch": Entry(
        "error",
        "an example does not fit its schema",
        "Examples of messages are held against the schemas of payload and headers, examples in "
        "a schema against that one. The official parser refuses them in 2.x alone; what it "
        "accepts is a warning here.",
        bearable=True,
    ),
    "example-unjudged": Entry(
        "warning",
        "an example is not held against its schema",
        "A schema that unions reach in many ways is walked once for each way: to judge this value "
        "would take very long.",
    ),
    "default-mismatch": Entry(
        "error",
        "a default does not fit its schema",
        "A default is a value that the schema itself accepts. The official parser refuses others "
        "in 2.x, where it looks; what it accepts is a warning here.",
        bearable=True,
    ),
    "schema-contradiction": Entry(
        "warning",
        "a schema contradicts itself",
        "No value, or no value of those that are listed, satisfies the schema: bounds that exclude "
        "each other, a listed value of another type, a required property that may not be there.",
    ),
    "schema-keyword": Entry(
        "warning",
        "a schema has a keyword that is near a known one",
        "JSON Schema ignores keywords that it does not know, so that a slip asserts nothing.",
    ),
    "schema-pattern": Entry(
        "warning",
        "a pattern is not a regular expression",
        "Patterns are regular expressions of ECMA-262, as in JavaScript. One that cannot be read "
        "asserts nothing.",
    ),
    "schema-required": Entry(
        "warning",
        "a required property is named almost like a declared one",
        "A name in required that is not among the properties is allowed, and is most often a slip.",
    ),
    "schema-discriminator": Entry(
        "warning",
        "a discriminator is not a required property",
        "The property that a discriminator names is defined in the same schema and is required "
        "(Schema Object of the specification).",
    ),
}
