"""Keys in turn: the next is given out once what the one before it moves has come to rest.

Textual gives a key to the field that has the focus when the key arrives, while the focus itself moves by
messages. Fingers are faster than that: what is typed right after enter would land in the field before.
The desk can be slower still. A key that rests on an answer waits for it however long that takes, for on
the screen that is in front meanwhile it would mean something else; after a moment the screen says that keys
wait, and esc drops them.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

from attrs import frozen
from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.worker import Worker

from checkout_tui.domain.sentence import N_, Sentence, counted, sentence
from checkout_tui.tui.actions import ACTIONS, EVERYWHERE

SLOW = 1.0
"""Seconds after which an answer is late: the screen says that it works, and that keys wait."""
LOOK_AGAIN = 0.25
"""Seconds after which it is looked whether an answer that keys wait for can still come."""
ONE_STEP = 0.5
"""Seconds for one part of the screen to come to rest; one that is being taken apart never does."""
FEWEST_ROUNDS, MOST_ROUNDS = 3, 12
"""A key goes up to the program, what it does goes down to a field, and what the field says up again."""

WORKS = N_("… working")

_EVERYWHERE = frozenset(act.key for act in ACTIONS if EVERYWHERE in act.where)
_AT_ONCE = frozenset(act.key for act in ACTIONS if act.code in ("lock", "quit"))
"""Whoever covers the screen or leaves does not wait for a desk that is late."""


@frozen(eq=False)
class Awaited:
    """An answer that is under way, and that keys on the screen that asked for it rest on."""

    screen: Screen[Any]
    comes_by: Worker[Any]
    late_from: float
    leads_on: bool
    """Whether it may bring something else to the front: then text waits for it as well."""

    @property
    def may_come(self) -> bool:
        return not self.comes_by.is_cancelled and not self.comes_by.is_finished


class KeysInTurn:
    """Every key and every pasted text goes through here, in the order in which it was typed.

    ``give`` is what the program does with a key, ``shows`` shows :attr:`said` as it is now, and ``dropped``
    says that so many keys were not given out. A letter for a field of text is given out at once: typing waits
    for nothing. Any other key may move the focus, open a screen, or act on what an answer of the desk is about
    to show; what comes after it waits until that is done.
    """

    def __init__(
        self,
        app: App[Any],
        give: Callable[[events.Event], Awaitable[None]],
        shows: Callable[[], object],
        dropped: Callable[[int], object],
    ) -> None:
        self._app = app
        self._give = give
        self._shows = shows
        self._dropped = dropped
        self._waiting: deque[events.Key | events.Paste] = deque()
        self._under_way: asyncio.Task[None] | None = None
        self._answers: dict[Worker[Any], Awaited] = {}
        self._news = asyncio.Event()
        self._waits_since = 0.0
        self._typing = False
        """Whether text was given out that may not be in its field yet."""
        self._last_said: Sentence | None = None

    async def take(self, event: events.Key | events.Paste) -> None:
        """A key arrived."""
        if self._waiting and isinstance(event, events.Key) and event.key == "escape" and self._late:
            self.drop()
        elif self._under_way is not None or self._comes_after_text(event) or self._has_to_wait(event):
            if not self._waiting:
                self._begin_to_wait()
            self._waiting.append(event)
            self._let_pass()
            self._say()
            if self._under_way is None:
                self._under_way = asyncio.create_task(self._go_on())
        elif self._moves(event):
            await self._give_out(event)
            self._under_way = asyncio.create_task(self._go_on(self._focused))
        else:
            self._typing = True
            await self._give(event)

    def drop(self, before: events.Key | None = None) -> None:
        """Give out nothing of what waits, or of what was typed ``before``: it is not wanted any more."""
        count = len(self._waiting) if before is None else self._waiting.index(before)
        for _ in range(count):
            self._waiting.popleft()
        if count:
            self._news.set()
            self._say()
            self._dropped(count)

    def awaits(self, screen: Screen[Any], comes_by: Worker[Any], *, leads_on: bool = False) -> None:
        """An answer is under way that keys on this screen rest on."""
        loop = asyncio.get_running_loop()
        self._answers[comes_by] = Awaited(screen, comes_by, loop.time() + SLOW, leads_on)
        loop.call_later(SLOW, self._is_late)

    def shown(self, comes_by: Worker[Any]) -> None:
        """The answer is on the screen, or will not come."""
        if self._answers.pop(comes_by, None) is not None:
            self._news.set()
            self._say()

    @property
    def said(self) -> Sentence | None:
        """That the screen in front works on an answer that is late, and how many keys wait for it."""
        count = len(self._waiting)
        if not self._late:
            return None
        if not count:
            return sentence(WORKS)
        return counted(
            N_("… working: {count} key waits, esc drops it"),
            N_("… working: {count} keys wait, esc drops them"),
            count,
        )

    # ------------------------------------------------------------ inside

    @property
    def _focused(self) -> MessagePump:
        return self._app.focused or self._app.screen

    def _moves(self, event: events.Key | events.Paste) -> bool:
        focused = self._app.focused
        if focused is None or isinstance(event, events.Paste):
            return focused is None
        return not focused.check_consume_key(event.key, event.character)

    def _has_to_wait(self, event: events.Key | events.Paste) -> bool:
        screen = self._app.screen
        # A screen comes to the front before its parts are made: until then a key would be nobody's.
        there = screen.is_mounted and getattr(screen, "takes_keys", True)
        return not there or self._rests_on_answers(event)

    def _comes_after_text(self, event: events.Key | events.Paste) -> bool:
        """What was typed asks for its answer once it is in its field: before that nobody can tell."""
        return self._typing and self._moves(event)

    @property
    def _in_front(self) -> list[Awaited]:
        """What the screen in front waits for: on what another one waits for no key rests."""
        gone = [comes_by for comes_by, answer in self._answers.items() if not answer.may_come]
        for comes_by in gone:
            del self._answers[comes_by]
        return [answer for answer in self._answers.values() if answer.screen is self._app.screen]

    def _rests_on_answers(self, event: events.Key | events.Paste) -> bool:
        if not self._answers:
            return False
        moves = self._moves(event)
        if moves and isinstance(event, events.Key) and event.key in _EVERYWHERE:
            return False
        answers = self._in_front
        if isinstance(event, events.Key) and event.key in getattr(self._app.screen, "MOVES_ON", ()):
            # Whoever moves on does not want what was to be opened.
            answers = [answer for answer in answers if not answer.leads_on]
        return any(moves or answer.leads_on for answer in answers)

    @property
    def _late(self) -> bool:
        if not self._answers:
            return False
        now, answers = asyncio.get_running_loop().time(), self._in_front
        # Of several answers that keys wait for one after the other each may be in time.
        waits = bool(self._waiting and answers) and self._waits_since + SLOW <= now
        return waits or any(answer.late_from <= now for answer in answers)

    def _begin_to_wait(self) -> None:
        loop = asyncio.get_running_loop()
        self._waits_since = loop.time()
        loop.call_later(SLOW, self._is_late)

    def _is_late(self) -> None:
        if self._app.is_running:
            self._let_pass()
            self._say()

    def _let_pass(self) -> None:
        """Who locks or leaves while an answer is late does so at once, and what was typed before is not done."""
        keys = (event for event in self._waiting if isinstance(event, events.Key))
        urgent = next((key for key in keys if key.key in _AT_ONCE), None)
        if urgent is not None and self._late:
            self.drop(urgent)

    def _say(self) -> None:
        said = self.said
        if said != self._last_said:
            self._last_said = said
            self._shows()

    async def _go_on(self, before: MessagePump | None = None) -> None:
        try:
            if before is not None:
                await self._at_rest(before)
            while self._waiting:
                event = self._waiting[0]
                if self._comes_after_text(event):
                    await self._at_rest(self._focused)
                    continue
                if self._has_to_wait(event):
                    await self._heard()
                    continue
                self._waiting.popleft()
                self._say()
                moves, before = self._moves(event), self._focused
                self._typing = self._typing or not moves
                await self._reached(self._app, partial(self._give_out, event))
                if moves:
                    await self._at_rest(before)
        finally:
            self._under_way = None

    async def _heard(self) -> None:
        """An answer came, or what waited was dropped; and what follows from it has come to rest."""
        self._news.clear()
        before = self._focused
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), LOOK_AGAIN)
            await self._at_rest(before)

    async def _give_out(self, event: events.Key | events.Paste) -> None:
        """Give it out, unless it was typed before the question that it would answer could be read: a bell says so."""
        if event.time >= getattr(self._app.screen, "readable_since", 0.0):
            await self._give(event)
        else:
            self._app.bell()

    async def _at_rest(self, before: MessagePump) -> None:
        """Wait until everything on the way from the field to the program has done what it was sent."""
        self._typing = False
        last: object = None
        for number in range(MOST_ROUNDS):
            if before is not self._focused and isinstance(before, MessagePump):
                await self._round(before)
            await self._round(self._focused)
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
