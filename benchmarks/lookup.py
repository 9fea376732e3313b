"""The search behind the lookup box, against the same SQL through the bare driver."""

import argparse
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert

from checkout_tui.domain.query import Key, KeyKind, Match, keys_for
from checkout_tui.store import Store, codec, open_engine, orders, search, upgrade
from checkout_tui.store.tables import orders as orders_table
from checkout_tui.store.tables import search_keys
from checkout_tui.testing import sample_order

NAMES = "martin bernard thomas petit robert richard durand dubois moreau laurent simon michel garcia".split()
BATCH = 5000

KEYS_SQL = """SELECT order_id FROM search_keys WHERE kind = ? AND key >= ? AND key < ?
              ORDER BY key, order_id DESC LIMIT 20"""
ROWS_SQL = """SELECT id, reference, state, customer, email, language, total, currency, method, placed_at,
              expected_to FROM orders WHERE id IN ({})"""


def fill(store: Store, count: int) -> None:
    """So many orders with the keys that each is found by."""
    sample = sample_order()
    body = codec.write(sample)
    common = [pair for pair in keys_for(sample) if pair[0] not in (KeyKind.REFERENCE, KeyKind.WHO)]
    for start in range(0, count, BATCH):
        rows, keys = [], []
        for number in range(start + 1, min(start + BATCH, count) + 1):
            name = f"{NAMES[number % len(NAMES)]}{number:07d}"
            reference = f"R{number:07d}"
            rows.append(
                {
                    "id": number, "reference": reference, "state": "paid", "urgency": 0, "customer": name,
                    "email": f"{name}@example.com", "language": "en", "currency": "USD", "total": 9900,
                    "method": "card", "placed_at": sample.placed_at, "body": body,
                }
            )  # fmt: skip
            found_by = [*common, (KeyKind.REFERENCE, reference), (KeyKind.WHO, name)]
            found_by.append((KeyKind.WHO, f"{name}@example.com"))
            keys += [{"kind": kind, "key": key, "order_id": number} for kind, key in sorted(found_by)]
        with store.writing() as connection:
            connection.execute(insert(orders_table), rows)
            connection.execute(insert(search_keys), keys)


def through_store(store: Store, prefix: str) -> int:
    with store.reading() as connection:
        ids = search.scan(connection, Key(KeyKind.WHO, prefix, Match.STARTS), 20)
        return len(orders.by_ids(connection, ids))


def through_driver(raw: sqlite3.Connection, prefix: str) -> int:
    ids = [row[0] for row in raw.execute(KEYS_SQL, ("who", prefix, prefix + "\U0010ffff"))]
    return len(raw.execute(ROWS_SQL.format(",".join("?" * len(ids))), ids).fetchall())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=2000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lookup.db"
        store = Store(open_engine(f"sqlite:///{path}"))
        upgrade(store.engine)
        fill(store, asked.orders)
        raw = sqlite3.connect(path)
        times: dict[str, list[float]] = {"store": [], "driver": []}
        for turn in range(asked.rounds):
            number = turn * 7919 % asked.orders + 1
            prefix = f"{NAMES[number % len(NAMES)]}{number:07d}"[: 3 + turn % 9]
            began = time.perf_counter()
            through_store(store, prefix)
            between = time.perf_counter()
            through_driver(raw, prefix)
            times["store"].append(between - began)
            times["driver"].append(time.perf_counter() - between)
        report(times)
        store.close()


def report(times: dict[str, list[float]]) -> None:
    """Medians and tails of both, and the ratios that are claimed."""
    for name, measured in times.items():
        cuts = statistics.quantiles(measured, n=100)
        print(f"{name:7} p50 {cuts[49] * 1000:.3f} ms   p99 {cuts[98] * 1000:.3f} ms")
    ours, theirs = (statistics.quantiles(times[name], n=100) for name in ("store", "driver"))
    print(f"ratio   p50 {ours[49] / theirs[49]:.2f} ×      p99 {ours[98] / theirs[98]:.2f} ×")


if __name__ == "__main__":
    main()
