"""In which language a schema is written, by what stands around it and by what it says of itself."""

from asyncapi_pygen.ir.dialects import format_of_file, format_of_meta_schema
from asyncapi_pygen.ir.schema import SchemaFormat
from asyncapi_pygen.source.node import Node


def hinted(node: Node, format_: SchemaFormat) -> SchemaFormat:
    """Return the format of the schema at ``node``, which is met as one of ``format_``.

    What a schema file says of itself in ``$schema`` holds in all of it. In the AsyncAPI document a
    schema's own ``$schema`` counts where no ``schemaFormat`` says what it is.
    """
    if not format_.language.is_json_schema:
        return format_
    own = format_of_file(node.document.root)
    if own is None and not format_.text:
        own = format_of_meta_schema(node.text("$schema"))
    return own or format_
