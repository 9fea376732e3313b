"""One scenario with many seeds: each run is a story of its own, so as many at a time as the machine has processors."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

from checkout_tui.domain.errors import BadSetup, N_
from checkout_tui.domain.sentence import Sentence, sentence

if TYPE_CHECKING:
    from checkout_tui.simulator.result import Result
    from checkout_tui.simulator.scenario import Scenario

_MOST_TOLD = 3
"""So many violations of one seed are told: one mistake breaks a rule again and again."""


@frozen
class Ended:
    """What is told of one seed among many."""

    seed: int
    orders: int
    checks: int
    wrong: tuple[Sentence, ...]
    """Rules that did not hold and expectations that were not met; nothing when all was well."""


def processors() -> int:
    """How many of the machine's processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def played(
    scenario: "Scenario", seeds: range, jobs: int, *, until: date | None, orders: int | None
) -> Iterator[Ended]:
    """How each seed ended, in their order, whatever ``jobs`` says of how many are played at a time.

    Raises BadSetup when a method that the scenario needs is not installed, or when a process was killed.
    """
    one = partial(_one, scenario, until, orders)
    jobs = min(jobs, len(seeds))
    if jobs == 1:
        yield from map(one, seeds)
        return
    # A fresh interpreter each: a copy of this one would have its locks, but not the threads that hold them.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=_ends_at_once) as processes:
        try:
            yield from processes.map(one, seeds)
        except BrokenProcessPool:
            raise BadSetup(
                N_("A process that played the scenario was ended from outside: try fewer with --jobs.")
            ) from None
        finally:
            processes.shutdown(wait=False, cancel_futures=True)


def _ends_at_once() -> None:
    # Ctrl-C reaches every process of a terminal: the first one says so, and these have nothing to add.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _one(scenario: "Scenario", until: date | None, orders: int | None, seed: int) -> Ended:
    from checkout_tui.plugins import discover  # noqa: PLC0415 - the simulator when it is wanted
    from checkout_tui.simulator.faithful import run  # noqa: PLC0415

    result = run(scenario, discover(), seed=seed, until=until, orders=orders)
    return Ended(seed, len(result.orders), result.checks, tuple(_wrong(result)))


def _wrong(result: "Result") -> Iterator[Sentence]:
    for each in result.violations[:_MOST_TOLD]:
        yield sentence(
            "{at} {rule} {order} {detail}", at=each.at, rule=each.rule, order=each.order, detail=each.detail
        )
    for missed in result.failed:
        yield sentence("{title}: {says}", title=missed.title, says=missed.says)
