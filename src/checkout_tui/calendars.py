"""Bank calendars, built once each from the package ``holidays`` when somebody first needs one."""

from datetime import time
from zoneinfo import ZoneInfo

from checkout_tui.domain.business_days import BusinessCalendar
from checkout_tui.domain.errors import BadSetup, N_

FIRST_YEAR, LAST_YEAR = 2020, 2035

# Code: name in the package, zone, cut-off. A bank's own cut-off is what counts: configure it.
_KNOWN = {
    # The end of the last same-day ACH window.
    "FED": ("XFED", "America/New_York", time(16, 45)),
    # T2 itself closes to customers' payments at 17:00; banks commonly stop crediting an hour before.
    "TARGET": ("XECB", "Europe/Berlin", time(16, 0)),
}


class Calendars:
    """The business calendars by code: ``FED`` and ``TARGET``."""

    def __init__(self, cutoffs: dict[str, time] | None = None) -> None:
        """``cutoffs`` by code replace the usual ones. Raises BadSetup for a code that nobody knows."""
        self._cutoffs = cutoffs or {}
        for code in self._cutoffs:
            _known(code)
        self._built: dict[str, BusinessCalendar] = {}

    def get(self, code: str) -> BusinessCalendar:
        """The calendar. Raises BadSetup for a code that nobody knows."""
        if code not in self._built:
            self._built[code] = self._build(code)
        return self._built[code]

    def _build(self, code: str) -> BusinessCalendar:
        name, zone, cutoff = _known(code)
        # A third of a second to import: only once a date is needed, never before the first paint.
        from holidays import financial_holidays  # noqa: PLC0415

        closed = frozenset(financial_holidays(name, years=range(FIRST_YEAR, LAST_YEAR + 1)))
        return BusinessCalendar(
            code, ZoneInfo(zone), self._cutoffs.get(code, cutoff), closed, FIRST_YEAR, LAST_YEAR
        )


def _known(code: str) -> tuple[str, str, time]:
    try:
        return _KNOWN[code]
    except KeyError:
        raise BadSetup(
            N_("There is no business calendar {code}; known are {known}."),
            code=code,
            known=", ".join(_KNOWN),
        ) from None
