"""When the tax of an order is fixed, and what becomes of it before that (domain, section 7).

Tax is payable on the earlier of the day on which the price is paid and the day on which it becomes due
(Excise Tax Act, section 168(1)); it becomes due with the invoice, or on a day agreed in writing (152(1)).
Here there is no invoice before payment (R-010), and nobody agrees on a day on the phone: an order that is
not paid has no tax point yet. It shows the tax that it would have today, and a new rate that comes into
force in the meantime changes its total. A renewal is due on its own day, paid or not (R-089).

A day is that of the place whose rates they are: where the customer is (:func:`checkout_tui.domain.tax.tax_day`).
An order taken at 22:00 in Halifax on the last day of a rate has that rate, whatever day it is in London.

The day of payment is the day on which the money was here, not the day on which somebody tied it to the
order; for what a bank reports, that is the day on which it booked it, by its own calendar. What was
authorized, is asked for, or is partly here was paid for at the rate of its day: its tax stays. An order has
one rate: that of the first part of its money.
"""

from datetime import date, datetime

from attrs import evolve

from checkout_tui.domain.history import Standing
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Order
from checkout_tui.domain.outcomes import Instruction
from checkout_tui.domain.payment import CAN_CHANGE_AMOUNT, HAS_TAKEN, Payment
from checkout_tui.domain.tax import (
    TaxChange,
    changes_between,
    in_force_since,
    latest_tax_day,
    rates_for,
    tax_day,
    tax_lines,
    tax_point,
)

_FIXED = HAS_TAKEN | {Standing.AUTHORIZED}


def is_fixed(payments: tuple[Payment, ...]) -> bool:
    """Whether money was promised, asked for or received, so that the tax stays what it was then."""
    return any(
        payment.live is not None or payment.standing in _FIXED or payment.allocated or payment.late
        for payment in payments
    )


def is_current(
    order: Order, at: datetime, paid: date | None = None, invoiced: datetime | None = None
) -> bool:
    """Whether the table has the same rates on the order's tax point as on the day by which it is taxed."""
    return _same_rates(order, _point(order, at, paid, invoiced))


def stays_current(order: Order, at: datetime) -> bool:
    """Whether it is current, and will be until every place of the table has the day that the first ones have now."""
    return is_current(order, at) and _same_rates(order, order.payable_on or latest_tax_day(at))


def retaxed(
    order: Order,
    registrations: frozenset[str],
    *,
    at: datetime,
    by: str,
    paid: date | None = None,
    invoiced: datetime | None = None,
) -> Order:
    """The order by the rates of its tax point; the very same one where those are no others.

    ``paid`` is the day on which money for it was here; ``invoiced`` is when its invoice was issued.
    """
    if is_current(order, at, paid, invoiced):
        return order
    point = _point(order, at, paid, invoiced)
    lines = tax_lines(order.net, order.place, point, registrations, order.exemptions)
    after = evolve(order, tax=lines)
    if after.total == order.total:
        # Not collected, or exempt: nobody has to hear of it.
        return after if lines != order.tax else order
    change = TaxChange(
        at=at,
        by=by,
        on=point,
        since=in_force_since(order.place, point),
        was=order.tax,
        now=lines,
        total_was=order.total,
        total=after.total,
        paid=paid is not None,
    )
    return evolve(after, retaxed=(*order.retaxed, change))


def change_to_tell(order: Order, payments: tuple[Payment, ...], *, cancelled: bool) -> TaxChange | None:
    """The change that a person has to know of now: while it is not paid, or when more was taken than it costs."""
    if not order.retaxed or cancelled:
        return None
    kept = sum(payment.kept.minor for payment in payments)
    over = kept > order.total.minor
    open_ = not any(payment.standing in HAS_TAKEN for payment in payments)
    return order.retaxed[-1] if over or (open_ and not order.retaxed[-1].paid) else None


def as_paid(
    order: Order,
    payments: tuple[Payment, ...],
    registrations: frozenset[str],
    *,
    at: datetime,
    paid: date,
    invoiced: datetime | None,
) -> tuple[Payment, ...]:
    """The payments as they wait for money that was here on ``paid``: for what the order costs by that day's rate."""
    if is_fixed(payments):
        return payments
    total = retaxed(order, registrations, at=at, by="", paid=paid, invoiced=invoiced).total
    return tuple(evolve(each, amount=total) if waits_for_any(each) else each for each in payments)


def waits_for_any(payment: Payment) -> bool:
    """Whether it waits, or would wait again, for what customers send by themselves: another amount as well."""
    return bool(payment.instructions) and payment.standing in CAN_CHANGE_AMOUNT


def asking_for(
    instructions: tuple[Instruction, ...], was: Money, now: Money, language: str
) -> tuple[Instruction, ...]:
    """The same instructions with another amount, wherever they name the former one."""
    return tuple(
        evolve(each, value=now.shown(language)) if each.value == was.shown(language) else each
        for each in instructions
    )


def _point(order: Order, at: datetime, paid: date | None, invoiced: datetime | None) -> date:
    today = tax_day(order.place, at)
    due = [order.payable_on, tax_day(order.place, invoiced) if invoiced else None]
    if paid is not None:
        # What was sent before there was an order was not paid for it then; nor is it of a day still to come there.
        paid = min(max(paid, order.placed_on), today)
    return tax_point(min((day for day in due if day is not None), default=None), paid, today)


def _same_rates(order: Order, day: date) -> bool:
    before = order.taxed_on
    if not changes_between(min(before, day), max(before, day)):
        return True
    return rates_for(order.place, before) == rates_for(order.place, day)
