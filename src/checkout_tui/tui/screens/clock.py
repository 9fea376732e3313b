"""The demonstration's clock: move it, and see what the simulated world does."""

from datetime import date, datetime

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.simulated import Trigger
from checkout_tui.tui.screens.base import DeskScreen

WORLD = tuple[datetime, tuple[tuple[date, Sentence], ...], tuple[tuple[str, Trigger], ...]]


class ClockScreen(DeskScreen):
    """Now, what is going to happen, and what can be typed to make the simulated side misbehave."""

    NAME = "clock"
    TITLE_TEXT = N_("The clock of this demonstration")

    def __init__(self) -> None:
        super().__init__()
        self.world: WORLD | None = None

    def body(self) -> ComposeResult:
        yield Static("", id="now", classes="panel", markup=False)
        with VerticalScroll(id="pending", classes="panel"):
            yield Static("", id="pending-lines", markup=False)
        with VerticalScroll(id="triggers", classes="panel"):
            yield Static("", id="trigger-lines", markup=False)

    def load(self) -> None:
        self.ask(
            lambda desk: (desk.demo_world.now(), desk.demo_world.pending(), desk.demo_world.triggers()),
            self._show,
        )

    def _show(self, world: WORLD) -> None:
        self.world = world
        self.redraw()

    def draw(self) -> None:
        self.query_one("#pending", VerticalScroll).border_title = self.t(N_("going to happen"))
        self.query_one("#triggers", VerticalScroll).border_title = self.t(
            N_("to make the simulated side misbehave")
        )
        if self.world is None:
            return
        now, pending, triggers = self.world
        self.query_one("#now", Static).update(
            self.t(N_("It is {now} (UTC). Everything outside is simulated."), now=now)
        )
        lines = [f"{day:%d/%m/%y}  {self.say(what)}" for day, what in pending]
        self.query_one("#pending-lines", Static).update(
            "\n".join(lines) or self.t(N_("Nothing is on its way."))
        )
        language = self.reader.language
        known = [
            f"{safe(method, 12):<12} {safe(trigger.what, 26):<26} {safe(trigger.does.in_(language), 200)}"
            for method, trigger in triggers
        ]
        self.query_one("#trigger-lines", Static).update("\n".join(known))

    def action_next_day(self) -> None:
        self._advance(1)

    def action_next_week(self) -> None:
        self._advance(5)

    def _advance(self, days: int) -> None:
        self.tell(sentence(N_("Time passes…")))

        def moved(world: WORLD) -> None:
            self.tell(sentence(N_("It is {day} now."), day=world[0].date()))
            self._show(world)

        def move(desk: object) -> WORLD:
            world = desk.demo_world  # type: ignore[attr-defined]
            world.advance_business_days(days)
            return world.now(), world.pending(), world.triggers()

        self.ask(move, moved)
