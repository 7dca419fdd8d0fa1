"""``send``: posts a sample of each message to a server that runs, and tells what it answers."""

import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import SplitResult

import click

from asyncapi_pygen.cli.asking import check_names
from asyncapi_pygen.cli.exits import DONE, DRIFT, exit_code
from asyncapi_pygen.cli.options import SendOptions
from asyncapi_pygen.cli.printing import Findings, print_findings
from asyncapi_pygen.pipeline import Posts, make_posts
from asyncapi_pygen.targets.webhook.posts import Post

_SUCCESS: Final = range(200, 300)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request: a status, or why there is none; and the time in milliseconds."""

    status: int
    why: str
    milliseconds: float


def run_send(options: SendOptions) -> int:
    """Post the samples; exit 1 unless each was answered with 2xx."""
    sender = _Sender.of(options)
    found = make_posts(options.spec, options.name, options.config, options.wanted)
    print_findings(options, Findings(diagnostics=found.diagnostics, texts=found.texts))
    code = exit_code(found.diagnostics)
    if code != DONE:
        return code
    _check_posts(options.wanted, found)
    if options.signs:
        _check_proofs(found, sender)
    answered: Counter[bool] = Counter()
    with _progress(found.posts) as waiting:
        for post in waiting:
            request = sender.request(post)
            outcome = deliver(sender.target, request, options.timeout)
            answered[outcome.status in _SUCCESS] += 1
            click.echo(_line(request, outcome))
    click.echo(f"{answered[True]} of {answered.total()} answered with 2xx")
    return DONE if answered[True] == answered.total() else DRIFT


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sender:
    """Makes of a post the request to a server, signed if that is wanted."""

    target: SplitResult
    fields: Mapping[str, str]
    one_url: bool
    signs: bool
    key_id: str

    @classmethod
    def of(cls, options: SendOptions) -> "_Sender":
        """Read the options; raises ``click.UsageError`` for those that make no sense."""
        return cls(
            target=options.target,
            fields={name.lower(): value for name, value in options.fields},
            one_url=options.one_url,
            signs=options.signs,
            key_id=options.key_id,
        )

    def request(self, post: Post) -> Post:
        """Return the request; raises ``click.UsageError`` if it cannot be signed."""
        base = self.target.path.rstrip("/")
        path = self.target.path if self.one_url else base + post.path
        fields = {**post.fields, **self.fields}
        request = replace(post, path=path or "/", query=self.target.query, fields=fields)
        return self._signed(request, base) if self.signs else request

    def _signed(self, request: Post, base: str) -> Post:
        from asyncapi_pygen.targets.webhook.signing import signed

        try:
            return signed(request, below=base, key_id=self.key_id)
        except ValueError as error:
            message = f"`{request.operation}` cannot be signed: {error}"
            raise click.UsageError(message) from error


def deliver(target: SplitResult, post: Post, timeout: float) -> Outcome:
    """Send one request to the host of ``target``, and wait for its answer."""
    kind = HTTPSConnection if target.scheme == "https" else HTTPConnection
    connection = kind(target.hostname or "", target.port, timeout=timeout)
    query = f"?{post.query}" if post.query else ""
    began = time.perf_counter()
    try:
        connection.request(post.method, post.path + query, post.body, dict(post.fields))
        response = connection.getresponse()
        response.read()
        status, why = response.status, response.reason
    except (OSError, HTTPException) as error:
        status, why = 0, str(error) or type(error).__name__
    finally:
        connection.close()
    return Outcome(status, why, (time.perf_counter() - began) * 1000)


def _check_posts(wanted: Sequence[str], found: Posts) -> None:
    check_names(wanted, found.names, "nothing that arrives by HTTP")
    if not found.posts:
        message = "the document has no message that could be sent by HTTP"
        raise click.ClickException(message)


def _check_proofs(found: Posts, sender: _Sender) -> None:
    """Refuse to send anything before everything can be signed."""
    if not any(post.verifier for post in found.posts):
        message = "the document does not ask for any proof of who sends these messages"
        raise click.BadParameter(message, param_hint="--sign")
    for post in found.posts:
        sender.request(post)


def _progress(posts: Sequence[Post]) -> AbstractContextManager[Iterable[Post]]:
    """Show on a terminal how many are done, on standard error, while lines are printed."""
    shown = len(posts) > 1 and sys.stderr.isatty() and not sys.stdout.isatty()
    return click.progressbar(posts, label="sending", file=sys.stderr, hidden=not shown)


def _line(post: Post, outcome: Outcome) -> str:
    what = f"{post.operation} {post.message}: {post.method} {post.path}"
    if not outcome.status:
        return f"{what} was not answered: {outcome.why}"
    return f"{what} -> {outcome.status} {outcome.why} in {outcome.milliseconds:.0f} ms"
