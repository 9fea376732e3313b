"""How subscriptions follow the orders that pay for them, in the transaction that changes the order.

Their days are those of the customer's place, as the tax of each renewal is (R-089).
"""

from datetime import date, datetime

from attrs import evolve
from sqlalchemy import Connection

from checkout_tui.domain.order import Order, OrderState
from checkout_tui.domain.query import KeyKind
from checkout_tui.domain.subscription import (
    LIVE,
    Ended,
    Subscription,
    SubscriptionState,
    begin,
    months_after,
    next_renewal,
)
from checkout_tui.domain.tax import tax_day
from checkout_tui.store import search, subscriptions

_S = SubscriptionState
_NOT_BEGUN = frozenset({OrderState.NEW, OrderState.DECLINED, OrderState.CANCELLED})
_NOT_PAID = frozenset(
    {
        OrderState.DECLINED,
        OrderState.RETURNED,
        OrderState.AWAITING_FUNDS,
        OrderState.AWAITING_CUSTOMER,
    }
)


def follow(connection: Connection, order_id: int, order: Order, state: OrderState, now: datetime) -> None:
    """Bring the subscriptions of this order, or the one that it renews, in line with its payment."""
    if not order.renews:
        return
    found = subscriptions.of_order(connection, order.reference)
    if not found and state not in _NOT_BEGUN:
        found = begin(order, now)
        for each in found:
            subscriptions.add(connection, each)
            search.add(connection, order_id, ((KeyKind.SUBSCRIPTION, each.id),))
    renewal = bool(found) and subscriptions.is_renewal(connection, order.reference)
    for each in found:
        today = tax_day(order.place, now)
        after = _renewed(each, state, now, today) if renewal else _first(each, state, now, today)
        if after is not each:
            subscriptions.keep(connection, after)


def end(
    connection: Connection, subscription: Subscription, why: Ended, now: datetime, by: str
) -> Subscription:
    """No further renewals, however far the clock moves on (R-031)."""
    over = subscription.moved(_S.DEACTIVATED, now, by, why)
    return subscriptions.keep(connection, evolve(over, ended=why))


def _first(each: Subscription, state: OrderState, now: datetime, today: date) -> Subscription:
    if each.state is _S.NEW and state is OrderState.PAID:
        begun = evolve(each, started_on=today, renews_on=months_after(today, each.months))
        return begun.moved(_S.ACTIVE, now, "")
    if each.state is _S.NEW and state is OrderState.CANCELLED:
        return evolve(each, ended=Ended.CANCELLED).moved(_S.DEACTIVATED, now, "", Ended.CANCELLED)
    if each.state is _S.ACTIVE and state is OrderState.RETURNED:
        return each.moved(_S.HOLD, now, "", "returned")
    if each.state is _S.HOLD and state is OrderState.PAID:
        return _active(each, now, today)
    return each


def _renewed(each: Subscription, state: OrderState, now: datetime, today: date) -> Subscription:
    if each.state is _S.ACTIVE and state in _NOT_PAID:
        return each.moved(_S.GRACE, now, "", str(state))
    if each.state in LIVE and each.state is not _S.ACTIVE and state is OrderState.PAID:
        return _active(each, now, today)
    return each


def _active(each: Subscription, now: datetime, today: date) -> Subscription:
    """Paid after all. A day that passed meanwhile is not charged afterwards."""
    if each.started_on is not None and each.renews_on is not None and each.renews_on <= today:
        each = evolve(each, renews_on=next_renewal(each.started_on, each.months, today))
    return each.moved(_S.ACTIVE, now, "")
