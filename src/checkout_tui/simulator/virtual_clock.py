"""A clock that says what time we pretend it is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from checkout_tui.domain.errors import BadInput, N_


def standing() -> float:
    """For a clock that stands still until somebody moves it."""
    return 0.0


class VirtualClock:
    """Begins at ``start``; moved forwards by hand, and by ``ticking`` (seconds, such as ``time.monotonic``)."""

    def __init__(self, start: datetime, ticking: Callable[[], float] = standing) -> None:
        if start.tzinfo is None:
            raise BadInput(N_("A point in time needs its zone."))
        self._base = start.astimezone(UTC)
        self._ticking = ticking
        self._since = ticking()

    def now(self) -> datetime:
        passed = self._ticking() - self._since
        return self._base + timedelta(seconds=passed) if passed else self._base

    def move(self, **by: float) -> None:
        """Let time pass: ``clock.move(days=3)``."""
        self.to(self.now() + timedelta(**by))

    def to(self, instant: datetime) -> None:
        """Go to ``instant``. Raises BadInput when it is over: what happened cannot be taken back."""
        if instant < self.now():
            raise BadInput(N_("Time does not go back: it is {now} already."), now=self.now())
        self.reach(instant)

    def reach(self, instant: datetime) -> None:
        """Go to ``instant``, unless it is over: a ticking clock may have passed it meanwhile."""
        if instant > self.now():
            self._base, self._since = instant.astimezone(UTC), self._ticking()
