"""How long something takes, as a declared distribution over whole days: what scenarios say, and what is drawn from."""

import math
import random
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from attrs import frozen

from checkout_tui.config.strict import exactly
from checkout_tui.domain.errors import BadInput, N_
from checkout_tui.domain.sentence import sentence

LONGEST = 366
"""Days beyond which nothing is waited for."""

_SHAPES = ({"from", "to"}, {"mean", "sd"}, {"days"})


@frozen
class Spread:
    """A share for each number of days. ``at`` ascend, and ``shares`` add up to 1."""

    at: tuple[int, ...]
    shares: tuple[float, ...]

    @classmethod
    def always(cls, days: int) -> "Spread":
        """Always the same."""
        return cls((days,), (1.0,))

    @classmethod
    def even(cls, low: int, high: int) -> "Spread":
        """Each as likely as the others."""
        days = tuple(range(low, high + 1))
        return cls(days, (1 / len(days),) * len(days))

    @classmethod
    def weighted(cls, weights: Mapping[int, float]) -> "Spread":
        """As likely as their weights say."""
        total = sum(weights.values())
        kept = sorted((day, weight / total) for day, weight in weights.items() if weight > 0)
        return cls(tuple(day for day, _ in kept), tuple(share for _, share in kept))

    @classmethod
    def normal(cls, mean: float, deviation: float) -> "Spread":
        """The bell curve, on whole days from none up."""
        if deviation == 0:
            return cls.always(round(mean))
        top = min(math.ceil(mean + 4 * deviation), LONGEST)
        return cls.weighted({day: math.exp(-(((day - mean) / deviation) ** 2) / 2) for day in range(top + 1)})

    @property
    def cumulative(self) -> tuple[float, ...]:
        return tuple(accumulate(self.shares))

    def draw(self, chance: random.Random) -> int:
        """One of them, by chance."""
        return chance.choices(self.at, self.shares)[0]


def read_spread(value: Any) -> Spread:
    """``2``, ``{ from = 1, to = 3 }``, ``{ mean = 2.5, sd = 1.0 }`` or ``{ days = { 1 = 20, 2 = 80 } }``."""
    if type(value) is int:
        return Spread.always(_days(value))
    if not isinstance(value, Mapping) or set(value) not in _SHAPES:
        raise BadInput(
            N_("it must be a number of days, {{ from, to }}, {{ mean, sd }} or {{ days = {{ 1 = 20 }} }}.")
        )
    if "from" in value:
        low, high = _days(value["from"]), _days(value["to"])
        if low > high:
            raise BadInput(N_("It ends before it begins."))
        return Spread.even(low, high)
    if "mean" in value:
        mean, deviation = _number(value["mean"]), _number(value["sd"])
        if not 0 <= mean <= LONGEST or not 0 <= deviation <= LONGEST:
            raise BadInput(N_("Days are counted from 0 to {most}."), most=LONGEST)
        return Spread.normal(mean, deviation)
    return Spread.weighted(_weights(value["days"]))


def _weights(value: Any) -> dict[int, float]:
    if not isinstance(value, Mapping) or not value:
        raise BadInput(N_("days must be a table of weights by number of days."))
    weights = {}
    for key, weight in value.items():
        if not str(key).isdecimal():
            raise BadInput(N_("“{value}” is no number of days."), value=str(key)[:20])
        weights[_days(int(key))] = _number(weight)
    if min(weights.values()) < 0 or sum(weights.values()) <= 0:
        raise BadInput(N_("Weights are not below zero, and not all zero."))
    return weights


def _days(value: Any) -> int:
    days: int = exactly(value, int, N_("a whole number"))
    if not 0 <= days <= LONGEST:
        raise BadInput(N_("Days are counted from 0 to {most}."), most=LONGEST)
    return days


def _number(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise BadInput(N_("it must be {what}."), what=sentence(N_("a number")))
    return float(value)
