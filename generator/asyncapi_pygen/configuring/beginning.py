"""What ``init`` adds to files of a project, by position: not one of their characters is changed.

Each function takes a file's text, empty where there is none, and returns the text with what was
added; the same text where that is there already.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from asyncapi_pygen.configuring.settings import BY_KEY, SPEC, TARGETS
from asyncapi_pygen.source.toml_text import TABLE, has_table

if TYPE_CHECKING:
    from yaml import Node

_MARK: Final = "\ufeff"
_TABLE_NAME: Final = ".".join(TABLE)
_HEAD: Final = (
    "# What `asyncapi-pygen generate` writes and `asyncapi-pygen check` compares, one table a\n"
    "# package. Paths are relative to this file; `asyncapi-pygen config schema` lists all keys.\n"
)
_SHOWN: Final[Mapping[str, str]] = {
    "overlays": '["overlay.yaml"]',
    "adapters": '["fastapi"]',
    "backend": '"pydantic"',
    "role": '"handler"',
}
"""Settings that a new target shows as comments, with a value."""

_PLAIN_PATTERN: Final = re.compile(r"[\w./-]+", re.ASCII)
_HOOK: Final = "asyncapi-pygen"
"""How the ids of our hooks begin."""


class NotAddedError(Exception):
    """A text that is not added to, since it would come to say something else; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTarget:
    """A target to add: its name, an identifier, and its paths as the file is to say them."""

    name: str
    spec: str
    output: str


def target_block(target: NewTarget | None, *, first: bool) -> str:
    """Return the table of a target; the first of a file has as comments what it could say.

    Without a target it is all comments, below the table itself.
    """
    if target is not None and not first:
        return _joined(_table(target))
    hints = [f"# {key} = {value}  # {_told(key)}" for key, value in _SHOWN.items()]
    if target is not None:
        return _HEAD + _joined((*_table(target), *hints))
    sample = NewTarget(name="events", spec="asyncapi.yaml", output="src/events")
    inner = [f"# {line}" for line in _table(sample)]
    return _HEAD + _joined((f"[{_TABLE_NAME}]", *inner, *hints))


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _table(target: NewTarget) -> tuple[str, ...]:
    return (
        f"[{_TABLE_NAME}.{TARGETS}.{target.name}]",
        f"{SPEC} = {_quoted(target.spec)}",
        f"output = {_quoted(target.output)}",
    )


def _told(key: str) -> str:
    return BY_KEY[key].help.partition(". ")[0].rstrip(".")


def _quoted(text: str) -> str:
    """Write a basic string of TOML; JSON's escapes are among its own, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def with_target(text: str, target: NewTarget | None) -> str:
    """Append a target to a ``pyproject.toml``.

    Raises:
        NotAddedError: the text with it is no TOML, or says something else.
    """
    after = _appended(text, target_block(target, first=not has_table(text)))
    try:
        wanted, found = _read(text), _read(after)
        ours = wanted
        for key in TABLE:
            ours = ours.setdefault(key, {})
        if target is not None:
            fields = {SPEC: target.spec, "output": target.output}
            ours.setdefault(TARGETS, {})[target.name] = fields
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise NotAddedError(_one_line(error)) from None
    if found != wanted:
        reason = "what it says would not be what it says now, and the target"
        raise NotAddedError(reason)
    return after


def _read(text: str) -> dict[str, Any]:
    # As they are written: what is not a number does not equal itself.
    return tomllib.loads(text.removeprefix(_MARK), parse_float=str)


def attributes_line(output: str) -> str:
    """Return the line of a ``.gitattributes`` that says that a folder's files are generated."""
    escaped = re.sub(r"[\\*?\[\]!#]", lambda match: f"\\{match[0]}", output)
    pattern = f"/{escaped}/**"
    if not _PLAIN_PATTERN.fullmatch(output):
        pattern = json.dumps(pattern, ensure_ascii=False)
    return f"{pattern} linguist-generated"


def with_lines(text: str, lines: Sequence[str]) -> str:
    """Append those of the lines that are not there."""
    there = {line.strip() for line in text.splitlines()}
    missing = [line for line in lines if line not in there]
    return _appended(text, "".join(f"{line}\n" for line in missing), blank=False)


def hook_block(arguments: str) -> str:
    """Return the entry of a ``.pre-commit-config.yaml``, its lines without indentation."""
    entry = json.dumps(f"asyncapi-pygen check{arguments}", ensure_ascii=False)
    return (
        "- repo: local\n"
        "  hooks:\n"
        f"    - id: {_HOOK}-check\n"
        "      name: generated packages are what their documents give\n"
        f"      entry: {entry}\n"
        "      # That of the environment, so that what generates is what checks.\n"
        "      language: system\n"
        "      pass_filenames: false\n"
    )


def with_hook(text: str, block: str) -> str:
    """Add an entry to the end of the list ``repos``, indented as the list is.

    Raises:
        NotAddedError: there is no such list, or the text with it says something else.
    """
    import yaml

    if not text.strip():
        return _appended(text, f"repos:\n{_indented(block, 2)}", blank=False)
    try:
        before = yaml.safe_load(text)
        if any(one.startswith(_HOOK) for one in _hook_ids(before)):
            return text
        after = _in_list(text, block)
        found = yaml.safe_load(after)
    except (yaml.YAMLError, RecursionError) as error:
        raise NotAddedError(_one_line(error)) from None
    if found != {**before, "repos": [*before["repos"], *yaml.safe_load(block)]}:
        reason = "what it says would not be what it says now, and the hook"
        raise NotAddedError(reason)
    return after


def _hook_ids(config: object) -> Iterator[str]:
    """Yield the ids of all hooks of a file, as far as it has the form of one."""
    for repo in _list_of(config, "repos"):
        for hook in _list_of(repo, "hooks"):
            yield str(_member_of(hook, "id"))


def _list_of(value: object, key: str) -> list[object]:
    found = _member_of(value, key)
    return cast("list[object]", found) if isinstance(found, list) else []


def _member_of(value: object, key: str) -> object:
    return cast("dict[str, object]", value).get(key) if isinstance(value, dict) else None


def _in_list(text: str, block: str) -> str:
    import yaml

    root = yaml.compose(text, Loader=yaml.SafeLoader)
    repos = _member(root, "repos")
    if not isinstance(repos, yaml.SequenceNode) or repos.flow_style or not repos.value:
        reason = "it has no list `repos` with an item a line"
        raise NotAddedError(reason)
    lines = text.splitlines(keepends=True)
    at = _last_line(text, repos) + 1
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    if at == len(lines) and not lines[-1].endswith("\n"):
        lines[-1] += end
    added = _indented(block, repos.start_mark.column).replace("\n", end)
    return "".join([*lines[:at], added, *lines[at:]])


def _member(node: "Node | None", name: str) -> "Node | None":
    import yaml

    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for key, value in node.value if key.value == name), None)


def _last_line(text: str, node: "Node") -> int:
    """Return the number of the last line of a block, from 0, without the comments after it."""
    import yaml

    last = node.start_mark.line
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        if token.start_mark.index >= node.end_mark.index:
            break
        if not isinstance(token, yaml.BlockEndToken):
            # What reaches over its last line end does not reach into the next line.
            end = token.end_mark
            last = max(token.start_mark.line, end.line if end.column else end.line - 1)
    return int(last)


def _appended(text: str, block: str, *, blank: bool = True) -> str:
    """Append lines, with the line ends of the text, and where asked for a blank line between."""
    if not block:
        return text
    end = "\r\n" if "\r\n" in text else "\n"
    joint = "" if not text or text.endswith("\n") else end
    parted = end if blank and text.removeprefix(_MARK).strip() else ""
    return text + joint + parted + block.replace("\n", end)


def _indented(block: str, width: int) -> str:
    return "".join(f"{' ' * width}{line}" for line in block.splitlines(keepends=True))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
