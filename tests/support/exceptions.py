"""What a checker is told to pass over in generated packages, and why."""

EXTRA_IS_OVERRIDDEN = "# pyright: ignore[reportIncompatibleVariableOverride]"
"""pydantic documents that a model says the type of further fields so; nobody assigns them."""
