"""Money on its way: what customers transfer, and the documents in which their banks' banks report it."""

import hashlib
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from attrs import evolve, frozen

from checkout_tui.domain.errors import N_
from checkout_tui.domain.money import Money
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.sentence import sentence
from checkout_tui.domain.simulated import Transfer
from checkout_tui.simulator.customers import amount_of, payer_of, reference_written
from checkout_tui.simulator.demo import Demo
from checkout_tui.simulator.journal import Journal
from checkout_tui.simulator.scenario.shape import Ordered, Pay, Scenario, Together
from checkout_tui.simulator.world import OUTSIDE
from checkout_tui.store import payments

_LATE_DOCUMENT = timedelta(hours=1)


@frozen
class _Sent:
    """One transfer on its way, and for which orders."""

    transfer: Transfer
    names: tuple[str, ...]
    twice: bool


@frozen
class Batch:
    """What one bank reports of one day, in one document; what it takes back comes in one of its own."""

    method: str
    at: datetime
    returned: bool


class Transit:
    """Transfers between customers and the desk. ``arrange`` puts a document among what is going to happen."""

    def __init__(
        self, plan: Scenario, demo: Demo, journal: Journal, arrange: Callable[[datetime, Batch], None]
    ) -> None:
        self._plan = plan
        self._demo = demo
        self._world = demo.world
        self._banks = demo.world.banks
        self._journal = journal
        self._arrange = arrange
        self._sending: dict[Batch, list[_Sent]] = {}
        self.reported: dict[tuple[str, str], int] = {}
        """What banks said came in, by method and currency: all of it has to be somewhere."""

    def pay(self, order: Ordered, payment: Payment) -> None:
        """The customer transfers what the scenario says: at once or in parts, too much, too little, twice."""
        whole, before = payment.amount.minor, 0.0
        chance = random.Random(f"{self._plan.seed}/{order.name}/money")
        for pay in order.pays or ():
            upto = before + pay.share
            minor = int(whole * upto + 1e-9) - int(whole * before + 1e-9)
            before = upto if upto < 1 else 0.0
            amount = (
                Money(minor, payment.currency) + amount_of(pay.more, payment) - amount_of(pay.less, payment)
            )
            method = self._paid_by(pay, payment)
            at = self._arrives(pay, order, payment, method, chance)
            if amount.minor > 0:
                reference = reference_written(pay.writes, payment.remittance_reference or payment.order)
                self._send(method, at, Transfer(amount, reference, payer_of(order), at.date()), order, pay)

    def take_back(self, order: Ordered, payment: Payment) -> None:
        """What was settled at once goes back later, where the scenario says so and its provider reports it."""
        calendar = self._banks.of(payment.method, payment.currency)
        for pay in order.pays or ():
            if pay.returned and self._world.side(payment.method).report is not None:
                day = self._world.now().date() + timedelta(days=pay.returned_after)
                at = self._banks.statement_on(self._banks.next_open(day, calendar), calendar)
                back = Transfer(payment.amount, payment.reference, payer_of(order), at.date(), pay.returned)
                self._put(payment.method, at, _Sent(back, (order.name,), twice=False))
                return

    def pay_together(self, together: Together, tries: list[Payment], first: Ordered) -> None:
        """One transfer for several orders, whose references stand in it."""
        amount = sum((each.amount for each in tries[1:]), tries[0].amount)
        reference = " ".join(each.remittance_reference or each.order for each in tries)
        calendar = self._banks.of(together.method, amount.currency)
        day = self._world.now().date()
        at = self._banks.statement_on(calendar.next_open(day) if calendar else day, calendar)
        transfer = Transfer(amount, reference, together.payer or payer_of(first), at.date())
        self._put(together.method, at, _Sent(transfer, together.orders, twice=False))

    def report(self, batch: Batch) -> tuple[str, ...]:
        """The bank's document comes, now and then twice; returns the names of the orders it is about."""
        sent = self._sending.pop(batch)
        calendar = self._banks.of(batch.method, sent[0].transfer.amount.currency)
        day = self._banks.local_day(batch.at, calendar)
        transfers = tuple(evolve(each.transfer, on=day) for each in sent)
        document = self._world.document(batch.method, transfers, day)
        if document is None:
            return ()
        self._journal.line("document", document.name, hashlib.sha256(document.content).hexdigest())
        for each in sent:
            amount = each.transfer.amount
            text = N_("the bank reports {amount}")
            if batch.returned:
                text = N_("the bank takes back {amount} ({code})")
            else:
                where = (batch.method, amount.currency)
                self.reported[where] = self.reported.get(where, 0) + amount.minor
            says = sentence(text, amount=amount, code=each.transfer.returned)
            self._journal.tell("document", ", ".join(each.names), says)
        names = tuple(name for each in sent for name in each.names)
        self._demo.desk.documents.import_document(document.name, document.content, OUTSIDE, batch.method)
        if any(each.twice for each in sent):
            self._demo.desk.documents.import_document(document.name, document.content, OUTSIDE, batch.method)
            self._journal.tell("document", ", ".join(names), sentence(N_("the same document comes again")))
        return names

    # ------------------------------------------------------------ inside

    def _paid_by(self, pay: Pay, payment: Payment) -> str:
        method = self._demo.desk.lanes[pay.method].method if pay.method else None
        fits = method and (method.currencies is None or payment.currency in method.currencies)
        return pay.method if fits else payment.method

    def _arrives(
        self, pay: Pay, order: Ordered, payment: Payment, method: str, chance: random.Random
    ) -> datetime:
        calendar = self._banks.of(method, payment.currency)
        with self._demo.store.reading() as connection:
            window = payments.window(connection, payment.id)
        if pay.days is not None:
            days, day = pay.days, (calendar.day_zero(order.at) if calendar else order.at.date())
        elif window is not None and calendar is not None:
            days, day = chance.randint(0, calendar.between(window.first, window.last)), window.first
        else:
            days, day = chance.randint(4, 9), order.at.date()
        return self._banks.statement_on(self._banks.later(day, days, calendar), calendar)

    def _send(self, method: str, at: datetime, transfer: Transfer, order: Ordered, pay: Pay) -> None:
        self._put(method, at, _Sent(transfer, (order.name,), pay.twice))
        if pay.returned:
            calendar = self._banks.of(method, transfer.amount.currency)
            day = at.date() + timedelta(days=pay.returned_after)
            day = self._banks.next_open(day, calendar)
            back = evolve(transfer, returned=pay.returned, on=day)
            self._put(
                method, self._banks.statement_on(day, calendar), _Sent(back, (order.name,), twice=False)
            )

    def _put(self, method: str, at: datetime, sent: _Sent) -> None:
        at = max(at, self._world.now())
        batch = Batch(method, at, bool(sent.transfer.returned))
        if batch not in self._sending:
            self._sending[batch] = []
            share = self._plan.methods[method].reordered if method in self._plan.methods else 0.0
            chance = random.Random(f"{self._plan.seed}/{method}/{at.isoformat()}/{batch.returned}")
            comes = at
            if chance.random() < share:
                comes = datetime.combine(self._banks.next_open(at.date() + timedelta(days=1)), at.time(), UTC)
                comes += _LATE_DOCUMENT
            self._arrange(comes, batch)
        self._sending[batch].append(sent)
