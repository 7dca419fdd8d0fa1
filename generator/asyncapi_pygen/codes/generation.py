"""Codes of what is not generated or not enforced, of the output, and of our own faults."""

from collections.abc import Mapping
from typing import Final

from asyncapi_pygen.codes.entry import Entry

GENERATION: Final[Mapping[str, Entry]] = {
    # what a target cannot honour, and what the models do not enforce
    "content-type": Entry(
        "warning",
        "a content type is not decoded",
        "JSON and forms are decoded into models, and text is decoded; other bodies reach the "
        "handler as bytes, as do forms whose schema is no object.",
    ),
    "backend-payload": Entry(
        "warning",
        "a payload has no classes in this back end",
        "Records of Avro and messages of Protobuf are classes of pydantic: with another "
        "`--backend` such a payload stays bytes, and the application reads it itself.",
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
    "schema-uncompiled": Entry(
        "error",
        "a schema is none for a validator",
        "With --strict-schemas the package holds the document's own schemas, and bodies are held "
        "against them by jsonschema-rs: of this schema that library makes nothing.",
    ),
    "schemas-kept": Entry(
        "note",
        "the package needs jsonschema-rs",
        "With --strict-schemas the package imports jsonschema-rs, to be installed beside it.",
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
    "event-id": Entry(
        "warning",
        "where an event's id stands cannot be followed",
        "The extension x-event-id of a channel, an operation or a message is a runtime expression: "
        "`$message.header#/name` is a header, `$message.payload#/a/b` a text or an integer in a "
        "body of JSON. What a sender repeats there when it sends an event again is the event's id.",
    ),
    "dispatch-invalid": Entry(
        "error",
        "what tells events apart cannot be followed",
        "The extension x-dispatch says what tells an event: a property of the body, a header, or "
        "which property is there, and its values; and where the events of a batch are.",
    ),
    "dispatch-ignored": Entry(
        "warning",
        "what tells events apart has no use",
        "The extension x-dispatch is about what arrives by HTTP: nothing else is told apart by it.",
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
        "Neither the Python type nor a check beside it says what the keyword says: its pattern "
        "looks around, its schema lies within itself or is too large to be read in a model.",
    ),
    "enum-names": Entry(
        "warning",
        "the names of an enum do not fit its values",
        "An extension such as x-enum-varnames or x-enum-descriptions lists one text for each value "
        "of an enum, in order. With another number of texts, some are about other values than they "
        "were written for.",
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
    "operation-unselected": Entry(
        "note",
        "an operation is left out, as was asked",
        "The package has what `--only` selects, if it is given, without what `--exclude` selects. "
        "All else stays as it is: names, and what tells events apart, are those of the whole.",
    ),
    "models-only": Entry(
        "note",
        "the package has models alone, as was asked",
        "With --models-only there are the payloads as models, with what reads and writes them, and "
        "nothing that receives or sends: what asks for that has no effect.",
    ),
    "selection-unmatched": Entry(
        "error",
        "a pattern selects nothing",
        "A pattern of `--only` or `--exclude` has to select an operation: by its id, by the name "
        "or the address of its channel, by a tag, or by a message that it exchanges. Patterns are "
        "those of file names (`*`, `?`, `[a-z]`), in upper and lower case as written, and are held "
        "against the whole name.",
    ),
    "selection-empty": Entry(
        "error",
        "nothing of the document is left",
        "What `--only` and `--exclude` leave has no operation that a package of this kind has: "
        "nothing would be written but an empty package.",
    ),
    "counterpart-unsupported": Entry(
        "warning",
        "a sender leaves something out",
        "With --role counterpart there is a method for each operation that requests bring. Bodies "
        "that an application converts by itself (`x-codec`) are not among what is sent, and "
        "--adapter and --telemetry are for what is received. Where nothing is sent by HTTP, the "
        "package has models and no sender.",
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
        "No request shows what is asked for, or only its issuer could tell: a certificate, a token "
        "of OAuth 2. Settings(verify=...) takes a function that sees the raw request before it is "
        "decoded, and raises ProblemError(401, ...); until then, requests are refused.",
    ),
    "security-shared": Entry(
        "warning",
        "operations at one address ask for different proofs",
        "Which operation a request is for, only its body tells, and that is not read before the "
        "request is verified: it has to bring the proofs of all of them.",
    ),
    "signature-invalid": Entry(
        "error",
        "a signature is not declared as it can be verified",
        "The extension x-signature is the name of a known sender, or an object that says which "
        "header has the signature and what is signed. docs/verification.md lists both.",
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
        "Neither a property nor a header has fixed, different values in all messages, so that only "
        "the address tells which event arrived. x-dispatch may say what tells them.",
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
    "template-invalid": Entry(
        "error",
        "a template of yours is wrong",
        "A template of the folder `--templates` has a fault of syntax, asks for something that "
        "there is not, prints what no filter made code of, or makes a file that is no Python.",
    ),
    "template-unused": Entry(
        "warning",
        "a template of yours stands in place of none",
        "A file of the folder `--templates` has no name of a built-in template, and no other "
        "template extends, includes or imports it.",
    ),
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
    # what users wrote below what is generated
    "handler-missing": Entry(
        "warning",
        "a handler is not written yet",
        "The class that inherits from `Handlers` lacks a method for an operation: no object can be "
        "made of it, and type checkers say so. `generate --add-stubs` appends the method.",
    ),
    "handler-left-over": Entry(
        "warning",
        "a handler has no operation any more",
        "The method overrides a handler that the package does not have any longer: its operation "
        "went, or is left out. Nothing of yours is removed: delete it, or keep it without "
        "`@override`.",
    ),
    "handler-renamed": Entry(
        "warning",
        "a handler has probably another name now",
        "The method overrides a handler that there is no more, and one is not written whose events "
        "arrive at the same address, or are of the same type and whose name is alike.",
    ),
    "stub-unread": Entry(
        "warning",
        "the class of handlers cannot be read",
        "Which handlers are missing or left over is read from the file that was written for you by "
        "the first run. Where it has no such class, the type checker says what is missing.",
    ),
    # how samples differ from the document
    "drift-event": Entry(
        "warning",
        "samples are of no message",
        "Where a value tells the messages of the document apart, samples have one that no message "
        "has: there are events that the document does not know.",
    ),
    "drift-field": Entry(
        "warning",
        "samples have a field that the document does not",
        "The object that holds it is described, and this field of it is not. A generated package "
        "keeps it without a type.",
    ),
    "drift-value": Entry(
        "warning",
        "samples have a value that the document does not list",
        "An `enum` or a `const` names the values of a field, and samples have another.",
    ),
    "drift-type": Entry(
        "warning",
        "samples have a value of a type that the document does not allow",
        "A generated package sets such a value aside, or refuses it where the field is required.",
    ),
    "drift-required": Entry(
        "warning",
        "samples lack a field that the document requires",
        "A generated package refuses messages without it.",
    ),
    "drift-keyword": Entry(
        "warning",
        "samples have a value beyond a bound of the document",
        "It breaks a keyword such as `pattern`, `maxLength`, `minimum` or `format`.",
    ),
    "drift-unseen": Entry(
        "note",
        "what the document declares is in no sample",
        "The field or the value may be rare, or may not exist: what its name is nearest to, among "
        "the fields that only samples have, is said there.",
    ),
    "sample-ambiguous": Entry(
        "warning",
        "samples could be of several messages",
        "No value tells which message a sample is, and it fits several equally well: it is counted "
        "for none of them. `--message` names the message.",
    ),
    "sample-unreadable": Entry(
        "error",
        "a sample cannot be read",
        "Samples are files of JSON, or folders of them: a `.json` file holds one sample or an "
        "array of them, a `.jsonl` or `.ndjson` file one a line.",
    ),
    "sample-unmatched": Entry(
        "warning",
        "a message cannot be compared with samples",
        "Its payload is not described in JSON Schema, or not at all.",
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
