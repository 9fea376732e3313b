"""A mail of an order on the screen, word for word as the customer has it (R-005)."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from checkout_tui.desk.views import OrderLetter
from checkout_tui.domain.letter import mail_words
from checkout_tui.domain.order import state_words
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.reference import shown
from checkout_tui.domain.sentence import N_, Reader


class LetterScreen(ModalScreen[None]):
    """Where the order stands, what was mailed about it to whom, and the mail itself.

    Enter closes nothing: it was pressed to pay just now, and may be pressed twice.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "close", show=False)]

    def __init__(self, written: OrderLetter, reader: Reader) -> None:
        super().__init__()
        self._written = written
        self._reader = reader

    def compose(self) -> ComposeResult:
        written, t = self._written, self._reader.translate
        mail = written.mail
        state = state_words(written.state).say(self._reader).upper()
        title = f"{shown(mail.order)}  {state}"
        head = t(N_("{kind} to {to}: {state}")).format(
            kind=mail_words(mail.kind).say(self._reader),
            to=safe(mail.to, 120),
            state=mail_words(mail.state).say(self._reader),
        )
        with Vertical(classes="dialog"):
            yield Static(title, classes="dialog-title", markup=False)
            yield Static(head, markup=False)
            if mail.trouble:
                yield Static(f"✗ {safe(mail.trouble, 300)}", markup=False)
            for file in written.letter.attachments:
                yield Static(f"⎙ {safe(file.name, 100)}", markup=False)
            with VerticalScroll(id="letter-body"):
                yield Static(f"\n{safe(written.letter.subject, 200)}\n", classes="dialog-title", markup=False)
                body = "\n".join(safe(line, 2000) for line in written.letter.text.splitlines())
                yield Static(body, markup=False)
            yield Static(t(N_("esc: to the order     arrows: read on")), classes="hint", markup=False)

    def on_mount(self) -> None:
        self.query_one("#letter-body", VerticalScroll).focus()

    def action_close(self) -> None:
        self.dismiss(None)
