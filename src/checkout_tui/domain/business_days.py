"""Business days on a bank's own calendar, with its cut-off time; and the window for expected money."""

from datetime import date, datetime, time, timedelta, tzinfo

from attrs import field, frozen

from checkout_tui.domain.errors import BadInput, BadSetup, N_

_DAY = timedelta(days=1)


@frozen
class BusinessCalendar:
    """The days on which a bank moves money, in its own zone. A year it does not know is an error."""

    code: str
    zone: tzinfo
    cutoff: time
    """What arrives later counts as the next business day."""
    closed: frozenset[date] = field(repr=False)
    """Holidays; Saturdays and Sundays are closed without being listed."""
    first_year: int
    last_year: int

    def is_open(self, day: date) -> bool:
        """Whether the bank moves money on ``day``. Raises BadSetup for a year without a calendar."""
        if isinstance(day, datetime):
            # It is a date to Python, yet equal to none in the list: every holiday would be open.
            raise BadInput(N_("A business day is a day, not a point in time."))
        if not self.first_year <= day.year <= self.last_year:
            raise BadSetup(
                N_("There is no {calendar} calendar for {year}: this version knows {first} to {last}."),
                calendar=self.code,
                year=day.year,
                first=self.first_year,
                last=self.last_year,
            )
        return day.weekday() < 5 and day not in self.closed

    def next_open(self, day: date) -> date:
        """``day`` itself when the bank is open, else the next day it is."""
        while not self.is_open(day):
            day += _DAY
        return day

    def add(self, day: date, days: int) -> date:
        """The ``days``-th business day after ``day``; for 0 ``day`` itself or the next open one."""
        if days < 0:
            raise BadInput(N_("Business days are counted forwards."))
        day = self.next_open(day) if days == 0 else day
        for _ in range(days):
            day = self.next_open(day + _DAY)
        return day

    def between(self, first: date, last: date) -> int:
        """How many business days lie after ``first``, up to and with ``last``; 0 when it is not later."""
        count = 0
        while first < last:
            first += _DAY
            count += self.is_open(first)
        return count

    def day_zero(self, instant: datetime) -> date:
        """The business day on which something that happened at ``instant`` counts as having happened."""
        if instant.tzinfo is None:
            raise BadInput(N_("A point in time needs its zone."))
        local = instant.astimezone(self.zone)
        day = local.date()
        if local.time() > self.cutoff:
            day += _DAY
        return self.next_open(day)


@frozen
class SettlementWindow:
    """The first and last business day on which money is to be expected; overdue only after the last (R-079).

    ``low`` and ``high`` are the business days it was counted from, where it was counted.
    """

    first: date
    last: date
    calendar: str
    low: int | None = None
    high: int | None = None

    def __attrs_post_init__(self) -> None:
        if self.first > self.last:
            raise BadInput(N_("A settlement window ends before it begins."))

    @classmethod
    def within(cls, instant: datetime, low: int, high: int, calendar: BusinessCalendar) -> "SettlementWindow":
        """``low`` to ``high`` business days after the day on which ``instant`` counts."""
        zero = calendar.day_zero(instant)
        return cls(calendar.add(zero, low), calendar.add(zero, high), calendar.code, low, high)

    def overdue_on(self, day: date) -> bool:
        """Whether money that is not here on ``day`` is late."""
        return day > self.last
