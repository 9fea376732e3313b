"""Every mail and what became of it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from checkout_tui.domain.letter import Letter, Mail, MailKind, MailState, mail_words
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.reference import shown
from checkout_tui.domain.sentence import N_, Sentence, counted, sentence
from checkout_tui.tui.running import Work
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.screens.dialogs import Ask
from checkout_tui.tui.shown import short_moment
from checkout_tui.tui.widgets.action_bar import ActionBar
from checkout_tui.tui.widgets.row_list import Column, Row, RowList

if TYPE_CHECKING:
    from checkout_tui.desk import Desk

EMPTY = N_("No mail was written yet: the first goes out with the first order. F4 takes one.")
CLOSED = {
    MailKind.LOOKUP_ANSWER: N_("What a lookup answers goes to the inbox only, and is not shown here."),
    MailKind.REFUND_VALIDATION: N_("The code that confirms a refund is for the customer only: ask for it."),
}
_SHAPES = {MailState.QUEUED: "…", MailState.SENT: "✓", MailState.HELD: "‼", MailState.BOUNCED: "✗"}
_ALARMS = frozenset({MailState.HELD, MailState.BOUNCED})


SENDING = N_("The mail is being sent…")
NONE_MARKED = N_("No mail is marked.")


class OutboxScreen(DeskScreen):
    """A list of mails, and below it the one that is marked."""

    NAME = "outbox"
    TITLE_TEXT = N_("Mail")

    def __init__(self) -> None:
        super().__init__()
        self.mails: tuple[Mail, ...] = ()
        self._loaded = False
        self._letter: tuple[str, Letter] | None = None

    def body(self) -> ComposeResult:
        yield RowList((Column(16), Column(10), Column(19), Column(), Column(11)), id="mails")
        with VerticalScroll(id="letter", classes="panel"):
            yield Static("", id="letter-text", markup=False)

    def load(self) -> None:
        self.query_one("#mails", RowList).focus()
        work = self.checkout.running.of(self._work)
        if work is not None:
            self.shows_work(work)
            self.checkout.running.seen(work.number)
        self._look()

    def _look(self) -> None:
        self.ask(
            lambda desk: desk.mail.outbox(),
            self._show,
            group="outbox",
            exclusive=True,
            keys_wait=not self._loaded,
        )

    def _show(self, mails: tuple[Mail, ...]) -> None:
        self.mails = mails
        self._loaded = True
        self.redraw()

    def draw(self) -> None:
        rows = []
        for mail in self.mails:
            state = f"{_SHAPES[mail.state]} {self.say(mail_words(mail.state))}"
            kind = self.say(mail_words(mail.kind))
            order = shown(mail.order) if mail.order else ""
            cells = (short_moment(mail.queued_at, self.reader), state, kind, safe(mail.to, 80), order)
            rows.append(Row(mail.id, cells, "alarm" if mail.state in _ALARMS else ""))
        mails = self.query_one("#mails", RowList)
        mails.display = bool(rows) or not self._loaded
        mails.show(rows)
        self._draw_letter()

    def _draw_letter(self) -> None:
        mail = self._marked()
        text = "" if self.mails else self.t(EMPTY if self._loaded else self.not_here)
        if mail is not None:
            if mail.kind in CLOSED:
                text = self.t(CLOSED[mail.kind])
            elif self._letter is not None and self._letter[0] == mail.id:
                letter = self._letter[1]
                names = ", ".join(safe(file.name, 60) for file in letter.attachments)
                body = "\n".join(safe(line, 2000) for line in letter.text.splitlines())
                text = f"{safe(letter.subject, 200)}\n{names}\n\n{body}"
            if mail.trouble:
                text = f"‼ {safe(mail.trouble, 300)}\n\n{text}"
        self.query_one("#letter-text", Static).update(text)

    def on_row_list_marked(self, event: RowList.Marked) -> None:
        self._draw_letter()
        bar = self.query_one(ActionBar)
        bar.show(self.reader, demo=self.checkout.demo, impossible=self.impossible())
        mail_id = event.key
        if self._letter is None or self._letter[0] != mail_id:
            self.ask(
                lambda desk: (mail_id, desk.mail.read(mail_id)), self._read, group="letter", exclusive=True
            )

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        self.query_one("#letter", VerticalScroll).focus()

    def _read(self, answer: tuple[str, Letter]) -> None:
        self._letter = answer
        self._draw_letter()

    def action_resend_mail(self) -> None:
        mail = self._marked()
        if mail is not None:
            self.ask(lambda desk: desk.mail.resend(mail.id, self.operator), self._resent)

    def impossible(self) -> Mapping[str, str]:
        mail = self._marked() if self._loaded else None
        if mail is None:
            about_one = ("resend_mail", "hold", "release", "came_back", "readdress")
            return dict.fromkeys(about_one, self.t(NONE_MARKED))
        no = {}
        if mail.state is not MailState.QUEUED:
            no["hold"] = N_("Only a queued mail can be held.")
        if mail.state is not MailState.HELD:
            no["release"] = N_("Only a held mail can be released.")
        if mail.state is not MailState.SENT:
            no["came_back"] = N_("Only a mail that was sent can come back.")
        if not mail.order:
            no["readdress"] = N_("This mail is about no order: ask for the lookup with the right address.")
        return {code: self.t(text) for code, text in no.items()}

    def action_hold(self) -> None:
        mail = self._marked()
        if mail is not None and self.possible("hold"):
            self._moved(lambda desk: desk.mail.hold(mail.id, self.operator), N_("Held: it waits here."))

    def action_release(self) -> None:
        mail = self._marked()
        if mail is not None and self.possible("release"):
            told = N_("Released: it leaves with the next round.")
            self._moved(lambda desk: desk.mail.release(mail.id, self.operator), told)

    def action_came_back(self) -> None:
        mail = self._marked()
        if mail is not None and self.possible("came_back"):
            told = N_("Bounced: ask the caller to spell the address, then correct it (e).")
            self._moved(lambda desk: desk.mail.came_back(mail.id, self.operator), told)

    def action_readdress(self) -> None:
        mail = self._marked()
        if mail is None or not self.possible("readdress"):
            return

        def corrected(email: str | None) -> None:
            if email is not None:
                self.ask(lambda desk: desk.mail.readdress(mail.id, email, self.operator), self._resent)

        lines = (self.t(N_("Ask the caller to spell it. This mail is sent again to the new address.")),)
        self.app.push_screen(Ask(self.reader, self.t(N_("E-mail address")), lines, mail.to), corrected)

    def _moved(self, work: "Callable[[Desk], None]", told: str) -> None:
        def done(_: None) -> None:
            self.tell(sentence(told))
            self.load()

        self.ask(work, done)

    def action_send(self) -> None:
        if not self.under_way:
            self.tell(sentence(SENDING))
            self._work = self.checkout.running.send_mail(_went_out)

    def show_work(self, work: Work) -> None:
        if work.error is not None:
            self.refuse(work.error)
        else:
            self.tell(work.far or sentence(SENDING))
        if work.ended:
            # It is told once; whoever comes back later sees the mails as they are then.
            self._work = 0
            self._look()

    def _resent(self, mail: Mail) -> None:
        self.tell(sentence(N_("“{subject}” is on its way to {to}."), subject=mail.subject, to=mail.to))
        self.load()
        self.send_mail()

    def _marked(self) -> Mail | None:
        key = self.query_one("#mails", RowList).marked
        return next((mail for mail in self.mails if mail.id == key), None)


def _went_out(count: int) -> Sentence:
    return counted(N_("{count} mail went out."), N_("{count} mails went out."), count)
