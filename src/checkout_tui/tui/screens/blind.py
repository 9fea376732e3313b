"""Purchase Lookup, the blind form: an address in, a mail to that inbox, and nothing on the screen (R-020, R-021)."""

from textual.app import ComposeResult
from textual.widgets import Static

from checkout_tui.domain.sentence import N_, sentence
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.widgets.guarded_field import GuardedField
from checkout_tui.tui.widgets.text_field import TextField

SENT = N_("If purchases are known under this address, everything about them is on its way there.")
EXPLAINS = N_(
    "Type the caller's e-mail address. Whatever is known is mailed to that inbox: orders, invoices, downloads,"
    " payment instructions, declined payments. This screen says the same for every address."
)
ORDER_OF_HELP = N_("No mail arrived? In this order: the spam folder, this lookup, then support.")


class BlindScreen(DeskScreen):
    """The same screen, as fast, whether the address is known or not."""

    NAME = "blind"
    TITLE_TEXT = N_("Purchase Lookup by mail")

    def body(self) -> ComposeResult:
        yield Static("", id="explains", classes="hint", markup=False)
        yield GuardedField(id="email", max_length=254)
        yield Static("", id="help-order", classes="hint", markup=False)

    def draw(self) -> None:
        self.query_one("#explains", Static).update(self.t(EXPLAINS))
        self.query_one("#help-order", Static).update(self.t(ORDER_OF_HELP))
        self.query_one("#email", TextField).placeholder = self.t(N_("e-mail address"))

    def load(self) -> None:
        self.query_one("#email", TextField).focus()

    def on_screen_suspend(self) -> None:
        super().on_screen_suspend()
        if self.stands and self not in self.app.screen_stack:
            # Whoever comes back has another caller on the line.
            self.tell(None)

    def on_input_changed(self, event: TextField.Changed) -> None:
        if event.value:
            self.tell(None)

    def on_guarded_field_refused(self) -> None:
        self.tell(
            sentence(N_("This looks like a card number: it may only be typed in the card field.")), alarm=True
        )

    def on_input_submitted(self, event: TextField.Submitted) -> None:
        email = event.value.strip()
        if email:
            self.tell(None)
            self.ask(lambda desk: desk.lookup.blind(email, self.operator), self._sent)

    def _sent(self, _: None) -> None:
        self.query_one("#email", TextField).value = ""
        self.tell(sentence(SENT))
        self.ask(lambda desk: desk.mail.deliver(), lambda sent: None, group="mail")
