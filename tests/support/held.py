"""A verb of the desk that answers late."""

import threading
from collections.abc import Callable
from typing import Any


class Held:
    """A verb of the desk whose calls look at once, and answer when they are let go; calls above the first answer.

    ``begins_late`` says that the first does nothing either before it is let go.
    """

    def __init__(self, real: Callable[..., Any], *, begins_late: bool = False) -> None:
        self.real = real
        self._begins_late = begins_late
        self.calls = 0
        self.go_on = threading.Event()
        self.looked, self.answered = threading.Event(), threading.Event()

    def __call__(self, *args: Any, **more: Any) -> Any:
        self.calls += 1
        first = self.calls == 1
        if first and self._begins_late:
            self.looked.set()
            self.go_on.wait(10)
        answer = self.real(*args, **more)
        if first:
            self.looked.set()
            self.go_on.wait(10)
            self.answered.set()
        return answer
