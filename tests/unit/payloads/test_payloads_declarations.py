"""One schema of a property in, its declaration out."""

import ast
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from support.documents import Generated, models


def field(folder: Path, schema: str, *, sent: bool = False, required: bool = False) -> str:
    """Return the declaration of the property ``x`` with this schema, on one line."""
    listed = "[x]" if required else "[]"
    found = models(
        folder, f"{{type: object, required: {listed}, properties: {{x: {schema}}}}}", sent=sent
    )
    return declared(found, "x")


def declared(found: Generated, name: str) -> str:
    """Return the declaration of an attribute, its lines joined."""
    _, _, rest = found.text.partition(f"\n    {name}: ")
    kept: list[str] = []
    for line in rest.split("\n"):
        if line.startswith(('    """', "class ")) or (
            kept and line[:5].strip() and line[4] not in ")] "
        ):
            break
        kept.append(line.strip())
    return "".join(kept)


@pytest.mark.parametrize(
    ("schema", "written"),
    [
        # scalars
        ("{type: string}", "Maybe[str] = None"),
        ("{type: integer}", "Maybe[int] = None"),
        ("{type: number}", "Maybe[float] = None"),
        ("{type: boolean}", "Maybe[bool] = None"),
        ("{type: 'null'}", "Nullable[None] = None"),
        ("{type: [string, integer]}", "Maybe[str | int] = None"),
        # anything
        ("{}", "Nullable[JsonValue] = None"),
        ("true", "Nullable[JsonValue] = None"),
        ("{description: Anything.}", "Nullable[JsonValue] = None"),
        ("{type: object}", "Maybe[dict[str, JsonValue]] = None"),
        ("{type: array}", "Maybe[list[JsonValue]] = None"),
        # formats
        ("{type: string, format: date-time}", "Maybe[DateTime] = None"),
        ("{type: string, format: date}", "Maybe[IsoDate] = None"),
        ("{type: string, format: time}", "Maybe[IsoTime] = None"),
        ("{type: string, format: uri}", 'Maybe[Annotated[str, Format("uri")]] = None'),
        ("{type: integer, format: int64}", 'Maybe[Annotated[int, Format("int64")]] = None'),
        ("{type: number, format: float}", 'Maybe[Annotated[float, Format("float")]] = None'),
        ("{type: string, format: ''}", "Maybe[str] = None"),
        (
            "{type: string, format: email, maxLength: 9}",
            'Maybe[Annotated[str, Format("email"), Field(max_length=9)]] = None',
        ),
        # constraints
        (
            "{type: string, minLength: 1, maxLength: 5}",
            "Maybe[Annotated[str, Field(max_length=5, min_length=1)]] = None",
        ),
        ("{type: string, minLength: 1.0}", "Maybe[Annotated[str, Field(min_length=1)]] = None"),
        ("{type: string, pattern: '^a+$'}", 'Maybe[Annotated[str, Field(pattern="^a+$")]] = None'),
        (
            "{type: integer, minimum: 0, exclusiveMaximum: 10}",
            "Maybe[Annotated[int, Field(ge=0, lt=10)]] = None",
        ),
        (
            "{type: integer, minimum: 0.5, maximum: 9.5}",
            "Maybe[Annotated[int, Field(ge=1, le=9)]] = None",
        ),
        (
            "{type: integer, exclusiveMinimum: 0.5, exclusiveMaximum: 9.5}",
            "Maybe[Annotated[int, Field(gt=0, lt=10)]] = None",
        ),
        (
            "{type: integer, minimum: 5, exclusiveMinimum: true}",
            "Maybe[Annotated[int, Field(gt=5)]] = None",
        ),
        (
            "{type: integer, maximum: 5, exclusiveMaximum: false}",
            "Maybe[Annotated[int, Field(le=5)]] = None",
        ),
        ("{type: number, minimum: -1.5}", "Maybe[Annotated[float, Field(ge=-1.5)]] = None"),
        ("{type: integer, multipleOf: 5}", "Maybe[Annotated[int, Field(multiple_of=5)]] = None"),
        (
            "{type: array, items: {type: string}, minItems: 1}",
            "Maybe[Annotated[list[str], Field(min_length=1)]] = None",
        ),
        # containers
        ("{type: array, items: {type: string}}", "Maybe[list[str]] = None"),
        ("{items: {type: string}}", "Maybe[list[str]] = None"),
        ("{type: array, items: {type: [string, 'null']}}", "Maybe[list[str | None]] = None"),
        ("{type: object, additionalProperties: {type: integer}}", "Maybe[dict[str, int]] = None"),
        ("{type: object, additionalProperties: true}", "Maybe[dict[str, JsonValue]] = None"),
        (
            "{type: object, additionalProperties: {type: array, items: {type: string}}}",
            "Maybe[dict[str, list[str]]] = None",
        ),
        # fixed values
        ("{enum: [a, b]}", 'Maybe[Open[Literal["a", "b"]]] = None'),
        ("{type: integer, enum: [1, 2]}", "Maybe[OpenInt[Literal[1, 2]]] = None"),
        ("{enum: [a, 1, true]}", 'Maybe[Open[Literal["a", 1, True]]] = None'),
        ("{enum: [-1, -2]}", "Maybe[OpenInt[Literal[-1, -2]]] = None"),
        ("{enum: [1, true]}", "Maybe[Exact[Literal[1, True]]] = None"),
        ("{const: a}", 'Literal["a"] = "a"'),
        ("{const: -1}", "Exact[Literal[-1]] = -1"),
        ("{const: true}", "Exact[Literal[True]] = True"),
        ("{const: null}", "Nullable[None] = None"),
        ("{enum: [a]}", 'Literal["a"] = "a"'),
        ("{enum: [a, a]}", 'Literal["a"] = "a"'),
        (
            "{oneOf: [{const: a, title: The a.}, {const: b}]}",
            'Maybe[Open[Literal["a", "b"]]] = None',
        ),
        # unions
        ("{oneOf: [{type: string}, {type: integer}]}", "Maybe[str | int] = None"),
        (
            "{anyOf: [{type: string, minLength: 1}, {type: array, items: {type: string}}]}",
            "Maybe[Annotated[str, Field(min_length=1)] | list[str]] = None",
        ),
        (
            "{type: string, anyOf: [{minLength: 5}, {enum: [a, b]}]}",
            'Maybe[Annotated[str, Field(min_length=5)] | Open[Literal["a", "b"]]] = None',
        ),
        ("{oneOf: [{type: string}, {}]}", "Nullable[JsonValue] = None"),
        ("{oneOf: [{type: string}]}", "Maybe[str] = None"),
        (
            "{oneOf: [{type: string}, {oneOf: [{type: integer}, {type: string}]}]}",
            "Maybe[str | int] = None",
        ),
    ],
)
def test_an_optional_property(tmp_path: Path, schema: str, written: str) -> None:
    assert field(tmp_path, schema) == written


@pytest.mark.parametrize(
    ("schema", "required", "written"),
    [
        ("{type: string}", False, "Maybe[str] = None"),
        ("{type: string}", True, "str"),
        ("{type: [string, 'null']}", False, "Nullable[str] = None"),
        ("{type: [string, 'null']}", True, "str | None"),
        ("{type: string, nullable: true}", False, "Nullable[str] = None"),
        ("{type: string, nullable: true}", True, "str | None"),
        ("{oneOf: [{type: string}, {type: 'null'}]}", False, "Nullable[str] = None"),
        ("{enum: [a, b, null]}", True, 'Open[Literal["a", "b"]] | None'),
        ("{enum: [null]}", True, "None"),
        ("{type: string, default: a}", False, 'str = "a"'),
        ("{type: string, default: a}", True, "str"),
        ("{type: [string, 'null'], default: a}", False, 'str | None = "a"'),
        ("{type: [string, 'null'], default: null}", False, "Nullable[str] = None"),
        ("{type: [string, 'null'], default: a}", True, "str | None"),
    ],
)
def test_required_nullable_and_default(
    tmp_path: Path, *, schema: str, required: bool, written: str
) -> None:
    assert field(tmp_path, schema, required=required) == written


@pytest.mark.parametrize(
    ("schema", "written"),
    [
        ("{type: integer, default: 3}", "int = 3"),
        ("{type: number, default: -3}", "float = -3"),
        ("{type: number, default: 0.5}", "float = 0.5"),
        ("{type: boolean, default: false}", "bool = False"),
        ("{enum: [a, b], default: b}", 'Open[Literal["a", "b"]] = "b"'),
        ("{type: string, format: uri, default: 'x:y'}", 'Annotated[str, Format("uri")] = "x:y"'),
        ("{type: integer, minimum: 1, default: 1}", "Annotated[int, Field(ge=1)] = 1"),
        ("{oneOf: [{type: string}, {type: integer}], default: 1}", "str | int = 1"),
    ],
)
def test_a_default_that_fits_is_set(tmp_path: Path, schema: str, written: str) -> None:
    assert field(tmp_path, schema) == written


@pytest.mark.parametrize(
    "schema",
    [
        "{type: boolean, default: 'false'}",
        "{type: integer, default: true}",
        "{type: integer, minimum: 1, default: 0}",
        "{type: string, pattern: '^a', default: b}",
        "{type: string, maxLength: 1, default: bb}",
        "{enum: [a, b], default: c}",
        "{type: string, format: date-time, default: yesterday}",
        "{type: array, items: {type: string}, default: [1]}",
        "{type: object, default: []}",
    ],
)
def test_a_default_that_does_not_fit_is_told(tmp_path: Path, schema: str) -> None:
    found = models(tmp_path, f"{{properties: {{x: {schema}}}}}")
    assert declared(found, "x").endswith(" = None")
    assert found.notes == ["the default of `x` is not set: its own schema does not accept it"]


@pytest.mark.parametrize(
    "bound",
    [
        pytest.param("pattern: '['", id="no pattern"),
        pytest.param("pattern: '[^]'", id="a pattern of ECMA-262 alone"),
        pytest.param("pattern: '[\\w-.]'", id="a pattern of Rust alone"),
        pytest.param("minLength: -1", id="no length"),
        pytest.param("not: {minLength: -1}", id="no length, further in"),
    ],
)
@pytest.mark.parametrize(("default", "written"), [("a", '"a"'), ("3", "None")])
def test_a_bound_that_no_validator_reads_decides_on_no_default(
    tmp_path: Path, bound: str, default: str, written: str
) -> None:
    schema = f"{{type: string, {bound}, default: {default}}}"
    found = models(tmp_path, f"{{properties: {{x: {schema}}}}}")
    assert declared(found, "x").endswith(f" = {written}")


@pytest.mark.parametrize("check", ["minProperties: -1", "not: {required: [b], minProperties: -1}"])
def test_a_check_of_a_class_that_no_validator_reads_decides_on_no_default(
    tmp_path: Path, check: str
) -> None:
    inner = f"{{type: object, properties: {{a: {{type: integer}}}}, {check}, default: {{a: 1}}}}"
    found = models(tmp_path, f"{{properties: {{x: {inner}}}}}")
    assert not any("default" in note for note in found.notes)
    assert found.load(tmp_path).Event().x.a == 1


@pytest.mark.parametrize(
    ("schema", "annotation"),
    [
        ("{type: string, format: date-time, default: '2026-01-01T00:00:00Z'}", "DateTime"),
        ("{type: array, items: {type: string}, default: [a]}", "list[str]"),
        ("{type: object, default: {}}", "dict[str, JsonValue]"),
        ("{default: a}", "JsonValue"),
    ],
)
def test_a_default_that_python_writes_in_another_way_is_read(
    tmp_path: Path, schema: str, annotation: str
) -> None:
    written = field(tmp_path, schema)
    assert written.startswith(f"{annotation} = Field(")
    assert f"Parsed(lambda: {annotation}, text=" in written


def test_a_default_of_an_alias_is_set(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        "{properties: {x: {allOf: [{$ref: '#/components/schemas/Alias'}], default: b}}}",
        "{Alias: {allOf: [{$ref: '#/components/schemas/Size'}]}, Size: {enum: [a, b]}}",
    )
    assert declared(found, "x") == 'Alias = "b"'
    assert found.notes == []


@pytest.mark.parametrize(
    ("schema", "received", "sent"),
    [
        (
            "{enum: [a, b]}",
            'Maybe[Open[Literal["a", "b"]]] = None',
            'Maybe[Literal["a", "b"]] = None',
        ),
        (
            "{type: array, items: {enum: [a, b]}}",
            'Maybe[list[Open[Literal["a", "b"]]]] = None',
            'Maybe[list[Literal["a", "b"]]] = None',
        ),
        ("{const: a}", 'Literal["a"] = "a"', 'Literal["a"] = "a"'),
    ],
)
def test_an_enum_is_open_when_received_and_closed_when_sent(
    tmp_path: Path, schema: str, received: str, sent: str
) -> None:
    assert field(tmp_path, schema) == received
    assert field(tmp_path, schema, sent=True) == sent


def test_a_required_constant_has_a_default_only_where_we_write_it(tmp_path: Path) -> None:
    """What arrives without it does not fit; what we send has it without being told."""
    assert field(tmp_path, "{const: a}", required=True) == 'Literal["a"]'
    assert field(tmp_path, "{const: a}", required=True, sent=True) == 'Literal["a"] = "a"'


@pytest.mark.parametrize(
    ("schema", "type_", "check"),
    [
        ("{type: string, minLength: -1}", "str", {"minLength": -1}),
        ("{type: string, maxLength: 99999999999999999999}", "str", {"maxLength": 10**20 - 1}),
        ("{type: string, format: date, minLength: 10}", "IsoDate", {"minLength": 10}),
        (r"{type: string, pattern: '^\0$'}", "str", {"pattern": r"^\0$"}),
        (r"{type: string, pattern: '^\D+$'}", "str", {"pattern": r"^\D+$"}),
        (r"{type: string, pattern: '^[^\w]$'}", "str", {"pattern": r"^[^\w]$"}),
        ("{type: number, multipleOf: 0.01}", "float", {"multipleOf": 0.01}),
        ("{minLength: 1}", "JsonValue", {"minLength": 1}),
        ("{const: 0.5}", "JsonValue", {"const": 0.5}),
        ("{type: number, const: 0.5}", "float", {"const": 0.5}),
        ("{type: array, const: [1]}", "list[JsonValue]", {"const": [1]}),
        ("{type: number, enum: [0.5, 1]}", "float", {"enum": [0.5, 1]}),
        ("{type: string, not: {const: a}}", "str", {"not": {"const": "a"}}),
        ("{type: string, if: {const: a}, then: {}}", "str", {"if": {"const": "a"}, "then": {}}),
        ("{type: array, uniqueItems: true}", "list[JsonValue]", {"uniqueItems": True}),
        (
            "{type: array, items: [{type: string}]}",
            "list[JsonValue]",
            {"prefixItems": [{"type": "string"}]},
        ),
        (
            "{type: array, items: [{type: string}, {type: integer}], additionalItems: false}",
            "list[str | int]",
            {"prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False},
        ),
        (
            "{type: array, items: {type: string}, contains: {const: a}, minContains: 2}",
            "list[str]",
            {"contains": {"const": "a"}},  # `minContains` is not AsyncAPI's
        ),
        ("{type: object, minProperties: 1}", "dict[str, JsonValue]", {"minProperties": 1}),
        (
            "{type: object, propertyNames: {maxLength: 3}, additionalProperties: {type: string}}",
            "dict[str, str]",
            {"propertyNames": {"maxLength": 3}},
        ),
        (
            "{type: object, patternProperties: {a: {type: string}}}",
            "dict[str, JsonValue]",
            {"patternProperties": {"a": {"type": "string"}}},
        ),
        (
            "{type: object, patternProperties: {a: {type: string}}, additionalProperties: false}",
            "dict[str, str]",
            {"additionalProperties": False, "patternProperties": {"a": {"type": "string"}}},
        ),
        ("false", "JsonValue", {"not": {}}),
        (
            "{type: [string, integer], not: {enum: [a, 1]}}",
            "str | int",
            {"not": {"enum": ["a", 1]}},
        ),
    ],
)
def test_what_types_cannot_say_is_checked(
    tmp_path: Path, schema: str, type_: str, check: dict[str, Any]
) -> None:
    found = models(tmp_path, f"{{required: [x], properties: {{x: {schema}}}}}")
    written = declared(found, "x")
    annotation = ast.parse(f"x: {written}").body[0]
    assert isinstance(annotation, ast.AnnAssign)
    expected = f"Annotated[{type_}, Check({check!r})]"
    assert ast.unparse(annotation.annotation) == ast.unparse(ast.parse(expected))
    assert [one for one in found.notes if "is not enforced" in one] == []


@pytest.mark.parametrize("null", ["{type: 'null'}", "{type: [string, 'null']}"])
def test_a_check_says_of_null_what_is_known_when_code_is_made(tmp_path: Path, null: str) -> None:
    nullable = "{type: [array, 'null'], uniqueItems: true}"
    found = models(
        tmp_path, f"{{properties: {{x: {nullable}, y: {{allOf: [{nullable}], not: {null}}}}}}}"
    )
    assert declared(found, "x").startswith("Nullable[Annotated[list[JsonValue],")
    assert declared(found, "y").startswith("Maybe[Annotated[list[JsonValue],")


@pytest.mark.parametrize(
    ("schema", "type_"),
    [
        (
            "{type: array, items: [{type: string}, {type: integer}], minItems: 2, additionalItems: false}",
            "tuple[str, int]",
        ),
        (
            "{type: array, items: [{type: string}, {type: integer}], minItems: 2, maxItems: 2}",
            "tuple[str, int]",
        ),
        (
            "{type: array, items: [{type: string}], minItems: 1}",
            "Annotated[tuple[str, *tuple[JsonValue, ...]], Rest()]",
        ),
        (
            "{type: array, items: [{type: string}], minItems: 2, maxItems: 5, additionalItems: {type: integer}}",
            'Annotated[tuple[str, *tuple[int, ...]], Rest(), Check({"minItems": 2, "maxItems": 5})]',
        ),
    ],
)
def test_items_of_which_none_may_be_missing_are_a_tuple(
    tmp_path: Path, schema: str, type_: str
) -> None:
    found = models(tmp_path, f"{{required: [x], properties: {{x: {schema}}}}}")
    assert "".join(declared(found, "x").split()).replace(",]", "]") == "".join(type_.split())


def test_what_neither_types_nor_checks_can_say_is_told(tmp_path: Path) -> None:
    found = models(tmp_path, "{properties: {x: {type: string, pattern: '(?=a)b'}}}")
    assert declared(found, "x") == "Maybe[str] = None"
    assert found.body.endswith('    """Not enforced: `pattern`."""')
    assert found.notes == ["`pattern` is not enforced: the generated type is wider here"]


def test_a_check_that_lies_within_itself_is_told(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        "{properties: {x: {not: {$ref: '#/components/schemas/Node'}}}}",
        "{Node: {properties: {next: {$ref: '#/components/schemas/Node'}}}}",
    )
    assert declared(found, "x") == "Nullable[JsonValue] = None"
    assert found.notes == ["`not` is not enforced: the generated type is wider here"]


def test_a_class_is_checked_as_a_whole(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        """
        properties: {a: {type: string}, b: {type: [string, 'null']}}
        dependencies: {a: [b]}
        patternProperties: {^x-: {type: integer}}
        """,
    )
    assert found.body == (
        "class Event(CheckedModel, SparseModel):\n"
        '    __sparse__: ClassVar[frozenset[str]] = frozenset({"b"})\n'
        "    __check__: ClassVar[Check] = Check(\n"
        "        {\n"
        '            "dependentRequired": {"a": ["b"]},\n'
        '            "patternProperties": {"^x-": {"type": "integer"}},\n'
        "        },\n"
        "    )\n\n"
        "    a: Maybe[str] = None\n"
        "    b: Nullable[str] = None"
    )


def test_what_is_sent_has_no_properties_but_those_of_a_pattern(tmp_path: Path) -> None:
    schema = """
        additionalProperties: false
        properties: {a: {type: string}}
        patternProperties: {^x-: {type: integer}}
    """
    received = models(tmp_path, schema).load(tmp_path).Event
    sent = models(tmp_path, schema, sent=True).load(tmp_path).Event
    for model in (received, sent):
        model.model_validate({"a": "", "x-y": 1})
        with pytest.raises(ValidationError):
            model.model_validate({"a": "", "x-y": "1"})
    received.model_validate({"b": 1})
    with pytest.raises(ValidationError, match="b\n  Extra inputs are not permitted"):
        sent.model_validate({"b": 1})


def test_of_several_types_the_objects_have_a_class_of_their_own(tmp_path: Path) -> None:
    found = models(tmp_path, "{type: [object, 'null'], properties: {a: {type: string}}}")
    assert found.body == (
        "class EventObject(Model):\n    a: Maybe[str] = None\n\n\n"
        "Event: TypeAlias = EventObject | None"
    )


@pytest.mark.parametrize(
    "schema",
    [
        "{type: string, customTypePath: os.system}",
        "{type: string, x-python-import: {module: os, name: system}}",
        "{type: string, x-python-type: 'Callable[[os.X], None]'}",
        "{type: string, customBasePath: os.X}",
        "{type: string, default_factory: os.getcwd}",
        '{type: string, title: \'x"""\\nimport os\'}',
        "{type: string, $id: 'file:///etc/passwd'}",
    ],
)
def test_a_document_brings_no_python(tmp_path: Path, schema: str) -> None:
    found = models(tmp_path, f"{{properties: {{x: {schema}}}}}")
    assert declared(found, "x") == "Maybe[str] = None"
    tree = ast.parse(found.text)
    imported = {one.module for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}
    assert imported == {"_model"}
    assert not [one for one in ast.walk(tree) if isinstance(one, ast.Import | ast.Call)]


def test_a_title_that_repeats_the_name_is_not_said_again(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        """
        title: order_line
        description: What was ordered.
        type: object
        properties:
          unitPrice: {type: number, title: unit price, description: For one.}
        """,
        name="OrderLine",
    )
    assert "order_line" not in found.text
    assert "unit price" not in found.text
    assert '"""For one."""' in found.text


def test_what_describes_a_reference_in_an_all_of_describes_the_property(tmp_path: Path) -> None:
    text = models(
        tmp_path,
        """
        type: object
        properties:
          parent: {allOf: [{$ref: '#/components/schemas/Id'}, {description: The upper one.}]}
          child:
            description: The lower one.
            allOf: [{$ref: '#/components/schemas/Id'}, {description: Not this one.}]
        """,
        "{Id: {type: string, description: Of anything.}}",
    ).text
    assert 'parent: Maybe[Id] = None\n    """The upper one."""\n' in text
    assert 'child: Maybe[Id] = None\n    """The lower one."""\n' in text


def test_of_several_types_the_objects_have_their_own_checks(tmp_path: Path) -> None:
    found = models(tmp_path, "{type: [object, 'null'], minProperties: 1, properties: {a: {}}}")
    assert "class EventObject(CheckedModel, SparseModel):" in found.body
    assert 'Check({"minProperties": 1})' in found.body
    assert found.body.endswith("Event: TypeAlias = EventObject | None")


def test_what_is_not_enforced_is_noted_on_what_it_is_about(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        """
        description: The whole.
        not: {$ref: '#/components/schemas/Node'}
        properties:
          list: {description: A list., type: array, items: {type: string, pattern: '(?!a)'}}
          part: {type: object, properties: {a: {}}, not: {$ref: '#/components/schemas/Node'}}
        """,
        "{Node: {properties: {next: {$ref: '#/components/schemas/Node'}}}}",
    )
    assert '"""The whole.\n\n    Not enforced: `not`.\n    """' in found.body
    assert '"""A list.\n\n    Not enforced: `pattern`.\n    """' in found.body
    assert 'class EventPart(SparseModel):\n    """Not enforced: `not`."""' in found.body


def test_what_stands_beside_fixed_values_is_checked(tmp_path: Path) -> None:
    found = models(tmp_path, "{enum: [a, bb], minLength: 2, type: string}")
    assert 'Check({"minLength": 2})' in found.body


def test_values_of_a_map_may_have_bounds(tmp_path: Path) -> None:
    values = "{type: array, items: {type: string, minLength: 2}, minItems: 1}"
    found = models(tmp_path, f"{{type: object, additionalProperties: {values}}}")
    event = TypeAdapter(found.load(tmp_path).Event)
    assert event.validate_json('{"a": ["bb"]}') == {"a": ["bb"]}
    for wrong in ('{"a": []}', '{"a": ["b"]}'):
        with pytest.raises(ValidationError):
            event.validate_json(wrong)


def test_a_schema_that_is_null_alone_may_be_used_like_any_other(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        "{properties: {a: {$ref: '#/components/schemas/Nothing'}, b: {oneOf: ["
        "{$ref: '#/components/schemas/Nothing'}, {$ref: '#/components/schemas/Also'}]}}}",
        "{Nothing: {type: 'null'}, Also: {allOf: [{$ref: '#/components/schemas/Nothing'}]}}",
    )
    value = found.load(tmp_path).Event.model_validate_json('{"a": null, "b": null}')
    assert value.model_dump() == {"a": None, "b": None}
