"""What people asked about their own data: each with the days that are left to answer it (domain, section 8)."""

from datetime import date

from textual.app import ComposeResult
from textual.widgets import Static

from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.privacy import PrivacyRequest, PrivacyState, privacy_words
from checkout_tui.domain.sentence import N_, counted, sentence
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.screens.dialogs import Ask
from checkout_tui.tui.shown import short_day
from checkout_tui.tui.widgets.row_list import Column, Row, RowList

NOBODY_ASKED = N_("Nobody asked about their own data yet. n: somebody does, by e-mail address.")
WHOSE = N_("Ask for the e-mail address of the orders. What is held is found by it.")


class PrivacyScreen(DeskScreen):
    """The most urgent request first; then what was answered."""

    NAME = "privacy"
    TITLE_TEXT = N_("Privacy")

    def __init__(self) -> None:
        super().__init__()
        self.requests: tuple[PrivacyRequest, ...] = ()
        self.today: date | None = None

    def body(self) -> ComposeResult:
        yield Static("", id="hint", classes="hint", markup=False)
        yield RowList((Column(15), Column(), Column(11), Column(26)), id="requests")

    def load(self) -> None:
        self.query_one("#requests", RowList).focus()
        self.ask(
            lambda desk: (desk.privacy.requests(self.operator), desk.clock.now().date()),
            self._loaded,
            group="privacy",
            exclusive=True,
            keys_wait=self.today is None,
        )

    def _loaded(self, answer: tuple[tuple[PrivacyRequest, ...], date]) -> None:
        self.requests, self.today = answer
        self.redraw()

    def draw(self) -> None:
        today = self.today
        if today is None:
            self.query_one("#hint", Static).update(self.t(self.not_here))
            return
        open_ = sum(each.state is PrivacyState.OPEN for each in self.requests)
        said = counted(N_("{count} request to answer"), N_("{count} requests to answer"), open_)
        hint = said if self.requests else sentence(NOBODY_ASKED)
        self.query_one("#hint", Static).update(self.say(hint))
        self.query_one("#requests", RowList).show([self._row(each, today) for each in self.requests])

    def _row(self, request: PrivacyRequest, today: date) -> Row:
        due = short_day(request.due_on, self.reader)
        ended = request.state is not PrivacyState.OPEN
        cells = (
            self.say(privacy_words(request.right)),
            safe(request.email, 80),
            "" if ended else due,
            self.say(privacy_words(request.state)) if ended else self.say(request.clock(today)),
        )
        return Row(request.id, cells, "quiet" if ended else "alarm" if request.is_late(today) else "")

    # ------------------------------------------------------------ one person

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        request = next((each for each in self.requests if each.id == event.key), None)
        if request is not None:
            self._open(request.email)

    def action_somebody(self) -> None:
        """An address, and all that is held under it."""
        ask = Ask(self.reader, self.t(N_("E-mail address")), (self.t(WHOSE),))
        self.app.push_screen(ask, lambda email: self._open(email) if email else None)

    def _open(self, email: str) -> None:
        from checkout_tui.tui.screens.person import PersonScreen  # noqa: PLC0415 - loaded when somebody asks

        self.app.push_screen(PersonScreen(email))
