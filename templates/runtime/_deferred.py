"""Classes that are made when somebody asks for them, for a module of many.

Making a class takes pydantic about as long as importing a small module, and hardly an
application needs all classes of a large document. A module that takes its bases from
here and ends with ``defer(__name__)`` only notes what its class statements say. The
first access to a class makes it, and what it refers to; pydantic builds its validator
when that is first used. Type checkers see ordinary classes.
"""

import re
import sys
from collections.abc import Callable, Iterator
from types import new_class
from typing import TYPE_CHECKING, Any, TypeAlias, get_type_hints

from . import _checks, _model
from ._model import BUILDING

if TYPE_CHECKING:
    from ._checks import CheckedModel
    from ._model import (
        ClosedModel,
        ClosedSparseModel,
        Model,
        SparseModel,
    )

__all__ = [
    "CheckedModel",
    "ClosedModel",
    "ClosedSparseModel",
    "Model",
    "SparseModel",
    "defer",
]

Namespace: TypeAlias = dict[str, Any]

_WORD = re.compile(r"\w+")
_DEEPEST = 16  # so many classes within one another are built in one go: more recurse


class _Statement:
    """What a class statement said, and before that, the base that it names.

    A class statement calls the type of its base with name, bases and body: that of a
    class makes a class, and this keeps them.
    """

    def __init__(
        self,
        name: str,
        bases: "tuple[_Statement, ...]",
        body: Namespace,
        real: type[_model.Model] | None = None,
    ) -> None:
        self.name = name
        self.bases = bases
        self.body = body
        self.real = real

    def texts(self) -> Iterator[str]:
        """Yield what may name other classes."""
        yield from self.body.get("__annotations__", {}).values()

    def make(self, evaluate: Callable[[str], object]) -> type[_model.Model]:
        """Make the class; an annotation that names what is not made stays a text."""
        body = dict(self.body)
        if "__annotations__" in body:
            told: dict[str, str] = body["__annotations__"]
            body["__annotations__"] = {one: evaluate(told[one]) for one in told}
        bases = tuple(base.real for base in self.bases if base.real is not None)
        made: type[_model.Model] = new_class(
            self.name,
            bases,
            {"defer_build": True},
            lambda namespace: namespace.update(body),
        )
        return made


if not TYPE_CHECKING:
    CheckedModel = _Statement("CheckedModel", (), {}, _checks.CheckedModel)
    Model = _Statement("Model", (), {}, _model.Model)
    ClosedModel = _Statement("ClosedModel", (), {}, _model.ClosedModel)
    SparseModel = _Statement("SparseModel", (), {}, _model.SparseModel)
    ClosedSparseModel = _Statement(
        "ClosedSparseModel", (), {}, _model.ClosedSparseModel
    )


def defer(module: str) -> None:
    """Let a module make its classes, and the aliases that name them, when asked for.

    Args:
        module: The module's name; its annotations are not evaluated, and the aliases
            that name a class are texts.

    """
    namespace = vars(sys.modules[module])
    aliases = namespace.get("__annotations__", {})
    deferred = _Deferred(module, namespace)
    namespace["__all__"] = [*{**deferred.waiting, **aliases}]
    for name in deferred.waiting:
        del namespace[name]
    namespace["__getattr__"] = deferred.get
    namespace["__dir__"] = lambda: sorted({*namespace, *namespace["__all__"]})


class _Deferred:
    """The classes and aliases of a module that nobody has asked for yet."""

    def __init__(self, module: str, namespace: Namespace) -> None:
        self.waiting: dict[str, _Statement | str] = {
            name: value
            for name, value in namespace.items()
            if (isinstance(value, _Statement) and value.real is None)
            or (isinstance(value, str) and name in namespace.get("__annotations__", {}))
        }
        self._module = module
        self._namespace = namespace
        self._values: dict[str, object] = {}
        self._all = frozenset(self.waiting)
        self._named: dict[str, frozenset[str]] = {}
        self._depths: dict[str, int] = {}

    def get(self, name: str) -> object:
        """Give what the module does not hold yet: its ``__getattr__``."""
        with BUILDING:
            if name in self.waiting:
                self._make(name)
        try:
            return self._namespace[name]
        except KeyError:
            message = f"module {self._module!r} has no attribute {name!r}"
            raise AttributeError(message) from None

    def _make(self, wanted: str) -> None:
        """Make a class or an alias and all that it leads to, each after its parts.

        In a circle, one class is made before a part of it, and an alias after all.
        """
        aliases: list[str] = []
        deep: list[type[_model.Model]] = []
        torn: list[type[_model.Model]] = []
        for name in self._with_parts(wanted):
            one = self.waiting[name]
            whole = self.waiting.keys().isdisjoint(self._parts(name) - {name})
            if isinstance(one, str) and not whole:
                aliases.append(name)
                continue
            made = self._put(name, one)
            if isinstance(made, type) and not whole:
                torn.append(made)
            elif isinstance(made, type) and self._is_deep(name):
                deep.append(made)
        for name in aliases:
            self._put(name, self.waiting[name])
        for made in (*torn, *deep):
            made.model_rebuild()

    def _with_parts(self, wanted: str) -> Iterator[str]:
        """Yield what waits and ``wanted`` leads to, each after its parts."""
        entered = {wanted}
        path = [(wanted, iter(sorted(self._parts(wanted))))]
        while path:
            name, parts = path[-1]
            part = next((one for one in parts if one not in entered), None)
            if part is None:
                path.pop()
                yield name
            elif part in self.waiting:
                entered.add(part)
                path.append((part, iter(sorted(self._parts(part)))))

    def _parts(self, name: str) -> frozenset[str]:
        """Tell which classes and aliases of the module this one names."""
        if name not in self._named:
            one = self.waiting[name]
            texts = [one] if isinstance(one, str) else one.texts()
            words = {word for text in texts for word in _WORD.findall(text)}
            self._named[name] = self._all & words
        return self._named[name]

    def _put(self, name: str, one: _Statement | str) -> object:
        made = self._value(one) if isinstance(one, str) else one.make(self._value)
        self._namespace[name] = made
        del self.waiting[name]
        return made

    def _value(self, text: str) -> object:
        """Evaluate an annotation; it stays a text if it names what is not made yet."""
        if text not in self._values:
            try:
                self._values[text] = _evaluated(text, self._namespace)
            except NameError:
                return text
        return self._values[text]

    def _is_deep(self, name: str) -> bool:
        """Tell whether to build a class now: pydantic recurses into all that is not."""
        depths = [self._depths.get(part, 0) for part in self._parts(name)]
        depth = 1 + max(depths, default=0)
        self._depths[name] = depth % _DEEPEST
        return depth == _DEEPEST


def _evaluated(text: str, namespace: Namespace) -> object:
    """Read an annotation as ``typing`` does; raises ``NameError``."""
    holder = type("Holder", (), {"__annotations__": {"it": text}})
    return get_type_hints(holder, namespace, include_extras=True)["it"]
