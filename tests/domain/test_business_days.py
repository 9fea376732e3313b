"""Business days, cut-offs and the window in which money is expected."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from checkout_tui.domain.business_days import BusinessCalendar, SettlementWindow
from checkout_tui.domain.errors import BadInput, BadSetup

NEW_YORK = ZoneInfo("America/New_York")
CLOSED = frozenset(
    {date(2026, 1, 1), date(2026, 11, 11), date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1)}
)
BANK = BusinessCalendar("BANK", NEW_YORK, time(16, 45), CLOSED, 2025, 2027)
DAYS = st.dates(date(2025, 2, 1), date(2027, 8, 15))  # room for 80 business days before the calendar ends
INSTANTS = st.datetimes(datetime(2025, 2, 1), datetime(2027, 9, 30), timezones=st.just(UTC))  # noqa: DTZ001
COUNTS = st.integers(0, 40)


def eastern(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=NEW_YORK).astimezone(UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        (date(2026, 11, 25), True),
        (date(2026, 11, 26), False),
        (date(2026, 11, 27), True),
        (date(2026, 11, 28), False),
        (date(2026, 11, 29), False),
        (date(2026, 7, 3), True),
    ],
)
def test_weekends_and_holidays_are_closed(day: date, opens: bool) -> None:
    """A bank is open on every weekday that its own list does not close."""
    assert BANK.is_open(day) is opens


@given(DAYS)
def test_the_next_open_day_is_the_first_that_is_open(day: date) -> None:
    """The day itself when open; else nothing open is passed over."""
    found = BANK.next_open(day)
    assert BANK.is_open(found)
    assert not any(BANK.is_open(day + timedelta(n)) for n in range((found - day).days))


@given(DAYS, COUNTS)
def test_adding_and_counting_agree(day: date, count: int) -> None:
    """The n-th business day after a day is n business days after it."""
    found = BANK.add(day, count)
    assert BANK.is_open(found)
    assert BANK.between(day, found) == (count or int(not BANK.is_open(day)))


@given(DAYS, st.integers(1, 40), st.integers(1, 40))
def test_adding_twice_is_adding_the_sum(day: date, one: int, two: int) -> None:
    """Windows can be counted in steps."""
    assert BANK.add(BANK.add(day, one), two) == BANK.add(day, one + two)


@given(DAYS, DAYS, COUNTS)
def test_a_later_day_never_leads_to_an_earlier_one(one: date, two: date, count: int) -> None:
    """Counting keeps the order of the days it starts from."""
    first, second = sorted((one, two))
    assert BANK.add(first, count) <= BANK.add(second, count)


@given(DAYS, DAYS, DAYS)
def test_business_days_between_add_up(one: date, two: date, three: date) -> None:
    """Counting over a day in the middle counts no day twice and misses none."""
    first, second, third = sorted((one, two, three))
    assert BANK.between(first, second) + BANK.between(second, third) == BANK.between(first, third)
    assert BANK.between(third, first) == (0 if first < third else BANK.between(first, third))


def test_from_new_year_three_is_the_third_business_day() -> None:
    """1 January is a holiday: day 0 is the 2nd, 1 to 3 business days are the 5th to the 7th (R-070)."""
    window = SettlementWindow.within(eastern(2026, 1, 1, 10), 1, 3, BANK)
    assert (window.first, window.last) == (date(2026, 1, 5), date(2026, 1, 7))


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (eastern(2026, 11, 24, 9), date(2026, 11, 24)),
        (eastern(2026, 11, 24, 16, 45), date(2026, 11, 24)),
        (eastern(2026, 11, 24, 16, 45, 1), date(2026, 11, 25)),
        (eastern(2026, 11, 25, 17), date(2026, 11, 27)),
        (eastern(2026, 11, 26, 0), date(2026, 11, 27)),
        (eastern(2026, 11, 27, 23, 59), date(2026, 11, 30)),
        (datetime(2026, 11, 25, 3, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 11, 24, 21, 45, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 7, 1, 20, 45, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 20, 46, tzinfo=UTC), date(2026, 7, 2)),
        (eastern(2026, 12, 31, 17), date(2027, 1, 4)),
    ],
)
def test_the_cut_off_and_the_banks_zone_decide_the_day(at: datetime, day: date) -> None:
    """Day 0 is the bank's own day; after the cut-off or when closed the next open one, in any season."""
    assert BANK.day_zero(at) == day


@given(INSTANTS, st.sampled_from(["UTC", "Europe/Berlin", "Asia/Tokyo", "Pacific/Auckland"]))
def test_who_asks_from_where_does_not_matter(at: datetime, zone: str) -> None:
    """The same instant, written in any zone, falls on the same business day."""
    assert BANK.day_zero(at.astimezone(ZoneInfo(zone))) == BANK.day_zero(at)


@given(INSTANTS, INSTANTS)
def test_a_later_instant_never_falls_on_an_earlier_day(one: datetime, two: datetime) -> None:
    """Time goes one way through cut-offs, weekends and changes of the clock."""
    first, second = sorted((one, two))
    assert BANK.day_zero(first) <= BANK.day_zero(second)


def test_the_cut_off_belongs_to_the_calendar() -> None:
    """Another bank's cut-off moves the day, with the same holidays."""
    early = evolve(BANK, cutoff=time(10, 30))
    assert early.day_zero(eastern(2026, 11, 24, 11)) == date(2026, 11, 25)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: BANK.is_open(date(2024, 12, 31)),
        lambda: BANK.is_open(date(2028, 1, 1)),
        lambda: BANK.add(date(2027, 12, 30), 3),
        lambda: BANK.next_open(date(2028, 1, 3)),
        lambda: BANK.between(date(2027, 12, 30), date(2028, 1, 3)),
        lambda: BANK.day_zero(eastern(2027, 12, 31, 18)),
        lambda: SettlementWindow.within(eastern(2027, 12, 30, 9), 1, 10, BANK),
    ],
)
def test_a_year_without_a_calendar_is_an_error(ask: object) -> None:
    """No date is promised from a calendar that does not reach so far; the sentence names the years."""
    with pytest.raises(BadSetup, match=r"no BANK calendar for 20\d\d.*2025 to 2027"):
        ask()  # type: ignore[operator]


def test_a_point_in_time_needs_its_zone() -> None:
    """A naive instant would be read in the machine's zone: refused."""
    with pytest.raises(BadInput, match="zone"):
        BANK.day_zero(datetime(2026, 11, 24, 9))  # noqa: DTZ001


def test_a_point_in_time_is_not_taken_for_a_day() -> None:
    """Python takes a datetime for a date; on a holiday it would pass for open."""
    with pytest.raises(BadInput, match="not a point in time"):
        BANK.is_open(eastern(2026, 11, 26, 12))


def test_business_days_are_not_counted_backwards() -> None:
    """A negative count is a mistake, not a day in the past."""
    with pytest.raises(BadInput):
        BANK.add(date(2026, 11, 24), -1)


@pytest.mark.parametrize(
    ("low", "high", "first", "last"),
    [
        (1, 3, date(2026, 11, 25), date(2026, 11, 30)),
        (2, 4, date(2026, 11, 27), date(2026, 12, 1)),
        (5, 10, date(2026, 12, 2), date(2026, 12, 9)),
        (0, 0, date(2026, 11, 24), date(2026, 11, 24)),
    ],
)
def test_a_window_counts_business_days_on_the_banks_calendar(
    low: int, high: int, first: date, last: date
) -> None:
    """Over Thanksgiving week the windows of ACH and wire end where the bank's days end."""
    window = SettlementWindow.within(eastern(2026, 11, 24, 9), low, high, BANK)
    assert window == SettlementWindow(first, last, "BANK", low, high)


@given(INSTANTS, COUNTS, COUNTS, st.integers(-10, 90))
def test_money_is_overdue_only_after_the_last_day(at: datetime, one: int, two: int, later: int) -> None:
    """Never inside the window and never on its last day (R-079)."""
    low, high = sorted((one, two))
    window = SettlementWindow.within(at, low, high, BANK)
    assert window.first <= window.last
    assert BANK.is_open(window.first)
    assert BANK.is_open(window.last)
    day = window.first + timedelta(later)
    assert window.overdue_on(day) is (day > window.last)


@pytest.mark.parametrize(("low", "high"), [(3, 1), (-1, 2)])
def test_a_window_that_cannot_be_is_refused(low: int, high: int) -> None:
    """It ends before it begins, or begins before the event."""
    with pytest.raises(BadInput):
        SettlementWindow.within(eastern(2026, 11, 24, 9), low, high, BANK)


def test_a_windows_days_are_in_order() -> None:
    """The last day is not before the first; a single day is a window."""
    day = date(2026, 11, 24)
    assert SettlementWindow(day, day, "BANK").overdue_on(day + timedelta(1))
    with pytest.raises(BadInput, match="ends before it begins"):
        SettlementWindow(day, day - timedelta(1), "BANK")
