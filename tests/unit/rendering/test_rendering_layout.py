"""What is laid out is what ``ruff format`` leaves alone."""

import ast
import random
import subprocess
import sys
from pathlib import Path

import pytest

from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.rendering.code import WIDTH, docstring
from asyncapi_pygen.rendering.layout import (
    annotated_assignment,
    class_heading,
    expression,
    import_from,
    statement,
)
from asyncapi_pygen.rendering.syntax import call, function, ref, subscript


def parsed(source: str) -> ast.expr:
    return ast.parse(source, mode="eval").body


@pytest.mark.parametrize(
    "source",
    [
        "dt.date",
        'Annotated[str, Field(alias="callId", min_length=1)]',
        "list[dict[str, int | None]]",
        '"text"',
        "-1.5",
        "(1,)",
        "()",
        "[]",
        '{"a": f(1), "b": {"c"}}',
        "lambda handlers, event: handlers.take(event)",
        "lambda: models.Order",
        "lambda: models.Order | models.Invoice",
    ],
)
def test_an_expression_stands_on_one_line(source: str) -> None:
    assert expression(parsed(source)) == source


@pytest.mark.parametrize(
    "source", ["a + b", "f(*a)", "f(**a)", "{**a}", "x if y else z", "a.b()[0:1]", "f''"]
)
def test_an_expression_that_generated_code_does_not_hold_is_refused(source: str) -> None:
    with pytest.raises(InternalError):
        expression(parsed(source))


def test_what_fits_exactly_stays_on_one_line() -> None:
    name = "n" * (WIDTH - len("x: list[]"))
    assert statement("x: ", parsed(f"list[{name}]")) == f"x: list[{name}]"


def test_an_open_bracket_has_one_item_a_line_and_a_trailing_comma() -> None:
    items = ", ".join(f'"{letter * 30}"' for letter in "abc")
    assert statement("x = ", parsed(f"({items})")).split("\n") == [
        "x = (",
        *(f'    "{letter * 30}",' for letter in "abc"),
        ")",
    ]


def test_a_long_union_has_one_member_a_line() -> None:
    names = [letter * 30 for letter in "ABC"]
    assert statement("X: TypeAlias = ", parsed(" | ".join(names))).split("\n") == [
        "X: TypeAlias = (",
        f"    {names[0]}",
        f"    | {names[1]}",
        f"    | {names[2]}",
        ")",
    ]


def test_imports_that_do_not_fit_stand_one_a_line() -> None:
    assert import_from("._model", ["A", "B"]) == "from ._model import A, B"
    names = [letter * 30 for letter in "ABC"]
    assert import_from("._model", names).split("\n") == [
        "from ._model import (",
        *(f"    {name}," for name in names),
        ")",
    ]


NAMES = ["int", "JsonValue", "dt.date", "Order", "IncomingCallEventToDestination"]
TEXTS = ["a", "with space", "it's", 'say "x"', "a longer value of an enum", "back\\slash"]
CONSTRAINTS = ["ge=1", "le=10_000", 'pattern="^[a-z]{1,30}$"', 'alias="someWireName"']


def annotation(chance: random.Random, depth: int) -> str:
    """Write an annotation of the kinds that models have."""

    def inner() -> str:
        return annotation(chance, depth - 1)

    def some(values: list[str], most: int) -> str:
        return ", ".join(chance.sample(values, chance.randint(1, most)))

    kinds = [
        lambda: f"list[{inner()}]",
        lambda: f"dict[str, {inner()}]",
        lambda: f"Maybe[{inner()}]",
        lambda: f"Open[Literal[{some([repr(text) for text in TEXTS], len(TEXTS))}]]",
        lambda: f"Annotated[{inner()}, Field({some(CONSTRAINTS, 3)})]",
        lambda: " | ".join(inner() for _ in range(chance.randint(2, 5))),
    ]
    return chance.choice(kinds)() if depth and chance.random() > 0.2 else chance.choice(NAMES)


def statements() -> list[str]:
    chance = random.Random(2026)
    made: list[str] = []
    for number in range(300):
        kind = chance.choice(["", " = None", ' = "text"'])
        field = statement("some_field: ", parsed(annotation(chance, 4)), kind, indent=4)
        text = " ".join(
            chance.choice(["word", '"quoted"', "\n\n", "\n  - item", "\\"]) for _ in range(30)
        )
        doc = docstring(f"Begins. {text}", indent=4)
        made.append(f"class C{number}(Model):\n    {doc}\n\n    {field}\n")
        name = f"Alias{'x' * chance.choice([0, 0, 60, 70, 90])}{number}"
        made.append(statement(f"{name}: TypeAlias = ", parsed(annotation(chance, 4))) + "\n")
        kind = parsed(annotation(chance, 2))
        adapter = annotated_assignment(
            f"_BODY{'_X' * chance.randint(0, 20)}{number}",
            subscript(ref("TypeAdapter"), kind),
            call(ref("TypeAdapter"), kind),
        )
        made.append(adapter + "\n")
        handler = f"handlers.handle{'_it' * chance.randint(0, 20)}"
        row = call(
            ref("Row"), call=function(("handlers", "event"), call(ref(handler), ref("event")))
        )
        made.append(statement(f"ROW{number} = ", row) + "\n")
        heading = class_heading(f"Long{'x' * chance.randint(60, 90)}{number}", ["Model"])
        made.append(f"{heading}\n    pass\n")
    return made


def test_ruff_format_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "laid_out.py"
    file.write_text("\n\n".join(statements()), "utf-8")
    ruff = [
        sys.executable,
        "-m",
        "ruff",
        "format",
        "--isolated",
        "--no-cache",
        "--line-length",
        "88",
    ]
    subprocess.run([*ruff, str(file)], check=True, capture_output=True)
    lines = [line for line in "\n\n".join(statements()).split("\n") if line]
    assert [line for line in file.read_text("utf-8").split("\n") if line] == lines


def test_a_long_union_that_is_made_later_stands_in_parentheses() -> None:
    name, other = "n" * 40, "o" * 40
    assert statement("x = ", parsed(f"later(lambda: {name} | {other})")) == (
        f"x = later(\n    lambda: (\n        {name}\n        | {other}\n    ),\n)"
    )
