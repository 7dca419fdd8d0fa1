"""In which language a schema is written, by what stands around it and by what it says of itself."""

from asyncapi_pygen.ir.dialects import (
    format_by_meta_schema,
    format_of_file,
    format_of_meta_schema,
)
from asyncapi_pygen.ir.schema import SchemaFormat
from asyncapi_pygen.source.node import Node


def hinted(node: Node, format_: SchemaFormat) -> SchemaFormat:
    """Return the format of the schema at ``node``, which is met as one of ``format_``.

    What a schema file says of itself in ``$schema`` holds in all of it. In the AsyncAPI document a
    schema's own ``$schema`` counts where no ``schemaFormat`` says what it is.
    """
    if not format_.language.is_json_schema:
        return format_
    own = format_of_file(node.document.root) or meta_schema_format(node)
    if own is None and not format_.text:
        own = format_of_meta_schema(node.text("$schema"))
    return own or format_


def meta_schema_format(node: Node) -> SchemaFormat | None:
    """Return the format that the file around ``node`` has by a meta-schema of somebody's own."""
    root = node.document.root
    uri = root.get("$schema") if isinstance(root, dict) and "asyncapi" not in root else None
    if not isinstance(uri, str) or format_of_meta_schema(uri) is not None:
        return None
    return format_by_meta_schema(node.bundle.meta_schema(node, uri))
