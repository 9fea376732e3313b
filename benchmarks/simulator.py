"""The statistical way against simpy on the same model, and the faithful way against the store alone.

simpy is no dependency of this project: ``pip install simpy`` first (see README.md).
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from checkout_tui.calendars import Calendars
from checkout_tui.plugins import discover
from checkout_tui.simulator.faithful import Faithful
from checkout_tui.simulator.scenario import find, read
from checkout_tui.simulator.scenario.plan import planned
from checkout_tui.simulator.statistical import estimate
from checkout_tui.store import open_engine, upgrade

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


def written_again(statements: list[tuple[str, Any]], folder: Path) -> float:
    """Every statement that wrote, in its transactions, on a new database: what the store alone takes."""
    engine = open_engine(f"sqlite:///{folder / 'again.db'}")
    upgrade(engine)
    began = time.perf_counter()
    connection = None
    for statement, parameters in statements:
        if statement == "commit":
            if connection is not None:
                connection.commit()
                connection.close()
            connection = None
            continue
        if connection is None:
            connection = engine.connect()
        connection.exec_driver_sql(statement, parameters)
    took = time.perf_counter() - began
    engine.dispose()
    return took


def against_the_store(orders: int) -> None:
    statements: list[tuple[str, Any]] = []

    def keep(engine: Engine) -> None:
        @event.listens_for(engine, "before_cursor_execute")
        def _(conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
            if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
                statements.append((statement, parameters))

        @event.listens_for(engine, "commit")
        def _(conn: Any) -> None:
            statements.append(("commit", None))

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        faithful = Faithful(planned(find("a-calm-year"), 1, orders), discover(), folder)
        keep(faithful.demo.store.engine)
        began = time.perf_counter()
        result = faithful.run()
        whole = time.perf_counter() - began
        faithful.close()
        alone = written_again(statements, folder)
    writes = sum(statement != "commit" for statement, _ in statements)
    print(f"{len(result.orders)} orders, {result.steps} steps, {writes} writes")
    print(f"faithful    {whole:6.2f} s   {len(result.orders) / whole:.1f} orders a second, rules checked")
    print(f"store alone {alone:6.2f} s   the same writes in the same transactions, durable")
    print(f"            {alone / whole:6.2f} ×")


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--orders", type=int, default=1_000_000)
    arguments.add_argument("--faithful", type=int, default=80)
    chosen = arguments.parse_args()
    against_simpy(chosen.orders)
    against_the_store(chosen.faithful)


if __name__ == "__main__":
    main()
