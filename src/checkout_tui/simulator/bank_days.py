"""The days of the banks in the simulated world: when money moves, and when a bank sends its day's document."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from attrs import frozen

from checkout_tui.calendars import Calendars
from checkout_tui.domain.business_days import BusinessCalendar, SettlementWindow
from checkout_tui.domain.method import PaymentMethod
from checkout_tui.domain.payment import Payment

STATEMENT_AT = time(15, 0)
"""When banks send the day's document, where they are."""
_WEEKDAYS = 5


@frozen
class BankDays:
    """Of the banks that receive these methods' money. ``methods`` fills while methods are loaded."""

    calendars: Calendars
    methods: Mapping[str, PaymentMethod]

    def of(self, method: str, currency: str) -> BusinessCalendar | None:
        """The business days of the bank that receives this method's money."""
        named = self.methods[method].calendar_for(currency)
        return self.calendars.get(named) if named else None

    def next_open(self, day: date, calendar: BusinessCalendar | None = None) -> date:
        """``day``, or the first after it on which this bank moves money, or some bank without a calendar."""
        if calendar is not None:
            return calendar.next_open(day)
        used = {code for method in self.methods.values() for code in method.calendars.values()}
        calendars = [self.calendars.get(code) for code in sorted(used)]
        while not (any(c.is_open(day) for c in calendars) if calendars else day.weekday() < _WEEKDAYS):
            day += timedelta(days=1)
        return day

    def later(self, day: date, days: int, calendar: BusinessCalendar | None = None) -> date:
        """So many business days after ``day``: of this calendar, or of any bank without one."""
        if calendar is not None:
            return calendar.add(day, days)
        for _ in range(days):
            day = self.next_open(day + timedelta(days=1))
        return day

    def midway(self, window: SettlementWindow | None, calendar: BusinessCalendar | None, today: date) -> date:
        """The day in the middle of the window; a week after, without a window."""
        if window is None or calendar is None:
            return self.later(today, _WEEKDAYS, calendar)
        return calendar.add(window.first, calendar.between(window.first, window.last) // 2)

    def statement_on(self, day: date, calendar: BusinessCalendar | None) -> datetime:
        """When the bank sends the document of this day."""
        return datetime.combine(day, STATEMENT_AT, _zone(calendar)).astimezone(UTC)

    def local_day(self, at: datetime, calendar: BusinessCalendar | None) -> date:
        """The day that it is then where the bank is."""
        return at.astimezone(_zone(calendar)).date()

    def settled_on(self, payment: Payment) -> date | None:
        """The day on which this payment was settled, where the bank is."""
        if payment.settled_at is None:
            return None
        return self.local_day(payment.settled_at, self.of(payment.method, payment.currency))


def _zone(calendar: BusinessCalendar | None) -> tzinfo:
    return calendar.zone if calendar else UTC
