"""Time and chance as they are handed in: nothing below the composition root reaches for them."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Says what time it is; in a simulation it says what time we pretend it is."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class Ids(Protocol):
    """Where identifiers come from."""

    def new(self) -> str:
        """An identifier nobody else has: 26 characters, sortable by the time it was made."""
        ...

    def draw(self, below: int) -> int:
        """An unpredictable whole number from 0 to ``below`` - 1."""
        ...
