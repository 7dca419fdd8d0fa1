"""Make the JSON Schemas that the generator ships from the official ones.

Run it on an unpacked ``@asyncapi/specs`` package, as ``npm pack @asyncapi/specs`` gives it::

    python .ci/refresh_schemas.py path/to/package generator/asyncapi_pygen/validation/schemas

The same package always gives the same bytes. What is changed, and why, stands in the docstring of
each function of ``CORRECTIONS`` and, for readers of the result, in the README beside the schemas. A
correction that no longer finds what it corrects stops the run, so that a new release of the package
is read by a person before it ships.
"""

import copy
import json
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from json_schemas import (
    IS_REFERENCE,
    Object,
    by_type,
    disjoint,
    drop_unused_definitions,
    expect,
    is_reference,
    leaves,
    or_reference,
    stripped,
    subschemas,
    target,
    types_of,
)

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

DRAFT_07: Final = "json-schema-draft-07-schema"
EXTENSIONS: Final = "^x-[\\w\\d\\.\\x2d_]+$"
# The definition of the whole document, and what the format of a reference's text begins with.
DOCUMENT: Final = "asyncapi"
LEADS_TO: Final = "reference-to-"
# Fields of 3.x that hold references and nothing else, by definition and field: what they lead to.
ONLY_REFERENCES: Final = {
    ("channel", "servers"): "server",
    ("operation", "channel"): "channel",
    ("operation", "messages"): "messageObject",
    ("operationReply", "channel"): "channel",
    ("operationReply", "messages"): "messageObject",
}
# The bindings of 2.x: the objects that have them, and of which level they are.
LEVELS: Final = {
    "server": "server",
    "channelItem": "channel",
    "operation": "operation",
    "operationTrait": "operation",
    "message": "message",
    "messageTrait": "message",
}
# Folders of bindings that are not called like their protocol.
FOLDERS: Final = {"websockets": "ws"}
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
    release = read(package / "package.json")["version"]
    bindings = binding_definitions(package / "bindings")
    for version in VERSIONS:
        official = read(package / "schemas" / f"{version}-without-$id.json")
        if is_2(official):
            describe_bindings(official, bindings)
        text = json.dumps(shipped(official, release), separators=(",", ":"), ensure_ascii=False)
        name = version.removesuffix(".0") + ".json"
        (destination / name).write_text(text + "\n", encoding="utf-8", newline="\n")
    for name in ("LICENSE", "NOTICE"):
        shutil.copyfile(package / name, destination / name)


def read(path: Path) -> Object:
    """Return the object in a JSON file."""
    found: Object = json.loads(path.read_text(encoding="utf-8"))
    return found


def shipped(official: Object, release: str) -> Object:
    """Return the schema that ships: without annotations, corrected, and marked as changed."""
    schema: Object = stripped(official)
    for correct in CORRECTIONS:
        correct(schema)
    drop_unused_definitions(schema)
    schema = by_kind(schema)
    notice = f"Changed from @asyncapi/specs {release} (Apache-2.0); README.md says how."
    return {"$comment": notice} | schema


# Bindings of 2.x: the official schemas of 2.x take any value, those of the bindings stand apart.


def binding_definitions(folder: Path) -> dict[str, Object]:
    """Return the schema of each protocol, version and level, named as in the schemas of 3.x."""
    found = {}
    for path in sorted(folder.glob("*/*/*.json")):
        protocol, version, level = path.parts[-3], path.parts[-2], path.stem
        found[f"bindings-{protocol}-{version}-{level}"] = bundled(read(path))
    expect(found, "no bindings")
    return found


def bundled(binding: Object) -> Object:
    """Return the schema of a binding with its references inside one bundle of all schemas."""
    for place in subschemas(binding):
        found = re.fullmatch(r"http://asyncapi\.com/(.+)\.json(?:#/(.+))?", place.get("$ref", ""))
        if found is not None:
            *folders, name = found[1].split("/")
            parts = [*folders, name] if folders[0] == "bindings" else [name]
            inner = f"/{found[2]}" if found[2] else ""
            place["$ref"] = f"#/definitions/{'-'.join(parts)}{inner}"
    return {key: value for key, value in binding.items() if key not in ("$id", "$schema")}


def describe_bindings(schema: Object, bindings: dict[str, Object]) -> None:
    """Let the bindings of 2.x be those of their level, each protocol by its ``bindingVersion``.

    A version that is not known is reported, and its binding read as one of the newest version.
    """
    definitions = schema["definitions"]
    protocols = definitions.pop("bindingsObject")
    definitions |= copy.deepcopy(bindings)
    for name, level in LEVELS.items():
        refer_to_bindings(definitions[name], level)
        refer_to_bindings(definitions["components"]["properties"][f"{level}Bindings"], level)
        definitions[f"{level}BindingsObject"] = copy.deepcopy(protocols)
    versions: dict[tuple[str, str], list[str]] = {}
    for name in bindings:
        _, protocol, _, level = name.split("-")
        versions.setdefault((level, protocol), []).append(name)
        definitions[name]["properties"]["bindingVersion"] = {}
    for (level, protocol), names in versions.items():
        listed = definitions[f"{level}BindingsObject"]["properties"]
        listed[FOLDERS.get(protocol, protocol)] = by_version(sorted(names, key=version_of))


def refer_to_bindings(schema: Object, level: str) -> None:
    """Refer to the bindings of one level wherever the schema refers to any."""
    found = [
        place for place in subschemas(schema) if place.get("$ref", "").endswith("indingsObject")
    ]
    expect(found, f"no bindings of the level {level}")
    for place in found:
        place["$ref"] = f"#/definitions/{level}BindingsObject"


def version_of(name: str) -> tuple[int, ...]:
    """Return the version in the name of a binding's definition."""
    return tuple(map(int, name.split("-")[2].split(".")))


def by_version(names: Sequence[str]) -> Object:
    """Return the schema of the bindings of one protocol, from the oldest version to the newest."""
    *older, newest = names
    chosen: Object = {"$ref": f"#/definitions/{newest}"}
    for name in reversed(older):
        named = {"const": name.split("-")[2]}
        condition = {"required": ["bindingVersion"], "properties": {"bindingVersion": named}}
        chosen = {"if": condition, "then": {"$ref": f"#/definitions/{name}"}, "else": chosen}
    versions = [name.split("-")[2] for name in names]
    return {"properties": {"bindingVersion": {"enum": versions}}, "allOf": [chosen]}


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
    # A reference in its place may lead to either of them.
    schema["definitions"]["anySchema"] = or_reference(any_schema)


def accept_references_in_draft_07(schema: Object) -> None:
    """Read a schema in the format of draft-07 as the Schema Object: ``$ref`` makes a reference."""
    draft = schema["definitions"][DRAFT_07]
    expect(draft["properties"].pop("$ref"), "draft-07 has no $ref")
    inner = {"definitions": draft.pop("definitions")}
    schema["definitions"][DRAFT_07] = or_reference(draft) | inner


def accept_channel_references(schema: Object) -> None:
    """Read the Channel Item of 2.x with ``$ref`` as a reference, whose other fields are ignored."""
    if is_2(schema):
        channel = schema["definitions"]["channelItem"]
        expect(channel["properties"].pop("$ref"), "a channel may not be a reference")
        schema["definitions"]["channelItem"] = or_reference(channel)


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


def accept_avro_references(schema: Object) -> None:
    """Let a type in an Avro schema be a reference, as the whole schema may be one.

    Types in files of their own are common, and the official parser resolves references first.
    """
    definitions = schema["definitions"]
    if "avroSchema_v1" in definitions:
        types = definitions["avroSchema_v1"]["definitions"]
        definitions["avroType"] = types["types"]
        types["types"] = or_reference({"$ref": "#/definitions/avroType"})


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


def say_what_references_lead_to(schema: Object) -> None:
    """Give the text of each reference a format that names the definition that its place wants.

    The format is unknown to all but the generator, which checks there what the reference leads to.
    """
    definitions = schema["definitions"]
    for (name, field), kind in ONLY_REFERENCES.items() if not is_2(schema) else ():
        place = definitions[name]["properties"][field]
        place = place.get("items", place)
        expect(is_reference(place), f"{field} of {name} is more than a reference")
        place["$ref"] = reference_to(kind, definitions)
    for name in list(definitions):
        for place in subschemas(definitions[name]):
            if place.get("if") == IS_REFERENCE:
                whole = place is definitions[name]
                kind = name if whole else kind_of(place, name, definitions)
                place["then"] = {"$ref": reference_to(kind, definitions)}


def kind_of(place: Object, name: str, definitions: Object) -> str:
    """Return the definition of what is no reference at a place, one that is made if need be."""
    wanted: str = place["else"].get("$ref", "").removeprefix("#/definitions/")
    if wanted not in definitions:
        expect(not wanted, f"{wanted} is no definition")
        wanted = f"{name}-inline"
        while wanted in definitions:
            wanted += "-more"
        definitions[wanted] = place["else"]
        place["else"] = {"$ref": f"#/definitions/{wanted}"}
    return wanted


def reference_to(kind: str, definitions: Object) -> str:
    """Return the pointer to the definition of references that lead to a kind of object."""
    text = {"type": "string", "format": f"{LEADS_TO}{kind}"}
    reference = IS_REFERENCE | {"properties": {"$ref": text}}
    definitions.setdefault(f"Reference-{kind}", reference)
    return f"#/definitions/Reference-{kind}"


def by_kind(schema: Object) -> Object:
    """Return the schema of an object whose fields are the kinds of objects, the document one.

    So one validator checks a document, and what a reference leads to as what its place wants.
    """
    definitions = schema["definitions"]
    whole = {key: value for key, value in schema.items() if key not in ("$schema", "definitions")}
    prefix = "Reference-"
    kinds = [name.removeprefix(prefix) for name in definitions if name.startswith(prefix)]
    return {
        "$schema": schema["$schema"],
        "properties": {kind: {"$ref": f"#/definitions/{kind}"} for kind in [DOCUMENT, *kinds]},
        "definitions": {DOCUMENT: whole} | definitions,
    }


CORRECTIONS: Final[tuple[Callable[[Object], None], ...]] = (
    accept_patch_versions,
    accept_any_reference,
    accept_expressions_without_fragment,
    accept_latest_bindings,
    list_all_protocols,
    flatten_schema_object,
    accept_boolean_schemas,
    accept_references_in_draft_07,
    accept_channel_references,
    accept_trait_references,
    accept_payload_references,
    accept_avro_references,
    choose_security_scheme_by_type,
    choose_reference_by_presence,
    choose_message_by_one_of,
    choose_branch_by_type,
    accept_several_branches,
    say_what_references_lead_to,
)


def is_2(schema: Object) -> bool:
    """Whether this is a schema of AsyncAPI 2.x, told by the object that only 2.x has."""
    return "channelItem" in schema["definitions"]


if __name__ == "__main__":
    main(sys.argv[1:])
