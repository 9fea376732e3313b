"""Durable authorizations through the desk, against the same rows written by the bare driver in as many commits."""

import argparse
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from checkout_tui import Declined, Details, Money, PaymentMethod, Refunded, Refused, Settled, Words, hookimpl
from checkout_tui.calendars import Calendars
from checkout_tui.desk import Desk
from checkout_tui.domain.operator import Operator
from checkout_tui.mail.letters import Letters
from checkout_tui.mail.links import Links
from checkout_tui.mail.transports import FolderTransport
from checkout_tui.plugins import Found, load
from checkout_tui.simulator.chance import SeededIds
from checkout_tui.simulator.demo import draft_for
from checkout_tui.simulator.demo_data import ABROAD, SELLER
from checkout_tui.simulator.virtual_clock import VirtualClock
from checkout_tui.store import Store, open_engine, upgrade

BY = Operator("ada")
WRITES = ("INSERT", "UPDATE", "DELETE")


class AtOnce:
    """A method whose provider takes no time: what is measured is what we do beside it."""

    @hookimpl
    def describe(self) -> PaymentMethod:
        return PaymentMethod("at-once", Words.same("At once"), Words.same("at once"))

    @hookimpl
    def authorize(self, amount: Money, key: str) -> Settled:
        return Settled(key, amount)

    @hookimpl
    def settle(self, amount: Money, key: str) -> Settled:
        return Settled(key, amount)

    @hookimpl
    def refund(self, amount: Money, key: str) -> Refunded:
        return Refunded(key, amount)

    @hookimpl
    def decline(self, refused: Refused) -> Declined:
        return Declined()


class Kept:
    """Every statement that writes, by transaction, as the driver was given it."""

    def __init__(self, engine: Engine) -> None:
        self.transactions: list[list[tuple[str, Any]]] = [[]]
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", self._commit)

    def _statement(self, _: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            self.transactions[-1].append((statement, values))

    def _commit(self, _: Any) -> None:
        if self.transactions[-1]:
            self.transactions.append([])

    def taken(self) -> list[list[tuple[str, Any]]]:
        """What was written since the last time."""
        taken = [each for each in self.transactions if each]
        self.transactions = [[]]
        return taken


@contextmanager
def desk_at(path: Path, folder: Path) -> Iterator[tuple[Desk, Kept]]:
    """A desk on a new database, as durable as it is in use."""
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    store = Store(engine)
    clock = VirtualClock(datetime(2026, 11, 23, 17, tzinfo=UTC))
    desk = Desk(
        store=store,
        lanes=load((Found("at-once", "benchmark", "1", AtOnce),)),
        clock=clock,
        ids=SeededIds("authorization", clock),
        calendars=Calendars(),
        seller=SELLER,
        letters=Letters(SELLER, Links("a secret for benchmarks only")),
        transport=FolderTransport(folder / "mail", SELLER.name),
    )
    try:
        yield desk, Kept(engine)
    finally:
        store.close()


def bare(path: Path) -> sqlite3.Connection:
    """The driver alone, set up to lose nothing either."""
    raw = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def write(raw: sqlite3.Connection, transactions: list[list[tuple[str, Any]]]) -> None:
    for statements in transactions:
        raw.execute("BEGIN IMMEDIATE")
        for statement, values in statements:
            raw.execute(statement, values).fetchall()
        raw.execute("COMMIT")


def rows(raw: sqlite3.Connection) -> dict[str, list[Any]]:
    """Everything that a database holds, table by table."""
    names = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: sorted(map(repr, raw.execute(f"SELECT * FROM {name}"))) for name in sorted(names)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=500)
    asked = parser.parse_args()
    times: dict[str, list[float]] = {"desk": [], "driver": []}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with desk_at(folder / "desk.db", folder) as (desk, kept):
            draft = [draft_for(desk, ABROAD[0], ("studio",), BY) for _ in range(asked.orders)]
            orders = [desk.orders.place(each, BY).reference for each in draft]
            payments = [desk.payments.prepare(each, "at-once", BY).id for each in orders]
            copy = sqlite3.connect(folder / "desk.db")
            copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(folder / "desk.db", folder / "driver.db")
            raw, written = bare(folder / "driver.db"), []
            kept.taken()
            for payment in payments:
                began = time.perf_counter()
                desk.payments.authorize(payment, Details(), BY)
                between = time.perf_counter()
                written.append(kept.taken())
                ready = time.perf_counter()
                write(raw, written[-1])
                times["driver"].append(time.perf_counter() - ready)
                times["desk"].append(between - began)
            if rows(raw) != rows(copy):
                raise SystemExit("the two did not write the same")
        commits = sum(map(len, written)) / len(written)
        statements = sum(len(each) for one in written for each in one) / len(written)
        report(times, commits, statements)


def report(times: dict[str, list[float]], commits: float, statements: float) -> None:
    """Both, and the ratio that is claimed: how much of the driver's speed is left."""
    print(f"{len(times['desk'])} authorizations, each {commits:.0f} commits of {statements:.0f} statements")
    for name, measured in times.items():
        middle = statistics.median(measured)
        print(f"{name:7} p50 {middle * 1000:.2f} ms   {len(measured) / sum(measured):.0f} a second")
    print(f"ratio   {sum(times['driver']) / sum(times['desk']):.2f} ×")


if __name__ == "__main__":
    main()
