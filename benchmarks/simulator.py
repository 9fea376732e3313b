"""The statistical way against simpy on the same model, and the faithful way against the store alone.

simpy is no dependency of this project: ``pip install simpy`` first (see README.md).
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from importlib import import_module
from inspect import isfunction
from pathlib import Path
from pkgutil import iter_modules
from statistics import median
from typing import Any

from sqlalchemy import Connection, Engine, event, select

from checkout_tui import store as stored
from checkout_tui.calendars import Calendars
from checkout_tui.plugins import discover
from checkout_tui.simulator.faithful import Faithful
from checkout_tui.simulator.scenario import find, read
from checkout_tui.simulator.scenario.plan import planned
from checkout_tui.simulator.statistical import estimate
from checkout_tui.store import Store, create, open_engine
from checkout_tui.store.tables import metadata

STORE = tuple(
    import_module(f"{stored.__name__}.{each.name}")
    for each in iter_modules(stored.__path__)
    if not each.ispkg
)
"""Everything that may write."""
TURNS = 5
"""How often each is measured; the one in the middle counts."""

MODEL = """
title = "Wires and ACH for a year"
starts = 2026-01-05T08:00:00Z
until = 2027-02-26
[[generate]]
orders = 1000
days = 364
method = { wire = 1, ach = 1 }
country = { US = 1 }
[methods.wire]
delay = { from = 2, to = 4 }
never = 0.03
[methods.ach]
delay = { from = 1, to = 3 }
never = 0.03
[[operators]]
name = "Jordan"
tasks = ["allocate"]
at = ["09:30:00", "15:30:00"]
capacity = 1000000
"""


def with_simpy(orders: int) -> tuple[float, Counter[str], list[float]]:
    """The same model, an order a process: weekdays, FED days, ACH allocated when somebody looks."""
    import simpy  # a reference to compare with, installed by whoever runs this

    calendar = Calendars().get("FED")
    chance = random.Random(1)
    start = datetime(2026, 1, 5, tzinfo=UTC)
    days = [start + timedelta(days=n) for n in range(364)]
    days = [day for day in days if day.weekday() < 5]
    added: dict[tuple[date, int], float] = {}
    settled: Counter[str] = Counter()
    times: list[float] = []

    def arrives(placed: float, delay: int) -> float:
        taken = start + timedelta(days=placed)
        key = (calendar.day_zero(taken), delay)
        if key not in added:
            day = calendar.add(*key)
            at = datetime(day.year, day.month, day.day, 15, tzinfo=calendar.zone)
            added[key] = (at - start).total_seconds() / 86400
        return added[key]

    def looked_at(at: float) -> float:
        day = int(at)
        while True:
            for hour in (9.5, 15.5):
                if day + hour / 24 >= at and day % 7 < 5:
                    return day + hour / 24
            day += 1

    def order(env: Any, number: int) -> Any:
        yield env.timeout(placed[number])
        method = chance.choice(("wire", "ach"))
        if chance.random() < 0.03:
            return
        here = arrives(env.now, chance.randint(2, 4) if method == "wire" else chance.randint(1, 3))
        yield env.timeout(here - env.now)
        if method == "ach":
            yield env.timeout(looked_at(env.now) - env.now)
        settled[method] += 1
        times.append(env.now - placed[number])

    began = time.perf_counter()
    placed = [
        (days[n * len(days) // orders] - start).days + (8 + 10 * chance.random()) / 24 for n in range(orders)
    ]
    env = simpy.Environment()
    for number in range(orders):
        env.process(order(env, number))
    env.run()
    return time.perf_counter() - began, settled, times


def against_simpy(orders: int) -> None:
    found, scenario = discover(), read(MODEL, "model")
    estimate(scenario, found, orders=1000)
    began = time.perf_counter()
    made = estimate(scenario, found, orders=orders)
    ours = time.perf_counter() - began
    theirs, settled, times = with_simpy(orders)
    median = sorted(times)[len(times) // 2]
    print(f"{orders} orders over a year")
    print(f"statistical {ours:6.2f} s   settled {made.settled}")
    print(f"simpy       {theirs:6.2f} s   settled {settled.total()}   median {median:.2f} days")
    print(f"            {theirs / ours:6.1f} ×")


Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class Kept:
    """What a run writes: each call of the store that wrote anything, and each statement, by transaction."""

    def __init__(self, engine: Engine) -> None:
        self.calls: list[Call | None] = []
        self.statements: list[tuple[str, Any] | None] = []
        self._depth = self._writes = 0
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", self._commit)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """The functions of the store note that they were called, while this lasts."""
        before = [(module, name, getattr(module, name)) for module in STORE for name in vars(module)]
        ours = [each for each in before if isfunction(each[2]) and each[2].__module__ == each[0].__name__]
        for module, name, function in ours:
            setattr(module, name, self._noting(function))
        try:
            yield
        finally:
            for module, name, function in ours:
                setattr(module, name, function)

    def _noting(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def noted(*arguments: Any, **named: Any) -> Any:
            if not arguments or not isinstance(arguments[0], Connection) or self._depth:
                return function(*arguments, **named)
            # What is handed over as it comes can be looked at once only.
            rest = tuple(list(each) if isinstance(each, Iterator) else each for each in arguments[1:])
            before, self._depth = self._writes, 1
            try:
                answer = function(arguments[0], *rest, **named)
            finally:
                self._depth = 0
            if self._writes > before:
                self.calls.append((function, rest, named))
            return answer

        return noted

    def _statement(
        self, conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
    ) -> None:
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            self._writes += 1
            self.statements.append((statement, parameters))

    def _commit(self, _: Any) -> None:
        self.calls.append(None)
        self.statements.append(None)


def new_store(path: Path, *, durable: bool = False) -> Store:
    """Set up as a scenario's own, where nothing waits for the disk, or as a merchant's."""
    create(path)
    return Store(open_engine(f"sqlite:///{path}", durable=durable))


def stored_again(
    calls: list[Call | None], store: Store, clock: Callable[[], float] = time.process_time
) -> float:
    """The same rows by the store's own functions, in the same transactions: what the store alone takes."""
    began, transaction = clock(), list[Call]()
    for call in calls:
        if call is not None:
            transaction.append(call)
            continue
        with store.writing() as connection:
            for function, arguments, named in transaction:
                function(connection, *arguments, **named)
        transaction = []
    return clock() - began


def written_again(statements: list[tuple[str, Any] | None], store: Store) -> float:
    """The same statements in the same transactions, without the store: what the database alone takes."""
    began, transaction = time.process_time(), list[tuple[str, Any]]()
    for each in statements:
        if each is not None:
            transaction.append(each)
            continue
        with store.writing() as connection:
            for statement, parameters in transaction:
                connection.exec_driver_sql(statement, parameters)
        transaction = []
    return time.process_time() - began


def rows(store: Store) -> dict[str, list[Any]]:
    """Everything that is in a database."""
    with store.reading() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in metadata.sorted_tables
        }


def against_the_store(many: int) -> None:
    """By the processor's clock, in turns: other things that the machine does say nothing about either."""
    scenario, found = find("a-calm-year"), discover()
    whole, alone, driver = list[float](), list[float](), list[float]()
    waited, kept_for_good = list[float](), list[float]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        watched = Faithful(planned(scenario, 1, many), found, folder / "watched")
        kept = Kept(watched.demo.store.engine)
        with kept.watching():
            watched.run()
        written = rows(watched.demo.store)
        watched.close()
        for turn in range(TURNS):
            faithful = Faithful(planned(scenario, 1, many), found, folder / f"run{turn}")
            began, at = time.process_time(), time.perf_counter()
            result = faithful.run()
            whole.append(time.process_time() - began)
            waited.append(time.perf_counter() - at)
            faithful.close()
            again, bare = new_store(folder / f"again{turn}.db"), new_store(folder / f"bare{turn}.db")
            alone.append(stored_again(kept.calls, again))
            driver.append(written_again(kept.statements, bare))
            lasting = new_store(folder / f"lasting{turn}.db", durable=True)
            kept_for_good.append(stored_again(kept.calls, lasting, time.perf_counter))
            same = written == rows(again) == rows(bare) == rows(lasting)
            for each in (again, bare, lasting):
                each.close()
            if not same or not result.good:
                raise SystemExit("The references did not write the same rows, or the run went wrong.")
    writes = sum(each is not None for each in kept.statements)
    print(
        f"{len(result.orders)} orders, {result.steps} steps, {writes} writes in {kept.calls.count(None)} commits"
    )
    took, stored, bare_took = median(whole), median(alone), median(driver)
    print(f"faithful    {took:6.2f} s   {len(result.orders) / took:.1f} orders a second, rules checked")
    print(f"store alone {stored:6.2f} s   the same rows by the store's own functions   {stored / took:.3f} ×")
    print(
        f"SQL alone   {bare_took:6.2f} s   the same statements, ready made            {bare_took / took:.3f} ×"
    )
    wall, lasting_took = median(waited), median(kept_for_good)
    print(
        f"kept store  {lasting_took:6.2f} s   the same, each commit on the disk, by the clock on the wall "
        f"(faithful {wall:.2f} s)   {lasting_took / wall:.3f} ×"
    )


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--orders", type=int, default=1_000_000)
    arguments.add_argument("--faithful", type=int, default=80)
    chosen = arguments.parse_args()
    if chosen.orders:
        against_simpy(chosen.orders)
    against_the_store(chosen.faithful)


if __name__ == "__main__":
    main()
