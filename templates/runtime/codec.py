"""Payloads as JSON: what reads and writes them, where there is nothing but models."""

from ._codec import Codec, JsonValue, set_aside, to_json
from ._misfits import UnfitError

__all__ = ["Codec", "JsonValue", "UnfitError", "set_aside", "to_json"]
