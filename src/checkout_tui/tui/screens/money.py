"""The money inbox: what arrived and is tied to nothing yet, and whose it may be (R-066, R-068, R-071)."""

from textual.app import ComposeResult
from textual.widgets import Static

from checkout_tui.domain.money import Money
from checkout_tui.domain.outside_text import looks_like_card_number, safe
from checkout_tui.domain.reference import shown
from checkout_tui.domain.remittance import Candidate, Likeness, LineKind, Remittance
from checkout_tui.domain.sentence import N_, sentence
from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.screens.dialogs import Ask, Confirm
from checkout_tui.tui.shown import short_day
from checkout_tui.tui.widgets.row_list import Column, Row, RowList

EMPTY = N_("No money waits here. A bank's document brings it in: checkout-tui import FILE")
NOBODY = N_("No order is known that this could be for. Find it with F3, or park it with a note.")
_REASONS = {
    Likeness.REFERENCE: N_("its reference stands in the text"),
    Likeness.AMOUNT_AND_NAME: N_("same amount, and the name is alike"),
    Likeness.AMOUNT: N_("same amount only"),
}


class MoneyScreen(DeskScreen):
    """Above what arrived, below the orders it may be for, each with the reason."""

    NAME = "money"
    TITLE_TEXT = N_("Money inbox")

    def __init__(self) -> None:
        super().__init__()
        self.inbox: tuple[Remittance, ...] = ()
        self.candidates: tuple[Candidate, ...] = ()
        self._of = ""
        self._loaded = False

    def body(self) -> ComposeResult:
        yield RowList((Column(10), Column(16, right=True), Column(22), Column()), id="inbox")
        yield Static("", id="wrote", classes="panel", markup=False)
        yield RowList((Column(11), Column(), Column(16, right=True), Column(34)), id="candidates")

    def load(self) -> None:
        self.query_one("#inbox", RowList).focus()
        self.ask(lambda desk: desk.remittances.inbox(), self._show)

    def _show(self, inbox: tuple[Remittance, ...]) -> None:
        self.inbox = inbox
        self._loaded = True
        self._of = ""
        self.candidates = ()
        self.redraw()

    def draw(self) -> None:
        rows = []
        for remittance in self.inbox:
            back = remittance.kind is LineKind.RETURN
            amount = remittance.amount if back else remittance.unallocated
            wrote = safe(remittance.reference or remittance.text, 200)
            if back:
                wrote = f"↩ {self.t(N_('return'))} {safe(remittance.code, 12)} {wrote}"
            cells = (
                short_day(remittance.booked_on, self.reader),
                amount.shown(self.reader.language),
                safe(remittance.payer, 60),
                wrote,
            )
            rows.append(Row(remittance.id, cells, "alarm" if back else "quiet" if remittance.note else ""))
        self.query_one("#inbox", RowList).show(rows)
        self._draw_marked()

    def _draw_marked(self) -> None:
        marked = self._marked()
        wrote = self.query_one("#wrote", Static)
        if marked is None:
            wrote.update(self.t(EMPTY) if self._loaded else self.t(N_("Looking…")))
        else:
            lines = [safe(marked.text or marked.reference or "–", 400)]
            if marked.account:
                lines.append(self.t(N_("from account {account}"), account=marked.account))
            if marked.note:
                lines.append(self.t(N_("parked: {note}"), note=marked.note))
            if not self.candidates and self._of == marked.id:
                lines.append(self.t(NOBODY))
            wrote.update("\n".join(lines))
        rows = [
            Row(
                candidate.payment,
                (
                    shown(candidate.order),
                    safe(candidate.customer, 60),
                    candidate.amount.shown(self.reader.language),
                    self.t(_REASONS[candidate.likeness]),
                ),
            )
            for candidate in self.candidates
        ]
        self.query_one("#candidates", RowList).show(rows)

    def on_row_list_marked(self, event: RowList.Marked) -> None:
        if event.rows.id != "inbox" or event.key == self._of:
            return
        remittance = event.key
        self.candidates = ()
        self._draw_marked()
        self.ask(
            lambda desk: (remittance, desk.remittances.candidates(remittance)),
            self._found,
            group="candidates",
            exclusive=True,
        )

    def _found(self, answer: tuple[str, tuple[Candidate, ...]]) -> None:
        if answer[0] == self.query_one("#inbox", RowList).marked:
            self._of, self.candidates = answer
            self._draw_marked()

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        if event.rows.id == "inbox":
            self.query_one("#candidates", RowList).focus()
        else:
            self.action_allocate()

    def action_allocate(self) -> None:
        remittance = self._marked()
        key = self.query_one("#candidates", RowList).marked
        candidate = next((c for c in self.candidates if c.payment == key), None)
        if remittance is None:
            return
        if candidate is None:
            self.tell(sentence(NOBODY), alarm=True)
            return
        back = remittance.kind is LineKind.RETURN
        amount = remittance.amount if back else _least(remittance.unallocated, candidate.amount)
        if back:
            consequence = N_("The bank took it back: the order is open again.")
        elif amount == candidate.amount:
            consequence = N_("The order is paid then: receipt and invoice are mailed.")
        else:
            consequence = N_("The order still waits for the rest.")
        lines = (
            self.t(N_("from: {payer}"), payer=remittance.payer or "?"),
            self.t(N_("to: {order} {customer}"), order=shown(candidate.order), customer=candidate.customer),
            self.t(N_("because: {reason}"), reason=self.t(_REASONS[candidate.likeness])),
            self.t(consequence),
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self.ask(
                    lambda desk: desk.remittances.allocate(remittance.id, candidate.payment, self.operator),
                    lambda _: self._allocated(candidate),
                )

        title = self.t(
            N_("Take {amount} back from the order?") if back else N_("Allocate {amount}?"), amount=amount
        )
        self.app.push_screen(Confirm(self.reader, title, lines, alarm=back), answered)

    def _allocated(self, candidate: Candidate) -> None:
        self.tell(sentence(N_("Tied to {order}."), order=shown(candidate.order)))
        self.load()
        self.ask(lambda desk: desk.mail.deliver(), lambda sent: None, group="mail")

    def action_park(self) -> None:
        remittance = self._marked()
        if remittance is None:
            return

        def noted(note: str | None) -> None:
            if note is not None and not looks_like_card_number(note):
                self.ask(
                    lambda desk: desk.remittances.park(remittance.id, note, self.operator),
                    lambda _: self.load(),
                )

        self.app.push_screen(
            Ask(self.reader, self.t(N_("Why does it stay here?")), (), remittance.note), noted
        )

    def _marked(self) -> Remittance | None:
        key = self.query_one("#inbox", RowList).marked
        return next((remittance for remittance in self.inbox if remittance.id == key), None)


def _least(one: Money, other: Money) -> Money:
    return one if one.currency != other.currency or one < other else other
