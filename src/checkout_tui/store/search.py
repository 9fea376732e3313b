"""What the lookup box looks in: one small row for each thing an order can be found by.

Each kind of key is one range scan in index order, newest orders first within a key, and stops
after a screenful. No OR across indexes, no sort, no ``LIKE '%x%'``: the tenth million costs what
the first did.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from checkout_tui.domain.query import Days, Key, KeyKind, Match
from checkout_tui.store.tables import search_keys

_BEYOND = "\U0010ffff"

# Put together once: building a statement takes three times as long as running it (benchmarks/README.md).
_ADD = insert(search_keys)


def add(connection: Connection, order_id: int, keys: Iterable[tuple[KeyKind, str]]) -> None:
    """Make the order findable by these keys."""
    rows = [{"kind": kind, "key": key, "order_id": order_id} for kind, key in sorted(set(keys)) if key]
    if rows:
        connection.execute(_ADD, rows)


def add_missing(connection: Connection, order_id: int, keys: Iterable[tuple[KeyKind, str]]) -> None:
    """The same, leaving out what the order is findable by already."""
    c = search_keys.c
    there = {
        (row.kind, row.key) for row in connection.execute(select(c.kind, c.key).where(c.order_id == order_id))
    }
    add(connection, order_id, (key for key in keys if key not in there))


def replace(
    connection: Connection, order_id: int, kinds: tuple[KeyKind, ...], keys: Iterable[tuple[KeyKind, str]]
) -> None:
    """Put new keys of these kinds in place of the old ones, after a correction."""
    connection.execute(
        delete(search_keys).where(search_keys.c.order_id == order_id, search_keys.c.kind.in_(kinds))
    )
    add(connection, order_id, keys)


def scan(connection: Connection, key: Key, limit: int) -> tuple[int, ...]:
    """Orders with this key, in index order."""
    c = search_keys.c
    query = select(c.order_id).where(c.kind == key.kind)
    if key.match is Match.EQUALS:
        query = query.where(c.key == key.text)
    else:
        query = query.where(c.key >= key.text, c.key < key.text + _BEYOND)
    query = query.order_by(c.key, c.order_id.desc()).limit(limit)
    return tuple(dict.fromkeys(int(n) for n in connection.execute(query).scalars()))


def scan_days(connection: Connection, days: Days, limit: int) -> tuple[int, ...]:
    """Orders placed on these days, newest first."""
    c = search_keys.c
    query = (
        select(c.order_id)
        .where(c.kind == KeyKind.DAY, c.key >= days.first.isoformat(), c.key <= days.last.isoformat())
        .order_by(c.key.desc(), c.order_id.desc())
        .limit(limit)
    )
    return tuple(int(n) for n in connection.execute(query).scalars())


def having(connection: Connection, key: Key, order_ids: tuple[int, ...]) -> frozenset[int]:
    """Which of these orders have this key too."""
    if not order_ids:
        return frozenset()
    c = search_keys.c
    query = select(c.order_id).where(c.order_id.in_(order_ids), c.kind == key.kind)
    if key.match is Match.EQUALS:
        query = query.where(c.key == key.text)
    else:
        query = query.where(c.key >= key.text, c.key < key.text + _BEYOND)
    return frozenset(int(n) for n in connection.execute(query).scalars())
