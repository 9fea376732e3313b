"""How often somebody outside is asked after what is open: at first soon, and the older it is the more seldom."""

from datetime import timedelta

SOONEST = timedelta(minutes=1)
SELDOMEST = timedelta(minutes=30)
"""Shorter than the last hour in which a link that was given up is looked at, so that this look is never missed."""
_SHARE = 60


def pause(open_for: timedelta) -> timedelta:
    """How long to wait before asking again about something that has been open for so long.

    A sixtieth of it: each minute in the first hour, in which a customer has the link before them or a
    gateway catches its breath; each half hour from the second day to the end.
    """
    return min(max(open_for / _SHARE, SOONEST), SELDOMEST)
