"""Values of a TOML file as the settings take them, or what is wrong with each of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from asyncapi_pygen.configuring.refusal import BadValueError
from asyncapi_pygen.configuring.setting import Kind, Plain, Setting
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.suggestions import nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """What is wrong below a key: ``path`` leads from its value to the place."""

    path: tuple[str, ...]
    message: str
    hint: str = ""


_Read: TypeAlias = Callable[[Setting, Json], "str | int | bool"]

_NOUNS: Final = {
    Kind.SWITCH: "true or false",
    Kind.WORD: "a word",
    Kind.TEXT: "a text",
    Kind.COUNT: "a whole number that is not negative",
    Kind.FILE: "the path of a file",
    Kind.FOLDER: "the path of a folder",
    Kind.FOLDER_THERE: "the path of a folder",
}


_LONGEST: Final = 60
"""How much of a text is repeated in a message."""


def read_value(setting: Setting, value: Json, misfits: list[Misfit]) -> Plain:
    """Return a value as the setting takes it; what is wrong is added to ``misfits``."""
    if setting.kind is Kind.PAIRS:
        return tuple(_pairs(setting, value, misfits))
    if not setting.many:
        return _one(setting, value, (), misfits)
    if not isinstance(value, list):
        message = f"`{setting.key_name}` takes a list, not {kind_of(value)}"
        hint = "write it in brackets, even if it is one"
        misfits.append(Misfit(path=(), message=message, hint=hint))
        return ()
    items = [_one(setting, item, (str(index),), misfits) for index, item in enumerate(value)]
    return tuple(str(item) for item in items)


def kind_of(value: Json) -> str:
    """Say what a value of a TOML file is."""
    match value:
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the text `{value if len(value) <= _LONGEST else f'{value[:_LONGEST]}…'}`"
        case list():
            return "a list"
        case _:
            return "a table"


def _one(setting: Setting, value: Json, path: tuple[str, ...], misfits: list[Misfit]) -> Plain:
    try:
        return _READERS.get(setting.kind, _text)(setting, value)
    except BadValueError as error:
        misfits.append(Misfit(path=path, message=error.message, hint=error.hint))
        return setting.usual


def _switch(setting: Setting, value: Json) -> bool:
    if not isinstance(value, bool):
        raise _unlike(setting, value)
    return value


def _count(setting: Setting, value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _unlike(setting, value)
    return value


def _word(setting: Setting, value: Json) -> str:
    text = _text(setting, value)
    if text not in setting.words:
        message = f"`{setting.key_name}` takes no `{text}`"
        raise BadValueError(message, nearest(text, setting.words) or _there_are(setting.words))
    return text


def _text(setting: Setting, value: Json) -> str:
    if not isinstance(value, str) or not value:
        raise _unlike(setting, value)
    if setting.check is not None:
        setting.check(value)
    return value


def _path(setting: Setting, value: Json) -> str:
    text = _text(setting, value)
    if "\0" in text:
        raise BadValueError("a path has no character NUL")
    return text


_READERS: Final[dict[Kind, _Read]] = {
    Kind.SWITCH: _switch,
    Kind.COUNT: _count,
    Kind.WORD: _word,
    Kind.FILE: _path,
    Kind.FOLDER: _path,
    Kind.FOLDER_THERE: _path,
}


def _pairs(setting: Setting, value: Json, misfits: list[Misfit]) -> Iterator[str]:
    """Yield a table's members as texts ``NAME=VALUE``."""
    if not isinstance(value, dict):
        message = f"`{setting.key_name}` takes a table, not {kind_of(value)}"
        hint = f"write `{{ {setting.names[0]} = … }}`"
        misfits.append(Misfit(path=(), message=message, hint=hint))
        return
    for name, inner in value.items():
        try:
            yield _pair(setting, name, inner)
        except BadValueError as error:
            misfits.append(Misfit(path=(name,), message=error.message, hint=error.hint))


def _pair(setting: Setting, name: str, value: Json) -> str:
    wanted = str if setting.levels else int
    if isinstance(value, bool) or not isinstance(value, wanted):
        noun = "a word" if setting.levels else "a whole number"
        raise BadValueError(f"`{name}` takes {noun}, not {kind_of(value)}")
    text = f"{name}={value}"
    if setting.check is not None:
        setting.check(text)
    return text


def _unlike(setting: Setting, value: Json) -> BadValueError:
    message = f"`{setting.key_name}` takes {_NOUNS[setting.kind]}, not {kind_of(value)}"
    hint = _there_are(setting.words) if setting.words else ""
    return BadValueError(message, hint)


def _there_are(words: Sequence[str]) -> str:
    return f"there are {', '.join(f'`{word}`' for word in words)}"
