"""What is wrong with Protobuf files, said where it is."""

from dataclasses import dataclass, field

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.payloads.findings import Finding


@dataclass(frozen=True, slots=True)
class Findings:
    """What is found in the files of one schema."""

    schema: str
    found: list[Finding] = field(default_factory=list[Finding])

    def invalid(
        self, message: str, at: Location, hint: str = "", *, first: Location | None = None
    ) -> None:
        """Say that something breaks a rule; ``first`` is what it disagrees with."""
        finding = Finding("protobuf-invalid", message, self.schema, hint, at=at, first=first)
        self.found.append(finding)

    def ignored(self, message: str, at: Location) -> None:
        """Say that the files are read without something."""
        self.found.append(Finding("protobuf-ignored", message, self.schema, at=at))
