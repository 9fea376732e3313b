"""Bank calendars, built once each from the package ``holidays`` when somebody first needs one."""

from datetime import time
from zoneinfo import ZoneInfo

from checkout_tui.domain.business_days import BusinessCalendar
from checkout_tui.domain.errors import BadSetup, N_

FIRST_YEAR, LAST_YEAR = 2020, 2035

_KNOWN = {
    # code: (name in the package, zone, cut-off that is usual there; banks differ, so it can be configured)
    "FED": ("XFED", "America/New_York", time(16, 45)),
    "TARGET": ("XECB", "Europe/Berlin", time(16, 0)),
}


class Calendars:
    """The business calendars by code: ``FED`` and ``TARGET``."""

    def __init__(self, cutoffs: dict[str, time] | None = None) -> None:
        self._cutoffs = cutoffs or {}
        self._built: dict[str, BusinessCalendar] = {}

    def get(self, code: str) -> BusinessCalendar:
        """The calendar. Raises BadSetup for a code that nobody knows."""
        if code not in self._built:
            self._built[code] = self._build(code)
        return self._built[code]

    def _build(self, code: str) -> BusinessCalendar:
        if code not in _KNOWN:
            raise BadSetup(
                N_("There is no business calendar {code}; known are {known}."),
                code=code,
                known=", ".join(_KNOWN),
            )
        # A third of a second to import: only once a date is needed, never before the first paint.
        from holidays import financial_holidays  # noqa: PLC0415

        name, zone, cutoff = _KNOWN[code]
        closed = frozenset(financial_holidays(name, years=range(FIRST_YEAR, LAST_YEAR + 1)))
        return BusinessCalendar(
            code, ZoneInfo(zone), self._cutoffs.get(code, cutoff), closed, FIRST_YEAR, LAST_YEAR
        )
