"""The two bank calendars, held to what the Federal Reserve and the ECB publish."""

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from checkout_tui.calendars import FIRST_YEAR, LAST_YEAR, Calendars
from checkout_tui.domain.errors import BadSetup

CALENDARS = Calendars()

FED_CLOSED = {
    2026: ["01-01", "01-19", "02-16", "05-25", "06-19", "09-07", "10-12", "11-11", "11-26", "12-25"],
    # 19 June and 25 December 2027 are Saturdays: the Fed does not move them to the Friday.
    2027: ["01-01", "01-18", "02-15", "05-31", "07-05", "09-06", "10-11", "11-11", "11-25"],
}
TARGET_CLOSED = {
    2026: ["01-01", "04-03", "04-06", "05-01", "12-25"],
    2027: ["01-01", "03-26", "03-29"],
    2028: ["04-14", "04-17", "05-01", "12-25", "12-26"],
}


@pytest.mark.parametrize(
    ("code", "year", "days"),
    [
        *(("FED", year, days) for year, days in FED_CLOSED.items()),
        *(("TARGET", year, days) for year, days in TARGET_CLOSED.items()),
    ],
)
def test_the_weekdays_on_which_a_bank_is_closed(code: str, year: int, days: list[str]) -> None:
    """Every weekday of the year is open but those published as closed (R-070, R-075)."""
    calendar = CALENDARS.get(code)
    day, closed = date(year, 1, 1), []
    while day.year == year:
        if day.weekday() < 5 and not calendar.is_open(day):
            closed.append(f"{day:%m-%d}")
        day += timedelta(1)
    assert closed == days


@pytest.mark.parametrize(
    "day", [date(2026, 7, 3), date(2027, 6, 18), date(2027, 12, 24), date(2027, 12, 31), date(2021, 12, 31)]
)
def test_the_fed_is_open_on_the_friday_before_a_saturday_holiday(day: date) -> None:
    """Federal offices close on these Fridays, the Fed does not."""
    assert day.weekday() == 4
    assert CALENDARS.get("FED").is_open(day)


@pytest.mark.parametrize("day", [date(2027, 7, 5), date(2022, 6, 20), date(2023, 1, 2), date(2022, 12, 26)])
def test_the_fed_is_closed_on_the_monday_after_a_sunday_holiday(day: date) -> None:
    """A holiday on a Sunday is observed on the Monday."""
    assert day.weekday() == 0
    assert not CALENDARS.get("FED").is_open(day)


def test_each_bank_has_its_own_holidays() -> None:
    """Thanksgiving stops the Fed only, Easter Monday TARGET only."""
    fed, target = CALENDARS.get("FED"), CALENDARS.get("TARGET")
    assert (fed.is_open(date(2026, 11, 26)), target.is_open(date(2026, 11, 26))) == (False, True)
    assert (fed.is_open(date(2026, 4, 6)), target.is_open(date(2026, 4, 6))) == (True, False)


def test_each_bank_has_its_own_zone_and_cut_off() -> None:
    """One instant is before the cut-off in New York and after it in Frankfurt."""
    at = datetime(2026, 11, 24, 20, tzinfo=UTC)
    fed, target = CALENDARS.get("FED"), CALENDARS.get("TARGET")
    assert (fed.zone, fed.cutoff) == (ZoneInfo("America/New_York"), time(16, 45))
    assert (target.zone, target.cutoff) == (ZoneInfo("Europe/Berlin"), time(16, 0))
    assert (fed.day_zero(at), target.day_zero(at)) == (date(2026, 11, 24), date(2026, 11, 25))


def test_a_cut_off_can_be_configured() -> None:
    """A bank's own cut-off replaces the usual one, of its calendar only."""
    calendars = Calendars({"TARGET": time(14, 30)})
    assert calendars.get("TARGET").cutoff == time(14, 30)
    assert calendars.get("FED").cutoff == time(16, 45)


def test_a_calendar_is_built_once() -> None:
    """The second question gets the same calendar."""
    assert CALENDARS.get("FED") is CALENDARS.get("FED")


@pytest.mark.parametrize("code", ["", "fed", "NYSE"])
def test_an_unknown_code_is_said_with_the_known_ones(code: str) -> None:
    """A misspelt code in a configuration does not become a calendar without holidays."""
    with pytest.raises(BadSetup, match="known are FED, TARGET"):
        CALENDARS.get(code)
    with pytest.raises(BadSetup, match="known are FED, TARGET"):
        Calendars({code: time(12)})


@pytest.mark.parametrize("code", ["FED", "TARGET"])
def test_a_calendar_says_how_far_it_reaches(code: str) -> None:
    """Its first and last year are known in full, the years beside them are an error."""
    calendar = CALENDARS.get(code)
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        assert sum(day.year == year for day in calendar.closed) >= 6
    for day in (date(FIRST_YEAR - 1, 12, 31), date(LAST_YEAR + 1, 1, 1)):
        with pytest.raises(BadSetup, match=f"no {code} calendar"):
            calendar.is_open(day)


def test_the_holidays_are_loaded_late() -> None:
    """Importing the module does not import the package: that would delay the first paint."""
    code = "import sys, checkout_tui.calendars; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
