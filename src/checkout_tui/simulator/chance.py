"""Chance that repeats: the same seed tells the same story."""

import random
from datetime import UTC, datetime

from checkout_tui.domain.clock import Clock

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_BITS = 80
_LENGTH = 26


class SeededIds:
    """Identifiers and draws from a seed. Identifiers sort by the virtual time at which they were made."""

    def __init__(self, seed: str, clock: Clock) -> None:
        self._random = random.Random(seed)
        self._clock = clock
        self._last = 0

    def new(self) -> str:
        now = int((self._clock.now() - datetime.fromtimestamp(0, UTC)).total_seconds() * 1000)
        fresh = (now << _RANDOM_BITS) | self._random.getrandbits(_RANDOM_BITS)
        self._last = fresh if fresh > self._last else self._last + 1
        number, letters = self._last, ""
        for _ in range(_LENGTH):
            number, rest = divmod(number, len(_CROCKFORD))
            letters = _CROCKFORD[rest] + letters
        return letters

    def draw(self, below: int) -> int:
        return self._random.randrange(below)
