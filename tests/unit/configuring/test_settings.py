"""The one table of settings: what is made of it agrees, and nothing stands beside it."""

from dataclasses import MISSING, fields
from pathlib import Path

import click
import pytest

from asyncapi_pygen.cli import main
from asyncapi_pygen.cli.options import Options, PackageOptions
from asyncapi_pygen.configuring.setting import Group, Kind
from asyncapi_pygen.configuring.settings import BY_FIELD, BY_FLAG, BY_KEY, SETTINGS

COMMANDS = {
    Group.READING: {"generate", "watch", "check", "validate", "send", "drift"},
    Group.PACKAGING: {"generate", "watch", "check"},
    Group.WRITING: {"generate", "watch"},
    Group.GENERATING: {"generate"},
    Group.CHECKING: {"check"},
}


def options_of(name: str) -> dict[str, click.Option]:
    command = main.commands[name]
    return {one.opts[0]: one for one in command.params if isinstance(one, click.Option)}


@pytest.mark.parametrize("name", ["generate", "check"])
def test_every_option_is_a_setting(name: str) -> None:
    assert set(options_of(name)) - {"--config"} <= set(BY_FLAG)


def test_every_setting_is_an_option_of_its_commands() -> None:
    for setting in SETTINGS:
        having = {name for name in main.commands if setting.flag in options_of(name)}
        assert COMMANDS[setting.group] <= having, setting.flag


def test_names_are_unique() -> None:
    assert len(BY_KEY) == len(BY_FIELD) == len(BY_FLAG) == len(SETTINGS)
    assert len({one.variable for one in SETTINGS}) == len(SETTINGS)


def test_a_key_is_the_name_of_the_flag_in_the_plural_where_there_may_be_several() -> None:
    for setting in SETTINGS:
        name = setting.flag.removeprefix("--")
        is_noun = setting.many and name not in {"allow-remote", "only", "exclude"}
        plural = f"{name}s" if is_noun else name
        assert setting.key_name == plural


def test_the_variable_and_the_field_are_named_after_the_key() -> None:
    assert BY_KEY["max-findings"].variable == "ASYNCAPI_PYGEN_MAX_FINDINGS"
    assert BY_KEY["overlays"].variable == "ASYNCAPI_PYGEN_OVERLAYS"
    assert BY_KEY["max-findings"].field_name == "max_findings"


@pytest.mark.parametrize("record", [Options, PackageOptions])
def test_the_records_have_the_settings_with_their_defaults(record: type[Options]) -> None:
    for one in fields(record):
        if one.name in {"spec", "actions", "origin"}:
            continue
        setting = BY_FIELD[one.name]
        if one.default is not MISSING:
            assert one.default == setting.usual, one.name
    groups = {Group.READING} if record is Options else set(Group)
    wanted = {one.field_name for one in SETTINGS if one.group in groups}
    assert wanted | {"spec", "actions", "origin"} == {one.name for one in fields(record)}


def test_every_switch_can_be_turned_off() -> None:
    for name in ("generate", "check"):
        for flag, one in options_of(name).items():
            if one.is_flag:
                assert one.secondary_opts == [f"--no-{flag.removeprefix('--')}"]


def test_the_package_depends_on_what_is_repaired_by_saying_it_again() -> None:
    """A repair that leaves one of these out would write another package."""
    told = {one.key_name for one in SETTINGS if not one.shapes}
    assert told == {
        *("format", "max-findings", "quiet", "verbose", "dry-run", "fresh"),
        *("force", "add-stubs", "update-lock"),
    }


def test_what_has_words_has_a_default_among_them() -> None:
    for setting in SETTINGS:
        if setting.kind is Kind.WORD:
            chosen = setting.usual if isinstance(setting.usual, tuple) else (setting.usual,)
            assert set(chosen) <= set(setting.words)


def test_no_room_beside_the_table_lists_the_flags() -> None:
    """Those of single commands, and messages that speak of one, are all that may name any."""
    root = Path(main.callback.__code__.co_filename).parents[1]
    named = {
        path.relative_to(root).as_posix(): len(
            {one.flag for one in SETTINGS if f'"{one.flag}"' in path.read_text("utf-8")}
        )
        for path in root.rglob("*.py")
    }
    assert named.pop("configuring/settings.py") == len(SETTINGS)
    # Parameter hints: `--limit`, `--level`, `--allow-remote`, `--output`, `--numbers`.
    assert named.pop("cli/options.py") <= 5
    assert {name for name, count in named.items() if count > 1} == set()
