"""The demonstration's clock: move it, let something go wrong, and see what the simulated world does."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, ClassVar

from attrs import frozen
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.sentence import N_, Reader, Sentence, sentence
from checkout_tui.domain.simulated import Trigger
from checkout_tui.tui.running import Work
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.screens.dialogs import Ask
from checkout_tui.tui.shown import short_day
from checkout_tui.tui.widgets.row_list import Column, Row, RowList

MOST_TOLD = 4
"""So much of what happened while time passed has room beside what is going to."""
PASSES = N_("Time passes…")
NOTHING_COMES = N_("Nothing is on its way. F4 takes an order, and its money will be.")
NOTHING_LISTED = N_("No method that is ready lists anything to type. x lets the next question go wrong.")


@frozen
class Outside:
    """What the screen shows of the simulated world."""

    now: datetime
    pending: tuple[tuple[date, Sentence], ...]
    arranged: tuple[Sentence, ...]
    triggers: tuple[tuple[str, Trigger], ...]
    happened: tuple[Sentence, ...] = ()


def _look(desk: Any, happened: tuple[Sentence, ...] = ()) -> Outside:
    world = desk.demo_world
    return Outside(world.now(), world.pending(), world.arranged_faults(), world.triggers(), happened)


class ChooseFault(ModalScreen[str | None]):
    """What is to go wrong with the next question; enter chooses, escape goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "no", show=False)]

    def __init__(self, reader: Reader, offered: tuple[tuple[str, Sentence], ...]) -> None:
        super().__init__()
        self._reader = reader
        self._offered = offered

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(
                self._reader.translate(N_("What is to go wrong with the next question?")),
                classes="dialog-title",
                markup=False,
            )
            yield RowList((Column(),), id="faults")
            yield Static(
                self._reader.translate(N_("enter: go on     esc: go back")), classes="hint", markup=False
            )

    def on_mount(self) -> None:
        rows = self.query_one(RowList)
        rows.styles.height = 12
        rows.show([Row(key, (safe(says.say(self._reader), 120),)) for key, says in self._offered])
        rows.focus()

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        self.dismiss(event.key)

    def action_no(self) -> None:
        self.dismiss(None)


class ClockScreen(DeskScreen):
    """Now, what is going to happen, and what can be typed to make the simulated side misbehave."""

    NAME = "clock"
    TITLE_TEXT = N_("The clock of this demonstration")

    def __init__(self) -> None:
        super().__init__()
        self.outside: Outside | None = None

    def body(self) -> ComposeResult:
        yield Static("", id="now", classes="panel", markup=False)
        with VerticalScroll(id="pending", classes="panel"):
            yield Static("", id="pending-lines", markup=False)
        with VerticalScroll(id="triggers", classes="panel"):
            yield Static("", id="trigger-lines", markup=False)

    def load(self) -> None:
        work = self.checkout.running.of(self._work)
        if work is not None:
            self.shows_work(work)
            self.checkout.running.seen(work.number)
        self.ask(_look, self._show, group="outside", exclusive=True)

    def _show(self, outside: Outside) -> None:
        self.outside = outside
        self.redraw()

    def draw(self) -> None:
        self.query_one("#pending", VerticalScroll).border_title = self.t(N_("going to happen"))
        self.query_one("#triggers", VerticalScroll).border_title = self.t(
            N_("to make the simulated side misbehave")
        )
        if self.outside is None:
            self.query_one("#now", Static).update(self.t(self.not_here))
            return
        outside = self.outside
        told = [self.t(N_("It is {now} (UTC). Everything outside is simulated."), now=outside.now)]
        told += [f"✓ {self.say(what)}" for what in outside.happened[:MOST_TOLD]]
        if len(outside.happened) > MOST_TOLD:
            told.append(self.t(N_("… and {more} more"), more=len(outside.happened) - MOST_TOLD))
        self.query_one("#now", Static).update("\n".join(told))
        lines = [self.t(N_("next question: {what}"), what=fault) for fault in outside.arranged]
        lines += [f"{short_day(day, self.reader)}  {self.say(what)}" for day, what in outside.pending]
        self.query_one("#pending-lines", Static).update("\n".join(lines) or self.t(NOTHING_COMES))
        language = self.reader.language
        known = Table.grid(padding=(0, 1, 0, 0))
        for most in (12, 26):
            known.add_column(no_wrap=True, min_width=most)
        for method, trigger in outside.triggers:
            cells = (safe(method, 12), safe(trigger.what, 26), safe(trigger.does.in_(language), 200))
            known.add_row(*map(Text, cells))
        self.query_one("#trigger-lines", Static).update(known if outside.triggers else self.t(NOTHING_LISTED))

    # ------------------------------------------------------------ keys

    def action_next_event(self) -> None:
        self._move(lambda world: world.next_event())

    def action_next_day(self) -> None:
        self._move(lambda world: world.advance_business_days(1))

    def action_next_week(self) -> None:
        self._move(lambda world: world.advance_business_days(5))

    def action_to_date(self) -> None:
        lines = (self.t(N_("A day such as 2026-12-24; everything until its evening happens.")),)
        self.app.push_screen(Ask(self.reader, self.t(N_("To which day?")), lines), self._go_to)

    def action_fault(self) -> None:
        def offer(offered: tuple[tuple[str, Sentence], ...]) -> None:
            self.in_front(lambda: self.app.push_screen(ChooseFault(self.reader, offered), self._arrange))

        self.ask(lambda desk: desk.demo_world.offered_faults(), offer)

    def _go_to(self, text: str | None) -> None:
        if text is None:
            return
        try:
            day = date.fromisoformat(text)
        except ValueError:
            self.refuse(BadInput(N_("“{text}” is no day such as 2026-12-31."), text=text))
            return
        if self.outside is not None and day < self.outside.now.date():
            self.refuse(BadInput(N_("Time does not go back: it is {now} already."), now=self.outside.now))
            return
        self._move(lambda world: world.advance_to(day))

    def _arrange(self, key: str | None) -> None:
        if key is None:
            return

        def arrange(desk: Any) -> Outside:
            desk.demo_world.arrange(key)
            return _look(desk)

        self.ask(arrange, self._show)

    def _move(self, by: Callable[[Any], tuple[Sentence, ...]]) -> None:
        app = self.checkout
        if self.under_way:
            self.refuse(BadInput(N_("Time is passing already: wait until it has.")))
            return
        self.tell(sentence(PASSES))
        self._work = app.running.begin(
            sentence(N_("The clock is moved")),
            lambda desk, told: _look(desk, by(desk.demo_world)),
            _day_now,
            lambda _: app.show("clock"),
        )

    def show_work(self, work: Work) -> None:
        if work.ended:
            # It is told once; whoever comes back later sees the day as it is then.
            self._work = 0
        if work.error is not None:
            self.refuse(work.error)
        elif work.ended:
            # What was looked at while time passed is of an earlier day.
            self.drop("outside")
            self.tell(work.far)
            self._show(work.answer)
        else:
            self.tell(sentence(PASSES))


def _day_now(outside: Outside) -> Sentence:
    day = outside.now.date()
    if outside.happened:
        return sentence(N_("It is {day} now: {first}"), day=day, first=outside.happened[0])
    return sentence(N_("It is {day} now."), day=day)
