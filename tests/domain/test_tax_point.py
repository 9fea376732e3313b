"""When the tax of an order is fixed, and how it follows the table before that (domain, section 7)."""

from datetime import UTC, date, datetime, time

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.history import Asked, Question, Standing
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Order
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.tax import Exemption, Place, tax_lines
from checkout_tui.domain.tax_point import asking_for, change_to_tell, is_fixed, retaxed
from checkout_tui.domain.words import Words
from checkout_tui.testing import sample_order, sample_payment

ALL = frozenset({"CA-GST/HST", "CA-QC-QST", "CA-BC-PST", "CA-MB-RST", "EU-VAT"})
PLACES = [Place("CA", "NS"), Place("CA", "MB"), Place("CA", "QC"), Place("LU"), Place("EE"), Place("US")]
DAYS = st.dates(date(2021, 7, 1), date(2026, 11, 27))


def placed(place: Place, day: date, **changes: object) -> Order:
    """An order of 129.00, taxed by the rates of the day on which it was taken."""
    order = sample_order(Money(12900, "CAD"), place=place)
    lines = tax_lines(order.net, place, day, ALL)
    return evolve(order, placed_at=noon(day), tax=lines, **changes)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


@given(st.sampled_from(PLACES), DAYS, DAYS, st.none() | DAYS)
def test_an_unpaid_order_costs_what_it_would_cost_now_and_a_paid_one_what_it_cost_then(
    place: Place, ordered: date, later: date, paid: date | None
) -> None:
    """Whenever it is looked at, and however often: the lines are those of the tax point, each change is told once."""
    ordered, later = sorted((ordered, later))
    order = placed(place, ordered)
    after = retaxed(order, ALL, at=noon(later), by="op", paid=paid)
    point = later if paid is None else min(max(paid, ordered), later)
    assert after.tax == tax_lines(order.net, place, point, ALL)
    assert retaxed(after, ALL, at=noon(later), by="op", paid=paid) is after
    assert len(after.retaxed) == (after.total != order.total)
    for change in after.retaxed:
        assert (change.total_was, change.total) == (order.total, after.total)
        assert change.since <= change.on == point
    # The day of the order comes again as the day of its money: the first total, to the cent.
    assert retaxed(after, ALL, at=noon(later), by="op", paid=ordered).total == order.total


@pytest.mark.parametrize("fixed", ["payable_on", "invoiced"])
def test_a_day_that_is_known_beforehand_fixes_the_rate(fixed: str) -> None:
    """A renewal's own day (R-089) and that of an invoice: whenever it is paid."""
    day, later = date(2025, 3, 31), date(2025, 4, 9)
    order = placed(Place("CA", "NS"), day)
    if fixed == "payable_on":
        order = evolve(order, payable_on=day)
    invoiced = day if fixed == "invoiced" else None
    for paid in (None, later):
        assert retaxed(order, ALL, at=noon(later), by="op", paid=paid, invoiced=invoiced) is order


def test_what_nobody_pays_is_not_told() -> None:
    """Exempt, or not collected: the lines are those of the day, and there is no change of a total to tell."""
    place, later = Place("CA", "NS"), noon(date(2025, 4, 1))
    order = placed(place, date(2025, 3, 31), exemptions=(Exemption("CA-GST/HST", "123456789"),))
    order = evolve(order, tax=tax_lines(order.net, place, date(2025, 3, 31), ALL, order.exemptions))
    after = retaxed(order, ALL, at=later, by="op")
    assert (str(after.tax[0].percent), after.total, after.retaxed) == ("14", order.total, ())
    untaxed = evolve(order, tax=(), exemptions=())
    assert retaxed(untaxed, frozenset(), at=later, by="op") is untaxed


def payment(**changes: object) -> Payment:
    return evolve(sample_payment(placed(Place("CA", "NS"), date(2025, 3, 31)), "wire"), **changes)


@pytest.mark.parametrize(
    ("changes", "fixed"),
    [
        ({}, False),
        ({"standing": Standing.AWAITING_FUNDS}, False),
        ({"standing": Standing.AWAITING_CUSTOMER}, False),
        ({"standing": Standing.DECLINED}, False),
        ({"standing": Standing.WITHDRAWN}, False),
        ({"standing": Standing.AWAITING_FUNDS, "allocated": 1}, True),
        ({"standing": Standing.AUTHORIZED}, True),
        ({"standing": Standing.SETTLED}, True),
        ({"standing": Standing.REFUNDED}, True),
        ({"standing": Standing.RETURNED}, True),
        ({"standing": Standing.WITHDRAWN, "late": True}, True),
        ({"live": Asked(Question.AUTHORIZE, "k", Money(1, "CAD"))}, True),
    ],
)
def test_money_that_was_promised_asked_for_or_received_fixes_the_tax(
    changes: dict[str, object], fixed: bool
) -> None:
    """And nothing else does: not an attempt that failed, and not one that still waits."""
    assert is_fixed((payment(**changes),)) is fixed


def test_a_change_is_told_until_it_is_paid_and_again_when_too_much_was_taken() -> None:
    """Not of a cancelled order, nor where the day of its money decided; a link paid at the old total leaves a rest."""
    order = placed(Place("CA", "NS"), date(2025, 3, 31))
    after = retaxed(order, ALL, at=noon(date(2025, 4, 1)), by="op")
    (change,) = after.retaxed
    assert change_to_tell(order, (), cancelled=False) is None
    assert change_to_tell(after, (payment(),), cancelled=False) is change
    assert change_to_tell(after, (payment(),), cancelled=True) is None
    exact = payment(standing=Standing.SETTLED, settled=after.total.minor)
    assert change_to_tell(after, (exact,), cancelled=False) is None
    over = payment(standing=Standing.SETTLED, settled=order.total.minor)
    assert change_to_tell(after, (over,), cancelled=False) is change
    by_money = evolve(after, retaxed=(evolve(change, paid=True),))
    assert change_to_tell(by_money, (payment(allocated=1),), cancelled=False) is None


def test_instructions_name_the_new_amount_where_they_named_the_old_one() -> None:
    """As it is written in the order's language; every other line stays."""
    was, now = Money(14835, "CAD"), Money(14706, "CAD")
    lines = (
        o.Instruction(Words.same("IBAN"), "NL00 EXAMPLE"),
        o.Instruction(Words("Amount", "Montant"), was.shown("fr")),
    )
    assert [each.value for each in asking_for(lines, was, now, "fr")] == ["NL00 EXAMPLE", now.shown("fr")]
    assert asking_for(lines, was, now, "en") == lines
