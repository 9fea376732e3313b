"""What can be read of a section in which something is wrong, so that everything else in it is still looked at."""

import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

from checkout_tui.config import Trouble
from checkout_tui.simulator.faults import ASKED, Fault

_EARLY, _LATE = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")

_NEEDED: Mapping[str, Mapping[str, Any]] = {
    "orders": {"name": "", "at": _EARLY, "method": ""},
    "together": {"orders": [], "at": _EARLY, "method": ""},
    "generate": {"method": {"": 1}},
    "operators": {"name": "", "tasks": []},
    "do": {"at": _EARLY, "verb": "resend", "order": ""},
    "down": {"method": "", "since": _EARLY, "until": _LATE},
    "holidays": {"calendar": "FED", "day": date(2000, 1, 1)},
    "jumps": {"at": _EARLY, "to": _LATE},
}
"""What each item of a section has to say, and something to take its place that is not complained about."""
_HIT = {"hook": ASKED[0], "fault": str(Fault.SLOW)}


def readable(raw: Any, section: str, troubles: Iterable[Trouble], read: Callable[[Any], Any]) -> Any:
    """The section without what ``troubles`` say of it, its items in their places; None when nothing is left of it."""
    try:
        return read(_without(raw, section, {trouble.path for trouble in troubles}))
    except Exception:  # noqa: BLE001 - what is wrong with it is said already
        return None


def _without(raw: Any, section: str, paths: Iterable[str]) -> Any:
    left = deepcopy(raw)
    for path in sorted(paths, reverse=True):
        *way, last = [name or int(number) for name, number in _STEP.findall(path[len(section) :])]
        inside = left
        for step in way:
            inside = inside[step]
        if isinstance(inside, dict):
            inside.pop(last, None)
        elif inside is left:
            # The others keep their numbers.
            inside[last] = {}
        else:
            del inside[last]
    if section in _NEEDED:
        left = [_NEEDED[section] | item for item in left]
        for item in left:
            if "hits" in item:
                item["hits"] = [_HIT | hit for hit in item["hits"]]
    return left


def already_told(path: str, told: Iterable[str]) -> bool:
    """Whether what is said of ``path`` may only be so because of what could not be read there, or inside it."""
    return any(other == path or other.startswith((f"{path}.", f"{path}[")) for other in told)
