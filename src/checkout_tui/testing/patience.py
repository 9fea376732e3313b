"""How long the kit waits for a hook, and where one is that does not come back."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from attrs import define, field

from checkout_tui.plugins.lanes import begun

SECONDS = 10.0
"""A simulated side answers in a thousandth of one; the host itself waits longer."""


class Stuck(BaseException):
    """A hook did not come back; the text says where it is. Not for those who look whether a hook raises."""


@define
class Patience:
    """Waits for a method's answers. Who is kept waiting once says where, and nothing else is tried after that.

    A hook that never returns keeps its thread, and each further one would slow down all that are left.
    """

    package: str
    """The top-level name that the method is imported by."""
    seconds: float = field(factory=lambda: SECONDS)
    stuck: str = ""
    """Where it was when patience ended; empty as long as it has not."""

    def __call__(self, seconds: float, call: Callable[[], Any]) -> tuple[Any, BaseException | None]:
        """What the hook answers, or what it raises. Raises Stuck when neither happens."""
        thread, box = begun(call)
        thread.join(min(seconds, self.seconds))
        if not box:
            self.stuck = _place(sys._current_frames().get(thread.ident or 0), self.package)
            raise Stuck(f"it does not answer within {min(seconds, self.seconds):g} seconds: {self.stuck}")
        return box[0]


def _place(frame: FrameType | None, package: str) -> str:
    """The line of the method's own code that it is at."""
    while frame is not None:
        if str(frame.f_globals.get("__name__", "")).split(".")[0] == package:
            file = frame.f_code.co_filename.rsplit("/", 1)[-1]
            return f"{file}:{frame.f_lineno}, in {frame.f_code.co_name}"
        frame = frame.f_back
    return "outside its own code"
