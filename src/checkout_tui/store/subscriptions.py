"""Subscriptions, and the order that was made for each renewal."""

from datetime import date, timedelta

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from checkout_tui.domain.history import Standing
from checkout_tui.domain.subscription import UNPAID, Renewal, Subscription, SubscriptionState
from checkout_tui.store import codec
from checkout_tui.store.ready import Ready
from checkout_tui.store.tables import orders, payments, renewals, subscriptions

# Put together once: building a statement takes three times as long as running it (benchmarks/README.md).
_OF_ORDER = Ready(
    select(subscriptions.c.body)
    .where(
        or_(
            subscriptions.c.order_reference == bindparam("named"),
            subscriptions.c.id.in_(
                select(renewals.c.subscription_id).where(renewals.c.order_reference == bindparam("named"))
            ),
        )
    )
    .order_by(subscriptions.c.id)
)
_BY_ID = (
    select(subscriptions.c.body)
    .where(subscriptions.c.id > bindparam("after"))
    .order_by(subscriptions.c.id)
    .limit(bindparam("limit"))
)
_DUE = Ready(
    _BY_ID.where(
        subscriptions.c.state == SubscriptionState.ACTIVE, subscriptions.c.renews_on <= bindparam("today")
    )
)
_COMING = Ready(
    _BY_ID.where(
        subscriptions.c.state == SubscriptionState.ACTIVE,
        subscriptions.c.renews_on > bindparam("today"),
        subscriptions.c.renews_on <= bindparam("until"),
    )
)
_NEXT = Ready(
    select(func.min(subscriptions.c.renews_on)).where(
        subscriptions.c.state == SubscriptionState.ACTIVE, subscriptions.c.renews_on > bindparam("today")
    )
)
_UNPAID = Ready(_BY_ID.where(subscriptions.c.state.in_(UNPAID)))
_IS_RENEWAL = Ready(select(renewals.c.number).where(renewals.c.order_reference == bindparam("named")))
_MADE = Ready(
    select(orders.c.id, renewals.c.order_reference, subscriptions.c.order_reference.label("first"))
    .join(renewals, renewals.c.order_reference == orders.c.reference)
    .join(subscriptions, subscriptions.c.id == renewals.c.subscription_id)
    .where(orders.c.id > bindparam("number"))
    .order_by(orders.c.id)
)
_NOT_ASKED = Ready(
    select(renewals.c.payment_id)
    .join(payments, payments.c.id == renewals.c.payment_id)
    .where(
        payments.c.standing == Standing.NEW, payments.c.open == 0, renewals.c.payment_id > bindparam("after")
    )
    .order_by(renewals.c.payment_id)
    .limit(bindparam("limit"))
)


def add(connection: Connection, subscription: Subscription) -> None:
    """A subscription that just began."""
    connection.execute(
        insert(subscriptions).values(
            id=subscription.id, order_reference=subscription.order, **_changing(subscription)
        )
    )


def keep(connection: Connection, subscription: Subscription) -> Subscription:
    """Bring a subscription up to date; its order is locked."""
    connection.execute(
        update(subscriptions).where(subscriptions.c.id == subscription.id).values(**_changing(subscription))
    )
    return subscription


def get(connection: Connection, subscription_id: str) -> Subscription:
    """One subscription."""
    query = select(subscriptions.c.body).where(subscriptions.c.id == subscription_id)
    return codec.read(connection.execute(query).scalar_one(), Subscription)


def of_order(connection: Connection, reference: str) -> tuple[Subscription, ...]:
    """The subscriptions that this order began, or the one that it renewed."""
    return _read(connection, _OF_ORDER, named=reference)


def due(connection: Connection, today: date, limit: int, after: str = "") -> tuple[Subscription, ...]:
    """Active subscriptions whose renewal day has come, by id; ``after`` is the last one seen."""
    return _read(connection, _DUE, today=today, after=after, limit=limit)


def coming(
    connection: Connection, today: date, days: int, limit: int, after: str = ""
) -> tuple[Subscription, ...]:
    """Active subscriptions that renew within so many days, by id."""
    until = today + timedelta(days=days)
    return _read(connection, _COMING, today=today, until=until, after=after, limit=limit)


def next_day(connection: Connection, today: date) -> date | None:
    """The first day after ``today`` on which an active subscription renews; None when none does."""
    day: date | None = _NEXT.scalar(connection, today=today)
    return day


def unpaid(connection: Connection, limit: int, after: str = "") -> tuple[Subscription, ...]:
    """Subscriptions in grace or on hold, by id."""
    return _read(connection, _UNPAID, after=after, limit=limit)


def _read(connection: Connection, query: Ready, **asked: object) -> tuple[Subscription, ...]:
    return tuple(codec.read(body, Subscription) for body in query.scalars(connection, **asked))


def renew(connection: Connection, renewal: Renewal, payment_id: str | None) -> None:
    """Write down which order renews it. One for each period: of two workers one wins."""
    connection.execute(
        insert(renewals).values(
            subscription_id=renewal.subscription,
            number=renewal.number,
            order_reference=renewal.order,
            payment_id=payment_id,
            due_on=renewal.due_on,
        )
    )


def ask_again(connection: Connection, renewal: Renewal, payment_id: str) -> None:
    """The payment that is asked for now in place of one that was declined."""
    mine = (renewals.c.subscription_id == renewal.subscription) & (renewals.c.number == renewal.number)
    connection.execute(update(renewals).where(mine).values(payment_id=payment_id))


def renewals_of(connection: Connection, subscription_id: str) -> tuple[Renewal, ...]:
    """Every renewal, oldest first."""
    query = select(renewals).where(renewals.c.subscription_id == subscription_id).order_by(renewals.c.number)
    return tuple(
        Renewal(row.subscription_id, row.number, row.order_reference, row.due_on)
        for row in connection.execute(query)
    )


def family(connection: Connection, reference: str) -> tuple[str, ...]:
    """This order and every other one of its subscriptions; those that began them first, as they are locked."""
    found = of_order(connection, reference)
    first = sorted({each.order for each in found})
    made = (each.order for subscription in found for each in renewals_of(connection, subscription.id))
    return tuple(dict.fromkeys((*first, *made, reference)))


def made_since(connection: Connection, number: int) -> tuple[tuple[int, str, str], ...]:
    """The orders that were made for renewals after the one with this number, each with the order that began it."""
    rows = _MADE.all(connection, number=number)
    return tuple((row.id, row.order_reference, row.first) for row in rows)


def is_renewal(connection: Connection, reference: str) -> bool:
    """Whether this order was made for a renewal."""
    return _IS_RENEWAL.first(connection, named=reference) is not None


def not_asked(connection: Connection, limit: int, after: str = "") -> tuple[str, ...]:
    """Payments of renewals about which nothing was asked yet, because the program ended in between; by id."""
    return tuple(_NOT_ASKED.scalars(connection, after=after, limit=limit))


def _changing(subscription: Subscription) -> dict[str, object]:
    return {
        "state": subscription.state,
        "renews_on": subscription.renews_on,
        "body": codec.write(subscription),
    }
