"""Which verifier a request has to pass, found when the handlers are mounted."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, TypeAlias

from ._http import Request
from ._operation import Operation
from ._verdicts import Verifier

Row: TypeAlias = Operation[Any, Any, Any]


class Guard:
    """Verifies requests, each by what its operation is verified by.

    Raises:
        ValueError: The document says that an operation is secured, and no verifier is
            given for it; or operations that only the body tells apart have different
            ones; or a verifier is given for an operation that is not there.

    """

    def __init__(
        self,
        verify: Verifier | Mapping[str, Verifier] | None,
        addresses: Mapping[tuple[str, str], Sequence[Row]],
    ) -> None:
        """Find out what verifies each operation."""
        rows = {row.id: row for sharing in addresses.values() for row in sharing}
        self._verifiers = _by_id(verify, rows)
        for row in rows.values():
            _check_secured(row, self._verifiers.get(row.id))
        for sharing in addresses.values():
            self._check_alike(sharing)

    def check(self, operation: str, request: Request) -> Awaitable[None] | None:
        """Return, or raise what the operation's verifier raises; awaitable if it is."""
        verifier = self._verifiers.get(operation)
        return None if verifier is None else verifier(request)

    def _check_alike(self, sharing: Sequence[Row]) -> None:
        first, *others = sharing
        for row in others:
            if self._verifiers.get(row.id) != self._verifiers.get(first.id):
                message = (
                    f"{first.id} and {row.id} arrive at one address and have different "
                    "verifiers: which one is meant, only the body could say"
                )
                raise ValueError(message)


def _by_id(
    verify: Verifier | Mapping[str, Verifier] | None,
    rows: Mapping[str, Row],
) -> Mapping[str, Verifier]:
    if verify is None:
        return {}
    if callable(verify):
        return dict.fromkeys(rows, verify)
    for name in verify:
        if name not in rows:
            message = f"there is no operation {name!r} to verify"
            raise ValueError(message)
    return verify


def _check_secured(row: Row, verifier: Verifier | None) -> None:
    if row.secured and verifier is None:
        message = (
            f"the document says that {row.id} is secured: give Settings(verify=...), "
            "or say verify.unverified to take requests of anybody"
        )
        raise ValueError(message)
