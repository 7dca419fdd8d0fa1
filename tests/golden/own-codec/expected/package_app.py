"""The application behind Letters. This file is yours: it is written once."""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import JsonValue, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def receive_letter(self, event: models.Letter, /) -> models.Receipt:
        """Handle `receiveLetter`."""
        raise NotImplementedError

    @override
    async def decode_xml(self, event: models.Table, /) -> bytes:
        """Handle `decodeXml`."""
        raise NotImplementedError

    @override
    def decode_xml_body(self, body: bytes, /) -> JsonValue:
        """Read a body in `xml` as JSON, or raise `ValueError`."""
        raise NotImplementedError

    @override
    def decode_table_of_things(self, body: bytes, /) -> JsonValue:
        """Read a body in `Table of things` as JSON, or raise `ValueError`."""
        raise NotImplementedError

    @override
    def encode_xml(self, value: JsonValue, /) -> bytes:
        """Write JSON as a body in `xml`."""
        raise NotImplementedError


app = application(App())
