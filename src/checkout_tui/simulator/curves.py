"""Curves for a terminal: how much of what was ordered is paid after so many days, and how much waited on each."""

from collections.abc import Mapping
from datetime import date, timedelta

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_ALL = 15
"""Of sixteen eighths in two lines: the last stays free, so that a curve does not run into the one above it."""


def curves(
    settled: Mapping[str, tuple[Mapping[float, int], int]], *, width: int = 60, labels: int = 14
) -> list[str]:
    """A curve for each name: how many after so many days, of how many in all.

    They share one scale of days, and are two lines high, so that slopes show.
    """
    longest = max((max(days, default=0.0) for days, _ in settled.values()), default=0.0)
    longest = max(-(-longest // 1), 1.0)
    lines = []
    for name, (days, total) in settled.items():
        shares = [
            sum(many for day, many in days.items() if day <= longest * column / width) / max(total, 1)
            for column in range(1, width + 1)
        ]
        upper = "".join(_EIGHTHS[max(round(share * _ALL) - 8, 0)] for share in shares)
        lower = "".join(_EIGHTHS[min(round(share * _ALL), 8)] for share in shares)
        last = f"{shares[-1]:4.0%}" if shares else ""
        lines += [f"{name[:labels]:<{labels}} {upper} {last}", f"{'':<{labels}} {lower}"]
    lines.append(f"{'':<{labels}} {_scale(longest, width)}")
    return lines


def bars(most: Mapping[date, int], width: int) -> str:
    """How much there was on each day from the first to the last, as high as its share of the most there ever was.

    A day that is not named is like the one before it; days that share a column show the most of them.
    """
    first, last = min(most), max(most)
    values: list[int] = []
    for number in range((last - first).days + 1):
        values.append(most.get(first + timedelta(days=number), values[-1] if values else 0))
    columns = min(len(values), width)
    parts = [
        values[column * len(values) // columns : (column + 1) * len(values) // columns]
        for column in range(columns)
    ]
    top = max([*values, 1])
    # Whatever waits is seen, be it as little as it may.
    return "".join(_EIGHTHS[-(-max(part) * 8 // top)] for part in parts)


def _scale(longest: float, width: int) -> str:
    marks = [" "] * (width + 4)
    steps = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if longest / step <= 10)
    for day in range(0, int(longest) + 1, steps):
        at = min(int(day / longest * width), width - 1)
        marks[at : at + len(str(day))] = str(day)
    return "".join(marks).rstrip()
