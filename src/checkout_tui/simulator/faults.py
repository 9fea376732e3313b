"""What goes wrong between a terminal and a provider, arranged for the next questions of one method."""

import os
import signal
from collections import deque
from collections.abc import Callable, Generator
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.words import Words
from checkout_tui.hookspecs import hookimpl
from checkout_tui.plugins import Lane
from checkout_tui.simulator.virtual_clock import VirtualClock

ASKED = ("tokenize", "authorize", "hold", "settle", "refund", "void", "inquire")
"""The hooks that reach outside."""


class Fault(StrEnum):
    """One thing that goes wrong with one question."""

    UNREACHABLE = "unreachable"
    """No connection: nothing was sent, and that can be proved."""
    QUESTION_LOST = "question-lost"
    """It never arrived, but nobody here can know."""
    ANSWER_LOST = "answer-lost"
    """The provider acted; its answer never came."""
    KILLED = "killed"
    """The provider acted, and this process is killed before it learns of it."""
    SLOW = "slow"
    """The answer comes, a virtual minute later."""


_SAID = {
    Fault.UNREACHABLE: N_("cannot be reached: nothing is sent"),
    Fault.QUESTION_LOST: N_("never gets it, and nobody here can know"),
    Fault.ANSWER_LOST: N_("acts, and its answer is lost"),
    Fault.SLOW: N_("answers a minute later"),
}

OFFERED = tuple(_SAID)
"""The faults that can be arranged by hand; killing the program is for tests."""


def said(fault: Fault, title: Words) -> Sentence:
    """What is going to go wrong with the next question to this method: "Card acts, and its answer is lost"."""
    return sentence(N_("{title} {fault}"), title=title, fault=sentence(_SAID[fault]))


class ConnectError(ConnectionError):
    """Named like the transport's own: the lane takes it for proof that nothing was sent."""


class NoAnswer(TimeoutError):
    """Nothing came back."""


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Faults:
    """Faults for the next questions. ``hit("authorize", Fault.ANSWER_LOST)`` loses one answer, then all is well.

    They sit in the lane as pluggy wrappers, around the method and outside it.
    """

    def __init__(
        self, lane: Lane, clock: VirtualClock | None = None, *, kill: Callable[[], None] = _kill
    ) -> None:
        self._next: dict[str, deque[Fault]] = {hook: deque() for hook in ASKED}
        self._next_call: deque[Fault] = deque()
        self.weather: Callable[[], Fault | None] = lambda: None
        """What goes wrong with every question just now, arranged or not: a provider that is down."""
        self._clock = clock
        self._kill = kill
        lane.wrap(SimpleNamespace(**{hook: self._wrapper(hook) for hook in ASKED}))

    def hit(self, hook: str, *faults: Fault) -> None:
        """Arrange what goes wrong with the next questions through ``hook``, one each."""
        self._next[hook].extend(faults)

    def hit_next(self, fault: Fault) -> None:
        """Arrange what goes wrong with the next question, whichever it is; handing over details is none."""
        self._next_call.append(fault)

    @property
    def arranged(self) -> tuple[Fault, ...]:
        """What waits for the next questions, soonest first."""
        return tuple(self._next_call)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._next_call.clear()
        for waiting in self._next.values():
            waiting.clear()

    def _wrapper(self, hook: str) -> Callable[[], Generator[None, Any, Any]]:
        @hookimpl(wrapper=True)
        def around() -> Generator[None, Any, Any]:
            waiting = self._next[hook]
            if waiting:
                fault: Fault | None = waiting.popleft()
            elif self._next_call and hook != "tokenize":
                fault = self._next_call.popleft()
            else:
                fault = self.weather()
            if fault is Fault.UNREACHABLE:
                raise ConnectError
            if fault is Fault.QUESTION_LOST:
                raise NoAnswer
            answer = yield
            if fault is Fault.KILLED:
                self._kill()
            if fault is Fault.ANSWER_LOST:
                raise NoAnswer
            if fault is Fault.SLOW and self._clock is not None:
                self._clock.move(minutes=1)
            return answer

        return around
