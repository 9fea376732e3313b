"""Mail that the calendar brings: late money is asked after, a renewal is announced. How often is configuration."""

from attrs import evolve
from sqlalchemy import Connection

from checkout_tui.desk.consequences import Consequences
from checkout_tui.desk.context import Context
from checkout_tui.domain.history import Standing
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.subscription import Subscription, renewed
from checkout_tui.store import mails, orders, payments, privacy, subscriptions

BATCH = 200


class Reminders:
    """Written once for each occasion, however often the worker looks."""

    def __init__(self, context: Context, consequences: Consequences) -> None:
        self._context = context
        self._consequences = consequences

    def write_due(self) -> int:
        """Everything that the seller's configuration wants written today; returns how many mails."""
        seller = self._context.seller
        written = 0
        if seller.overdue_reminder_days:
            last = ""
            while True:
                today = self._context.clock.now().date()
                with self._context.store.reading() as connection:
                    batch = payments.late(connection, today, BATCH, last)
                written += sum(self._late(payment.id, payment.order) for payment in batch)
                if len(batch) < BATCH:
                    break
                last = batch[-1].id
        if seller.renewal_notice_days:
            last = ""
            while True:
                with self._context.store.reading() as connection:
                    coming = subscriptions.coming(
                        connection, self._context.clock.now().date(), seller.renewal_notice_days, BATCH, last
                    )
                written += sum(self._notice(each.id, each.order) for each in coming)
                if len(coming) < BATCH:
                    break
                last = coming[-1].id
        return written

    def _late(self, payment_id: str, reference: str) -> int:
        """One reminder for each configured day past the window's upper bound (R-079); never several at once."""
        with self._context.store.writing() as connection:
            stored = orders.get(connection, reference, lock=True)
            payment = payments.get(connection, payment_id)
            window = payments.window(connection, payment_id)
            if privacy.in_force(connection, stored.order.customer.email):
                return 0  # restricted, or objected to: nothing is mailed that the customer did not ask for
            if window is None or not self._still_awaited(payment):
                return 0
            days = (self._context.bank_day(payment) - window.last).days
            wanted = sum(days >= wait for wait in self._context.seller.overdue_reminder_days if wait > 0)
            if self._reminded(connection, payment) >= wanted:
                return 0
            self._consequences.write(connection, MailKind.OVERDUE_REMINDER, stored.order, payment)
            return 1

    def _still_awaited(self, payment: Payment) -> bool:
        return payment.standing is Standing.AWAITING_FUNDS and payment.live is None and payment.allocated == 0

    def _reminded(self, connection: Connection, payment: Payment) -> int:
        return sum(
            mail.kind is MailKind.OVERDUE_REMINDER and mail.queued_at >= payment.opened_at
            for mail in mails.of_order(connection, payment.order)
        )

    def _notice(self, subscription_id: str, reference: str) -> int:
        """The next renewal is announced once, with what it costs; after the last there is none to announce."""
        with self._context.store.writing() as connection:
            order = orders.get(connection, reference, lock=True).order
            each: Subscription = subscriptions.get(connection, subscription_id)
            if privacy.in_force(connection, order.customer.email):
                return 0
            day = each.next_on
            if day is None or each.noticed_for == day:
                return 0
            subscriptions.keep(connection, evolve(each, noticed_for=day))
            coming = renewed(each, order, day, self._context.seller.registrations)
            self._consequences.write(connection, MailKind.RENEWAL_NOTICE, coming, None, renews_on=day)
            return 1
