"""Subscriptions: renewed on the clock, cancelled, reinstated (R-030 to R-034)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from attrs import evolve, frozen
from sqlalchemy import Connection

from checkout_tui.desk.consequences import Consequences
from checkout_tui.desk.context import Context
from checkout_tui.desk.conversation import Conversation, Extra
from checkout_tui.desk.subscription_life import end
from checkout_tui.desk.views import RenewalView, SubscriptionsView
from checkout_tui.domain import reference as references
from checkout_tui.domain.errors import CheckoutError, N_, NotPossible
from checkout_tui.domain.history import Question, Withdrawn
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.operator import CUSTOMER, Operator, Role
from checkout_tui.domain.order import Order, why_not_cancel
from checkout_tui.domain.outcomes import Token
from checkout_tui.domain.payment import CAN_WITHDRAW, HAS_TAKEN, Payment
from checkout_tui.domain.query import KeyKind, keys_for
from checkout_tui.domain.refund import Wanted, differences
from checkout_tui.domain.sentence import Sentence
from checkout_tui.domain.subscription import (
    LIVE,
    Ended,
    Renewal,
    Subscription,
    SubscriptionState,
    falls_due,
    next_renewal,
    next_try,
    renewed,
    why_not_cancel_subscription,
    why_not_reinstate,
)
from checkout_tui.domain.tax import tax_day
from checkout_tui.domain.wording import line, spoken_day
from checkout_tui.store import orders, payments, search, subscriptions

BATCH = 200

_S = SubscriptionState


@frozen
class _Means:
    """What the latest charge was paid with, and whether it can be charged again without the customer."""

    payment: Payment
    by_itself: bool


class Subscriptions:
    """What an operator does with subscriptions, and what happens to them by the clock alone."""

    def __init__(self, context: Context, conversation: Conversation, consequences: Consequences) -> None:
        self._context = context
        self._conversation = conversation
        self._consequences = consequences

    def view(self, reference: str) -> SubscriptionsView:
        """The subscriptions of this order, with every renewal and what may be said."""
        with self._context.store.reading() as connection:
            order = orders.get(connection, reference).order
            found = subscriptions.of_order(connection, reference)
            made = tuple(
                RenewalView(
                    renewal,
                    orders.get(connection, renewal.order).order.total,
                    orders.get(connection, renewal.order).state,
                )
                for each in found
                for renewal in subscriptions.renewals_of(connection, each.id)
            )
        return SubscriptionsView(
            order=order,
            subscriptions=found,
            renewals=made,
            why_not_cancel=why_not_cancel_subscription(found),
            why_not_reinstate=why_not_reinstate(found),
            say=_say(order, found),
            differences=differences(order, Wanted(), order.total),
        )

    def cancel(self, reference: str, by: Operator) -> SubscriptionsView:
        """Stop every future renewal; refund nothing (R-031, R-032). One mail says so (R-033).

        A renewal that nobody has paid is given up with it.
        """
        by.must(Role.CUSTOMER_SERVICE)
        return self._cancel(reference, by)

    def cancel_by_customer(self, reference: str) -> SubscriptionsView:
        """The same on the seller's page, by the link in the receipt (R-030); once more does nothing more."""
        view = self.view(reference)
        if view.subscriptions and all(each.ended is Ended.CANCELLED for each in view.subscriptions):
            return view
        return self._cancel(reference, CUSTOMER)

    def _cancel(self, reference: str, by: Operator) -> SubscriptionsView:
        with self._context.store.writing() as connection:
            found = self._locked(connection, reference)
            why_not = why_not_cancel_subscription(found)
            if why_not is not None:
                raise NotPossible.because(why_not)
            given_up = [
                renewal
                for each in found
                if each.state in LIVE
                for renewal in self._end(connection, each, Ended.CANCELLED, by)
            ]
            order = orders.get(connection, found[0].order).order
            self._consequences.write(
                connection, MailKind.SUBSCRIPTION_CANCELLED, order, None, given_up=tuple(given_up)
            )
        return self.view(reference)

    def reinstate(self, reference: str, by: Operator) -> SubscriptionsView:
        """Renewals go on from the next day on which one falls; what passed meanwhile is not charged (R-033)."""
        by.must(Role.CUSTOMER_SERVICE)
        now = self._context.clock.now()
        with self._context.store.writing() as connection:
            found = self._locked(connection, reference)
            why_not = why_not_reinstate(found)
            if why_not is not None:
                raise NotPossible.because(why_not)
            for each in found:
                if each.state is not _S.DEACTIVATED or each.ended is Ended.REFUNDED:
                    continue
                if each.started_on is not None and each.renews_on is not None:
                    today = tax_day(orders.get(connection, each.order).order.place, now)
                    if each.renews_on <= today:
                        each = evolve(  # noqa: PLW2901 - the same subscription, a step further
                            each, renews_on=next_renewal(each.started_on, each.months, today)
                        )
                    again = evolve(each, ended=None).moved(_S.ACTIVE, now, by.name, "reinstated")
                    subscriptions.keep(connection, again)
        return self.view(reference)

    def renew_due(self, by: Operator) -> tuple[int, tuple[Sentence, ...]]:
        """What the clock brings: renewals that are due, grace and hold that are over. How many, and what went wrong."""
        today = self._context.clock.now().date()
        renewed = 0
        troubles: list[Sentence] = []
        for each in self._batches(lambda c, after: subscriptions.due(c, today, BATCH, after)):
            try:
                renewed += self._make(each.id, by) if self._is_due(each) else 0
            except CheckoutError as error:
                troubles.append(error.sentence)
        if self._context.seller.renewal_retry_days:
            for each in self._batches(lambda c, after: subscriptions.unpaid(c, BATCH, after)):
                self._try_again(each.id)
        troubles += self._ask_for_money(by)
        for each in self._batches(lambda c, after: subscriptions.unpaid(c, BATCH, after)):
            self._wait_no_longer(each.id)
        return renewed, tuple(troubles)

    # ------------------------------------------------------------ a renewal

    def _is_due(self, each: Subscription) -> bool:
        """Whether its day has begun where the customer is as well."""
        with self._context.store.reading() as connection:
            place = orders.get(connection, each.order).order.place
        return each.renews_on is not None and self._context.clock.now() >= falls_due(each.renews_on, place)

    def _make(self, subscription_id: str, by: Operator) -> int:
        """The order of one renewal, its payment and the next day, in one transaction: each period once."""
        with self._context.store.writing() as connection:
            seen = subscriptions.get(connection, subscription_id)
            first = orders.get(connection, seen.order, lock=True).order
            each = subscriptions.get(connection, subscription_id)
            due, now = each.renews_on, self._context.clock.now()
            if each.state is not _S.ACTIVE or due is None or now < falls_due(due, first.place):
                return 0  # somebody was first: cancelled, or renewed
            if each.most and each.renewals >= each.most:
                subscriptions.keep(connection, each.moved(_S.FINISHED, now, by.name))
                return 0
            order = self._order(connection, each, first, due, now)
            number = orders.add(connection, order)
            if number is None:
                return 0
            search.add(connection, number, (*keys_for(order), (KeyKind.SUBSCRIPTION, each.id)))
            means = self._means(connection, each)
            payment = self._payment(order, means, now) if means else None
            if payment is not None:
                payments.add(connection, payment)
            renewal = Renewal(each.id, each.renewals + 1, order.reference, due)
            subscriptions.renew(connection, renewal, payment.id if payment else None)
            further = next_renewal(each.started_on or due, each.months, tax_day(first.place, now))
            each = evolve(each, renews_on=further, renewals=each.renewals + 1)
            if payment is None:
                # Nobody can be charged without the customer: the mail says how to pay it.
                each = each.moved(_S.GRACE, now, by.name)
                self._consequences.write(connection, MailKind.ORDER_CONFIRMATION, order, None)
            subscriptions.keep(connection, each)
            self._consequences.mark(connection, order.reference)
        return 1

    def _try_again(self, subscription_id: str) -> None:
        """A declined renewal is asked for once more within the grace, as the configuration wants it.

        The new payment takes the place of the declined one in the same transaction: of two workers one makes it.
        """
        with self._context.store.writing() as connection:
            seen = subscriptions.get(connection, subscription_id)
            orders.get(connection, seen.order, lock=True)
            each = subscriptions.get(connection, subscription_id)
            made = subscriptions.renewals_of(connection, each.id)
            if not made:
                return
            stored = orders.get(connection, made[-1].order, lock=True)
            tries = payments.of_order(connection, made[-1].order)
            means, now = self._means(connection, each), self._context.clock.now()
            if stored.cancelled_at is not None or means is None or not means.by_itself or not tries:
                return
            lane, no = self._context.lanes.get(tries[-1].method), tries[-1].last_no
            if lane is None or no is None:
                return
            retry = lane.decline(no).retry
            again = next_try(each, tries, retry, self._context.seller.renewal_retry_days)
            if again is not None and now >= again:
                payment = self._payment(stored.order, means, now)
                payments.add(connection, payment)
                subscriptions.ask_again(connection, made[-1], payment.id)

    def _order(
        self, connection: Connection, each: Subscription, first: Order, due: date, now: datetime
    ) -> Order:
        """The order of one renewal: a reference, a day and terms of its own."""
        seller = self._context.seller
        return evolve(
            renewed(each, first, due, seller.registrations),
            reference=self._reference(connection),
            placed_at=now,
            placed_by="worker",
            terms=seller.terms_version or first.terms,
        )

    def _reference(self, connection: Connection) -> str:
        while True:
            reference = references.make(self._context.ids.draw)
            if orders.find(connection, reference) is None:
                return reference

    def _means(self, connection: Connection, each: Subscription) -> _Means | None:
        """What the latest paid order of this subscription was paid with; None when it cannot be asked any more."""
        made = subscriptions.renewals_of(connection, each.id)
        for reference in (*(renewal.order for renewal in reversed(made)), each.order):
            for payment in reversed(payments.of_order(connection, reference)):
                if payment.standing not in HAS_TAKEN:
                    continue
                lane = self._context.lanes.get(payment.method)
                if lane is None or lane.why_not is not None:
                    return None
                by_itself = lane.method.recurring and bool(payment.token)
                # A method that asks the caller something, and can be charged only with it, needs the customer.
                asks = any(field.required for field in lane.method.fields)
                return _Means(payment, by_itself) if by_itself or not asks else None
        return None

    def _payment(self, order: Order, means: _Means, now: datetime) -> Payment:
        return Payment(
            id=self._context.ids.new(),
            order=order.reference,
            method=means.payment.method,
            amount=order.total,
            opened_at=now,
        )

    def _ask_for_money(self, by: Operator) -> list[Sentence]:
        """Ask for every renewal that was made and not asked for yet, also by a program that ended in between."""
        troubles: list[Sentence] = []
        last = ""
        while True:
            with self._context.store.reading() as connection:
                batch = subscriptions.not_asked(connection, BATCH, last)
            for payment_id in batch:
                try:
                    self._ask(payment_id, by)
                except CheckoutError as error:
                    troubles.append(error.sentence)
            if len(batch) < BATCH:
                return troubles
            last = batch[-1]

    def _ask(self, payment_id: str, by: Operator) -> None:
        with self._context.store.reading() as connection:
            payment = payments.get(connection, payment_id)
            (each,) = subscriptions.of_order(connection, payment.order)
            means = self._means(connection, each)

        def still(connection: Connection, *_: object) -> None:
            # The order of the renewal is locked; cancelling locks it as well, so one of the two is first.
            if subscriptions.get(connection, each.id).state not in LIVE:
                raise NotPossible(N_("The subscription was cancelled meanwhile: nothing was charged."))

        token = Token(means.payment.token, means.payment.shows) if means and means.by_itself else None
        self._conversation.ask(payment_id, Question.AUTHORIZE, by, extra=Extra(token=token, also=still))

    # ------------------------------------------------------------ grace, hold, the end

    def _wait_no_longer(self, subscription_id: str) -> None:
        seller, now = self._context.seller, self._context.clock.now()
        with self._context.store.writing() as connection:
            seen = subscriptions.get(connection, subscription_id)
            orders.get(connection, seen.order, lock=True)
            each = subscriptions.get(connection, subscription_id)
            if each.state is _S.GRACE and now >= each.since + timedelta(days=seller.grace_days):
                each = subscriptions.keep(connection, each.moved(_S.HOLD, now, "worker"))
            if each.state is _S.HOLD and now >= each.since + timedelta(days=seller.hold_days):
                given_up = self._end(connection, each, Ended.UNPAID, Operator("worker"))
                order = orders.get(connection, each.order).order
                kind = MailKind.SUBSCRIPTION_CANCELLED
                self._consequences.write(
                    connection, kind, order, None, ended=Ended.UNPAID, given_up=tuple(given_up)
                )

    def _end(self, connection: Connection, each: Subscription, why: Ended, by: Operator) -> list[str]:
        """No further renewals; the references of those that were mailed, are not paid, and are given up with it."""
        now = self._context.clock.now()
        given_up = []
        end(connection, each, why, now, by.name)
        for renewal in subscriptions.renewals_of(connection, each.id):
            stored = orders.get(connection, renewal.order, lock=True)
            tries = payments.of_order(connection, renewal.order)
            if why_not_cancel(tries, cancelled=stored.cancelled_at is not None) is not None:
                continue
            for payment in tries:
                if payment.standing in CAN_WITHDRAW:
                    payments.append(connection, payment, Withdrawn("cancelled"), at=now, by=by.name)
            orders.cancel(connection, renewal.order, now)
            self._consequences.mark(connection, renewal.order)
            given_up.append(renewal.order)
        return given_up

    # ------------------------------------------------------------ inside

    def _locked(self, connection: Connection, reference: str) -> tuple[Subscription, ...]:
        """The subscriptions, with the order that began them locked: every change of one goes through it."""
        for first in sorted({each.order for each in subscriptions.of_order(connection, reference)}):
            orders.get(connection, first, lock=True)
        return subscriptions.of_order(connection, reference)

    def _batches(self, pick: Callable[[Connection, str], tuple[Subscription, ...]]) -> Iterator[Subscription]:
        last = ""
        while True:
            with self._context.store.reading() as connection:
                batch = pick(connection, last)
            yield from batch
            if len(batch) < BATCH:
                return
            last = batch[-1].id


def _say(order: Order, found: tuple[Subscription, ...]) -> tuple[str, ...]:
    language = order.language
    said = [
        # A year from now the day of the month alone would be taken for the next one.
        line("said.subscription_active", language, day=spoken_day(each.next_on, language, year=True))
        for each in found
        if each.next_on is not None
    ]
    said += [
        line("said.subscription_last", language, day=spoken_day(each.ends_on, language, year=True))
        for each in found
        if each.ends_on is not None
    ]
    states = {each.state for each in found}
    if states & {_S.GRACE, _S.HOLD}:
        said.append(line("said.subscription_unpaid", language, email=order.customer.email))
    said += [line(key, language) for key in dict.fromkeys(filter(None, map(_over, found)))]
    if found:
        said.append(line("said.subscription_refund", language))
    return tuple(said)


def _over(each: Subscription) -> str:
    """Why a subscription has no further renewals, by the name of the line that says so."""
    if each.state is _S.FINISHED:
        return "said.subscription_finished"
    return _OVER.get(each.ended, "") if each.state is _S.DEACTIVATED and each.ended is not None else ""


_OVER = {
    Ended.CANCELLED: "said.subscription_over",
    Ended.UNPAID: "said.subscription_ended_unpaid",
    Ended.REFUNDED: "said.subscription_ended_refunded",
}
