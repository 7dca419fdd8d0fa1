"""Tags, links, contact and licence, which both major versions write alike."""

from collections.abc import Iterator

from asyncapi_pygen.ir.documentation import Contact, ExternalDocs, License, Tag
from asyncapi_pygen.lowering import fields as read
from asyncapi_pygen.lowering.fields import Fields


def tags(fields: Fields) -> tuple[Tag, ...]:
    """Return the object's tags, those without a name left out."""
    return tuple(_tags(fields))


def _tags(fields: Fields) -> Iterator[Tag]:
    for node in read.elements(fields, "tags"):
        tag = read.fields_of(node)
        name = read.text(tag, "name")
        if name:
            yield Tag(
                name=name,
                description=read.text(tag, "description"),
                external_docs=external_docs(tag),
                extensions=read.extensions(tag),
                at=node.at,
            )


def external_docs(fields: Fields) -> ExternalDocs | None:
    """Return the link to the object's documentation elsewhere, if there is one."""
    node = read.followed(fields, "externalDocs")
    if node is None:
        return None
    docs = read.fields_of(node)
    return ExternalDocs(
        url=read.text(docs, "url"),
        description=read.text(docs, "description"),
        extensions=read.extensions(docs),
        at=node.at,
    )


def contact(info: Fields) -> Contact | None:
    """Return who answers for the document."""
    node = info.get("contact")
    if node is None:
        return None
    fields = read.fields_of(node)
    return Contact(
        name=read.text(fields, "name"),
        url=read.text(fields, "url"),
        email=read.text(fields, "email"),
        extensions=read.extensions(fields),
        at=node.at,
    )


def license_(info: Fields) -> License | None:
    """Return the licence that the document names."""
    node = info.get("license")
    if node is None:
        return None
    fields = read.fields_of(node)
    return License(
        name=read.text(fields, "name"),
        url=read.text(fields, "url"),
        extensions=read.extensions(fields),
        at=node.at,
    )
