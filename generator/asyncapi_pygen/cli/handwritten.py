"""The user's class of handlers: what it lacks after a run, and stubs for that where asked for."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.emit.disk import obstacle
from asyncapi_pygen.emit.files import GeneratedFile, Kind, Owner
from asyncapi_pygen.emit.plan import Destination, Plan
from asyncapi_pygen.emit.write import rewrite
from asyncapi_pygen.handwritten.adding import with_methods
from asyncapi_pygen.handwritten.reading import Application, UnreadError, read_application
from asyncapi_pygen.handwritten.reviewing import Former, Review, review
from asyncapi_pygen.pipeline import Result


@dataclass(frozen=True, slots=True)
class Handwritten:
    """The user's class beside the stub that would be written now.

    ``mark`` is the byte order mark that the file begins with, if it does. ``left_out`` are the
    handlers that the package was made without.
    """

    path: Path
    mark: str
    users: Application
    fresh: Application
    review: Review
    left_out: frozenset[str]

    def without(self, names: Collection[str]) -> "Handwritten":
        """Return it with these handlers no longer missing."""
        missing = tuple(one for one in self.review.missing if one.name not in names)
        return replace(self, review=replace(self.review, missing=missing))


def read_handwritten(
    result: Result, plan: Plan, package: str, diagnostics: Diagnostics
) -> Handwritten | None:
    """Read and compare the user's class; report why that cannot be done (``stub-unread``).

    ``None`` as well where there is no such file: it is written by this run, or was moved.
    """
    stub = next((one for one in result.files if _is_stub(one)), None)
    if stub is None:
        return None
    path = plan.destination.locate(stub.path)
    if not _is_readable(plan.destination, stub.path):
        return None
    try:
        mark, users = _read(path, package)
    except (UnreadError, UnicodeDecodeError, OSError) as error:
        line = error.line if isinstance(error, UnreadError) else 1
        why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        at = Location(path.as_posix(), line)
        diagnostics.report("stub-unread", f"`{path.as_posix()}` is not compared: {why}", at)
        return None
    fresh = read_application(stub.text, package)
    former = Former(_before(plan, "handlers.py"), _before(plan, "operations.py"))
    operations = next((one.text for one in result.files if one.path.name == "operations.py"), "")
    compared = review(users, fresh, former, operations, result.left_out)
    return Handwritten(path, mark, users, fresh, compared, result.left_out)


def preread(destination: Destination, paths: Iterable[PurePosixPath], package: str) -> None:
    """Read files of which one has the user's class, before that is asked for."""
    for path in paths:
        if _is_readable(destination, path):
            with suppress(UnreadError, UnicodeDecodeError, OSError):
                _read(destination.locate(path), package)


def _is_readable(destination: Destination, path: PurePosixPath) -> bool:
    is_free = obstacle(destination.root, path) is None
    return is_free and destination.locate(path).is_file()


def _read(path: Path, package: str) -> tuple[str, Application]:
    """Return the byte order mark of a file, if it begins with one, and the class that it has."""
    text = path.read_bytes().decode()
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return mark, read_application(text.removeprefix(mark), package)


def report_handwritten(found: Handwritten, diagnostics: Diagnostics) -> None:
    """Report each handler that is missing, left over or renamed, at its line in the user's file."""
    name = found.path.as_posix()
    class_ = found.users.node
    inherited = "" if found.users.complete else ", unless it inherits it from a class elsewhere"
    for method in found.review.missing:
        message = f"`{class_.name}` has no `{method.name}`{inherited}"
        hint = "`generate --add-stubs` appends it"
        at = Location(name, class_.lineno, class_.col_offset + 1)
        diagnostics.report("handler-missing", message, at, hint=hint)
    for method in found.review.left_over:
        message = f"the package has no handler `{method.name}` any more"
        if method.name in found.left_out:
            message = f"the operation of `{method.name}` is left out of the package"
        at = Location(name, method.line, method.node.col_offset + 1)
        diagnostics.report("handler-left-over", message, at, hint="delete it, if nobody calls it")
    for old, new in found.review.renamed:
        message = f"`{old.name}` is probably called `{new.name}` now"
        at = Location(name, old.line, old.node.col_offset + 1)
        diagnostics.report("handler-renamed", message, at, hint="rename it")


def add_stubs(
    found: Handwritten, destination: Destination | None, package: str, diagnostics: Diagnostics
) -> tuple[str, ...]:
    """Append what is missing to the user's class, and return the names of what was appended.

    Without a ``destination`` nothing is written, and the names are those that would be appended.

    What is probably renamed is not appended: its owner decides. Nothing is written where the class
    inherits from one that is not in the file: it may have the methods.
    """
    methods = found.review.missing
    at = Location(found.path.as_posix(), found.users.node.lineno)
    if not methods:
        return ()
    if not found.users.complete:
        message = f"nothing is appended to `{found.users.node.name}`: it inherits from elsewhere"
        diagnostics.report("stub-unread", message, at)
        return ()
    try:
        after = with_methods(found.users, found.fresh, methods, package)
    except UnreadError as error:
        message = f"nothing is appended to `{found.users.node.name}`: {error.reason}"
        diagnostics.report("stub-unread", message, Location(at.file, error.line))
        return ()
    names = tuple(method.name for method in methods)
    if destination is None:
        return names
    before = found.mark + found.users.text
    written = rewrite(destination, found.path, before, found.mark + after, diagnostics)
    return names if written else ()


def _is_stub(file: GeneratedFile) -> bool:
    return file.owner is Owner.YOURS and file.kind is Kind.PYTHON


def _before(plan: Plan, name: str) -> str:
    """Return the text of an owned file as it was before the run."""
    path = plan.destination.package / PurePosixPath(name)
    return next((one.before or "" for one in plan.changes if one.path == path), "")
