"""Codes of what is wrong with files, references and overlays."""

from collections.abc import Mapping
from typing import Final

from asyncapi_pygen.codes.entry import Entry

READING: Final[Mapping[str, Entry]] = {
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
        "that it is JSON Schema they go first all the same, and a path is what is left.",
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
}
