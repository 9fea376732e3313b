"""Invoice numbers: consecutive, one for each paid order, the same whenever it is asked for again (R-011)."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from checkout_tui.store.ready import Ready
from checkout_tui.store.ready_writes import WriteOnce
from checkout_tui.store.tables import invoices

# Put together once: building a statement takes three times as long as running it (benchmarks/README.md).
_OF_ORDER = Ready(select(invoices).where(invoices.c.order_reference == bindparam("named")))
_DRAW = WriteOnce(invoices)
_LAST = Ready(select(func.max(invoices.c.number)))


def number_for(connection: Connection, reference: str, at: datetime) -> tuple[str, bool]:
    """This order's invoice number, and whether it was given out before.

    Numbers have no gaps because they are drawn in the transaction that settles the order. Of two
    orders settled at once the second waits for the first one's commit, and draws again.
    """
    while True:
        row = _OF_ORDER.first(connection, named=reference)
        if row is not None:
            return shown(row.number, row.issued_at), True
        last = _LAST.scalar(connection) or 0
        drawn = {"number": last + 1, "order_reference": reference, "issued_at": at}
        if _DRAW.one(connection, drawn):
            return shown(last + 1, at), False


def find(connection: Connection, reference: str) -> str | None:
    """The invoice number of this order, if it has one."""
    row = _OF_ORDER.first(connection, named=reference)
    return shown(row.number, row.issued_at) if row else None


def issued_at(connection: Connection, reference: str) -> datetime | None:
    """When this order's invoice was issued, if it has one."""
    row = _OF_ORDER.first(connection, named=reference)
    return row.issued_at if row else None


def shown(number: int, issued_at: datetime) -> str:
    """As printed: ``2026-000042``."""
    return f"{issued_at:%Y}-{number:06d}"
