"""The end of a call: what is read back to the caller, and the note that the program wrote."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from checkout_tui.desk.calls import Closing
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.sentence import N_, Reader
from checkout_tui.tui.screens.dialogs import Question


class WrapUpScreen(Question):
    """Enter ends the call, once; escape goes on with it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "end", show=False),
        Binding("escape,n", "go_on", show=False),
    ]

    def __init__(self, closing: Closing, reader: Reader) -> None:
        super().__init__()
        self._ending = closing
        self._reader = reader
        self._answered = False

    def compose(self) -> ComposeResult:
        t = self._reader.translate
        with Vertical(classes="dialog"):
            yield Static(t(N_("End the call?")), classes="dialog-title", markup=False)
            with VerticalScroll(id="closing"):
                yield Static(t(N_("Read back:")), classes="hint", markup=False)
                for line in self._ending.read_back:
                    yield Static(f"« {safe(line, 600)} »", markup=False)
                yield Static(t(N_("The note that is kept:")), classes="hint", markup=False)
                for note in self._ending.note:
                    yield Static(safe(note.say(self._reader), 600), markup=False)
            yield Static(t(N_("enter: end the call     esc: it goes on")), classes="hint", markup=False)

    def on_mount(self) -> None:
        self.query_one("#closing", VerticalScroll).focus()

    def action_end(self) -> None:
        if not self._answered:
            self._answered = True
            self.dismiss(True)

    def action_go_on(self) -> None:
        self.dismiss(False)
