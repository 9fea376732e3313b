"""The terminal as a test sees it: keys in, lines of text out."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from math import inf

from attrs import define
from textual import events
from textual.pilot import Pilot

from checkout_tui.desk import Desk
from checkout_tui.tui.app import CheckoutApp

PATIENCE = 20.0


@define(eq=False)
class Terminal:
    """The running program. ``pressed`` counts the keys, as an operator would."""

    app: CheckoutApp
    pilot: Pilot[None]
    pressed: int = 0

    @property
    def lines(self) -> list[str]:
        """The screen, line by line, without what trails."""
        strips = self.app.screen._compositor.render_strips()
        return [strip.text.rstrip() for strip in strips]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    @property
    def flat(self) -> str:
        """The whole screen on one line without frames, so that a wrapped sentence is found."""
        return _flat(self.lines)

    async def press(self, *keys: str) -> None:
        """Press these keys, one after the other, and let the program settle."""
        self.pressed += len(keys)
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.press(*(_NAMES.get(character, character) for character in text))

    async def enter(self, *texts: str) -> None:
        """Type each of these and press enter after it, as one fills in a form or answers a question."""
        for text in texts:
            await self.type(text)
            await self.press("enter")

    async def open(self, customer: str = "Lumière") -> None:
        """The marked order in the lookup, once this customer's stands there."""
        await self.sees(customer)
        await self.press("enter")
        await self.sees("received")

    async def type_ahead(self, *keys: str) -> None:
        """All of this at once, as the keyboard of somebody who does not look brings it; then let it settle."""
        self.send(*keys)
        await self.settle()

    def send(self, *keys: str) -> None:
        """The same, and wait for nothing.

        A word of several letters is typed letter by letter; ``<name>`` is the key of that name.
        """
        driver = self.app._driver
        assert driver is not None
        for key in keys:
            for name in [key[1:-1]] if key.startswith("<") else key:
                self.pressed += 1
                character = name if len(name) == 1 else None
                event = events.Key(_NAMES.get(name, name), character)
                event.set_sender(self.app)
                driver.send_message(event)

    def click(self, x: int, y: int) -> None:
        """Press the mouse's button there, as the terminal tells of it."""
        assert self.app._driver is not None
        down = events.MouseDown(None, x, y, 0, 0, 1, shift=False, meta=False, ctrl=False)
        down.set_sender(self.app)
        self.app._driver.send_message(down)

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        until = time.monotonic() + PATIENCE
        await self.pilot.pause()
        while self._busy and time.monotonic() < until:
            await self.pilot.pause(0.01)
        await self.pilot.pause()

    @property
    def _busy(self) -> bool:
        """Whether something is still asked, or a key was not given out yet."""
        asked = any(not worker.is_finished for worker in self.app.workers)
        return asked or self.app.keys._under_way is not None

    async def sees(self, *texts: str) -> None:
        """Wait until the screen says all of this, and what it asks can be answered."""
        until = time.monotonic() + PATIENCE
        while (
            missing := [text for text in texts if text not in self.text and text not in self.flat]
        ) or getattr(self.app.screen, "readable_since", 0.0) == inf:
            if time.monotonic() > until:
                raise AssertionError(f"not on the screen: {missing}\n{self.text}")
            await self.pilot.pause(0.02)

    def right_of(self, column: int, *texts: str) -> None:
        """The panel that begins there says all of this."""
        said = _flat([line[column:] for line in self.lines])
        assert not [text for text in texts if text not in said], self.text

    def not_there(self, *texts: str) -> None:
        """The screen says none of this."""
        there = [text for text in texts if text in self.flat]
        assert not there, f"on the screen: {there}\n{self.text}"


class SlowDesk:
    """How a desk is opened that takes its time: until ``may_open`` is set."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.may_open = threading.Event()

    def __call__(self) -> Desk:
        self.may_open.wait(20)
        return self._desk


def _flat(lines: list[str]) -> str:
    bare = "\n".join(lines).translate(str.maketrans(dict.fromkeys("│┃║╭╮╰╯─━┌┐└┘├┤▁▔▕▏█▊▎▍", " ")))
    return " ".join(bare.split())


Opens = Callable[..., AbstractAsyncContextManager[Terminal]]
"""What the fixture ``terminal`` is: opens the program with the size, desk, operator and language asked for."""

_NAMES = {
    " ": "space",
    ",": "comma",
    "@": "at",
    ".": "full_stop",
    "-": "minus",
    "+": "plus",
    "/": "slash",
    "?": "question_mark",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    "•": "bullet",
}
