"""When the tax of an order is fixed, and how it follows the table before that (domain, section 7)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.history import Asked, Question, Standing
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Order
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.tax import Exemption, Place, tax_day, tax_lines
from checkout_tui.domain.tax_point import (
    asking_for,
    change_to_tell,
    is_current,
    is_fixed,
    retaxed,
    stays_current,
)
from checkout_tui.domain.words import Words
from checkout_tui.testing import sample_order, sample_payment

ALL = frozenset({"CA-GST/HST", "CA-QC-QST", "CA-BC-PST", "CA-MB-RST", "EU-VAT"})
PLACES = [Place("CA", "NS"), Place("CA", "MB"), Place("CA", "QC"), Place("LU"), Place("EE"), Place("US")]
DAYS = st.dates(date(2021, 7, 2), date(2026, 11, 27))
INSTANTS = st.datetimes(datetime(2021, 7, 2), datetime(2026, 11, 27), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


def placed(place: Place, when: date | datetime, **changes: object) -> Order:
    """An order of 129.00, taxed by the rates of the day on which it was taken."""
    at = when if isinstance(when, datetime) else noon(when)
    order = sample_order(Money(12900, "CAD"), place=place)
    lines = tax_lines(order.net, place, tax_day(place, at), ALL)
    return evolve(order, placed_at=at, tax=lines, **changes)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


@given(st.sampled_from(PLACES), INSTANTS, INSTANTS, st.none() | DAYS)
def test_an_unpaid_order_costs_what_it_would_cost_now_and_a_paid_one_what_it_cost_then(
    place: Place, ordered: datetime, later: datetime, paid: date | None
) -> None:
    """Whenever it is looked at, and however often: the lines are those of the tax point, each change is told once."""
    ordered, later = sorted((ordered, later))
    order, today = placed(place, ordered), tax_day(place, later)
    after = retaxed(order, ALL, at=later, by="op", paid=paid)
    point = today if paid is None else min(max(paid, order.placed_on), today)
    assert after.tax == tax_lines(order.net, place, point, ALL)
    assert retaxed(after, ALL, at=later, by="op", paid=paid) is after
    assert len(after.retaxed) == (after.total != order.total)
    for change in after.retaxed:
        assert (change.total_was, change.total) == (order.total, after.total)
        assert change.since <= change.on == point
    # The day of the order comes again as the day of its money: the first total, to the cent.
    assert retaxed(after, ALL, at=later, by="op", paid=order.placed_on).total == order.total


def test_the_last_evening_of_a_rate_has_that_rate_and_the_first_night_the_next() -> None:
    """22:00 in Halifax on 31 March and 00:30 on 1 April: neither UTC's day nor that of the money's bank decides."""
    evening, night = datetime(2025, 4, 1, 1, tzinfo=UTC), datetime(2025, 4, 1, 3, 30, tzinfo=UTC)
    order = placed(Place("CA", "NS"), evening)
    assert (order.taxed_on, [str(line.percent) for line in order.tax]) == (date(2025, 3, 31), ["15"])
    assert retaxed(order, ALL, at=evening + timedelta(minutes=119), by="op") is order
    # Booked in Frankfurt, where it is 1 April already: not a day of Halifax yet.
    assert retaxed(order, ALL, at=evening, by="op", paid=date(2025, 4, 1)) is order
    after = retaxed(order, ALL, at=night, by="op")
    assert [(change.on, change.since) for change in after.retaxed] == [(date(2025, 4, 1), date(2025, 4, 1))]
    assert retaxed(after, ALL, at=night, by="op", invoiced=evening).total == order.total
    assert [str(line.percent) for line in placed(Place("CA", "NS"), night).tax] == ["14"]


def test_an_order_is_looked_at_until_the_new_day_is_at_its_own_place() -> None:
    """In the evening before, the west waits for its midnight; where no rate changes, one look is enough."""
    evening = datetime(2025, 4, 1, 1, tzinfo=UTC)
    halifax, toronto = (placed(Place("CA", region), evening) for region in ("NS", "ON"))
    assert (is_current(halifax, evening), stays_current(halifax, evening)) == (True, False)
    assert stays_current(toronto, evening)
    assert stays_current(evolve(halifax, payable_on=date(2025, 3, 31)), evening)
    assert not is_current(halifax, evening + timedelta(hours=2))


@pytest.mark.parametrize("fixed", ["payable_on", "invoiced"])
def test_a_day_that_is_known_beforehand_fixes_the_rate(fixed: str) -> None:
    """A renewal's own day (R-089) and that of an invoice: whenever it is paid."""
    day, later = date(2025, 3, 31), date(2025, 4, 9)
    order = placed(Place("CA", "NS"), day)
    if fixed == "payable_on":
        order = evolve(order, payable_on=day)
    invoiced = noon(day) if fixed == "invoiced" else None
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
