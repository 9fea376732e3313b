"""When time alone brings something next, so that whoever lets time pass need not look every day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection

from checkout_tui.desk.context import Context
from checkout_tui.domain.subscription import Subscription, SubscriptionState, falls_due, next_try
from checkout_tui.store import orders, payments, subscriptions


class Coming:
    """What the worker finds in its rounds without anybody having done anything."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def next_due(self, after: datetime) -> datetime | None:
        """The first instant after ``after`` at which a renewal, a notice, a try, an end or a reminder falls due.

        There may turn out to be nothing to do by then; before it there is nothing.
        """
        with self._context.store.reading() as connection:
            found = [
                *self._renewals(connection, after),
                *self._unpaid(connection),
                *self._reminders(connection, after),
            ]
        return min((at for at in found if at > after), default=None)

    def _renewals(self, connection: Connection, after: datetime) -> Iterator[datetime]:
        """The next renewal, once its day has begun where its customer is, and the next that is announced."""
        ahead = timedelta(days=self._context.seller.renewal_notice_days)
        announced = subscriptions.next_day(connection, after.date() + ahead) if ahead else None
        if announced is not None:
            yield datetime.combine(announced - ahead, time(), UTC)
        # Some places may still be waiting for the day that it is by our clock.
        day = subscriptions.next_day(connection, after.date() - _A_DAY)
        while day is not None:
            found = [at for at in self._fall_due(connection, day) if at > after]
            if found:
                yield min(found)
                return
            day = subscriptions.next_day(connection, day)

    def _fall_due(self, connection: Connection, day: date) -> Iterator[datetime]:
        last = ""
        while batch := subscriptions.coming(connection, day - _A_DAY, 1, _BATCH, last):
            for each in batch:
                yield falls_due(day, orders.get(connection, each.order).order.place)
            last = batch[-1].id

    def _unpaid(self, connection: Connection) -> Iterator[datetime]:
        """Grace and hold that are over, and declined renewals that are tried again."""
        seller, last = self._context.seller, ""
        waits = {SubscriptionState.GRACE: seller.grace_days, SubscriptionState.HOLD: seller.hold_days}
        while batch := subscriptions.unpaid(connection, _BATCH, last):
            for each in batch:
                yield each.since + timedelta(days=waits[each.state])
                again = self._next_try(connection, each)
                if again is not None:
                    yield again
            last = batch[-1].id

    def _next_try(self, connection: Connection, each: Subscription) -> datetime | None:
        made = subscriptions.renewals_of(connection, each.id)
        tries = payments.of_order(connection, made[-1].order) if made else ()
        lane = self._context.lanes.get(tries[-1].method) if tries else None
        no = tries[-1].last_no if tries else None
        if lane is None or no is None:
            return None
        return next_try(each, tries, lane.decline(no).retry, self._context.seller.renewal_retry_days)

    def _reminders(self, connection: Connection, after: datetime) -> Iterator[datetime]:
        """Money that is late by as many days as the customer is reminded after, where the bank is."""
        waits = [days for days in self._context.seller.overdue_reminder_days if days > 0]
        if not waits:
            return
        # A bank's day may have begun elsewhere already.
        since = after.date() - timedelta(days=max(waits) + 1)
        for method, currency, last in payments.expected_days(connection, since):
            calendar = self._context.calendar(method, currency)
            for days in waits:
                day = datetime.combine(
                    last + timedelta(days=days), time(), calendar.zone if calendar else UTC
                )
                yield day.astimezone(UTC)


_BATCH = 200
_A_DAY = timedelta(days=1)
