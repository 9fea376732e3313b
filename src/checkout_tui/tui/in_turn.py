"""Work that is done in the order in which it was asked for, whichever thread comes to it first."""

from collections import deque
from collections.abc import Callable
from threading import Lock


class InTurn:
    """One piece of work at a time: threads begin in any order, and of two texts the second is not written first."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._one_at_a_time = Lock()

    def after_the_others(self, work: Callable[[], None]) -> Callable[[], None]:
        """What a thread has to do so that this is done, and all that was asked for before it."""
        self._waiting.append(work)
        return self._carry_out

    def _carry_out(self) -> None:
        with self._one_at_a_time:
            while self._waiting:
                self._waiting.popleft()()
