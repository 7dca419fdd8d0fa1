"""Changes as a page of HTML that needs no other file; all that is of a document is escaped."""

from html import escape
from typing import Final

from asyncapi_pygen.cli.report import visible
from asyncapi_pygen.cli.spans import Sources
from asyncapi_pygen.diagnostics import Location, pieces
from asyncapi_pygen.diff.change import Change
from asyncapi_pygen.diff.report import Report, named, where_used, whom

_MOST_COLUMNS: Final = 300
_BEFORE: Final = 80
"""So many columns of a longer line are shown before the place that it is shown for."""

_STYLE: Final = """\
:root { color-scheme: light dark; --line: #8884; --soft: #8881; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin-top: 2rem; text-transform: capitalize; }
code, pre { font: 13px/1.5 ui-monospace, monospace; background: var(--soft); border-radius: 3px; }
code { padding: 0 .25em; overflow-wrap: anywhere; }
pre { margin: .25rem 0; padding: .25rem .5rem; overflow-x: auto; }
article { border: 1px solid var(--line); border-left-width: 4px; border-radius: 4px;
  margin: .75rem 0; padding: .5rem .75rem; }
article p { margin: .2rem 0; overflow-wrap: anywhere; }
.breaking article { border-left-color: #d1242f; }
.compatible article { border-left-color: #1a7f37; }
.note article { border-left-color: #0969da; }
.small { font-size: 13px; opacity: .8; }
.old::before { content: "- "; color: #d1242f; }
.new::before { content: "+ "; color: #1a7f37; }
"""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def changes_as_page(report: Report, sources: Sources) -> str:
    """Return a page with the changes below what they are, and the lines that they are about."""
    title = f"{_text(report.old)} → {_text(report.new)}"
    sections = "".join(_section(name, some, sources) for name, some in report.sections)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{title}</h1>\n<p>{_text(report.count)}</p>\n{sections}</body>\n</html>\n"
    )


def _section(name: str, changes: list[Change], sources: Sources) -> str:
    articles = "".join(_article(one, sources) for one in changes)
    heading = f"{named(name, len(changes))} ({len(changes)})"
    return f'<section class="{name}">\n<h2>{heading}</h2>\n{articles}</section>\n'


def _article(change: Change, sources: Sources) -> str:
    used = where_used(change)
    lines = [
        f"<p>{_reason(change.reason)}</p>",
        f'<p class="small"><code>{change.code}</code> {whom(change)}'
        + (f", in {_text(used)}" if used else "")
        + "</p>",
        *(_place(kind, at, sources) for kind, at in (("old", change.old), ("new", change.new))),
    ]
    if change.accepted is not None:
        lines.append(f"<p>accepted: {_text(change.accepted)}</p>")
    return "<article>\n" + "\n".join(line for line in lines if line) + "\n</article>\n"


def _place(kind: str, at: Location | None, sources: Sources) -> str:
    if at is None:
        return ""
    shown = _around(sources.line(at), at.column)
    excerpt = f'\n<pre class="{kind}">{_text(shown.rstrip())}</pre>' if shown.strip() else ""
    pointer = f" {_code(at.pointer)}" if at.pointer else ""
    return f'<p class="small">{_text(at.file)}:{at.line}{pointer}</p>{excerpt}'


def _around(line: str, column: int) -> str:
    """Return a line, and of a long one what is around a column: JSON may be all on one."""
    start = max(0, min(column - 1 - _BEFORE, len(line) - _MOST_COLUMNS))
    stop = start + _MOST_COLUMNS
    return ("…" if start else "") + line[start:stop] + ("…" if stop < len(line) else "")


def _reason(text: str) -> str:
    return "".join(_code(one) if of_document else _text(one) for one, of_document in pieces(text))


def _code(text: str) -> str:
    return f"<code>{_text(text)}</code>" if text else ""


def _text(text: str) -> str:
    return escape(visible(text))
