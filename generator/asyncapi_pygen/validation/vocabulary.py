"""The words for what the schemas name: objects, types, formats, fields of other versions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.ir.values import Json

OBJECTS: Final[Mapping[str, str]] = {
    "APIKeyHTTPSecurityScheme": "`httpApiKey` security scheme",
    "BearerHTTPSecurityScheme": "`bearer` security scheme",
    "NonBearerHTTPSecurityScheme": "`http` security scheme",
    "SaslGssapiSecurityScheme": "`gssapi` security scheme",
    "SaslPlainSecurityScheme": "`plain` security scheme",
    "SaslScramSecurityScheme": "SCRAM security scheme",
    "SecurityRequirement": "security requirement",
    "SecurityScheme": "security scheme",
    "X509": "`X509` security scheme",
    "anySchema": "schema",
    "apiKey": "`apiKey` security scheme",
    "asyncapi": "document",
    "asymmetricEncryption": "`asymmetricEncryption` security scheme",
    "avroArray": "Avro array",
    "avroEnum": "Avro enum",
    "avroField": "Avro field",
    "avroFixed": "Avro fixed",
    "avroMap": "Avro map",
    "avroRecord": "Avro record",
    "avroSchema_v1": "Avro schema",
    "avroType": "Avro schema",
    "channel": "channel",
    "channelBindingsObject": "channel bindings object",
    "channelItem": "channel",
    "components": "components object",
    "contact": "contact",
    "correlationId": "correlation id",
    "externalDocs": "external documentation",
    "info": "info object",
    "json-schema-draft-07-schema": "schema",
    "license": "license",
    "message": "message",
    "messageBindingsObject": "message bindings object",
    "messageExampleObject": "message example",
    "messageObject": "message",
    "messageObject-inline": "message trait",
    "messageTrait": "message trait",
    "multiFormatSchema": "multi-format schema",
    "oauth2Flow": "OAuth flow",
    "oauth2Flows": "`oauth2` security scheme",
    "openIdConnect": "`openIdConnect` security scheme",
    "openapiSchema_3_0": "OpenAPI schema",
    "openapiSchema_3_0-inline": "OpenAPI schema",
    "operation": "operation",
    "operationBindingsObject": "operation bindings object",
    "operationReply": "reply",
    "operationReplyAddress": "reply address",
    "operationTrait": "operation trait",
    "parameter": "parameter",
    "schema": "schema",
    "server": "server",
    "serverBindingsObject": "server bindings object",
    "serverVariable": "server variable",
    "symmetricEncryption": "`symmetricEncryption` security scheme",
    "tag": "tag",
    "userPassword": "`userPassword` security scheme",
}
BINDING: Final = re.compile(r"bindings-([a-z0-9]+)-([0-9.]+)-([a-z]+)")
# The definition of the whole document.
DOCUMENT: Final = "asyncapi"
# What begins the name of a definition of references, before what they lead to.
REFERENCE: Final = "Reference-"

TYPES: Final[Mapping[str, str]] = {
    "array": "a list",
    "boolean": "a boolean",
    "integer": "an integer",
    "null": "`null`",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}
FORMATS: Final[Mapping[str, str]] = {
    "email": "an e-mail address",
    "regex": "a regular expression (ECMA-262)",
    "uri": "an absolute URI such as `https://example.com/path`",
    "uri-reference": "a URI or a relative reference",
    "uri-template": "a URI template, in which braces come in pairs around a name",
}
PATTERNS: Final[Mapping[str, str]] = {
    r"^\$message\.(header|payload)(#|$)": "a runtime expression such as `$message.header#/id`",
    r"^[A-Za-z_][A-Za-z0-9_]*$": "a name of letters, digits and `_`",
}
LIMITS: Final[Mapping[str, str]] = {
    "exclusiveMaximum": "be less than {}",
    "exclusiveMinimum": "be greater than {}",
    "maxItems": "have at most {} items",
    "maxLength": "have at most {} characters",
    "maxProperties": "have at most {} fields",
    "maximum": "be at most {}",
    "minItems": "have at least {} items",
    "minLength": "have at least {} characters",
    "minProperties": "have at least {} fields",
    "minimum": "be at least {}",
    "multipleOf": "be a multiple of {}",
}


@dataclass(frozen=True, slots=True)
class Moved:
    """Where another version has a field: the name here, if it is a mere other name, and the way."""

    way: str
    here: str = ""


_OPERATIONS_IN_3: Final = Moved(
    "in AsyncAPI 3 operations stand under the root's `operations`: `publish` of 2.x has "
    "`action: receive` there, `subscribe` has `action: send`"
)
_OPERATIONS_IN_2: Final = Moved(
    "AsyncAPI 2 has no operations of their own: they are `publish` and `subscribe` of a channel"
)
_IN_INFO: Final = Moved("in AsyncAPI 3 this field is one of `info`")
_IN_ROOT: Final = Moved("in AsyncAPI 2 this field is one of the document, beside `info`")
_FORMAT_IN_PAYLOAD: Final = Moved(
    "in AsyncAPI 3 the format stands in the payload: `payload: {schemaFormat: …, schema: …}`"
)
_SCHEMA_IN_FORMAT: Final = Moved(
    "this is a schema with a format of its own: refer to its `schema`, or to it without the "
    "`schemaFormat` beside the reference"
)
_STRING_PARAMETER: Final = Moved(
    "in AsyncAPI 3 a parameter is always a string: it has `enum`, `default` and `examples`"
)
_SCHEMA_PARAMETER: Final = Moved("in AsyncAPI 2 this field is one of the parameter's `schema`")

# By the definition in the schema, and the field that is not there.
_MOVED_IN_2: Final[Mapping[tuple[str, str], Moved]] = {
    ("asyncapi", "operations"): _OPERATIONS_IN_2,
    ("info", "tags"): _IN_ROOT,
    ("info", "externalDocs"): _IN_ROOT,
    ("server", "host"): Moved("in AsyncAPI 2 a server has `url`, of host and path", "url"),
    ("server", "pathname"): Moved("in AsyncAPI 2 the path is the end of the server's `url`"),
    ("server", "tags"): Moved("servers have tags from AsyncAPI 2.5 on"),
    ("channelItem", "address"): Moved("in AsyncAPI 2 the address is the key of the channel"),
    ("channelItem", "messages"): Moved(
        "in AsyncAPI 2 the messages stand in the operation: `message: {oneOf: […]}`"
    ),
    ("channelItem", "servers"): Moved("channels name their servers from AsyncAPI 2.2 on"),
    ("operation", "action"): Moved("in AsyncAPI 2 `publish` or `subscribe` says the direction"),
    ("operation", "channel"): Moved("in AsyncAPI 2 the operation stands in its channel"),
    ("operation", "messages"): Moved(
        "in AsyncAPI 2 it is `message`, with `oneOf` for several", "message"
    ),
    ("operation", "reply"): Moved("replies are described from AsyncAPI 3 on"),
    ("operation", "security"): Moved("operations have `security` from AsyncAPI 2.4 on"),
    ("operationTrait", "security"): Moved("operations have `security` from AsyncAPI 2.4 on"),
    ("message", "messageId"): Moved("messages have `messageId` from AsyncAPI 2.4 on"),
    ("messageTrait", "messageId"): Moved("messages have `messageId` from AsyncAPI 2.4 on"),
    ("parameter", "enum"): _SCHEMA_PARAMETER,
    ("parameter", "default"): _SCHEMA_PARAMETER,
    ("parameter", "examples"): _SCHEMA_PARAMETER,
    ("components", "channels"): Moved("components hold channels from AsyncAPI 2.3 on"),
    ("components", "externalDocs"): Moved("components hold this from AsyncAPI 3 on"),
    ("components", "operations"): _OPERATIONS_IN_2,
    ("components", "replies"): Moved("replies are described from AsyncAPI 3 on"),
    ("components", "replyAddresses"): Moved("replies are described from AsyncAPI 3 on"),
    ("components", "serverVariables"): Moved("components hold variables from AsyncAPI 2.4 on"),
    ("components", "servers"): Moved("components hold servers from AsyncAPI 2.3 on"),
    ("components", "tags"): Moved("components hold this from AsyncAPI 3 on"),
    ("oauth2Flow", "availableScopes"): Moved("in AsyncAPI 2 it is `scopes`", "scopes"),
}
_MOVED_IN_3: Final[Mapping[tuple[str, str], Moved]] = {
    ("asyncapi", "tags"): _IN_INFO,
    ("asyncapi", "externalDocs"): _IN_INFO,
    ("server", "url"): Moved(
        "in AsyncAPI 3 a server has `host`, and `pathname` for the path", "host"
    ),
    ("channel", "publish"): _OPERATIONS_IN_3,
    ("channel", "subscribe"): _OPERATIONS_IN_3,
    ("channel", "message"): Moved("in AsyncAPI 3 it is `messages`, by message id", "messages"),
    ("operation", "operationId"): Moved("in AsyncAPI 3 the key of the operation is its id"),
    ("operationTrait", "operationId"): Moved("in AsyncAPI 3 the key of the operation is its id"),
    ("operation", "message"): Moved(
        "in AsyncAPI 3 it is `messages`, a list of references to messages of the channel",
        "messages",
    ),
    ("messageObject", "messageId"): Moved("in AsyncAPI 3 the key of the message is its id"),
    ("messageTrait", "messageId"): Moved("in AsyncAPI 3 the key of the message is its id"),
    ("messageObject", "schemaFormat"): _FORMAT_IN_PAYLOAD,
    ("messageTrait", "schemaFormat"): _FORMAT_IN_PAYLOAD,
    ("messageObject", "oneOf"): Moved(
        "in AsyncAPI 3 each message is an entry of the channel's `messages`"
    ),
    ("openapiSchema_3_0", "schemaFormat"): _SCHEMA_IN_FORMAT,
    ("openapiSchema_3_0", "schema"): _SCHEMA_IN_FORMAT,
    ("parameter", "schema"): _STRING_PARAMETER,
    ("oauth2Flow", "scopes"): Moved("in AsyncAPI 3 it is `availableScopes`", "availableScopes"),
}
# By the document's major version.
MOVED: Final[Mapping[int, Mapping[tuple[str, str], Moved]]] = {2: _MOVED_IN_2, 3: _MOVED_IN_3}

# Words that belong elsewhere: by the field and its value, what to write here.
OTHER_VALUES: Final[Mapping[tuple[str, str], str]] = {
    ("action", "publish"): "`publish` of AsyncAPI 2 is `receive`: the application receives",
    ("action", "subscribe"): "`subscribe` of AsyncAPI 2 is `send`: the application sends",
    ("in", "header"): "`type: httpApiKey` is the key in a header, a query or a cookie",
    ("in", "query"): "`type: httpApiKey` is the key in a header, a query or a cookie",
    ("in", "cookie"): "`type: httpApiKey` is the key in a header, a query or a cookie",
    ("type", "int"): "did you mean `integer`?",
    ("type", "float"): "did you mean `number`?",
    ("type", "double"): "did you mean `number`?",
    ("type", "bool"): "did you mean `boolean`?",
    ("type", "date"): "write `type: string` and `format: date`",
    ("type", "datetime"): "write `type: string` and `format: date-time`",
    ("type", "date-time"): "write `type: string` and `format: date-time`",
    ("type", "uuid"): "write `type: string` and `format: uuid`",
    ("type", "any"): "leave `type` out: any value is allowed then",
}


def definition_of(place: Sequence[str | int]) -> str:
    """Return the definition that a place in a schema belongs to.

    A place in an unnamed object inside a definition belongs to none of them: "?".
    """
    keywords = place[:-1]
    inner = [index for index, keyword in enumerate(keywords) if keyword == "definitions"]
    if not inner:
        return "?"
    name, tail = str(place[inner[-1] + 1]), keywords[inner[-1] + 2 :]
    return "?" if {"properties", "items", "patternProperties"} & set(tail) else name


def noun(definition: str) -> str:
    """Return the words for an object of this definition, such as "message trait"."""
    binding = BINDING.fullmatch(definition)
    if binding:
        folder, version, level = binding.groups()
        protocol = "ws" if folder == "websockets" else folder
        return f"`{protocol}` {level} binding ({version})"
    return "reference" if definition.startswith(REFERENCE) else OBJECTS.get(definition, "object")


def with_article(words: str) -> str:
    """Return the words for an object as one of several: "a message", "an operation"."""
    return f"an {words}" if words.lstrip("`")[:1] in "AEIOUaeiou" else f"a {words}"


def listing(words: Sequence[str]) -> str:
    """Return the words as in a sentence: "a, b or c"; "nothing" where there are none."""
    *head, tail = words or ("nothing",)
    return f"{', '.join(head)} or {tail}" if head else tail


def quoted(words: Sequence[object]) -> list[str]:
    """Return the words in backticks."""
    return [f"`{word}`" for word in words]


def shown(value: Json) -> str:
    """Return what a value is, short enough for a message."""
    match value:
        case None:
            return "empty"
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float():
            return f"the number `{shortened(str(value))}`"
        case str():
            return f"the text `{shortened(value)}`"
        case list():
            return "a list"
        case dict():
            return "an object"


def shortened(text: str, limit: int = 60) -> str:
    """Return the text on one line, cut at ``limit`` characters."""
    line = " ".join(text[: 4 * limit].split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
