"""When a subscription renews: by the month, on the day it began, never twice for one day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout_tui.domain.subscription import falls_due, months_after, next_renewal
from checkout_tui.domain.tax import Place, day_begins, tax_day

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2026, 11, 23), 12, date(2027, 11, 23)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last(day: date, months: int, then: date) -> None:
    """The 31st becomes the last day of a shorter month, and the 31st again after it."""
    assert months_after(day, months) == then


@given(DAYS, st.integers(1, 36), st.integers(0, 4000))
def test_the_next_renewal_is_the_first_after_today(started_on: date, months: int, passed: int) -> None:
    """However long nobody charged, there is one next day: the first after today of all that follow from the start."""
    today = started_on + timedelta(days=passed)
    days = (months_after(started_on, number * months) for number in range(1, 4000 // 28 + 2))
    assert next_renewal(started_on, months, today) == next(day for day in days if day > today)


@given(
    st.sampled_from([Place("CA", "NS"), Place("CA", "NL"), Place("CA", "BC"), Place("EE"), Place("US")]),
    st.dates(date(2021, 7, 2), date(2030, 12, 31)),
)
def test_nothing_is_charged_before_its_day_has_begun_there_and_here(place: Place, day: date) -> None:
    """R-089: from then on it is that day at the customer's place; a moment earlier not at both."""
    due = falls_due(day, place)
    assert tax_day(place, due) == due.date() == day
    earlier = due - timedelta(seconds=1)
    assert min(tax_day(place, earlier), earlier.date()) < day
    assert due in (day_begins(place, day), datetime.combine(day, time(), UTC))
