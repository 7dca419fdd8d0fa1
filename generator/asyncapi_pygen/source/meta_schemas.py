"""The meta-schemas of JSON Schema: files that a reference may name, and that are at hand.

They are part of the standard and never change, so that nobody has to ask the network for them.
"""

import json
from functools import cache
from typing import Final

from asyncapi_pygen.source.fetched import Fetched
from asyncapi_pygen.source.urls import Url

_HOSTS: Final = ("http://json-schema.org/", "https://json-schema.org/")


@cache
def meta_schema(url: Url) -> Fetched | None:
    """Return the meta-schema or vocabulary with this URL, ``None`` if there is none."""
    if not url.startswith(_HOSTS):
        return None
    # Imported here because few documents refer to a meta-schema, and it takes 60 ms.
    from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]

    if url not in REGISTRY:
        return None
    text = json.dumps(REGISTRY.contents(url), indent=2)
    return Fetched(content=text.encode(), location=url)
