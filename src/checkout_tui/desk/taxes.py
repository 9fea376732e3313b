"""Orders that are not paid yet follow the tax table: a new rate changes what they cost, and everybody is told."""

from datetime import date

from sqlalchemy import Connection

from checkout_tui.desk.consequences import Consequences
from checkout_tui.desk.context import Context
from checkout_tui.desk.conversation import Conversation
from checkout_tui.domain.errors import CheckoutError
from checkout_tui.domain.history import Question, Retaxed, Standing, Withdrawn
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.money import Money
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Order
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.query import KeyKind
from checkout_tui.domain.sentence import Sentence
from checkout_tui.domain.tax import last_change, latest_tax_day
from checkout_tui.domain.tax_point import (
    asking_for,
    is_current,
    is_fixed,
    retaxed,
    stays_current,
    waits_for_any,
)
from checkout_tui.domain.typed_amount import amount_key
from checkout_tui.store import invoices, orders, payments, search
from checkout_tui.store.orders import StoredOrder

BATCH = 500


class Taxes:
    """Determines the tax of what is not paid anew; what a tax point is, :mod:`checkout_tui.domain.tax_point` says."""

    def __init__(self, context: Context, consequences: Consequences, conversation: Conversation) -> None:
        self._context = context
        self._consequences = consequences
        self._conversation = conversation

    def keep_up(self, by: Operator) -> tuple[int, tuple[Sentence, ...]]:
        """Tax every unpaid order anew whose place has another rate by now. How many, and what went wrong.

        Each is done once, whoever else does it at the same time: the order is locked, and its own day
        says by which rates it is taxed. The customer is written to, with new instructions or a new link.
        """
        changed, last = 0, 0
        troubles: list[Sentence] = []
        while True:
            now = self._context.clock.now()
            # The new day does not begin everywhere at once. An order whose own place has another rate from then on is
            # looked at again until that day is there; every other one is done with.
            latest = latest_tax_day(now)
            with self._context.store.reading() as connection:
                batch = orders.taxed_before(connection, last_change(latest), BATCH, last)
            same = tuple(stored.id for stored in batch if stays_current(stored.order, now))
            if same:
                with self._context.store.writing() as connection:
                    orders.rates_looked_at(connection, same, latest)
            for stored in batch:
                if not is_current(stored.order, now):
                    try:
                        changed += self._follow(stored.order.reference, by)
                    except CheckoutError as error:
                        troubles.append(error.sentence)
            if len(batch) < BATCH:
                return changed, tuple(troubles)
            last = batch[-1].id

    def bring_up(
        self, connection: Connection, stored: StoredOrder, by: Operator, paid: date | None = None
    ) -> Order:
        """The order with the tax of its tax point, in the caller's transaction, which has locked it.

        ``paid`` is the day on which the money that is about to be tied to it was here. Payments that
        wait for money wait for the new total; nobody is written to.
        """
        order, now = stored.order, self._context.clock.now()
        if is_current(order, now, paid):
            return order
        tries = payments.of_order(connection, order.reference)
        if is_fixed(tries):
            return order
        issued = invoices.issued_at(connection, order.reference)
        after = retaxed(
            order, self._context.seller.registrations, at=now, by=by.name, paid=paid, invoiced=issued
        )
        if after == order:
            return order
        orders.retax(connection, after)
        search.add(connection, stored.id, ((KeyKind.AMOUNT, amount_key(after.total)),))
        for payment in tries:
            if waits_for_any(payment) and payment.amount != after.total:
                told = asking_for(payment.instructions, payment.amount, after.total, order.language)
                event = Retaxed(after.total, payment.amount, told)
                payments.append(connection, payment, event, at=now, by=by.name)
        self._consequences.mark(connection, order.reference)
        return after

    def total_now(self, order: Order, others: tuple[Payment, ...]) -> Money:
        """What the order costs if it is paid now, beside these other payments; nothing is written."""
        if is_fixed(others):
            return order.total
        now = self._context.clock.now()
        return retaxed(order, self._context.seller.registrations, at=now, by="").total

    # ------------------------------------------------------------ inside

    def _follow(self, reference: str, by: Operator) -> int:
        again: Payment | None = None
        with self._context.store.writing() as connection:
            stored = orders.get(connection, reference, lock=True)
            after = self.bring_up(connection, stored, by)
            if len(after.retaxed) == len(stored.order.retaxed):
                return 0
            again = self._give_up_link(connection, after, by)
            self._consequences.mark(connection, reference)
            tries = [
                p for p in payments.of_order(connection, reference) if p.standing is Standing.AWAITING_FUNDS
            ]
            self._consequences.write(connection, MailKind.TAX_CHANGED, after, tries[-1] if tries else None)
        if again is not None:
            self._conversation.ask(again.id, Question.AUTHORIZE, by)
        return 1

    def _give_up_link(self, connection: Connection, order: Order, by: Operator) -> Payment | None:
        """A mailed link is for the former total: it ends here. Another payment to ask for a new one, where that can
        be done without asking the caller anything."""
        now = self._context.clock.now()
        given_up = None
        for payment in payments.of_order(connection, order.reference):
            if payment.standing is Standing.AWAITING_CUSTOMER:
                payments.append(connection, payment, Withdrawn("retaxed"), at=now, by=by.name)
                given_up = payment
        lane = self._context.lanes.get(given_up.method) if given_up else None
        if given_up is None or lane is None or lane.why_not or any(f.required for f in lane.method.fields):
            return None
        again = Payment(self._context.ids.new(), order.reference, given_up.method, order.total, now)
        payments.add(connection, again)
        return again
