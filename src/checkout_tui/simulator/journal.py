"""What happened in a run, as it is told to a person and as the digest that equal stories share."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from checkout_tui.domain.sentence import Sentence
from checkout_tui.simulator.result import Told


class Journal:
    """Written in the order of time; nothing in it is taken back."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._digest = hashlib.sha256()
        self.told: list[Told] = []

    def tell(self, kind: str, order: str, says: Sentence) -> None:
        """Something that a person is told."""
        self.told.append(Told(self._now(), kind, order, says))
        self.line(kind, order, says.say())

    def line(self, *parts: str) -> None:
        """Something that only has to be the same when the story is."""
        line = "|".join((self._now().isoformat(), *parts))
        self._digest.update(f"{line}\n".encode())

    @property
    def digest(self) -> str:
        """Equal for equal stories, to the byte."""
        return self._digest.hexdigest()
