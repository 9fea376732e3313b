"""A subscription: what renews, when, and why it does not any more (domain, section 3).

Every renewal is an order of its own, paid and taxed at its own tax point (R-089). The next day on
which one is due is moved on in the transaction that makes the order: no period is charged twice.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from attrs import evolve, frozen

from checkout_tui.domain.history import Standing
from checkout_tui.domain.order import Order, OrderLine
from checkout_tui.domain.outcomes import Retry
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.reference import shown
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.tax import Place, day_begins, tax_lines
from checkout_tui.domain.words import Words


class SubscriptionState(StrEnum):
    """Where a subscription stands (R-033)."""

    NEW = "new"
    """Its first payment is on its way."""
    ACTIVE = "active"
    GRACE = "grace"
    """A renewal is not paid yet; the product still works."""
    HOLD = "hold"
    """A renewal is not paid and the grace is over; it can still be paid."""
    DEACTIVATED = "deactivated"
    """Cancelled, refunded, or never paid: no further renewals."""
    FINISHED = "finished"
    """It came to its agreed end."""


class Ended(StrEnum):
    """Why a subscription is deactivated."""

    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    UNPAID = "unpaid"


LIVE = frozenset(
    {SubscriptionState.NEW, SubscriptionState.ACTIVE, SubscriptionState.GRACE, SubscriptionState.HOLD}
)
UNPAID = frozenset({SubscriptionState.GRACE, SubscriptionState.HOLD})

_STATES = {
    SubscriptionState.NEW: N_("new: the first payment is on its way"),
    SubscriptionState.ACTIVE: N_("active"),
    SubscriptionState.GRACE: N_("in grace: a renewal is not paid"),
    SubscriptionState.HOLD: N_("on hold: a renewal is not paid"),
    SubscriptionState.DEACTIVATED: N_("deactivated"),
    SubscriptionState.FINISHED: N_("finished"),
}


def subscription_words(state: SubscriptionState) -> Sentence:
    """What an operator calls it."""
    return sentence(_STATES[state])


@frozen
class Change:
    """One line of a subscription's life."""

    at: datetime
    by: str
    state: SubscriptionState
    why: str = ""


@frozen
class Subscription:
    """The renewing lines of one order that have the same period."""

    id: str
    order: str
    """The first order's reference."""
    lines: tuple[OrderLine, ...]
    state: SubscriptionState
    months: int
    """From one renewal to the next."""
    most: int = 0
    """After so many renewals it is finished; 0 for none."""
    started_on: date | None = None
    """The day of the first payment: renewals fall on its day of the month."""
    renews_on: date | None = None
    renewals: int = 0
    """How many were made."""
    noticed_for: date | None = None
    """The renewal day that was announced by mail."""
    ended: Ended | None = None
    changes: tuple[Change, ...] = ()

    @property
    def since(self) -> datetime:
        """Since when it is in its state."""
        return self.changes[-1].at

    @property
    def next_on(self) -> date | None:
        """The day of its next renewal; None when none is to come."""
        return None if self._last_is_made or self.state is not SubscriptionState.ACTIVE else self.renews_on

    @property
    def ends_on(self) -> date | None:
        """The day on which it comes to its agreed end, once its last renewal is made."""
        return self.renews_on if self._last_is_made and self.state is SubscriptionState.ACTIVE else None

    @property
    def _last_is_made(self) -> bool:
        return bool(self.most) and self.renewals >= self.most

    def moved(self, state: SubscriptionState, at: datetime, by: str, why: str = "") -> "Subscription":
        """This subscription once its state has changed."""
        return evolve(self, state=state, changes=(*self.changes, Change(at, by, state, why)))


@frozen
class Renewal:
    """One renewal: the order that was made for it."""

    subscription: str
    number: int
    order: str
    due_on: date


def shown_id(subscription: str) -> str:
    """As it is read out, and typed to find it: ``K7M-42XQ-Z-1``."""
    order, _, number = subscription.partition("-")
    return f"{shown(order)}-{number}"


def next_try(
    each: Subscription, tries: tuple[Payment, ...], retry: Retry, days: tuple[int, ...]
) -> datetime | None:
    """When a declined renewal is asked for once more, by the clock alone; None when it is not.

    ``tries`` are the payments of its order. Never while anything is open or another way was chosen, never what
    the issuer forbids to try again, and each of the ``days`` once: those that passed unseen are not made up for.
    """
    latest = tries[-1] if tries else None
    if each.state is not SubscriptionState.GRACE or latest is None or latest.live is not None:
        return None
    if any(payment.standing is not Standing.DECLINED for payment in tries):
        return None
    waits = sorted(day for day in days if day > 0)[: _AUTOMATIC_TRIES.get(retry, len(days))]
    done = len(tries) - 1
    if done >= len(waits):
        return None
    since_last = waits[done] - (waits[done - 1] if done else 0)
    return max(each.since + timedelta(days=waits[done]), latest.opened_at + timedelta(days=since_last))


_AUTOMATIC_TRIES = {Retry.NEVER: 0, Retry.CORRECTED: 0, Retry.ONCE: 1}
"""What only a person can put right is not tried again by the clock."""


def each_period(months: int) -> Words:
    """From one renewal to the next, in words: "every month", "every 3 months", "every year"."""
    years, rest = divmod(months, 12)
    if not rest:
        return (
            Words("every year", "chaque année")
            if years == 1
            else Words(f"every {years} years", f"tous les {years} ans")
        )
    return (
        Words("every month", "chaque mois")
        if months == 1
        else Words(f"every {months} months", f"tous les {months} mois")
    )


def so_often(times: int) -> Words:
    """How many times, in words."""
    return Words("once", "une fois") if times == 1 else Words(f"{times} times", f"{times} fois")


def begin(order: Order, at: datetime) -> tuple[Subscription, ...]:
    """The subscriptions that an order brings: one for each period."""
    renewing = [line for line in order.lines if line.renews]
    periods = sorted({(line.months, line.renewals) for line in renewing})
    return tuple(
        Subscription(
            id=f"{order.reference}-{number}",
            order=order.reference,
            lines=tuple(line for line in renewing if (line.months, line.renewals) == (months, most)),
            state=SubscriptionState.NEW,
            months=months,
            most=most,
            changes=(Change(at, order.placed_by, SubscriptionState.NEW),),
        )
        for number, (months, most) in enumerate(periods, start=1)
    )


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later; the last day of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def next_renewal(started_on: date, months: int, today: date) -> date:
    """The first renewal day after ``today``, counted from the start.

    Periods that passed while nobody charged are not charged afterwards: one charge at a time.
    """
    passed = (today.year - started_on.year) * 12 + today.month - started_on.month
    number = max(passed // months, 1)
    while (day := months_after(started_on, number * months)) <= today:
        number += 1
    return day


def renewed(each: Subscription, first: Order, due: date, registrations: frozenset[str]) -> Order:
    """What a renewal charges: the lines as they were bought, taxed at the renewal's own tax point (R-089)."""
    net = sum((line.total for line in each.lines[1:]), each.lines[0].total)
    tax = tax_lines(net, first.place, due, registrations, first.exemptions)
    return evolve(first, lines=each.lines, tax=tax, payable_on=due, retaxed=())


def falls_due(day: date, place: Place) -> datetime:
    """When what renews on ``day`` may be charged: once that day has begun where the customer is, and by our clock.

    A moment before, it would be paid on the day before there, and taxed by that day's rate (R-089).
    """
    return max(day_begins(place, day), datetime.combine(day, time(), UTC))


def why_not_cancel_subscription(subscriptions: tuple[Subscription, ...]) -> Sentence | None:
    """Why there is nothing to cancel, or None."""
    if not subscriptions:
        return sentence(N_("There is no subscription in this order."))
    if not any(each.state in LIVE for each in subscriptions):
        return sentence(N_("No renewals are to come any more."))
    return None


def why_not_reinstate(subscriptions: tuple[Subscription, ...]) -> Sentence | None:
    """Why it cannot be reinstated, or None (R-033, R-039c)."""
    if not subscriptions:
        return sentence(N_("There is no subscription in this order."))
    over = [each for each in subscriptions if each.state is SubscriptionState.DEACTIVATED]
    if any(each.started_on is not None and each.ended is not Ended.REFUNDED for each in over):
        return None
    if any(each.ended is Ended.REFUNDED for each in over):
        return sentence(N_("It was refunded, and its licence is deactivated for good: take a new order."))
    return sentence(N_("Only a deactivated subscription can be reinstated."))
