"""The smallest scenario that still fails: fewer orders, fewer faults, an earlier end."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from attrs import evolve

from checkout_tui.simulator.result import Result
from checkout_tui.simulator.scenario.shape import Ordered, Pay, Scenario, Writes, first_of

TRIES = 120
"""How often a smaller scenario is tried, at most."""

_LISTS = ("orders", "do", "together", "down", "jumps", "holidays", "operators")


def shrunk(result: Result, again: Callable[[Scenario], Result]) -> Scenario:
    """The smallest scenario found that fails in the same way as ``result``.

    ``again`` runs a scenario in which nothing is left to chance. What no longer fails, or fails
    otherwise, is not the same mistake.
    """
    wanted = signature(result)
    left = [TRIES]

    def fails(smaller: Scenario) -> bool:
        if left[0] <= 0 or not smaller.orders:
            return False
        left[0] -= 1
        try:
            return wanted <= signature(again(smaller))
        except Exception:  # noqa: BLE001 - a scenario that cannot be run is no smaller one
            return False

    best = _ended(result.scenario, fails, result)
    for name in _LISTS:
        best = _fewer(best, name, fails)
    for number in range(len(best.orders)):
        best = _simpler(best, number, fails)
    best = _ended(best, fails, None)
    # What nothing goes wrong with need not be said: nothing is left to chance any more that could make it otherwise.
    return evolve(best, orders=tuple(map(_said_less, best.orders)))


def _said_less(order: Ordered) -> Ordered:
    return evolve(
        order,
        refused=order.refused or None,
        hits=order.hits or None,
        refund_fails=order.refund_fails or None,
        renewals=order.renewals or None,
    )


def signature(result: Result) -> frozenset[str]:
    """In which way it fails: the rules that did not hold, and the expectations that were not met."""
    broken = {f"rule {violation.rule}" for violation in result.violations}
    return frozenset(broken or {f"expected {failed.title}" for failed in result.failed})


def _ended(scenario: Scenario, fails: Callable[[Scenario], bool], result: Result | None) -> Scenario:
    """An earlier end: the evening of the first violation, else by halves."""
    if result is not None and result.violations:
        earlier = _until(scenario, result.violations[0].at.date())
        if earlier.ends > earlier.starts and fails(earlier):
            return earlier
    first, last = scenario.starts.date(), scenario.until
    while first < last:
        middle: date = first + timedelta(days=(last - first).days // 2)
        earlier = _until(scenario, middle)
        if earlier.ends > earlier.starts and fails(earlier):
            last, scenario = middle, earlier
        else:
            first = middle + timedelta(days=1)
    return scenario


def _until(scenario: Scenario, day: date) -> Scenario:
    earlier = evolve(scenario, until=day)
    return _with(earlier, "orders", tuple(each for each in earlier.orders if each.at <= earlier.ends))


def _fewer(scenario: Scenario, name: str, fails: Callable[[Scenario], bool]) -> Scenario:
    """As few of one list as still fail: in halves, then in quarters, down to single ones."""
    kept: Sequence[Any] = getattr(scenario, name)
    size = max(len(kept) // 2, 1)
    while kept and size:
        at = 0
        while at < len(kept):
            smaller = _with(scenario, name, (*kept[:at], *kept[at + size :]))
            if fails(smaller):
                scenario, kept = smaller, getattr(smaller, name)
            else:
                at += size
        size = size // 2
    return scenario


def _with(scenario: Scenario, name: str, kept: tuple[Any, ...]) -> Scenario:
    """The scenario with fewer of one thing, and without what was about what is gone."""
    changes: dict[str, Any] = {name: kept}
    smaller = evolve(scenario, **changes)
    names = {order.name for order in smaller.orders}
    return evolve(
        smaller,
        do=tuple(done for done in smaller.do if first_of(done.order) in names),
        together=tuple(each for each in smaller.together if names.issuperset(map(first_of, each.orders))),
    )


def _simpler(scenario: Scenario, number: int, fails: Callable[[Scenario], bool]) -> Scenario:
    """One order with as little going wrong as still fails."""
    for change in _PLAINER:
        order = scenario.orders[number]
        plainer = change(order)
        if plainer == order:
            continue
        orders = (*scenario.orders[:number], plainer, *scenario.orders[number + 1 :])
        smaller = evolve(scenario, orders=orders)
        if fails(smaller):
            scenario = smaller
    return scenario


def _pays(order: Ordered, **changes: Any) -> Ordered:
    return evolve(order, pays=tuple(evolve(pay, **changes) for pay in order.pays or ()))


_USUAL = Pay()
_PLAINER: tuple[Callable[[Ordered], Ordered], ...] = (
    lambda order: evolve(order, hits=()),
    lambda order: evolve(order, refused=False),
    lambda order: evolve(order, refund_fails=""),
    lambda order: evolve(order, renewals=()),
    lambda order: evolve(order, pays=(order.pays or ())[:1]),
    lambda order: evolve(order, visits=(order.visits or ())[:1]),
    lambda order: _pays(order, twice=False),
    lambda order: _pays(order, returned=""),
    lambda order: _pays(order, less="", more=""),
    lambda order: _pays(order, writes=Writes.RIGHT),
    lambda order: _pays(order, method="", share=_USUAL.share),
)
