"""When a subscription renews: by the month, on the day it began, never twice for one day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout_tui.domain.subscription import months_after, next_renewal

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
