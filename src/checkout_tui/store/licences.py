"""Licences: given out once for each order, kept also when they are deactivated."""

from datetime import datetime

from sqlalchemy import Connection, Row, insert, select, update

from checkout_tui.domain.licence import Licence
from checkout_tui.store.tables import licences


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
        connection.execute(insert(licences), rows)


def of_orders(connection: Connection, references: tuple[str, ...]) -> tuple[Licence, ...]:
    """The licences that were given out with these orders."""
    query = (
        select(licences)
        .where(licences.c.order_reference.in_(references))
        .order_by(licences.c.order_reference, licences.c.product, licences.c.key)
    )
    return tuple(_licence(row) for row in connection.execute(query))


def end(connection: Connection, reference: str, at: datetime) -> None:
    """Deactivate what is still good of this order (R-039c)."""
    mine = (licences.c.order_reference == reference) & licences.c.ended_at.is_(None)
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
