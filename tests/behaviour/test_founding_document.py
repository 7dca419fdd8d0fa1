"""Our founding document says what the published one says, in words of our own."""

from pathlib import Path
from typing import Any

import yaml

from support.packages import VOICE
from support.shared import shared

WORDS = {"title", "summary", "description", "examples"}
NAMES = {"properties", "messages", "schemas", "channels", "servers", "variables"}


def without_words(value: Any, *, names: bool = False) -> Any:
    """Drop titles, summaries, descriptions and examples; keep what is only called so."""
    if isinstance(value, list):
        return [without_words(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: without_words(item, names=key in NAMES and not names)
        for key, item in value.items()
        if names or key not in WORDS
    }


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def test_it_says_the_same() -> None:
    published = shared("specs/sinch-voice-callbacks.yaml")
    ours, theirs = read(VOICE), read(published)
    assert without_words(ours) == without_words(theirs)


def test_it_says_it_in_other_words() -> None:
    def texts(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {v for k, v in value.items() if k in WORDS and isinstance(v, str)}
            return own.union(*(texts(item) for item in value.values()))
        return set().union(*map(texts, value)) if isinstance(value, list) else set()

    published = shared("specs/sinch-voice-callbacks.yaml")
    assert not texts(read(VOICE)) & texts(read(published))
