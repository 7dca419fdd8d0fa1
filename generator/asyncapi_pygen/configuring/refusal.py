"""A value that a setting does not take."""


class BadValueError(ValueError):
    """The text says what is wrong with the value, ``hint`` what to do, as findings say it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message if not hint else f"{message}; {hint}")
        self.message = message
        self.hint = hint
