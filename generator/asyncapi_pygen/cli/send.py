"""``send``: posts a sample of each message to a server that runs, and tells what it answers."""

import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import SplitResult

import click

from asyncapi_pygen.cli.commands import DONE, DRIFT, exit_code
from asyncapi_pygen.cli.options import SendOptions
from asyncapi_pygen.cli.printing import Findings, print_findings
from asyncapi_pygen.pipeline import Posts, make_posts
from asyncapi_pygen.source.suggestions import nearest_name
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
    target, headers = options.target, options.fields
    found = make_posts(options.spec, options.name, options.config, options.wanted)
    print_findings(options, Findings(diagnostics=found.diagnostics, texts=found.texts))
    code = exit_code(found.diagnostics)
    if code != DONE:
        return code
    _check_names(options.wanted, found)
    answered: Counter[bool] = Counter()
    with _progress(found.posts) as waiting:
        for post in waiting:
            path = target.path if options.one_url else target.path.rstrip("/") + post.path
            outcome = deliver(target, path or "/", post, headers, options.timeout)
            answered[outcome.status in _SUCCESS] += 1
            click.echo(_line(post, path or "/", outcome))
    click.echo(f"{answered[True]} of {answered.total()} answered with 2xx")
    return DONE if answered[True] == answered.total() else DRIFT


def deliver(
    target: SplitResult, path: str, post: Post, headers: Sequence[tuple[str, str]], timeout: float
) -> Outcome:
    """Send one request to the host of ``target``, and wait for its answer."""
    kind = HTTPSConnection if target.scheme == "https" else HTTPConnection
    connection = kind(target.hostname or "", target.port, timeout=timeout)
    query = f"?{target.query}" if target.query else ""
    fields = {**post.fields, **{name.lower(): value for name, value in headers}}
    began = time.perf_counter()
    try:
        connection.request(post.method, path + query, post.body, fields)
        response = connection.getresponse()
        response.read()
        status, why = response.status, response.reason
    except (OSError, HTTPException) as error:
        status, why = 0, str(error) or type(error).__name__
    finally:
        connection.close()
    return Outcome(status, why, (time.perf_counter() - began) * 1000)


def _check_names(wanted: Sequence[str], found: Posts) -> None:
    for name in wanted:
        if name not in found.names:
            near = nearest_name(name, found.names)
            hint = f": did you mean `{near}`?" if near else ""
            message = f"nothing that arrives by HTTP is called `{name}`{hint}"
            raise click.BadParameter(message, param_hint="--message")
    if not found.posts:
        message = "the document has no message that could be sent by HTTP"
        raise click.ClickException(message)


def _progress(posts: Sequence[Post]) -> AbstractContextManager[Iterable[Post]]:
    """Show on a terminal how many are done, on standard error, while lines are printed."""
    shown = len(posts) > 1 and sys.stderr.isatty() and not sys.stdout.isatty()
    return click.progressbar(posts, label="sending", file=sys.stderr, hidden=not shown)


def _line(post: Post, path: str, outcome: Outcome) -> str:
    what = f"{post.operation} {post.message}: {post.method} {path}"
    if not outcome.status:
        return f"{what} was not answered: {outcome.why}"
    return f"{what} -> {outcome.status} {outcome.why} in {outcome.milliseconds:.0f} ms"
