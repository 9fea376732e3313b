"""What is going to happen in a scenario, in the order of time; what happens may arrange more."""

import heapq
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import count

Step = Callable[[], Iterable[str]]
"""Something that happens; it says which orders it was about, by reference."""


class Agenda:
    """One queue. Of two things at one instant the one that was arranged first comes first."""

    def __init__(self) -> None:
        self._queue: list[tuple[datetime, int, str, Step]] = []
        self._number = count()

    def put(self, at: datetime, kind: str, happen: Step) -> None:
        """Arrange something."""
        heapq.heappush(self._queue, (at, next(self._number), kind, happen))

    def take(self, until: datetime) -> tuple[datetime, str, Step] | None:
        """The next thing, which is not arranged any more then; None when there is none by ``until``."""
        if not self._queue or self._queue[0][0] > until:
            return None
        at, _, kind, happen = heapq.heappop(self._queue)
        return at, kind, happen

    def pending(self) -> tuple[tuple[datetime, str], ...]:
        """What is arranged, soonest first."""
        return tuple((at, kind) for at, _, kind, _ in sorted(self._queue, key=lambda each: each[:2]))
