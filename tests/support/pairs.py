"""The packages of both sides of a document: what the one sends, the other takes."""

from collections.abc import Iterator
from typing import Any

from support.packages import Written


class Pair:
    """The packages of both sides, each of one document."""

    def __init__(self, handler: Written, sender: Written) -> None:
        self.handler = handler
        self.sender = sender

    def application(self, handlers: Any) -> Any:
        has = (self.handler.folder / self.handler.name / "security.py").is_file()
        verify = self.handler.security.VERIFY if has else None
        settings = self.handler.runtime.Settings(verify=verify)
        return self.handler.asgi.application(handlers, settings)

    def sends(self, handlers: Any, **options: Any) -> Any:
        transport = self.sender.transports.AsgiTransport(self.application(handlers))
        return self.sender.sender.Sender(transport, **options)

    def variables(self) -> Iterator[str]:
        """Yield the environment variables with secrets that the READMEs list."""
        for side in (self.handler, self.sender):
            readme = (side.folder / side.name / "README.md").read_text("utf-8")
            for line in readme.splitlines():
                variable = line[3:].partition("`")[0] if line.startswith("| `") else ""
                if variable.isupper():
                    yield variable

    def event(self, operation: Any, body: bytes) -> Any:
        """Read an event by the codec with which the sender writes it."""
        codec = getattr(operation.event, "codec", None)
        return None if codec is None else codec.decode(body)


def written(row: Any) -> Any:
    """Return how a reply is written, whichever of several it is."""
    return row.reply.reply if type(row.reply).__name__ == "SeveralReplies" else row.reply
