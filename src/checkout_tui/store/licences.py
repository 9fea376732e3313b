"""Licences: given out once for each order, kept also when they are deactivated."""

from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from checkout_tui.domain.licence import Licence
from checkout_tui.store.ready import Ready
from checkout_tui.store.ready_writes import Write
from checkout_tui.store.tables import licences

# Put together once: building a statement takes three times as long as running it (benchmarks/README.md).
_ADD = Write(insert(licences))
_OF_ORDER = Ready(
    select(licences)
    .where(licences.c.order_reference == bindparam("named"))
    .order_by(licences.c.product, licences.c.key)
)


def add(connection: Connection, issued: tuple[Licence, ...]) -> None:
    """Licences of an order that is paid just now; its row is locked."""
    rows = [
        {
            "key": each.key,
            "order_reference": each.order,
            "product": each.product,
            "title": each.title,
            "seats": each.seats,
            "holder": each.holder,
            "issued_at": each.issued_at,
        }
        for each in issued
    ]
    if rows:
        _ADD.every(connection, rows)


def of_orders(connection: Connection, references: tuple[str, ...]) -> tuple[Licence, ...]:
    """The licences that were given out with these orders."""
    return tuple(
        _licence(row)
        for reference in sorted(set(references))
        for row in _OF_ORDER.all(connection, named=reference)
    )


def end(connection: Connection, reference: str, products: frozenset[str], at: datetime) -> None:
    """Deactivate what is still good of these products of this order (R-039c)."""
    if not products:
        return
    mine = (licences.c.order_reference == reference) & licences.c.product.in_(sorted(products))
    mine &= licences.c.ended_at.is_(None)
    connection.execute(update(licences).where(mine).values(ended_at=at))


def _licence(row: Row[tuple[object, ...]]) -> Licence:
    return Licence(
        key=row.key,
        order=row.order_reference,
        product=row.product,
        title=row.title,
        seats=row.seats,
        holder=row.holder,
        issued_at=row.issued_at,
        ended_at=row.ended_at,
    )
