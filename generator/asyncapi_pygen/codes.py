"""Every diagnostic code with its severity and what it means, as ``explain`` prints it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Entry:
    """What a code means, in one title and one short explanation.

    ``bearable`` marks an error that leaves the rest of the document understood and the code right:
    a formal fault, which ``--lenient`` and ``--level`` may lower. Others always stop the run.
    """

    severity: Literal["error", "warning", "note"]
    title: str
    explanation: str
    bearable: bool = False


CODES: Final[Mapping[str, Entry]] = {
    # reading files
    "file-missing": Entry(
        "error",
        "a file does not exist",
        "The document, or a file that one of its references names, is not there.",
    ),
    "file-unreadable": Entry(
        "error",
        "a file cannot be read",
        "The path is a folder, may not be read, or its bytes are not UTF-8.",
    ),
    "limit-size": Entry(
        "error",
        "a file is too large, or all files together are",
        "A source file is larger than --limit file-bytes allows, or all of them than total-bytes. "
        "Large documents are better split over files.",
    ),
    "limit-files": Entry(
        "error",
        "a document has too many files",
        "References lead to more files than --limit files allows.",
    ),
    "limit-depth": Entry(
        "error",
        "values are nested too deeply",
        "Lists and objects lie inside one another deeper than --limit depth allows.",
    ),
    "limit-nodes": Entry(
        "error",
        "a file has too many values",
        "The number of values and keys in a file, aliases expanded, is over --limit nodes.",
    ),
    "limit-aliases": Entry(
        "error",
        "aliases stand for too many values",
        "Aliases of aliases multiply: a few lines may stand for millions of values. Allowed are as "
        "many as --limit aliases says, or ten times as many as the file writes out.",
    ),
    "limit-key": Entry(
        "error",
        "a key is too long",
        "A key has more characters than --limit key-length allows.",
    ),
    "limit-chain": Entry(
        "error",
        "a chain of references is too long",
        "A reference leads to a reference, and so on, more often than --limit reference-chain "
        "allows.",
    ),
    "limit-time": Entry(
        "error",
        "the run takes too long",
        "Reading and checking the document takes longer than --limit seconds allows.",
    ),
    "yaml-syntax": Entry(
        "error",
        "the text is not YAML",
        "The YAML parser stopped here. This is where it noticed; the cause may stand before it.",
    ),
    "json-syntax": Entry(
        "error",
        "the text is not JSON",
        "Files whose names end in .json are read as JSON (RFC 8259). One that is YAML all the same "
        "is read as such, with a warning, because the official AsyncAPI tools do so.",
    ),
    "yaml-duplicate-key": Entry(
        "error",
        "a key stands twice in one object",
        "YAML and JSON objects have unique keys. Most tools silently take the last value.",
    ),
    "yaml-key-not-string": Entry(
        "error",
        "a key is not a string",
        "AsyncAPI documents are JSON objects written as YAML: keys are strings. Quote the key.",
    ),
    "yaml-tag": Entry(
        "error",
        "a YAML tag is not supported",
        "Only the tags of the YAML 1.2 core schema are read. Those of YAML 1.1 that JSON can do "
        "without have no effect, and a warning.",
    ),
    "yaml-alias": Entry(
        "error",
        "a YAML alias cannot be followed",
        "The anchor is not defined before the alias, or it contains the alias itself.",
    ),
    "yaml-many-documents": Entry(
        "error",
        "a file holds several YAML documents",
        "A source file holds one document; a second one begins at this line.",
    ),
    "yaml-number": Entry(
        "error",
        "a number has no JSON form",
        "Infinity, not-a-number and integers of hundreds of digits cannot be written as JSON.",
    ),
    "yaml-merge": Entry(
        "warning",
        "a merge key is not part of YAML 1.2",
        "The fields that << brings are read, but tools that follow YAML 1.2 to the letter see a "
        "field named <<.",
    ),
    # references
    "ref-dangling": Entry(
        "error",
        "a $ref points to nothing",
        "The file was read, but it has no value at that JSON pointer (RFC 6901).",
    ),
    "ref-syntax": Entry(
        "error",
        "a $ref is not a reference that AsyncAPI knows",
        "AsyncAPI references are JSON References: a URI whose fragment is a JSON pointer.",
    ),
    "ref-outside": Entry(
        "error",
        "a $ref leaves the folder of the document",
        "References stay inside the document's folder, unless --allow-ref-root allows another.",
    ),
    "ref-remote": Entry(
        "error",
        "a $ref would need the network",
        "Nothing is fetched but what --allow-remote allows: a prefix of https URLs. Copies of "
        "what `generate` fetched lie beside the document, their digests in asyncapi-pygen.lock; "
        "with these under version control, later runs need neither the option nor the network.",
    ),
    "ref-unreachable": Entry(
        "error",
        "a remote file cannot be fetched",
        "The server did not send the file within ten seconds, or it has an address that is not "
        "public, or redirects to where --allow-remote does not allow.",
    ),
    "ref-changed": Entry(
        "error",
        "a remote file is not what was locked",
        "Its digest, or that of its copy, is not the one in the lock file. If that is wanted, "
        "`generate --update-lock` fetches anew what --allow-remote allows.",
    ),
    "lock-invalid": Entry(
        "error",
        "the lock file cannot be read",
        "The lock file says which remote files a document was made from, by their SHA-256 digests.",
    ),
    "ref-cycle": Entry(
        "error",
        "references lead back to themselves",
        "A chain of references ends where it began, so that it never reaches a value.",
    ),
    "ref-schema-id": Entry(
        "warning",
        "a $ref is found by JSON Schema's rules",
        "AsyncAPI's references are JSON References, which know no $id and no $anchor. In what says "
        "that it is JSON Schema they are looked for all the same, where a path leads nowhere.",
    ),
    "ref-siblings": Entry(
        "warning",
        "fields beside a $ref are ignored",
        "A Reference Object has one field. What stands beside $ref has no effect.",
    ),
    # overlays
    "overlay-invalid": Entry(
        "error",
        "the overlay is not an OpenAPI Overlay 1.0 document",
        "An overlay has the fields overlay, info and actions; an action has a target (JSONPath, "
        "RFC 9535) and either update or remove.",
    ),
    "overlay-target": Entry(
        "error",
        "an overlay's target matches nothing",
        "The document has changed, or the JSONPath has a slip: the action would have no effect.",
    ),
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
        "the answers of an operation have several statuses",
        "Each operation answers with one HTTP status, whichever message its handler returns.",
    ),
    # schemas, their examples and defaults
    "example-mismatch": Entry(
        "error",
        "an example does not fit its schema",
        "Examples of messages are held against the schemas of payload and headers, examples in a "
        "schema against that schema. The official parser refuses them in 2.x alone; what it accepts "
        "is a warning here.",
        bearable=True,
    ),
    "default-mismatch": Entry(
        "error",
        "a default does not fit its schema",
        "A default is a value that the schema itself accepts. The official parser refuses others in "
        "2.x, where it looks; what it accepts is a warning here.",
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
    # what a target cannot honour, and what the models do not enforce
    "content-type": Entry(
        "warning",
        "a content type is not decoded",
        "Only JSON is decoded into models; other bodies reach the handler as bytes.",
    ),
    "schema-format": Entry(
        "warning",
        "a schema format is not read",
        "The payload is described in a language that is not lowered to models and stays bytes, or "
        "part of it is in another language than the schema that refers to it.",
    ),
    "schema-version": Entry(
        "warning",
        "a schema format has another version",
        "The language of the schema is known and this version of it is not: the schema is read as "
        "the version that the message names, and may have been meant otherwise.",
    ),
    "avro-invalid": Entry(
        "error",
        "an Avro schema is not valid",
        "The schema breaks a rule of the Avro specification (1.12), so that no data can be read or "
        "written with it: where this is no error, the payload stays bytes.",
        bearable=True,
    ),
    "avro-ignored": Entry(
        "warning",
        "part of an Avro schema has no effect",
        "As the Avro specification says, what is not understood of a schema is left aside: a "
        "logical type that is not known or not valid is read as the type below it.",
    ),
    "codec-ignored": Entry(
        "warning",
        "a codec has no use",
        "The extension x-codec names what the application reads a body with that is described by a "
        "JSON Schema and is not JSON: nowhere else has it an effect.",
    ),
    "protobuf-invalid": Entry(
        "error",
        "a Protobuf schema is not valid",
        "The text is no Protobuf, breaks a rule of the language (proto2, proto3), or does not say "
        "which of its messages is the payload, so that no data can be read or written with it.",
    ),
    "protobuf-ignored": Entry(
        "warning",
        "part of a Protobuf schema has no effect",
        "What the line says is not part of the language, or not known here, and the schema is read "
        "without it, as the message tells.",
    ),
    "schema-dialect": Entry(
        "warning",
        "a keyword is not one of the schema's dialect",
        "The schema says by its format, or by $schema, which dialect of JSON Schema it is written "
        "in. A keyword of another dialect has no effect there.",
    ),
    "schema-weakened": Entry(
        "note",
        "part of a schema is not enforced",
        "The Python type is wider than the schema here: the keyword has no counterpart in types.",
    ),
    "protocol-unsupported": Entry(
        "warning",
        "a protocol has no adapter",
        "Models and handlers are generated; nothing connects them to this protocol yet.",
    ),
    "send-unsupported": Entry(
        "note",
        "an operation that sends is not generated",
        "Only what the application receives has a handler; sending is not generated yet.",
    ),
    "nothing-received": Entry(
        "warning",
        "the application receives nothing",
        "Handlers are made for what the application receives: `publish` in AsyncAPI 2, where it is "
        "the others who publish, and `receive` in AsyncAPI 3.",
    ),
    "channel-unused": Entry(
        "note",
        "a channel has no operations",
        "Nothing is received from the channel and nothing sent to it, so that nothing is generated "
        "for it and its messages.",
    ),
    "message-unreached": Entry(
        "note",
        "no operation has a message of its channel",
        "The operations of the channel list their messages, and this is none of them. Nothing is "
        "generated for it.",
    ),
    "component-unused": Entry(
        "note",
        "nothing uses a component",
        "No channel and no operation of the document leads to this component, so that nothing is "
        "generated for it.",
    ),
    "parameter-untyped": Entry(
        "note",
        "a channel parameter arrives as text",
        "The parameter's schema is not enforced: the handler gets the text of the path segment.",
    ),
    "headers-untyped": Entry(
        "note",
        "a message's headers have no model",
        "Their schema is not enforced. A handler may read them: runtime.current_request().headers.",
    ),
    "security-unverified": Entry(
        "warning",
        "a security scheme is not verified",
        "No ready-made verifier is generated. Settings(verify=...) takes a function that sees the "
        "raw request before it is decoded, and raises ProblemError(401, ...).",
    ),
    "server-pathname": Entry(
        "note",
        "a server's pathname is no part of the paths",
        "The paths of operations.py are the channels' addresses. Mount the application below the "
        "pathname, or let the proxy in front take it off.",
    ),
    "binding-ignored": Entry(
        "note",
        "a field of a binding has no effect",
        "What the binding describes is not enforced; runtime.current_request() has the request.",
    ),
    "single-url": Entry(
        "note",
        "events cannot be told apart on one URL",
        "No property has fixed, different values in all payloads, so that only the address tells "
        "which event arrived.",
    ),
    "name-clash": Entry(
        "note",
        "two things want one name",
        "Each got its longer name, so that the order of the document does not matter.",
    ),
    "sample-missing": Entry(
        "note",
        "no sample could be made for a message",
        "The document has no valid example, and none could be built that satisfies the schema.",
    ),
    # the output
    "output-foreign": Entry(
        "error",
        "the output folder, or a file in it, is not ours",
        "Only what the manifest lists is replaced. A folder with files and no manifest, or a file "
        "of yours where a new one belongs, is left alone, also with --force.",
    ),
    "output-edited": Entry(
        "error",
        "a generated file was edited",
        "The file differs from what was written. Move the change elsewhere, or use --force.",
    ),
    "output-stale": Entry(
        "error",
        "a generated file is not what the document gives",
        "The document, an option or the generator has changed since the file was written. Generate "
        "again. The text format of `check` shows the differences instead.",
    ),
    "output-unwritable": Entry(
        "error",
        "the output cannot be written",
        "A path of the output is a link, a folder, or may not be written.",
    ),
    "manifest-invalid": Entry(
        "error",
        "the manifest cannot be read",
        "The manifest says which files are ours. Restore it from version control, or use --force.",
    ),
    # our own faults
    "internal": Entry(
        "error",
        "the generator made a mistake",
        "This is a defect of the generator and not of the document. Please report it.",
    ),
}
