"""The statistical way against simpy on the same model, and the faithful way against the store alone.

simpy is no dependency of this project: ``pip install simpy`` first (see README.md).
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from importlib import import_module
from inspect import isfunction
from pathlib import Path
from pkgutil import iter_modules
from statistics import median
from typing import Any

from attrs import field, frozen
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


@frozen
class Transaction:
    """One that wrote something: what was called in it, which of that wrote, and the statements that did."""

    calls: list[Call] = field(factory=list)
    writing: list[Call] = field(factory=list)
    statements: list[tuple[str, Any]] = field(factory=list)


class Kept:
    """What a run writes, by transaction."""

    def __init__(self, engine: Engine) -> None:
        self.transactions: list[Transaction] = []
        self._depth = 0
        self._connection: Connection | None = None
        event.listen(engine, "before_cursor_execute", self._statement)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """The functions of the store note that they were called in a transaction, while this lasts."""
        before = [(module, name, getattr(module, name)) for module in STORE for name in vars(module)]
        ours = [each for each in before if isfunction(each[2]) and each[2].__module__ == each[0].__name__]
        for module, name, function in ours:
            setattr(module, name, self._noting(function))
        writing, Store.writing = Store.writing, self._kept(Store.writing)  # type: ignore[method-assign]
        try:
            yield
        finally:
            Store.writing = writing  # type: ignore[method-assign]
            for module, name, function in ours:
                setattr(module, name, function)

    def _kept(self, writing: Callable[[Store], Any]) -> Any:
        @contextmanager
        def kept(store: Store) -> Iterator[Connection]:
            with writing(store) as connection:
                self._connection = connection
                self.transactions.append(Transaction())
                try:
                    yield connection
                finally:
                    self._connection = None
            if not self.transactions[-1].statements:
                self.transactions.pop()

        return kept

    def _noting(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def noted(*arguments: Any, **named: Any) -> Any:
            inside = self._connection is not None and arguments[:1] == (self._connection,)
            if not inside or self._depth:
                return function(*arguments, **named)
            # What is handed over as it comes can be looked at once only.
            rest = tuple(list(each) if isinstance(each, Iterator) else each for each in arguments[1:])
            transaction, self._depth = self.transactions[-1], 1
            before = len(transaction.statements)
            try:
                answer = function(arguments[0], *rest, **named)
            finally:
                self._depth = 0
            transaction.calls.append((function, rest, named))
            if len(transaction.statements) > before:
                transaction.writing.append((function, rest, named))
            return answer

        return noted

    def _statement(
        self, conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
    ) -> None:
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            self.transactions[-1].statements.append((statement, parameters))


def new_store(path: Path, *, durable: bool = False) -> Store:
    """Set up as a scenario's own, where nothing waits for the disk, or as a merchant's."""
    create(path)
    return Store(open_engine(f"sqlite:///{path}", durable=durable))


def stored_again(
    transactions: Iterable[list[Call]], store: Store, clock: Callable[[], float] = time.process_time
) -> float:
    """The same rows by the store's own functions, in the same transactions: what the store alone takes."""
    began = clock()
    for calls in transactions:
        with store.writing() as connection:
            for function, arguments, named in calls:
                function(connection, *arguments, **named)
    return clock() - began


def written_again(kept: list[Transaction], store: Store) -> float:
    """The same statements in the same transactions, without the store: what the database alone takes."""
    began = time.process_time()
    for transaction in kept:
        with store.writing() as connection:
            for statement, parameters in transaction.statements:
                connection.exec_driver_sql(statement, parameters)
    return time.process_time() - began


def on_the_disk(store: Store) -> None:
    """From now on each of its commits waits for the disk, as a merchant's do."""
    event.listen(store.engine, "connect", lambda driver, _: driver.execute("PRAGMA synchronous=FULL"))
    store.close()


def rows(store: Store) -> dict[str, list[Any]]:
    """Everything that is in a database."""
    with store.reading() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in metadata.sorted_tables
        }


WAYS = {
    "faithful": "the rules checked after every step, nothing waits for the disk",
    "store alone": "the same transactions by the store's own functions, reading before they write",
    "its writing": "only the functions of it that write",
    "SQL alone": "the same statements, ready made",
    "faithful, kept": "by the wall, each commit on the disk",
    "store, kept": "by the wall, each commit on the disk: the store as a desk has it",
}
"""What is measured. Only what waits for the disk is measured by the clock on the wall."""


def against_the_store(many: int) -> None:
    """In turns, by the processor's clock: other things that the machine does say nothing about either."""
    scenario, found = find("a-calm-year"), discover()
    took: dict[str, list[float]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        watched = Faithful(planned(scenario, 1, many), found, folder / "watched")
        kept = Kept(watched.demo.store.engine)
        with kept.watching():
            watched.run()
        written = rows(watched.demo.store)
        watched.close()
        every = [each.calls for each in kept.transactions]
        writing = [each.writing for each in kept.transactions]
        for turn in range(TURNS):
            for way, clock in (("faithful", time.process_time), ("faithful, kept", time.perf_counter)):
                faithful = Faithful(planned(scenario, 1, many), found, folder / f"{way}{turn}")
                if clock is time.perf_counter:
                    on_the_disk(faithful.demo.store)
                began = clock()
                result = faithful.run()
                took[way].append(clock() - began)
                faithful.close()
                if not result.good:
                    raise SystemExit("The run went wrong.")
            stores = {way: new_store(folder / f"{way}{turn}.db", durable="kept" in way) for way in _STORES}
            took["store alone"].append(stored_again(every, stores["store alone"]))
            took["its writing"].append(stored_again(writing, stores["its writing"]))
            took["SQL alone"].append(written_again(kept.transactions, stores["SQL alone"]))
            took["store, kept"].append(stored_again(every, stores["store, kept"], time.perf_counter))
            same = all(written == rows(each) for each in stores.values())
            for each in stores.values():
                each.close()
            if not same:
                raise SystemExit("The references did not write the same rows.")
    writes = sum(len(each.statements) for each in kept.transactions)
    print(
        f"{len(result.orders)} orders, {result.steps} steps, {writes} writes in {len(kept.transactions)} commits"
    )
    middle = {way: median(times) for way, times in took.items()}
    for way, says in WAYS.items():
        whole = middle["faithful, kept" if "kept" in way else "faithful"]
        ratio = "" if "faithful" in way else f"{middle[way] / whole:6.3f} ×"
        print(f"{way:15} {middle[way]:6.2f} s {ratio:9}  {says}")
    print(
        f"The faithful way as it runs, against the store as a desk has it: "
        f"{middle['store, kept'] / middle['faithful']:.3f} ×"
    )


_STORES = ("store alone", "its writing", "SQL alone", "store, kept")


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
