"""Addresses that were put right: what stood there, what stands there now, when and by whom."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from checkout_tui.domain.order import Correction
from checkout_tui.store.tables import corrections


def add(connection: Connection, reference: str, correction: Correction) -> None:
    """Write down what was put right, in the transaction that does it."""
    connection.execute(
        insert(corrections).values(
            order_reference=reference,
            at=correction.at,
            by=correction.by,
            was=correction.was,
            now=correction.now,
        )
    )


def of_order(connection: Connection, reference: str, since: datetime | None = None) -> tuple[Correction, ...]:
    """What was put right about an order, oldest first; ``since`` leaves out what was before."""
    query = select(corrections).where(corrections.c.order_reference == reference).order_by(corrections.c.id)
    found = (Correction(row.at, row.by, row.was, row.now) for row in connection.execute(query))
    return tuple(each for each in found if since is None or each.at >= since)
