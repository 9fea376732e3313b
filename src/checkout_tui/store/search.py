"""What the lookup box looks in: one small row for each thing an order can be found by.

Each kind of key is one range scan in index order, newest orders first within a key, and stops
after a screenful. No OR across indexes, no sort, no ``LIKE '%x%'``: the tenth million costs what
the first did.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, bindparam, delete, or_, select

from checkout_tui.domain.query import Days, Key, KeyKind, Match
from checkout_tui.store.ready import HANDFUL, Ready, handfuls
from checkout_tui.store.ready_writes import Write, WriteOnce
from checkout_tui.store.tables import search_keys

_BEYOND = "\U0010ffff"

# Put together once: building a statement takes three times as long as running it (benchmarks/README.md).
_ADD = WriteOnce(search_keys)
_C = search_keys.c
_DROP = Write(
    delete(search_keys).where(
        _C.kind == bindparam("of"), _C.key == bindparam("called"), _C.order_id == bindparam("number")
    )
)
_SCAN = select(_C.order_id).where(_C.kind == bindparam("kind"))
_EQUAL = Ready(
    _SCAN.where(_C.key == bindparam("first")).order_by(_C.key, _C.order_id.desc()).limit(bindparam("limit"))
)
_BEGINNING = Ready(
    _SCAN.where(_C.key >= bindparam("first"), _C.key < bindparam("beyond"))
    .order_by(_C.key, _C.order_id.desc())
    .limit(bindparam("limit"))
)
_AMONG = Ready(
    select(_C.order_id, _C.key).where(
        _C.order_id.in_(HANDFUL),
        _C.kind == bindparam("kind"),
        _C.key >= bindparam("first"),
        _C.key <= bindparam("beyond"),
    )
)
_DAYS = Ready(
    _SCAN.where(_C.key >= bindparam("first"), _C.key <= bindparam("last"))
    .order_by(_C.key.desc(), _C.order_id.desc())
    .limit(bindparam("limit"))
)


def add(connection: Connection, order_id: int, keys: Iterable[tuple[KeyKind, str]]) -> None:
    """Make the order findable by these keys, those by which it is found already among them."""
    rows = [{"kind": kind, "key": key, "order_id": order_id} for kind, key in sorted(set(keys)) if key]
    if rows:
        _ADD.every(connection, rows)


def replace(
    connection: Connection,
    order_id: int,
    before: Iterable[tuple[KeyKind, str]],
    after: Iterable[tuple[KeyKind, str]],
) -> None:
    """Put keys in place of others, after a correction: it is not found any more by what was corrected."""
    after = frozenset(after)
    gone = [{"of": kind, "called": key, "number": order_id} for kind, key in sorted({*before} - after)]
    if gone:
        _DROP.every(connection, gone)
    add(connection, order_id, after)


def scan(connection: Connection, key: Key, limit: int) -> tuple[int, ...]:
    """Orders with this key, in index order."""
    asked = {"kind": key.kind, "first": key.text, "limit": limit}
    if key.match is Match.EQUALS:
        return tuple(dict.fromkeys(_EQUAL.scalars(connection, **asked)))
    return tuple(dict.fromkeys(_BEGINNING.scalars(connection, beyond=key.text + _BEYOND, **asked)))


_KNOWN = select(search_keys.c.key).where(
    search_keys.c.kind == bindparam("kind"), search_keys.c.key.in_(bindparam("keys", expanding=True))
)
"""Made once: with hundreds of values a statement takes longer to make than to run."""


def known(connection: Connection, kind: KeyKind, keys: Iterable[str]) -> frozenset[str]:
    """Those of a few hundred keys by which some order is found."""
    wanted = list(keys)
    return frozenset(connection.execute(_KNOWN, {"kind": kind, "keys": wanted}).scalars() if wanted else ())


def scan_days(connection: Connection, days: Days, limit: int) -> tuple[int, ...]:
    """Orders placed on these days, newest first."""
    first, last = days.first.isoformat(), days.last.isoformat()
    # An order may have two days: where its customer is, and by our clock.
    found = _DAYS.scalars(connection, kind=KeyKind.DAY, first=first, last=last, limit=2 * limit)
    return tuple(dict.fromkeys(found))[:limit]


def placed_on(connection: Connection, days: Days, order_ids: tuple[int, ...]) -> frozenset[int]:
    """Which of these orders were placed on these days."""
    first, last = days.first.isoformat(), days.last.isoformat()
    return frozenset(
        int(row.order_id)
        for each in handfuls(order_ids)
        for row in _AMONG.all(connection, kind=KeyKind.DAY, first=first, beyond=last, **each)
    )


def having(connection: Connection, key: Key, order_ids: tuple[int, ...]) -> frozenset[int]:
    """Which of these orders have this key too."""
    return frozenset(int(row.order_id) for row in _among(connection, key, order_ids))


def with_all(
    connection: Connection, groups: Sequence[Sequence[Key]], days: Days | None, limit: int
) -> tuple[int, ...]:
    """Orders that have a key of every group and were placed on these days, newest first.

    One statement, for keys each of which brings too many orders to narrow them down one by one.
    """
    first, *others = groups
    asked = select(_C.order_id).where(or_(*(_is(search_keys, key) for key in first)))
    for group in others:
        too = search_keys.alias()
        asked = asked.where(_has(too, or_(*(_is(too, key) for key in group))))
    if days is not None:
        placed = search_keys.alias()
        on = placed.c.key.between(days.first.isoformat(), days.last.isoformat())
        asked = asked.where(_has(placed, (placed.c.kind == KeyKind.DAY) & on))
    newest = asked.distinct().order_by(_C.order_id.desc()).limit(limit)
    return tuple(connection.execute(newest).scalars())


def _has(keys: FromClause, so: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(keys.c.key).where(keys.c.order_id == _C.order_id, so).correlate(search_keys).exists()


def _is(keys: FromClause, key: Key) -> ColumnElement[bool]:
    if key.match is Match.EQUALS:
        return (keys.c.kind == key.kind) & (keys.c.key == key.text)
    return (keys.c.kind == key.kind) & (keys.c.key >= key.text) & (keys.c.key < key.text + _BEYOND)


def whole(connection: Connection, keys: Iterable[Key], order_ids: tuple[int, ...]) -> dict[int, Key]:
    """Of these keys, perhaps only the beginnings of them, the whole one that each of these orders has."""
    return {
        row.order_id: Key(key.kind, row.key) for key in keys for row in _among(connection, key, order_ids)
    }


def _among(connection: Connection, key: Key, order_ids: tuple[int, ...]) -> Iterator[Any]:
    beyond = key.text + ("" if key.match is Match.EQUALS else _BEYOND)
    for each in handfuls(order_ids):
        yield from _AMONG.all(connection, kind=key.kind, first=key.text, beyond=beyond, **each)
