"""Questions that are answered before anything else: yes or no, and one line of text."""

from math import inf
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.sentence import N_, Reader
from checkout_tui.tui.widgets.guarded_field import GuardedField
from checkout_tui.tui.widgets.text_field import TextField


class Question(ModalScreen[bool]):
    """What nobody may answer without having read it: a key that was typed before it was painted is none."""

    readable_since = inf

    def on_mount(self) -> None:
        self.call_after_refresh(self._painted)

    def _painted(self) -> None:
        # By the clock that keys are stamped with.
        self.readable_since = events.Show().time


class Confirm(Question):
    """Names what is about to happen; enter does it once, escape does not."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "yes", show=False),
        Binding("escape,n", "no", show=False),
    ]

    def __init__(self, reader: Reader, title: str, lines: tuple[str, ...], *, alarm: bool = False) -> None:
        super().__init__()
        self._reader = reader
        self._title = title
        self._lines = lines
        self._alarm = alarm
        self._answered = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog alarm" if self._alarm else "dialog"):
            yield Static(safe(self._title, 200), classes="dialog-title", markup=False)
            for line in self._lines:
                yield Static(safe(line, 600), markup=False)
            keys = self._reader.translate(N_("enter: yes, do it     esc: no, go back"))
            yield Static(f"\n{keys}", classes="hint", markup=False)

    def action_yes(self) -> None:
        self._answer(True)

    def action_no(self) -> None:
        self._answer(False)

    def _answer(self, yes: bool) -> None:
        # The second press of the same key does nothing.
        if not self._answered:
            self._answered = True
            self.dismiss(yes)


class Ask(ModalScreen[str | None]):
    """One line of text; escape gives None. It keeps no card number (R-096), and not nothing unless ``empty``."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "no", show=False)]

    def __init__(
        self,
        reader: Reader,
        title: str,
        lines: tuple[str, ...] = (),
        value: str = "",
        *,
        empty: bool = False,
    ) -> None:
        super().__init__()
        self._empty = empty
        self._reader = reader
        self._title = title
        self._lines = lines
        self._value = value

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(safe(self._title, 200), classes="dialog-title", markup=False)
            for line in self._lines:
                yield Static(safe(line, 600), markup=False)
            yield GuardedField(self._value, max_length=200)
            yield Static("", id="problem", classes="hint", markup=False)
            yield Static(
                self._reader.translate(N_("enter: go on     esc: go back")), classes="hint", markup=False
            )

    def on_input_submitted(self, event: TextField.Submitted) -> None:
        text = event.value.strip()
        if text or self._empty:
            self.dismiss(text)
        else:
            self._refuse(N_("Nothing is written here yet."))

    def on_guarded_field_refused(self) -> None:
        self._refuse(N_("This looks like a card number: it may only be typed in the card field."))

    def _refuse(self, why: str) -> None:
        self.query_one("#problem", Static).update(self._reader.translate(why))

    def action_no(self) -> None:
        self.dismiss(None)


class Tell(ModalScreen[None]):
    """Something to read, or to read aloud; any of the usual keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q,space", "close", show=False)]

    def __init__(self, title: str, lines: tuple[str, ...], leads_back: str) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._leads_back = leads_back

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(safe(self._title, 200), classes="dialog-title", markup=False)
            with VerticalScroll(id="tell-lines"):
                for line in self._lines:
                    yield Static(safe(line, 600), markup=False)
            yield Static(self._leads_back, classes="hint", markup=False)

    def on_mount(self) -> None:
        self.query_one("#tell-lines", VerticalScroll).focus()

    def action_close(self) -> None:
        self.dismiss(None)
