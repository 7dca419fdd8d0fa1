"""What a change of the document asks of the user's class, and ``--add-stubs``."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.commands import command
from support.shared import tool

HEAD = "asyncapi: 3.0.0\ninfo: {title: Calls, version: 1.0.0}\ncomponents:\n  schemas:\n"
SCHEMAS = {
    "Rung": "{kind: {const: rung}, number: {type: string}}",
    "Ended": "{kind: {const: ended}, seconds: {type: integer}}",
}
CHANNEL = (
    "  {0}: {{address: /{1}, messages: {{m: {{payload: {{$ref: '#/components/schemas/{2}'}}}}}}}}\n"
)
OPERATION = "  {0}: {{action: receive, channel: {{$ref: '#/channels/{1}'}}, summary: Take {0}.}}\n"


def document(**operations: tuple[str, str]) -> str:
    """Return a document with these operations, each with an address and a schema."""
    channels = "".join(CHANNEL.format(f"c{n}", *one) for n, one in enumerate(operations.values()))
    listed = "".join(OPERATION.format(name, f"c{n}") for n, name in enumerate(operations))
    used = dict.fromkeys(name for _, name in operations.values())
    schemas = "".join(f"    {n}: {{type: object, properties: {SCHEMAS[n]}}}\n" for n in used)
    return f"{HEAD}{schemas}channels:\n{channels}operations:\n{listed}"


RUNG, ENDED = ("rung", "Rung"), ("ended", "Ended")

MINE = '''\
"""Mine."""

from typing import override  # noqa: UP035

from calls import models as m
from calls.handlers import Handlers

LIMIT = 3


class App(Handlers):
    """Answers."""

    @override
    async def rung(self, event: m.Rung, /) -> None:
        print(event.number)  # said

    def helper(self) -> int:
        return LIMIT
    # the end of my class


app = App
'''


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Generate a package, and work beside it."""
    monkeypatch.chdir(tmp_path)
    generate(rung=RUNG)
    (tmp_path / "calls_app.py").write_text(MINE, "utf-8")
    return tmp_path


def generate(*options: str, **operations: tuple[str, str]) -> tuple[int, str, str]:
    Path("calls.yaml").write_text(document(**operations), "utf-8")
    outcome = command("generate", "calls.yaml", "--output", "calls", *options)
    return outcome.code, outcome.out, outcome.err


def findings(*options: str, **operations: tuple[str, str]) -> list[tuple[str, int, str]]:
    _, out, _ = generate(*options, "--format", "json", **operations)
    told = json.loads(out)["diagnostics"]
    return [(one["code"], one["line"], one["message"]) for one in told]


def test_nothing_is_said_of_a_class_that_has_all_handlers() -> None:
    assert findings(rung=RUNG) == []


def test_a_missing_handler_is_told_at_the_class() -> None:
    code, _, err = generate(rung=RUNG, ended=ENDED)
    assert code == 0
    assert err == (
        "warning[handler-missing]: `App` has no `ended`\n"
        "  --> calls_app.py:11:1\n"
        "   |\n"
        "11 | class App(Handlers):\n"
        "   | ^\n"
        "   = hint: `generate --add-stubs` appends it\n"
        "\n"
        "1 warning\n"
    )


def test_check_tells_it_too_and_exits_0() -> None:
    generate(rung=RUNG, ended=ENDED)
    outcome = command("check", "calls.yaml", "--output", "calls")
    assert (outcome.code, "handler-missing" in outcome.err) == (0, True)


def test_a_handler_that_is_left_over_is_told_with_its_line() -> None:
    assert findings(bought=("bought", "Ended")) == [
        ("handler-missing", 11, "`App` has no `bought`"),
        ("handler-left-over", 15, "the package has no handler `rung` any more"),
    ]
    # It still is when the package was generated again.
    assert findings(bought=("bought", "Ended"))[1][:2] == ("handler-left-over", 15)


def test_a_handler_without_override_is_left_over_when_it_was_one_before(work: Path) -> None:
    (work / "calls_app.py").write_text(MINE.replace("    @override\n", ""), "utf-8")
    assert ("handler-left-over", 14) in [one[:2] for one in findings(bought=("bought", "Ended"))]


@pytest.mark.parametrize(
    ("name", "operation"),
    [("callRung", RUNG), ("rungs", ("rung/2", "Rung"))],
    ids=["same address", "alike, and takes the same"],
)
def test_a_renamed_handler_is_told_as_one(name: str, operation: tuple[str, str]) -> None:
    new = "call_rung" if name == "callRung" else "rungs"
    assert findings(**{name: operation}) == [
        ("handler-renamed", 15, f"`rung` is probably called `{new}` now")
    ]


def test_a_handler_that_a_base_class_has_is_not_missing(work: Path) -> None:
    text = MINE.replace(
        "class App(Handlers):",
        "class Ends:\n    ended = None\n\n\nclass App(Ends, Handlers):",
    )
    (work / "calls_app.py").write_text(text, "utf-8")
    assert findings(rung=RUNG, ended=ENDED) == []


def test_what_ancestors_share_and_declare_with_a_type_counts_too(work: Path) -> None:
    text = MINE.replace(
        "class App(Handlers):",
        "class Base:\n    ended: object = None\n\n\nclass A(Base): ...\n\n\nclass B(Base): ...\n\n\n"
        "class App(A, B, Handlers):",
    )
    (work / "calls_app.py").write_text(text, "utf-8")
    assert findings(rung=RUNG, ended=ENDED) == []


def test_a_former_package_that_nobody_can_read_tells_nothing(work: Path) -> None:
    (work / "calls" / "operations.py").write_text("def (", "utf-8")
    assert findings("--force", rung=RUNG, ended=ENDED) == [
        ("handler-missing", 11, "`App` has no `ended`")
    ]


@pytest.mark.parametrize("base", ["Ends", "ends.Ends", "make()"])
def test_of_a_base_class_elsewhere_nothing_is_assumed(base: str, work: Path) -> None:
    text = MINE.replace("LIMIT = 3", "from ends import Ends").replace(
        "(Handlers)", f"({base}, Handlers)"
    )
    (work / "calls_app.py").write_text(text, "utf-8")
    assert findings("--add-stubs", rung=RUNG, ended=ENDED) == [
        (
            "handler-missing",
            11,
            "`App` has no `ended`, unless it inherits it from a class elsewhere",
        ),
        ("stub-unread", 11, "nothing is appended to `App`: it inherits from elsewhere"),
    ]
    assert (work / "calls_app.py").read_text("utf-8") == text


STUB = '''
    @override
    async def ended(self, event: m.Ended, /) -> Reply:
        """Take ended."""
        raise NotImplementedError
'''


def test_a_missing_handler_is_appended_and_all_else_stays(work: Path) -> None:
    code, out, err = generate("--add-stubs", rung=RUNG, ended=ENDED)
    assert (code, err) == (0, "")
    assert "appended to your class: ended\n" in out
    end, imports = "    # the end of my class\n", "from calls.handlers import Handlers\n"
    assert (work / "calls_app.py").read_text("utf-8") == MINE.replace(end, end + STUB).replace(
        imports, imports + "from calls.runtime import Reply\n"
    )
    assert findings("--add-stubs", rung=RUNG, ended=ENDED) == []


def test_what_was_appended_satisfies_the_type_checker(work: Path) -> None:
    generate("--add-stubs", rung=RUNG, ended=ENDED)
    # `override` is in `typing` from Python 3.12 on.
    path = work / "calls_app.py"
    path.write_text(
        path.read_text("utf-8").replace("from typing", "from typing_extensions"), "utf-8"
    )
    path.write_text(
        path.read_text("utf-8").replace("-> None:\n        print", "-> object:\n        print"),
        "utf-8",
    )
    checked = subprocess.run(
        [*tool("mypy"), "--strict", "calls_app.py"],
        cwd=work,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ended" not in checked.stdout, checked.stdout


def test_a_renamed_handler_is_not_appended() -> None:
    assert [one[0] for one in findings("--add-stubs", rungs=RUNG)] == ["handler-renamed"]


LAYOUTS = {
    "tabs": MINE.replace("    ", "\t"),
    "two blanks": MINE.replace("    ", "  "),
    "carriage returns": MINE.replace("\n", "\r\n"),
    "byte order mark": "\ufeff" + MINE,
    "no end of the last line": MINE[: MINE.index("    def helper")].rstrip("\n"),
    "comments after the class": MINE.replace("\n\napp = App", "\n# not of the class\n\napp = App"),
    "wide characters": MINE.replace("# said", "# gesagt: „ä“ 🎉"),
    "separators that end no line": MINE.replace("# said", "# a\u2028b\x0cc"),
    "a docstring alone": MINE[: MINE.index("\n    @override")],
    "a module of the package": MINE.replace(
        "from calls.handlers import Handlers", "from calls import handlers"
    ).replace("(Handlers)", "(handlers.Handlers)"),
    "the whole name": MINE.replace(
        "from calls.handlers import Handlers", "import calls.handlers"
    ).replace("(Handlers)", "(calls.handlers.Handlers)"),
    "modules by names of their own": MINE.replace(
        "from calls import models as m\nfrom calls.handlers import Handlers",
        "import calls.handlers as h\nimport calls.models as m",
    ).replace("(Handlers)", "(h.Handlers)"),
    "relative": MINE.replace("from calls", "from .calls"),
    "another models": MINE.replace(
        "from calls import models as m", "from mine import models"
    ).replace("m.Rung", "models.Rung"),
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_whatever_the_layout_is_lines_are_only_added(layout: str, work: Path) -> None:
    path = work / "calls_app.py"
    path.write_bytes(layout.encode())
    generate("--add-stubs", rung=RUNG, ended=ENDED)
    after = path.read_bytes().decode()
    compile(after.removeprefix("\ufeff"), "calls_app.py", "exec")
    kept = iter(re.split(r"(?<=\n)", after))
    for line in re.split(r"(?<=\n)", layout):
        if line:
            assert any(one.rstrip("\r\n") == line.rstrip("\r\n") for one in kept), line
    assert ("\r" in after) == ("\r" in layout)
    if "\r" in layout:
        assert "\n" not in after.replace("\r\n", "")
    assert re.search(r"^(\t|  |    )async def ended\(", after, re.MULTILINE)
    assert findings("--add-stubs", rung=RUNG, ended=ENDED) == []
    assert path.read_bytes().decode() == after


def test_a_name_that_is_taken_is_imported_under_another(work: Path) -> None:
    (work / "calls_app.py").write_text(LAYOUTS["another models"], "utf-8")
    generate("--add-stubs", rung=RUNG, ended=ENDED)
    text = (work / "calls_app.py").read_text("utf-8")
    assert "from calls import models as calls_models\n" in text
    assert "event: calls_models.Ended," in text


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("class App(:\n", 1, "this is not Python"),
        ("x = 1\n", 1, "no class here inherits from `Handlers` of `calls`"),
        (f"{MINE}\n\nclass Other(Handlers):\n    pass\n", 26, "more than one class here inherits"),
        (
            "from other.handlers import Handlers\n\n\nclass App(Handlers):\n    pass\n",
            1,
            "no class",
        ),
        ("\0", 1, "this is not Python"),
    ],
    ids=["syntax", "no class", "two classes", "another package", "NUL"],
)
def test_a_file_without_its_class_is_told_and_left_alone(
    text: str, line: int, why: str, work: Path
) -> None:
    (work / "calls_app.py").write_text(text, "utf-8")
    ((code, at, message),) = findings("--add-stubs", rung=RUNG, ended=ENDED)
    assert (code, at, why in message) == ("stub-unread", line, True)
    assert (work / "calls_app.py").read_text("utf-8") == text


def test_a_file_that_is_not_utf_8_is_told(work: Path) -> None:
    (work / "calls_app.py").write_bytes(b"# \xe9\n")
    ((code, _, message),) = findings(rung=RUNG)
    assert (code, "it is not UTF-8" in message) == ("stub-unread", True)


def test_a_class_on_one_line_is_told_and_left_alone(work: Path) -> None:
    text = "from calls.handlers import Handlers\n\n\nclass App(Handlers): x = 1\n"
    (work / "calls_app.py").write_text(text, "utf-8")
    told = findings("--add-stubs", rung=RUNG)
    assert [one[:2] for one in told] == [("handler-missing", 4), ("stub-unread", 4)]
    assert (work / "calls_app.py").read_text("utf-8") == text


def test_a_file_that_was_moved_or_is_a_link_is_not_looked_for(work: Path) -> None:
    (work / "calls_app.py").rename(work / "elsewhere.py")
    assert findings("--add-stubs", rung=RUNG, ended=ENDED) == []
    (work / "calls_app.py").symlink_to(work / "elsewhere.py")
    assert "handler-missing" not in [
        one[0] for one in findings("--add-stubs", rung=RUNG, ended=ENDED)
    ]
    assert (work / "elsewhere.py").read_text("utf-8") == MINE


BITS = st.sampled_from(
    [
        "    x = 1\n", "\n", "    # c\n", "# c\n", "\t# c\n", "    def f(self): return 1\n", "    @property\n    def g(self) -> int:\n        return 1  # e\n",
        "    y = '''\n# z\n'''\n", "    z = (\n1,\n    )\n", "    if True:\n        w = 2\n", "    v = 1; u = 2\n", "    t = 1 \\\n      + 2\n", "\x0c\n",
    ]
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    bits=st.lists(BITS, max_size=6),
    end=st.sampled_from(["", "\n", "x = 1\n", "if 1:\n    y = 1\n"]),
)
def test_whatever_a_class_holds_lines_are_only_added(bits: list[str], end: str, work: Path) -> None:
    head = "from calls.handlers import Handlers\n\n\nclass App(Handlers):\n    a = 0\n"
    text = head + "".join(bits) + end
    try:
        compile(text, "calls_app.py", "exec")
    except SyntaxError:
        return
    path = work / "calls_app.py"
    path.write_text(text, "utf-8")
    told = findings("--add-stubs", rung=RUNG)
    assert told == []
    assert "async def rung(" in path.read_text("utf-8")
