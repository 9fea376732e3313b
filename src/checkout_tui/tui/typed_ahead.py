"""Keys in turn: the next is given out once what the one before it moves has come to rest.

Textual gives a key to the field that has the focus when the key arrives, while the focus itself moves by
messages. Fingers are faster than that: what is typed right after enter would land in the field before.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

from checkout_tui.tui.actions import ACTIONS, EVERYWHERE

AT_MOST = 1.0
"""Seconds that a key waits for an answer it may rest on; a slow database must not stop the keys."""
ONE_STEP = 0.5
"""Seconds for one part of the screen to come to rest; one that is being taken apart never does."""
FEWEST_ROUNDS, MOST_ROUNDS = 3, 12
"""A key goes up to the program, what it does goes down to a field, and what the field says up again."""

_EVERYWHERE = frozenset(act.key for act in ACTIONS if EVERYWHERE in act.where)


class KeysInTurn:
    """Every key and every pasted text goes through here, in the order in which it was typed.

    ``give`` is what the program does with a key. A letter for a field of text is given out at once: typing
    waits for nothing. Any other key may move the focus, open a screen, or act on what an answer of the desk
    is about to show; what comes after it waits until that is done.
    """

    def __init__(self, app: App[Any], give: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app = app
        self._give = give
        self._waiting: deque[events.Key | events.Paste] = deque()
        self._under_way: asyncio.Task[None] | None = None
        self._answers: dict[asyncio.Event, float] = {}

    async def take(self, event: events.Key | events.Paste) -> None:
        """A key arrived."""
        if self._under_way is not None:
            self._waiting.append(event)
        elif not self._moves(event):
            await self._give(event)
        elif self._answers and self._rests_on_answers(event):
            self._waiting.append(event)
            self._under_way = asyncio.create_task(self._go_on())
        else:
            await self._give_out(event)
            self._under_way = asyncio.create_task(self._go_on(self._focused))

    def awaits(self) -> asyncio.Event:
        """An answer is under way that keys may rest on; set it when it is shown."""
        answer = asyncio.Event()
        self._answers[answer] = asyncio.get_running_loop().time() + AT_MOST
        return answer

    def shown(self, answer: asyncio.Event) -> None:
        """The answer is on the screen, or will not come."""
        answer.set()
        self._answers.pop(answer, None)

    # ------------------------------------------------------------ inside

    @property
    def _focused(self) -> MessagePump:
        return self._app.focused or self._app.screen

    def _moves(self, event: events.Key | events.Paste) -> bool:
        focused = self._app.focused
        if focused is None or isinstance(event, events.Paste):
            return focused is None
        return not focused.check_consume_key(event.key, event.character)

    def _rests_on_answers(self, event: events.Key | events.Paste) -> bool:
        return isinstance(event, events.Key) and event.key not in _EVERYWHERE

    async def _go_on(self, before: MessagePump | None = None) -> None:
        try:
            if before is not None:
                await self._at_rest(before)
            while self._waiting:
                event = self._waiting.popleft()
                moves = self._moves(event)
                if moves and self._rests_on_answers(event):
                    await self._answered()
                before = self._focused
                await self._reached(self._app, partial(self._give_out, event))
                if moves:
                    await self._at_rest(before)
        finally:
            self._under_way = None

    async def _give_out(self, event: events.Key | events.Paste) -> None:
        """Give it out, unless it was typed before the question that it would answer could be read."""
        if event.time >= getattr(self._app.screen, "readable_since", 0.0):
            await self._give(event)

    async def _at_rest(self, before: MessagePump) -> None:
        """Wait until everything on the way from the field to the program has done what it was sent."""
        last: object = None
        for number in range(MOST_ROUNDS):
            if before is not self._focused and isinstance(before, MessagePump):
                await self._round(before)
            await self._round(self._focused)
            await self._answered()
            now = (self._app.screen, self._app.focused)
            if number + 1 >= FEWEST_ROUNDS and now == last:
                return
            last = now

    async def _round(self, part: MessagePump | None) -> None:
        while part is not None:
            await self._reached(part)
            part = part._parent

    async def _reached(self, part: MessagePump, work: Callable[[], Awaitable[None]] | None = None) -> None:
        """Whatever was sent to this part before is done."""
        done = asyncio.Event()

        async def arrived() -> None:
            try:
                if work is not None:
                    await work()
            finally:
                done.set()

        if self._app.is_running and part.call_later(arrived):
            with suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), None if work else ONE_STEP)

    async def _answered(self) -> None:
        while self._answers:
            answer, until = next(iter(self._answers.items()))
            with suppress(TimeoutError):
                await asyncio.wait_for(answer.wait(), until - asyncio.get_running_loop().time())
            self.shown(answer)
