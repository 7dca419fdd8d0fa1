"""What comes over the network, apart from how: that takes modules that most runs do without."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from asyncapi_pygen.source.urls import Url


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The bytes of a remote file, and the URL that they came from, redirects followed."""

    content: bytes
    location: Url


class FetchError(Exception):
    """A file that was not fetched; the text says why."""


Allow: TypeAlias = Callable[[Url], bool]
"""Whether a URL may be fetched."""
