"""Addresses that were put right: what stood there, what stands there now, when and by whom."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from checkout_tui.domain.order import Correction
from checkout_tui.store.ready import Ready
from checkout_tui.store.tables import corrections

# Put together once: building a statement takes three times as long as running it (benchmarks/README.md).
_OF_ORDER = Ready(
    select(corrections).where(corrections.c.order_reference == bindparam("named")).order_by(corrections.c.id)
)


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
    rows = _OF_ORDER.all(connection, named=reference)
    found = (Correction(row.at, row.by, row.was, row.now) for row in rows)
    return tuple(each for each in found if since is None or each.at >= since)
