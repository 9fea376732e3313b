"""What an answer brings with it, in the same transaction: the list's row, the mail, the expected dates."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import Connection

from checkout_tui.desk.context import Context
from checkout_tui.desk.subscription_life import end, follow
from checkout_tui.domain import matching
from checkout_tui.domain import outcomes as o
from checkout_tui.domain.business_days import SettlementWindow
from checkout_tui.domain.history import Question, Standing
from checkout_tui.domain.letter import Letter, Mail, MailKind, MailState
from checkout_tui.domain.licence import Licence, issue
from checkout_tui.domain.method import AllocationRule
from checkout_tui.domain.order import Attention, Delivery, Order, OrderState, order_state, tried
from checkout_tui.domain.payment import Payment, is_under_way
from checkout_tui.domain.query import KeyKind, folded, payment_keys
from checkout_tui.domain.refund import Brings, RefundRequest, RefundState, brings, paid_otherwise, paid_twice
from checkout_tui.domain.subscription import Ended
from checkout_tui.domain.tax_point import change_to_tell
from checkout_tui.store import (
    awaited,
    invoices,
    licences,
    mails,
    orders,
    payments,
    refunds,
    search,
    subscriptions,
)

_ATTENTION: dict[RefundState | None, Attention | None] = {
    None: None,
    RefundState.REFUSED: Attention.REFUND_REFUSED,
    RefundState.REFERRED: Attention.REFUND_REFERRED,
}
_DELIVERS = frozenset({MailKind.RECEIPT, MailKind.DELIVERY})
_AWAITED = frozenset({Standing.AWAITING_CUSTOMER, Standing.AWAITING_FUNDS})


class Consequences:
    """Keeps everything derived true, and writes to the customer."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def mark(self, connection: Connection, reference: str, stored: orders.StoredOrder | None = None) -> None:
        """Bring the order's row in line with its payments; ``stored`` when it was read in this transaction."""
        stored = stored or orders.get(connection, reference)
        tries = tried(payments.of_order(connection, reference))
        state = order_state(tries, cancelled=stored.cancelled_at is not None)
        latest = tries[-1] if tries else None
        is_awaited = latest is not None and (latest.standing in _AWAITED or is_under_way(latest))
        window = payments.window(connection, latest.id) if latest and is_awaited else None
        orders.mark(
            connection,
            reference,
            state,
            latest.method if latest else "",
            window.last if window else None,
            self._attention(connection, stored, tries),
        )
        follow(connection, stored.id, stored.order, state, self._now())
        if any(payment.instructions for payment in tries):
            awaited.replace(connection, reference, _waiting(stored.order, tries))

    def _attention(
        self, connection: Connection, stored: orders.StoredOrder, tries: tuple[Payment, ...]
    ) -> Attention | None:
        if any(self._context.to_pay_out(payment) for payment in tries):
            return Attention.REFUND_PAY_OUT
        if any(payment.late for payment in tries):
            return Attention.LATE_APPROVAL
        if paid_twice(tries) is not None:
            return Attention.PAID_TWICE
        attention = _ATTENTION[refunds.attention(connection, stored.order.reference)]
        changed = change_to_tell(stored.order, tries, cancelled=stored.cancelled_at is not None)
        return attention or (Attention.TAX_CHANGED if changed else None)

    def of_answer(
        self,
        connection: Connection,
        payment: Payment,
        question: Question,
        outcome: o.Outcome,
        stored: orders.StoredOrder | None = None,
    ) -> None:
        """Dates, search keys and mail that follow from an answer just written down."""
        stored = stored or orders.get(connection, payment.order)
        if payment.shows:
            search.add(connection, stored.id, payment_keys(payment.shows, payment.amount))
        if isinstance(outcome, o.Pending) or (
            isinstance(outcome, o.Settled) and self._may_be_reversed(payment.method)
        ):
            self.called(connection, payment.order, outcome.reference)
        match outcome:
            case o.AwaitingFunds() | o.AwaitingCustomer() if question is Question.AUTHORIZE:
                window = self._window(payment, stored.order)
                payments.keep_window(connection, payment.id, window)
                self.write(connection, MailKind.ORDER_CONFIRMATION, stored.order, payment)
            case o.Authorized() if outcome.terms:
                payments.keep_window(connection, payment.id, self._window(payment, stored.order))
                self.write(connection, MailKind.DEBIT_AUTHORIZED, stored.order, payment)
            case o.Settled():
                self._settled(connection, stored.id, stored.order, payment)
            case o.Refused() if payment.standing is Standing.DECLINED:
                self.write(connection, MailKind.DECLINED, stored.order, payment)
            case o.Refunded():
                request = self._executed(connection, payment, RefundState.DONE)
                if request:
                    self._end_with(connection, stored.order, payment, request)
                self.write(connection, MailKind.REFUND_DONE, stored.order, payment, request)
            case o.Refused() | o.NotFound() if question is Question.REFUND and payment.live is None:
                # Granted, and the money did not move: somebody is owed it, so a person has to look.
                self._executed(connection, payment, RefundState.REFUSED)
            case o.Pending() | o.Unanswered() if not mails.of_order(connection, payment.order):
                # a mail exists after every order, whatever became of the payment.
                self.write(connection, MailKind.ORDER_CONFIRMATION, stored.order, payment)

    def _end_with(
        self, connection: Connection, order: Order, payment: Payment, request: RefundRequest
    ) -> None:
        """What a full refund ends (R-039c): of a renewal its subscription, not what was bought once beside it."""
        now = self._now()
        otherwise = paid_otherwise(payments.of_order(connection, order.reference), payment)
        ends = request.ends_subscription
        brought = brings(order, request.kind, ends_subscription=ends, paid_otherwise=otherwise)
        if brought is Brings.NOTHING:
            return
        once = frozenset(line.code for line in order.lines if not line.renews)
        licences.end(connection, order.reference, once, now)
        if brought is Brings.SUBSCRIPTION:
            for each in subscriptions.of_order(connection, order.reference):
                end(connection, each, Ended.REFUNDED, now, request.asked_by)
                licences.end(connection, each.order, frozenset(line.code for line in each.lines), now)

    def _may_be_reversed(self, method: str) -> bool:
        """Whether what its provider settled may be taken back by the name that the provider gave it."""
        lane = self._context.lanes.get(method)
        if lane is None or lane.method.allocation is not AllocationRule.AUTOMATIC:
            return False
        return lane.method.final_after is not None

    def called(self, connection: Connection, reference: str, name: str) -> None:
        """Remember what banks call money of this order: by that name they bring it back."""
        if name:
            order_id = orders.get(connection, reference).id
            search.add(connection, order_id, ((KeyKind.ON_ITS_WAY, name),))

    def taken_back(self, connection: Connection, payment: Payment) -> None:
        """What a bank's return brings: the order's row, and a mail without the bank's reason (R-060, R-062)."""
        self.mark(connection, payment.order)
        stored = orders.get(connection, payment.order)
        if stored.state is OrderState.RETURNED:
            self.write(connection, MailKind.DECLINED, stored.order, payment)

    def presented_again(self, connection: Connection, payment: Payment) -> None:
        """When it is expected now, and a mail that says so before anything is taken."""
        order = orders.get(connection, payment.order).order
        payments.keep_window(connection, payment.id, self._window(payment, order, self._now()))
        self.write(connection, MailKind.PRESENTED_AGAIN, order, payment)

    def write(
        self,
        connection: Connection,
        kind: MailKind,
        order: Order,
        payment: Payment | None,
        refund: RefundRequest | None = None,
        ended: Ended | None = None,
        renews_on: date | None = None,
        given_up: tuple[str, ...] = (),
    ) -> Mail:
        """Queue one mail about the order."""
        letter = self.compose(connection, kind, order, payment, refund, ended, renews_on, given_up)
        reader = order.delivered_to if kind is MailKind.DELIVERY else order.customer
        mail = Mail(
            id=self._context.ids.new(),
            kind=kind,
            state=MailState.QUEUED,
            order=order.reference,
            to=reader.email,
            language=order.language,
            subject=letter.subject,
            queued_at=self._context.clock.now(),
        )
        mails.add(connection, mail, letter)
        return mail

    def compose(
        self,
        connection: Connection,
        kind: MailKind,
        order: Order,
        payment: Payment | None,
        refund: RefundRequest | None = None,
        ended: Ended | None = None,
        renews_on: date | None = None,
        given_up: tuple[str, ...] = (),
    ) -> Letter:
        """The letter as it would be written now; ``given_up`` are renewals that end unpaid with their subscription."""
        lane = self._context.lanes.get(payment.method) if payment else None
        return self._context.letters.compose(
            kind,
            order,
            payment=payment,
            method=lane.method if lane else None,
            window=payments.window(connection, payment.id) if payment else None,
            declined=lane.decline(payment.last_no) if lane and payment and payment.last_no else None,
            invoice=invoices.find(connection, order.reference) if kind is MailKind.RECEIPT else None,
            written_on=self._now().date(),
            refund=refund,
            ended=ended,
            renews_on=renews_on,
            given_up=given_up,
            renewal_of=self._renewal_of(connection, order),
            licences=self.licences_of(connection, order) if kind in _DELIVERS else (),
            paid_otherwise=refund is not None
            and payment is not None
            and paid_otherwise(payments.of_order(connection, order.reference), payment),
        )

    def _renewal_of(self, connection: Connection, order: Order) -> str:
        """The order whose subscription this one renews; empty for any other."""
        if order.payable_on is None or not subscriptions.is_renewal(connection, order.reference):
            return ""
        return next((each.order for each in subscriptions.of_order(connection, order.reference)), "")

    def licences_of(self, connection: Connection, order: Order) -> tuple[Licence, ...]:
        """The licences that this order brought; for a renewal those that it lets go on."""
        if not _brings_licences(order):
            return ()
        begun = [each.order for each in subscriptions.of_order(connection, order.reference)]
        return licences.of_orders(connection, tuple(sorted({order.reference, *begun})))

    def _executed(self, connection: Connection, payment: Payment, state: RefundState) -> RefundRequest | None:
        """What became of the granted request, beside the answer in the payment's history."""
        request = refunds.executing(connection, payment.id)
        if request is None:
            return None
        return refunds.change(connection, request, state=state, ended_at=self._now())

    def _settled(self, connection: Connection, order_id: int, order: Order, payment: Payment) -> None:
        number, again = invoices.number_for(connection, order.reference, self._now())
        if not again:
            search.add(connection, order_id, ((KeyKind.INVOICE, number),))
            self._issue(connection, order_id, order)
        self.write(connection, MailKind.RECEIPT, order, payment)
        used_by = order.delivered_to.email.casefold()
        if used_by and used_by != order.customer.email.casefold():
            # Billing gets the receipt; who uses it gets the licence and download data.
            self.write(connection, MailKind.DELIVERY, order, payment)

    def _issue(self, connection: Connection, order_id: int, order: Order) -> None:
        """The keys that come with the first payment (R-008); a renewal goes on with those that are there."""
        if _brings_licences(order) and not subscriptions.is_renewal(connection, order.reference):
            issued = issue(order, self._now(), self._context.ids.draw)
            licences.add(connection, issued)
            search.add(connection, order_id, ((KeyKind.LICENCE, each.key) for each in issued))

    def _window(
        self, payment: Payment, order: Order, since: datetime | None = None
    ) -> SettlementWindow | None:
        lane = self._context.lane(payment.method)
        return lane.settlement_window(
            order=order,
            since=since or payment.opened_at,
            calendar=self._context.calendar(payment.method, payment.currency),
        )

    def _now(self) -> datetime:
        return self._context.clock.now()


def _brings_licences(order: Order) -> bool:
    return any(line.delivery is Delivery.LICENCE for line in order.lines)


def _waiting(order: Order, tries: tuple[Payment, ...]) -> Iterator[tuple[awaited.Awaited, tuple[str, ...]]]:
    """What of an order waits for money, with the words that its customer is known by."""
    names = tuple(name for name in (order.customer.name, order.customer.company) if name)
    words = tuple(dict.fromkeys(word for name in names for word in matching.name_words(name)))
    for payment in tries:
        if payment.standing is Standing.AWAITING_FUNDS and payment.instructions and payment.due.minor:
            yield (
                awaited.Awaited(
                    payment.id, payment.order, payment.method, payment.due, "\n".join(map(folded, names))
                ),
                words,
            )
