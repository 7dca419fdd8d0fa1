"""A document of many schemas: its classes are made when somebody asks for them.

Nothing of that shows, but in the time that an import takes: a class is the same whether it was made
with the module or later, by one thread or several, alone or as a part of others.
"""

import asyncio
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from pydantic import TypeAdapter

from support.many import LENGTH, SCHEMAS
from support.packages import Recorder, Written


@pytest.fixture
def package(packages: dict[str, Written]) -> Written:
    return packages["many"]


@pytest.fixture
def fresh(package: Written) -> Iterator[Written]:
    """The package as it is right after an import."""
    kept = {name: sys.modules.pop(name) for name in [*sys.modules] if name.startswith("many")}
    yield package
    for name in [*sys.modules]:
        if name.startswith("many"):
            del sys.modules[name]
    sys.modules.update(kept)


def made(package: Written) -> set[str]:
    return {name for name, value in vars(package.models).items() if isinstance(value, type)} & {
        *SCHEMAS
    }


def test_no_class_is_made_when_the_package_is_imported(fresh: Written) -> None:
    assert fresh.operations.OPERATIONS
    assert fresh.handlers.Handlers
    assert made(fresh) == set()


def test_a_class_is_made_with_what_it_refers_to_and_nothing_else(fresh: Written) -> None:
    assert fresh.models.Cat(type="cat", friend=fresh.models.Dog(type="dog")).friend.type == "dog"
    assert made(fresh) == {"Cat", "Dog"}


@pytest.mark.parametrize("name", ["Circle0", "Circle44", "Chain0", "Chain60"])
def test_what_leads_far_is_built_from_any_place(fresh: Written, name: str) -> None:
    depth = 8
    body = '{"next": ' * depth + '{"size": 7, "more": 1}' + "}" * depth
    value = getattr(fresh.models, name).model_validate_json(body)
    assert json.loads(value.model_dump_json()) == json.loads(body)


def test_a_class_may_be_built_before_its_first_message(fresh: Written) -> None:
    circle = fresh.models.Circle0
    assert not circle.__pydantic_complete__
    circle.model_rebuild()
    validator, known = circle.__pydantic_validator__, made(fresh)
    (operation,) = [one for one in fresh.operations.OPERATIONS if one.id == "receiveCircle0"]
    assert type(operation.body.codec.decode(b'{"next": {"size": 1}}')) is circle
    assert operation.body.codec.adapter.validator is validator
    assert made(fresh) == known


def test_every_name_of_the_module_is_there(fresh: Written) -> None:
    models = fresh.models
    assert set(SCHEMAS) <= set(models.__all__) <= set(dir(models))
    for name in models.__all__:
        TypeAdapter(getattr(models, name)).json_schema()
    namespace: dict[str, object] = {}
    exec("from many.models import *", namespace)
    assert set(SCHEMAS) <= namespace.keys()


def test_a_name_that_is_not_there_is_an_attribute_error(fresh: Written) -> None:
    with pytest.raises(AttributeError, match=r"module 'many\.models' has no attribute 'Fox'"):
        _ = fresh.models.Fox


def test_the_schema_does_not_depend_on_who_was_asked_for_first(fresh: Written) -> None:
    alone = fresh.models.Cat.model_json_schema()
    del sys.modules["many.models"], sys.modules["many"]
    _ = fresh.models.Tree, fresh.models.Dog, fresh.models.Pet
    assert fresh.models.Cat.model_json_schema() == alone
    assert alone["$defs"]["Cat"]["properties"]["friend"]["discriminator"]["propertyName"] == "type"


def test_two_threads_may_ask_at_once(fresh: Written) -> None:
    models = fresh.models
    names = [f"Circle{n}" for n in range(0, LENGTH, 9)] * 2
    start = Barrier(len(names))

    def read(name: str) -> tuple[str, object]:
        start.wait()
        class_ = getattr(models, name)
        return name, class_.model_validate_json('{"next": {"next": {"size": 1}}}').next.next.size

    with ThreadPoolExecutor(len(names)) as pool:
        assert [*pool.map(read, names)] == [(name, 1) for name in names]


def test_values_can_be_pickled_in_one_process_and_read_in_another(package: Written) -> None:
    value = package.models.Circle3(next=package.models.Circle4(size=2))
    read = "import pickle, sys; print(pickle.load(sys.stdin.buffer).next.size)"
    done = subprocess.run(
        [sys.executable, "-c", read],
        input=pickle.dumps(value),
        capture_output=True,
        cwd=package.folder,
        check=True,
    )
    assert done.stdout.strip() == b"2"


def test_a_class_may_be_inherited_from(package: Written) -> None:
    class Counted(package.models.Dog):  # type: ignore[name-defined,misc]
        count: int = 1

    assert Counted(type="dog", age=2).model_dump() == {"type": "dog", "age": 2, "count": 1}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/circle", {"next": {"next": {}}}),
        ("/chain", {"next": {"size": "set aside"}}),
        ("/tree", [{"name": "a", "kind": "ash", "children": [{"name": "b"}]}]),
        ("/pet", {"type": "cat", "friend": {"type": "dog", "age": None}}),
        ("/animal", {"type": "dog"}),
    ],
)
def test_a_message_is_read_by_the_dispatcher(fresh: Written, path: str, body: Any) -> None:
    handlers = Recorder({})
    request = fresh.runtime.Request("POST", path, body=json.dumps(body).encode())
    response = asyncio.run(fresh.operations.dispatcher(handlers)(request))
    assert response.status == 204, response.body
    ((_, event, _),) = handlers.received
    assert json.loads(fresh.module("_codec").to_json(event)) == body


def test_a_router_describes_the_classes(fresh: Written) -> None:
    from fastapi import FastAPI

    app = FastAPI()
    app.include_router(fresh.router.create_router(Recorder()))
    described = app.openapi()["paths"]["/animal"]["post"]["requestBody"]["content"]
    assert len(described["application/json"]["schema"]["oneOf"]) == 2
