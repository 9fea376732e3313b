"""Refunds that somebody granted. Whether the money moved stands in the payment's history."""

from sqlalchemy import Connection, select

from checkout_tui.domain.money import Money
from checkout_tui.domain.refund import Refund, RefundReason
from checkout_tui.store.engine import insert_once
from checkout_tui.store.tables import refunds


def add(connection: Connection, refund: Refund) -> None:
    """Write down that it was granted. Executing it again after nothing was sent is no second grant."""
    connection.execute(
        insert_once(connection, refunds).values(
            id=refund.id,
            order_reference=refund.order,
            payment_id=refund.payment,
            currency=refund.amount.currency,
            amount=refund.amount.minor,
            reason=refund.reason,
            granted_by=refund.granted_by,
            granted_at=refund.granted_at,
        )
    )


def of_order(connection: Connection, reference: str) -> tuple[Refund, ...]:
    """Every refund granted for this order, oldest first."""
    query = (
        select(refunds)
        .where(refunds.c.order_reference == reference)
        .order_by(refunds.c.granted_at, refunds.c.id)
    )
    return tuple(
        Refund(
            row.id,
            row.order_reference,
            row.payment_id,
            Money(row.amount, row.currency),
            RefundReason(row.reason),
            row.granted_by,
            row.granted_at,
        )
        for row in connection.execute(query)
    )
