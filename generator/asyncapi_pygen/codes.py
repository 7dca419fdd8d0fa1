"""Every diagnostic code with its severity and what it means, as ``explain`` prints it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Entry:
    """What a code means, in one title and one short explanation."""

    severity: Literal["error", "warning", "note"]
    title: str
    explanation: str


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
        "a file is too large",
        "A source file is larger than the limit. Large documents are better split over files.",
    ),
    "limit-depth": Entry(
        "error",
        "values are nested too deeply",
        "Lists and objects lie inside one another deeper than the limit.",
    ),
    "limit-nodes": Entry(
        "error",
        "a document has too many values",
        "The number of values, aliases expanded, is over the limit: often an alias bomb.",
    ),
    "yaml-syntax": Entry(
        "error",
        "the text is not YAML",
        "The YAML parser stopped here. This is where it noticed; the cause may stand before it.",
    ),
    "json-syntax": Entry(
        "error",
        "the text is not JSON",
        "Files whose names end in .json are read as JSON (RFC 8259).",
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
        "Only the tags of the YAML 1.2 core schema are read; others could make objects.",
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
        "Remote references are not followed. Download the file and refer to the copy.",
    ),
    "ref-cycle": Entry(
        "error",
        "references lead back to themselves",
        "A chain of references ends where it began, so that it never reaches a value.",
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
    "unknown-field": Entry(
        "error",
        "a field does not exist here",
        "The AsyncAPI specification has no such field in this object; extensions begin with x-.",
    ),
    "missing-field": Entry(
        "error",
        "a required field is missing",
        "The AsyncAPI specification requires this field.",
    ),
    "wrong-type": Entry(
        "error",
        "a value has the wrong type",
        "The AsyncAPI specification wants another JSON type here.",
    ),
    "wrong-value": Entry(
        "error",
        "a value is not allowed here",
        "The AsyncAPI specification limits what may stand here: to words, a pattern, a format.",
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
    "operation-message": Entry(
        "error",
        "an operation names a message that its channel does not have",
        "In AsyncAPI 3 an operation's messages are references into the messages of its channel.",
    ),
    "parameter-undeclared": Entry(
        "warning",
        "an address uses a parameter that is not declared",
        "Each {name} in a channel's address is described in the channel's parameters.",
    ),
    "channel-address": Entry(
        "error",
        "a channel's address cannot be read",
        "Braces in an address come in pairs around a parameter's name.",
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
    # what a target cannot honour, and what the models do not enforce
    "content-type": Entry(
        "warning",
        "a content type is not decoded",
        "Only JSON is decoded into models; other bodies reach the handler as bytes.",
    ),
    "schema-format": Entry(
        "warning",
        "a schema format is not read",
        "The payload is described in a language that is not lowered to models; it stays bytes.",
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
