"""What a code means."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Entry:
    """What a code means, in one title and one short explanation.

    ``bearable`` marks an error that leaves the rest of the document understood and the code right:
    a formal fault, which ``--lenient`` and ``--level`` may lower. Others always stop the run.
    """

    severity: Literal["error", "warning", "note"]
    title: str
    explanation: str
    bearable: bool = False
