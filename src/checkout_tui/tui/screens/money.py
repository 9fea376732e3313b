"""The money inbox: what arrived and is tied to nothing yet, and whose it may be (R-066, R-068, R-071)."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

from checkout_tui.domain.candidate_words import why
from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.inbox import Folder
from checkout_tui.domain.late_money import Way
from checkout_tui.domain.money import Money
from checkout_tui.domain.reference import shown
from checkout_tui.domain.remittance import Candidate, LineKind, Remittance, Verb
from checkout_tui.domain.sentence import N_, sentence
from checkout_tui.tui.money_words import DONE_WITH, NOBODY, NOTHING_MARKED, OF_NOTHING
from checkout_tui.tui.screens.dialogs import Ask, Confirm
from checkout_tui.tui.screens.money_list import MoneyList
from checkout_tui.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from checkout_tui.desk import Desk

T = TypeVar("T")


def of_the_marked(act: "Callable[[MoneyScreen], None]") -> "Callable[[MoneyScreen], None]":
    """The same, once the list shows what the filter finds: above all what asks nothing before it is done."""

    @wraps(act)
    def once_looked(screen: "MoneyScreen") -> None:
        screen.once_looked(lambda: act(screen))

    return once_looked


class MoneyScreen(MoneyList):
    """What a person decides about it: tie, split, name the order, send back, keep, park, undo, confirm."""

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        if event.rows.id == "inbox":
            self.query_one("#candidates", RowList).focus()
        else:
            self.action_allocate()

    # ------------------------------------------------------------ tying

    @of_the_marked
    def action_allocate(self) -> None:
        remittance, candidate = self._waiting(), self._candidate()
        if remittance is None:
            return
        receipt = self._receipt()
        if receipt is not None:
            self._confirm_untied(remittance, receipt)
        elif candidate is None:
            self.tell(sentence(OF_NOTHING if remittance.kind is LineKind.RETURN else NOBODY), alarm=True)
        elif candidate.why_not is not None:
            self.tell(candidate.why_not, alarm=True)
        else:
            amount = remittance.amount
            if remittance.kind is not LineKind.RETURN:
                amount = _least(remittance.unallocated, candidate.amount)
            self._confirm_tie(remittance, candidate, amount)

    @of_the_marked
    def action_part(self) -> None:
        remittance, candidate = self._marked(), self._candidate()
        if self._done or remittance is None or candidate is None or candidate.why_not is not None:
            self.action_allocate()
            return

        question = N_("How much of it is for {order}?")

        def typed(text: str) -> None:
            try:
                amount = Money.parse(text, remittance.amount.currency)
            except CheckoutError as error:
                ask(text, (self.say(error.sentence),))
                return
            if not 0 < amount.minor <= most.minor:
                ask(text, (self.t(N_("It can be {most} at most."), most=most),))
                return
            self._confirm_tie(remittance, candidate, amount)

        def ask(value: str, lines: tuple[str, ...] = ()) -> None:
            self._ask(question, typed, lines, value=value, order=shown(candidate.order))

        most = _least(remittance.unallocated, candidate.amount)
        ask(most.plain())

    def _confirm_tie(self, remittance: Remittance, candidate: Candidate, amount: Money) -> None:
        back = remittance.kind is LineKind.RETURN
        short = Money(max(candidate.amount.minor - amount.minor, 0), amount.currency)
        reopens = Way.REOPEN in candidate.ways
        if back:
            consequence = sentence(N_("The bank took it back: the order is open again."))
        elif short.minor:
            consequence = sentence(N_("The order still waits for {amount}."), amount=short)
        else:
            consequence = sentence(N_("The order is paid then: receipt and invoice are mailed."))
        over = Money(remittance.unallocated.minor - amount.minor, amount.currency)
        lines = [
            self.t(N_("from: {payer}"), payer=remittance.payer or "?"),
            self.t(N_("to: {order} {customer}"), order=shown(candidate.order), customer=candidate.customer),
            self.t(N_("because: {reason}"), reason=why(candidate, remittance)),
            self.say(consequence),
        ]
        if reopens:
            lines.insert(
                0, self.t(N_("This order was cancelled, and is taken up again: ask the customer first."))
            )
        if over.minor > 0 and not back:
            lines.append(self.t(N_("{amount} stay in the inbox."), amount=over))
        title = N_("Take {amount} back from the order?") if back else N_("Allocate {amount}?")
        given = None if back else amount
        self._confirm(
            self.t(title, amount=amount),
            tuple(lines),
            lambda desk: desk.remittances.allocate(remittance.id, candidate.payment, self.operator, given),
            lambda after: self._tied(after, candidate, short),
            alarm=back or reopens,
        )

    def _confirm_untied(self, back: Remittance, receipt: Remittance) -> None:
        self._confirm(
            self.t(N_("Did the bank take {amount} back before anybody tied it?"), amount=back.amount),
            (
                self.t(N_("from: {payer}"), payer=receipt.payer or "?"),
                self.t(N_("Both leave the inbox; nothing is settled by this money.")),
            ),
            lambda desk: desk.returns.take_from_receipt(back.id, receipt.id, self.operator),
            lambda _: self.tell(sentence(N_("Taken back: no order has this money."))),
            alarm=True,
        )

    def _tied(self, after: Remittance, candidate: Candidate, short: Money) -> None:
        if after.proposal is not None:
            self._waits()
            return
        self.named.pop(after.id, None)
        self.tell(sentence(N_("Tied to {order}."), order=shown(candidate.order)))
        self._mail()
        if not short.minor:
            return
        self.ask(
            lambda desk: desk.seller.bears(short, candidate.method),
            lambda bears: self._offer_to_bear(candidate, short) if bears else None,
            group="short",
        )

    def _offer_to_bear(self, candidate: Candidate, short: Money) -> None:
        self._confirm(
            self.t(N_("Bear {amount} as bank charges?"), amount=short),
            (
                self.t(N_("So little is often kept by banks on the way, and this seller bears it.")),
                self.t(
                    N_("It is written down as a fee. The order is paid then: receipt and invoice are mailed.")
                ),
            ),
            lambda desk: desk.remittances.accept_short(candidate.payment, self.operator),
            lambda _: self._mail(),
        )

    @of_the_marked
    def action_name_order(self) -> None:
        remittance = self._waiting()
        if remittance is None:
            return

        def named(text: str) -> None:
            self.ask(
                lambda desk: desk.remittances.candidate(remittance.id, text),
                lambda candidate: self._named(remittance, candidate),
                # What was misread is put right where it was typed.
                failed=lambda error: ask(text, (self.say(error.sentence),)),
            )

        def ask(value: str = "", lines: tuple[str, ...] = ()) -> None:
            self._ask(N_("Which order is it for? Its reference:"), named, lines, value=value)

        ask()

    def _named(self, remittance: Remittance, candidate: Candidate) -> None:
        self.named[remittance.id] = candidate
        self._found((remittance.id, self.candidates, self.ties, self.decided, self.receipts))
        rows = self.query_one("#candidates", RowList)
        rows.focus()
        rows.action_first()
        self.tell(candidate.why_not)

    # ------------------------------------------------------------ deciding otherwise

    @of_the_marked
    def action_send_back(self) -> None:
        self._decide(
            N_("Why does {amount} go back to {payer}?"),
            lambda desk, remittance, why: desk.remittances.send_back(remittance.id, self.operator, why),
        )

    @of_the_marked
    def action_surplus(self) -> None:
        marked = self._marked()
        if marked is not None and marked.kind is LineKind.RETURN:
            self._decide(
                N_("How is it known that this return of {amount} is of nothing here?"),
                lambda desk, back, why: desk.remittances.close(back.id, self.operator, why),
            )
            return
        self._decide(
            N_("Why is {amount} of {payer} kept?"),
            lambda desk, remittance, why: desk.remittances.keep_surplus(remittance.id, self.operator, why),
        )

    def _decide(self, question: str, verb: "Callable[[Desk, Remittance, str], Remittance]") -> None:
        remittance = self._waiting()
        if remittance is None:
            return
        self._ask(
            question,
            lambda why: self._do(
                lambda desk: verb(desk, remittance, why),
                lambda after: self._waits() if after.proposal else self.tell(sentence(N_("Written down."))),
            ),
            amount=remittance.unallocated,
            payer=remittance.payer or "?",
        )

    @of_the_marked
    def action_park(self) -> None:
        remittance = self._waiting()
        if remittance is None:
            return
        parked = self.folder is Folder.PARKED

        def laid(after: Remittance) -> None:
            text = N_("Parked: v shows it.") if after.note else N_("It waits with the others again.")
            self.tell(sentence(text))

        def noted(note: str) -> None:
            self._do(lambda desk: desk.remittances.park(remittance.id, note, self.operator), laid)

        lines = (self.t(N_("Without a note it waits with the others again.")),) if parked else ()
        self._ask(N_("Why does it stay here?"), noted, lines, value=remittance.note, empty=parked)

    @of_the_marked
    def action_undo(self) -> None:
        remittance = self._marked()
        if remittance is None:
            self.tell(sentence(NOTHING_MARKED))
            return
        if remittance.kind is LineKind.RETURN:
            self._undo_return(remittance)
            return
        ties = self.ties if self._of == remittance.id else ()
        if not ties and not remittance.surplus and not remittance.sent_back:
            self.tell(
                sentence(N_("Nothing of this money is tied, kept or sent back. v shows what is done with."))
            )
            return
        last = ties[-1] if ties else None
        title = (
            N_("Why is {amount} taken from {order} again?")
            if last
            else N_("Why is it not kept or sent back?")
        )

        def undo(why: str) -> None:
            self._do(
                lambda desk: (
                    desk.remittances.release(remittance.id, last.payment, self.operator, why)
                    if last
                    else desk.remittances.bring_back(remittance.id, self.operator, why)
                ),
                self._undone,
            )

        self._ask(
            title,
            undo,
            amount=last.amount if last else remittance.amount,
            order=shown(last.order) if last else "",
        )

    def _undone(self, after: Remittance) -> None:
        self.tell(sentence(N_("Undone: the money is in the inbox again.")))
        self._mail()

    def _undo_return(self, back: Remittance) -> None:
        if not self._done:
            self.tell(sentence(N_("This return is taken back from nothing yet. v shows what is done with.")))
            return
        decided = self.decided[-1:] if self._of == back.id else ()
        closed = any(each.verb is Verb.CLOSE for each in decided)
        what = N_("What it took back is here again; if an order is paid by that, its receipt is mailed.")
        self._ask(
            N_("Why is this return of {amount} looked into again?")
            if closed
            else N_("Why was this return of {amount} not of that money?"),
            lambda why: self._do(
                lambda desk: desk.returns.undo(back.id, self.operator, why),
                lambda _: self.tell(sentence(N_("Undone: the return waits in the inbox again."))),
            ),
            () if closed else (self.t(what),),
            amount=back.amount,
        )

    @of_the_marked
    def action_confirm_it(self) -> None:
        remittance = self._marked()
        if remittance is None or remittance.proposal is None:
            self.tell(sentence(N_("Nothing waits for a second person here.")))
            return
        proposal = remittance.proposal
        why_not = proposal.why_not_confirm(self.operator.name)
        if why_not is not None:
            self.tell(why_not, alarm=True)
            return
        self._confirm(
            self.t(N_("Confirm {amount}?"), amount=proposal.amount),
            (self.t(N_("from: {payer}"), payer=remittance.payer or "?"), self.panels.proposed(proposal)),
            lambda desk: desk.remittances.confirm(remittance.id, self.operator),
            self._confirmed,
        )

    def _confirmed(self, after: Remittance) -> None:
        self.tell(sentence(N_("Confirmed.")))
        self._mail()

    @of_the_marked
    def action_turn_down(self) -> None:
        remittance = self._marked()
        if remittance is None or remittance.proposal is None:
            self.tell(sentence(N_("Nothing waits for a second person here.")))
            return
        self._do(
            lambda desk: desk.remittances.withdraw(remittance.id, self.operator),
            lambda _: self.tell(sentence(N_("Turned down: the money is free again."))),
        )

    def _waits(self) -> None:
        self.tell(sentence(N_("Much money: it waits until a second person confirms it.")))

    # ------------------------------------------------------------ elsewhere

    @of_the_marked
    def action_open_order(self) -> None:
        from checkout_tui.tui.screens.order import OrderScreen  # noqa: PLC0415 - loaded with the first order opened

        candidate = self._candidate()
        order = candidate.order if candidate else self.ties[0].order if self.ties else ""
        if order:
            self.app.push_screen(OrderScreen(order))
        else:
            self.tell(sentence(NOTHING_MARKED if self._marked() is None else NOBODY))

    def action_import_it(self) -> None:
        from checkout_tui.tui.screens.bank_document import BankDocumentScreen  # noqa: PLC0415 - loaded when wanted

        self.app.push_screen(BankDocumentScreen())

    # ------------------------------------------------------------ inside

    def _waiting(self) -> Remittance | None:
        """What is marked and waits for a decision; says so when there is none."""
        remittance = self._marked()
        if remittance is None:
            self.tell(sentence(NOTHING_MARKED))
        elif self._done:
            self.tell(sentence(DONE_WITH))
            return None
        return remittance

    def _mail(self) -> None:
        """What follows from a decision is mailed at once."""
        self.ask(lambda desk: desk.mail.deliver(), lambda sent: None, group="mail")

    def _ask(
        self,
        question: str,
        then: Callable[[str], None],
        lines: tuple[str, ...] = (),
        *,
        value: str = "",
        empty: bool = False,
        **facts: object,
    ) -> None:
        def answered(text: str | None) -> None:
            if text is not None:
                then(text)

        ask = Ask(self.reader, self.t(question, **facts), lines, value, empty=empty)
        self.in_front(lambda: self.app.push_screen(ask, answered))

    def _confirm(
        self,
        title: str,
        lines: tuple[str, ...],
        work: "Callable[[Desk], T]",
        then: Callable[[T], None],
        *,
        alarm: bool = False,
    ) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self._do(work, then)

        confirm = Confirm(self.reader, title, lines, alarm=alarm)
        self.in_front(lambda: self.app.push_screen(confirm, answered))

    def _do(self, work: "Callable[[Desk], T]", then: Callable[[T], None]) -> None:
        """One decision at a time; a second press while it is written does nothing."""
        if self._busy:
            return
        self._busy = True

        def done(after: T) -> None:
            self._busy = False
            self.load()
            then(after)

        def failed(error: CheckoutError) -> None:
            self._busy = False
            self.refuse(error)

        self.ask(work, done, failed=failed)


def _least(one: Money, other: Money) -> Money:
    return one if one.currency != other.currency or one < other else other
