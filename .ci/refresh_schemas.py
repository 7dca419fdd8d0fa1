"""Make the JSON Schemas that the generator ships from the official ones.

Run it on an unpacked ``@asyncapi/specs`` package, as ``npm pack @asyncapi/specs`` gives it::

    python .ci/refresh_schemas.py path/to/package generator/asyncapi_pygen/validation/schemas

The same package always gives the same bytes. What is changed, and why, stands in the docstring of
each function of ``CORRECTIONS`` and, for readers of the result, in the README beside the schemas. A
correction that no longer finds what it corrects stops the run, so that a new release of the package
is read by a person before it ships.
"""

import json
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

Json: TypeAlias = Any
Object: TypeAlias = dict[str, Json]

VERSIONS: Final = (
    "2.0.0",
    "2.1.0",
    "2.2.0",
    "2.3.0",
    "2.4.0",
    "2.5.0",
    "2.6.0",
    "3.0.0",
    "3.1.0",
)
ANNOTATIONS: Final = frozenset({"title", "description", "examples", "example", "default"})
# Keywords whose value maps free names to schemas, and keywords whose value is no schema at all.
MAPS: Final = frozenset({"properties", "patternProperties", "definitions", "dependencies"})
VALUES: Final = frozenset({"enum", "const", "required", "type"})

DRAFT_07: Final = "json-schema-draft-07-schema"
EXTENSIONS: Final = "^x-[\\w\\d\\.\\x2d_]+$"
IS_REFERENCE: Final = {"type": "object", "required": ["$ref"]}
# Protocols that some level of some version lists; a level that forgot one would refuse it.
PROTOCOLS: Final = (
    "http",
    "ws",
    "amqp",
    "amqp1",
    "mqtt",
    "mqtt5",
    "kafka",
    "anypointmq",
    "nats",
    "jms",
    "sns",
    "sqs",
    "stomp",
    "redis",
    "mercure",
    "ibmmq",
    "solace",
    "googlepubsub",
    "pulsar",
    "ros2",
)


def main(arguments: Sequence[str]) -> None:
    """Write one file a version, with the licence and the notice of the package."""
    package, destination = map(Path, arguments)
    destination.mkdir(parents=True, exist_ok=True)
    release = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    for version in VERSIONS:
        official = json.loads(
            (package / "schemas" / f"{version}-without-$id.json").read_text(encoding="utf-8")
        )
        text = json.dumps(shipped(official, release), separators=(",", ":"), ensure_ascii=False)
        name = version.removesuffix(".0") + ".json"
        (destination / name).write_text(text + "\n", encoding="utf-8", newline="\n")
    for name in ("LICENSE", "NOTICE"):
        shutil.copyfile(package / name, destination / name)


def shipped(official: Object, release: str) -> Object:
    """Return the schema that ships: without annotations, corrected, and marked as changed."""
    schema: Object = stripped(official)
    for correct in CORRECTIONS:
        correct(schema)
    drop_unused_definitions(schema)
    notice = f"Changed from @asyncapi/specs {release} (Apache-2.0); README.md says how."
    return {"$comment": notice} | schema


def stripped(schema: Json) -> Json:
    """Return the schema without the keywords that only people read."""
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key not in ANNOTATIONS}
    return {key: with_children(key, value, stripped) for key, value in kept.items()}


def with_children(keyword: str, value: Json, change: Callable[[Json], Json]) -> Json:
    """Return a keyword's value with ``change`` applied to each schema directly in it."""
    if keyword in VALUES:
        return value
    if keyword in MAPS and isinstance(value, dict):
        return {name: change(child) for name, child in value.items()}
    if isinstance(value, list):
        return [change(child) for child in value]
    return change(value)


def subschemas(schema: Json) -> Iterator[Object]:
    """Yield the schema and all schemas in it that are objects, inner ones first."""
    if not isinstance(schema, dict):
        return
    children: list[Json] = []
    for keyword, value in schema.items():
        with_children(keyword, value, children.append)
    for child in children:
        yield from subschemas(child)
    yield schema


def expect(found: object, what: str) -> None:
    """Stop the run when the official schema is no longer what a correction was written for."""
    if not found:
        raise SystemExit(f"the package has changed: {what}; read the correction again")


# Corrections: each changes the schema of one version in place.


def accept_patch_versions(schema: Object) -> None:
    """Let ``asyncapi`` be any text: the schemas pin the patch number, which tools must ignore."""
    version = schema["properties"]["asyncapi"]
    expect("const" in version or "enum" in version, "asyncapi is not pinned")
    schema["properties"]["asyncapi"] = {"type": "string"}


def accept_any_reference(schema: Object) -> None:
    """Drop the format of ``$ref``: it refuses ``[`` and ``]``, which pointers may hold.

    What a reference must look like is checked where references are followed.
    """
    places = [
        schema["definitions"]["ReferenceObject"],
        schema["definitions"][DRAFT_07]["properties"]["$ref"],
    ]
    for place in places:
        expect(place.pop("format", None), "$ref has no format")


def flatten_schema_object(schema: Object) -> None:
    """Write the Schema Object as one object: draft-07's keywords, replaced by AsyncAPI's own.

    The official form is the intersection of both, each recursive: a fault at depth n is found n
    times. AsyncAPI's keywords are narrower than draft-07's, hence the union of both is the same.
    What stands beside a ``$ref`` has no effect, and is therefore not looked at.
    """
    definitions = schema["definitions"]
    (draft, own) = definitions["schema"]["allOf"]
    expect(draft == {"$ref": f"#/definitions/{DRAFT_07}"}, "schema is not built on draft-07")
    extends = definitions[DRAFT_07]
    own["properties"]["additionalProperties"] = {"$ref": "#/definitions/schema"}
    definitions["schema"] = or_reference(
        {
            "type": extends["type"],
            "patternProperties": own["patternProperties"],
            "properties": extends["properties"] | own["properties"],
        }
    )


def accept_boolean_schemas(schema: Object) -> None:
    """Let ``true`` and ``false`` be schemas in 3.x, as in 2.x and as the text has it.

    Only an object can have the field ``schema`` that makes it a multi-format schema, yet anything
    else passes the test for it.
    """
    if is_2(schema):
        return
    any_schema = schema["definitions"]["anySchema"]
    expect(any_schema["if"] == {"required": ["schema"]}, "anySchema tests for something else")
    any_schema["if"] = {"type": "object", "required": ["schema"]}


def accept_trait_references(schema: Object) -> None:
    """Let traits in the components of 2.x be references, as the text of the specification does."""
    components = schema["definitions"]["components"]["properties"]
    for name in ("operationTraits", "messageTraits"):
        traits = components[name]
        if "additionalProperties" in traits:
            traits["additionalProperties"] = or_reference(traits["additionalProperties"])


def accept_payload_references(schema: Object) -> None:
    """Let a 2.x payload in a foreign schema format be a reference, as any other payload."""
    for place in subschemas(schema["definitions"]["message"] if is_2(schema) else {}):
        payload = place.get("then", {}).get("properties", {}).get("payload", {})
        if payload.get("$ref", "").endswith(("openapiSchema_3_0", "avroSchema_v1")):
            place["then"]["properties"]["payload"] = or_reference(payload)


def choose_reference_by_presence(schema: Object) -> None:
    """Read ``oneOf: [Reference, X]`` as: with ``$ref`` a reference, else X.

    Parameters of 2.0 to 2.4 and some bindings match both branches, so that the official schema
    refuses a good reference. Elsewhere the verdict is the same, and the library's messages speak of
    the branch that the author meant.
    """
    found = 0
    for place in subschemas(schema):
        for keyword in ("oneOf", "anyOf"):
            references = [one for one in place.get(keyword, ()) if is_reference(one)]
            if references:
                expect("if" not in place, "a union with a reference stands beside if")
                rest = [one for one in place.pop(keyword) if not is_reference(one)]
                other = rest[0] if len(rest) == 1 else {keyword: rest}
                place.update(or_reference(other, references[0]))
                found += 1
    expect(found, "no union with a reference")


def choose_message_by_one_of(schema: Object) -> None:
    """Read a 2.x message with ``oneOf`` as a list of messages, any other as a message."""
    if not is_2(schema):
        return
    (union,) = (
        place
        for place in subschemas(schema["definitions"]["message"])
        if place.get("oneOf", [{}])[0].get("required") == ["oneOf"]
    )
    several, single = union.pop("oneOf")
    union.update({"if": {"required": ["oneOf"]}, "then": several, "else": single})


def choose_security_scheme_by_type(schema: Object) -> None:
    """Read a security scheme as the kind that its ``type`` names, and HTTP ones by ``scheme``."""
    definitions = schema["definitions"]
    kinds: dict[str, list[Object]] = {}
    for branch in leaves({"$ref": "#/definitions/SecurityScheme"}, definitions):
        for word in target(branch, definitions)["properties"]["type"]["enum"]:
            kinds.setdefault(word, []).append(branch)
    basic, bearer = kinds["http"]
    expect("NonBearer" in basic["$ref"], "HTTP security schemes changed their order")
    del target(basic, definitions)["not"]
    is_bearer = {"required": ["scheme"], "properties": {"scheme": {"const": "bearer"}}}
    kinds["http"] = [{"if": is_bearer, "then": bearer, "else": basic}]
    definitions["SecurityScheme"] = {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": list(kinds)}},
        "allOf": [
            {
                "if": {"required": ["type"], "properties": {"type": {"const": word}}},
                "then": only,
            }
            for word, (only,) in kinds.items()
        ],
    }


def choose_branch_by_type(schema: Object) -> None:
    """Read a union whose branches have different JSON types as the branch of the value's type."""
    definitions = schema["definitions"]
    for place in subschemas(schema):
        for keyword in ("oneOf", "anyOf"):
            branches = place.get(keyword, [])
            types = [types_of(branch, definitions) for branch in branches]
            if len(branches) > 1 and all(types) and disjoint(types):
                del place[keyword]
                expect(not {"if", "type"} & place.keys(), "a union stands beside if or type")
                place.update(by_type(branches, types))


def accept_several_branches(schema: Object) -> None:
    """Let a value match several branches of the unions that are left, in bindings and in Avro.

    Their branches differ by a field with a default: without it the ``ibmmq`` and ``solace``
    bindings match all branches, and the official schema refuses them.
    """
    for place in subschemas(schema):
        if isinstance(place.get("oneOf"), list):
            place["anyOf"] = place.pop("oneOf")


def accept_latest_bindings(schema: Object) -> None:
    """Let ``bindingVersion: latest`` mean what its absence means, as the text has it."""
    for place in subschemas(schema):
        version = place.get("properties", {}).get("bindingVersion", {})
        if "enum" in version:
            version["enum"] = [*version["enum"], "latest"]
        if place.get("if") == {"not": {"required": ["bindingVersion"]}}:
            place["if"] = {"properties": {"bindingVersion": {"const": "latest"}}}


def list_all_protocols(schema: Object) -> None:
    """Let each bindings object list all protocols, and only those.

    3.1 forgot ``ros2`` on two levels, 3.x forgot ``mqtt5`` and some others. 2.x lists protocols and
    takes any word beside: it is closed here so that a slip is seen (validation reports it as a
    warning, on all versions).
    """
    for name, bindings in schema["definitions"].items():
        if not name.lower().endswith("bindingsobject"):
            continue
        missing = [protocol for protocol in PROTOCOLS if protocol not in bindings["properties"]]
        expect(set(bindings["properties"]) <= set(PROTOCOLS), f"{name} has a new protocol")
        bindings["properties"] |= {protocol: {} for protocol in missing}
        bindings["additionalProperties"] = False
        bindings["patternProperties"] = {EXTENSIONS: {}}
        if is_2(schema):
            schema["definitions"][name] = or_reference(bindings)


def accept_expressions_without_fragment(schema: Object) -> None:
    """Let a runtime expression end before ``#``: the grammar of the text makes it optional."""
    found = 0
    for place in subschemas(schema):
        if place.get("pattern", "").startswith("^\\$message\\.(header|payload)#"):
            place["pattern"] = "^\\$message\\.(header|payload)(#|$)"
            found += 1
    expect(found, "no runtime expression")


def drop_unused_definitions(schema: Object) -> None:
    """Drop the definitions that nothing refers to any more."""
    definitions = schema["definitions"]
    used: set[str] = set()
    waiting = [{key: value for key, value in schema.items() if key != "definitions"}]
    while waiting:
        for place in subschemas(waiting.pop()):
            name = place.get("$ref", "").removeprefix("#/definitions/").partition("/")[0]
            if name and name not in used:
                used.add(name)
                waiting.append(definitions[name])
    schema["definitions"] = {name: definitions[name] for name in definitions if name in used}


CORRECTIONS: Final[tuple[Callable[[Object], None], ...]] = (
    accept_patch_versions,
    accept_any_reference,
    accept_expressions_without_fragment,
    accept_latest_bindings,
    list_all_protocols,
    flatten_schema_object,
    accept_boolean_schemas,
    accept_trait_references,
    accept_payload_references,
    choose_security_scheme_by_type,
    choose_reference_by_presence,
    choose_message_by_one_of,
    choose_branch_by_type,
    accept_several_branches,
)


def is_2(schema: Object) -> bool:
    """Whether this is a schema of AsyncAPI 2.x, told by the object that only 2.x has."""
    return "channelItem" in schema["definitions"]


def is_reference(schema: Json) -> bool:
    """Whether the schema is the one of Reference Objects."""
    return isinstance(schema, dict) and schema.get("$ref", "").endswith("/Reference")


def or_reference(schema: Json, reference: Object | None = None) -> Object:
    """Return the schema of a value that is a reference when it has ``$ref``."""
    then = reference or {"$ref": "#/definitions/Reference"}
    return {"if": IS_REFERENCE, "then": then, "else": schema}


def target(schema: Object, definitions: Object) -> Object:
    """Return what a schema that is only a ``$ref`` refers to, other schemas unchanged."""
    if "$ref" not in schema:
        return schema
    place: Json = {"definitions": definitions}
    for token in schema["$ref"].removeprefix("#/").split("/"):
        place = place[token]
    return target(place, definitions)


def leaves(schema: Object, definitions: Object) -> Iterator[Object]:
    """Yield the branches of a union, those of unions in it among them."""
    branches = target(schema, definitions).get("oneOf")
    if branches is None:
        yield schema
    for branch in branches or ():
        yield from leaves(branch, definitions)


def types_of(schema: Json, definitions: Object) -> frozenset[str]:
    """Return the JSON types that a schema takes, none when it does not say so at its top."""
    if not isinstance(schema, dict):
        return frozenset()
    schema = target(schema, definitions)
    if schema.get("if") == IS_REFERENCE:
        return types_of(schema["else"], definitions)
    if "enum" in schema and all(isinstance(one, str) for one in schema["enum"]):
        return frozenset({"string"})
    types = schema.get("type", ())
    return frozenset((types,) if isinstance(types, str) else types)


def disjoint(types: Sequence[frozenset[str]]) -> bool:
    """Whether no JSON type is in two of the sets."""
    return len(frozenset().union(*types)) == sum(map(len, types))


def by_type(branches: Sequence[Json], types: Sequence[frozenset[str]]) -> Object:
    """Return the schema that sends a value to the branch of its JSON type."""
    chosen: Json = branches[-1]
    for branch, accepted in reversed(list(zip(branches, types, strict=True))[:-1]):
        chosen = {"if": {"type": sorted(accepted)}, "then": branch, "else": chosen}
    return {"type": sorted(frozenset().union(*types)), **chosen}


if __name__ == "__main__":
    main(sys.argv[1:])
