"""The screen while nobody may look: no customer, no amount, until the code is typed that was chosen."""

import hmac
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static

from checkout_tui.domain.secret import Secret
from checkout_tui.domain.sentence import N_, Reader
from checkout_tui.tui.widgets.card_field import CardField

CHOOSE = N_("Locked. Type a code that unlocks it, then enter; enter alone unlocks without a code.")
LOCKED = N_("Locked. Type your code, then enter. Forgotten: ctrl+q leaves; nothing that was saved is lost.")
WRONG = N_("That is not the code.")


class LockScreen(Screen[None]):
    """Covers everything: no modal screen, for what is below one shines through.

    The code is kept in memory while it is locked, and nowhere else.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stay", show=False)]
    DEFAULT_CSS = "LockScreen { align: center middle; }"

    def __init__(self, reader: Reader) -> None:
        super().__init__(id="locked")
        self._reader = reader
        self._code: Secret | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static("checkout-tui", classes="dialog-title", markup=False)
            yield Static(self._reader.translate(CHOOSE), id="says", markup=False)
            yield CardField(id="code")

    def on_mount(self) -> None:
        self.query_one(CardField).focus()

    def on_card_field_submitted(self, event: CardField.Submitted) -> None:
        typed = event.field.secret()
        event.field.wipe()
        if self._code is None and typed:
            self._code = typed
            self._say(LOCKED)
        elif self._code is None or hmac.compare_digest(typed.reveal().encode(), self._code.reveal().encode()):
            self.dismiss(None)
        else:
            self._say(WRONG, LOCKED)
            self.app.bell()

    def action_stay(self) -> None:
        """Escape leads nowhere from here."""

    def _say(self, *texts: str) -> None:
        self.query_one("#says", Static).update(" ".join(map(self._reader.translate, texts)))
