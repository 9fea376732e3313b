"""Money that orders wait for, by amount and by the words of who owes it: what a payer's name is looked up in.

One small row for each word, and one without a word for the amount alone: one range scan finds the few
orders that wait for this amount from somebody so called, among a million.
"""

from collections.abc import Iterable

from attrs import frozen
from sqlalchemy import Connection, Row, bindparam, delete, insert, select

from checkout_tui.domain.money import Money
from checkout_tui.store.ready import Ready
from checkout_tui.store.ready_writes import Write
from checkout_tui.store.tables import awaited_names

_CHUNK = 5000
"""Keys in one statement: databases limit how many values it may hold."""
_DIGITS = 15

# Put together once: building a statement takes three times as long as running it (benchmarks/README.md).
_FORGET = Write(delete(awaited_names).where(awaited_names.c.order_reference == bindparam("named")))
_ADD = Write(insert(awaited_names))
_C = awaited_names.c
_BY_AMOUNT = Ready(
    select(awaited_names)
    .where(_C.key == bindparam("key"), _C.method == bindparam("method"))
    .order_by(_C.payment_id.desc())
    .limit(bindparam("limit"))
)
_BY_WORD = Ready(
    select(awaited_names)
    .where(_C.key >= bindparam("least"), _C.key <= bindparam("most"))
    .order_by(_C.key, _C.payment_id.desc())
    .limit(bindparam("limit"))
)


@frozen
class Awaited:
    """A payment that waits for ``amount``, and what its customer is called, folded, a name a line."""

    payment: str
    order: str
    method: str
    amount: Money
    names: str


def key(word: str, amount: Money) -> str:
    """What a payment is found by: keys of one word sort by the amount. Without a word, by the amount alone."""
    return f"{amount.currency} {word} {amount.minor:0{_DIGITS}d}"


def replace(
    connection: Connection, reference: str, waiting: Iterable[tuple[Awaited, tuple[str, ...]]]
) -> None:
    """What this order waits for now, each with the words that it is found by."""
    _FORGET.one(connection, {"named": reference})
    rows = [
        {
            "key": key(word, each.amount),
            "payment_id": each.payment,
            "order_reference": each.order,
            "method": each.method,
            "currency": each.amount.currency,
            "amount": each.amount.minor,
            "names": each.names,
        }
        for each, words in waiting
        for word in ("", *words)
    ]
    if rows:
        _ADD.every(connection, rows)


def by_amount(connection: Connection, amount: Money, method: str, limit: int) -> tuple[Awaited, ...]:
    """Payments by ``method`` that wait for exactly so much, the latest first."""
    rows = _BY_AMOUNT.all(connection, key=key("", amount), method=method, limit=limit)
    return tuple(_awaited(row) for row in rows)


def by_words(
    connection: Connection, words: tuple[str, ...], least: Money, most: Money, limit: int
) -> tuple[Awaited, ...]:
    """Payments that wait for so much from somebody with one of these words in the name."""
    found: dict[str, Awaited] = {}
    for word in words:
        rows = _BY_WORD.all(connection, least=key(word, least), most=key(word, most), limit=limit)
        for row in rows:
            found.setdefault(row.payment_id, _awaited(row))
    return tuple(found.values())


_NAMED = select(awaited_names.c.key, awaited_names.c.order_reference, awaited_names.c.names).where(
    awaited_names.c.key.in_(bindparam("keys", expanding=True))
)
"""Made once: with thousands of values a statement takes longer to make than to run."""


def names_by_many(connection: Connection, keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """What the customers of orders are called, by the order, for each of many exact keys."""
    found: dict[str, dict[str, str]] = {}
    every = list(dict.fromkeys(keys))
    for start in range(0, len(every), _CHUNK):
        for key, order, names in connection.execute(_NAMED, {"keys": every[start : start + _CHUNK]}):
            found.setdefault(key, {})[order] = names
    return found


def _awaited(row: Row[tuple[object, ...]]) -> Awaited:
    return Awaited(
        row.payment_id, row.order_reference, row.method, Money(row.amount, row.currency), row.names
    )
