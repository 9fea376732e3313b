"""The papers of one order: its invoice and every mail, to be read, saved and sent again (R-011, R-025)."""

from collections.abc import Mapping
from pathlib import Path

from textual.app import ComposeResult
from textual.widgets import Static

from checkout_tui.desk.views import OrderLetter, OrderView
from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.letter import Attachment, Mail, MailKind, MailState, mail_words
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.reference import shown
from checkout_tui.domain.sentence import N_, sentence
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.screens.dialogs import Ask
from checkout_tui.tui.shown import short_day
from checkout_tui.tui.widgets.row_list import Column, Row, RowList

INVOICE = "invoice"
HINT = N_("Enter reads what is marked. An invoice that is had again keeps number and totals, and is a copy.")
NONE_YET = N_("There is no paper yet: the first mail is written when a payment is asked for. esc, then p.")


class PapersScreen(DeskScreen):
    """The invoice first, then the mails, newest first, each with where it went and what became of it."""

    NAME = "papers"
    TITLE_TEXT = N_("Papers")

    def __init__(self, reference: str) -> None:
        super().__init__()
        self.reference = reference
        self.view: OrderView | None = None

    def body(self) -> ComposeResult:
        yield Static("", id="hint", classes="hint", markup=False)
        yield RowList((Column(22), Column(), Column(9), Column(10, right=True)), id="papers")

    def load(self) -> None:
        self.query_one("#papers", RowList).focus()
        self.ask(
            lambda desk: desk.orders.view(self.reference),
            self._loaded,
            group="view",
            exclusive=True,
            keys_wait=self.view is None,
        )

    def _loaded(self, view: OrderView) -> None:
        self.view = view
        self.redraw()

    # ------------------------------------------------------------ drawing

    def draw(self) -> None:
        self.headline(f"{self.t(self.TITLE_TEXT)}  {shown(self.reference)}")
        if self.view is None:
            self.query_one("#hint", Static).update(self.t(self.not_here))
            return
        rows = []
        if self.view.invoice is not None:
            title = self.t(N_("invoice {number}"), number=self.view.invoice)
            rows.append(Row(INVOICE, (title, self.view.order.total.shown(self.reader.language), "", "")))
        rows += [self._row(mail) for mail in reversed(self.view.mails)]
        self.query_one("#papers", RowList).show(rows)
        self.query_one("#hint", Static).update(self.t(HINT if rows else NONE_YET))

    def _row(self, mail: Mail) -> Row:
        trouble = f"  {safe(mail.trouble, 80)}" if mail.trouble else ""
        cells = (
            self.say(mail_words(mail.kind)),
            f"{safe(mail.to, 80)}{trouble}",
            self.say(mail_words(mail.state)),
            short_day(mail.queued_at.date(), self.reader),
        )
        return Row(mail.id, cells, "alarm" if mail.state is MailState.BOUNCED else "")

    # ------------------------------------------------------------ what can be done

    def impossible(self) -> Mapping[str, str]:
        view = self.view
        if view is None:
            return self.not_yet()
        no = {}
        if view.invoice is None:
            no["save_paper"] = N_("There is no invoice before the payment is here.")
        if not view.mails:
            no["send_again"] = no["put_right"] = N_("No mail was written yet.")
        return {code: self.t(text) for code, text in no.items()}

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        if event.key == INVOICE:
            self.action_save_paper()
        elif self.view is not None:
            mail = self._mail()
            state = self.view.state
            if mail is not None:
                self.ask(
                    lambda desk: OrderLetter(mail, desk.mail.read(mail.id), state),
                    self._show,
                    group="letter",
                    keys_wait=True,
                )

    def _show(self, written: OrderLetter) -> None:
        from checkout_tui.tui.screens.letter import LetterScreen  # noqa: PLC0415 - loaded with the first mail read

        self.in_front(lambda: self.app.push_screen(LetterScreen(written, self.reader)))

    def action_send_again(self) -> None:
        """The marked mail; for the invoice the receipt, with the invoice as a copy (R-011)."""
        mail = self._mail()
        if mail is not None and self.possible("send_again"):
            self.ask(lambda desk: desk.mail.resend(mail.id, self.operator), self._sent_again)

    def action_put_right(self) -> None:
        """Correct the address that a mail went to, and send it there, in one step."""
        mail = self._mail()
        if mail is None or not self.possible("put_right"):
            return

        def corrected(email: str | None) -> None:
            if email is not None:
                self.ask(lambda desk: desk.mail.readdress(mail.id, email, self.operator), self._sent_again)

        lines = (self.t(N_("Ask the caller to spell it. This mail is sent again to the new address.")),)
        self.app.push_screen(Ask(self.reader, self.t(N_("E-mail address")), lines, mail.to), corrected)

    def action_save_paper(self) -> None:
        if self.possible("save_paper"):
            self.ask(lambda desk: desk.mail.invoice_copy(self.reference), self._where_to, keys_wait=True)

    def _where_to(self, paper: Attachment) -> None:
        def named(text: str | None) -> None:
            if text is not None:
                path = Path(text).expanduser()
                self.aside(lambda: _write(path, paper), self._saved)

        lines = (self.t(N_("The invoice is saved as a copy; a file that is there is not written over.")),)
        ask = Ask(self.reader, self.t(N_("Save it as")), lines, str(Path.home() / paper.name))
        self.in_front(lambda: self.app.push_screen(ask, named))

    # ------------------------------------------------------------ inside

    def _mail(self) -> Mail | None:
        """The marked mail; the latest receipt where the invoice is marked."""
        if self.view is None:
            return None
        marked = self.query_one("#papers", RowList).marked
        if marked == INVOICE:
            receipts = [mail for mail in self.view.mails if mail.kind is MailKind.RECEIPT]
            return receipts[-1] if receipts else None
        return next((mail for mail in self.view.mails if mail.id == marked), None)

    def _sent_again(self, mail: Mail) -> None:
        self.tell(sentence(N_("“{subject}” is on its way to {to}."), subject=mail.subject, to=mail.to))
        self.load()
        self.send_mail()

    def _saved(self, path: Path) -> None:
        self.tell(sentence(N_("Saved in {path}."), path=str(path)))


def _write(path: Path, paper: Attachment) -> Path:
    try:
        with path.open("xb") as file:
            file.write(paper.content)
    except OSError as error:
        raise BadInput(N_("It could not be saved: {why}."), why=error.strerror or str(error)) from None
    return path
