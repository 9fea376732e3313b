"""Orders and payments to try a method with; every part can be replaced by name."""

from datetime import UTC, datetime

from attrs import evolve

from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Contact, Order, OrderLine
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.tax import Place

MONDAY_NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
"""Monday 23 November 2026, noon in New York: Thanksgiving is the Thursday after."""


def sample_order(total: Money | None = None, **changes: object) -> Order:
    """One licence of Studio Pro for a customer in the United States, untaxed, so that it costs ``total``."""
    order = Order(
        reference="K7M42XQZ",
        placed_at=MONDAY_NOON,
        placed_by="operator",
        seller="Northlight Software",
        language="en",
        place=Place("US", None),
        customer=Contact(name="Ada Example", email="ada@example.com", phone="+12025550143"),
        lines=(OrderLine("studio-pro", "Studio Pro", 1, total or Money(9900, "USD")),),
        tax=(),
        terms="2026-01",
    )
    return evolve(order, **changes)  # type: ignore[arg-type]


def sample_payment(order: Order, method: str, **changes: object) -> Payment:
    """A payment of the whole order, nothing asked yet."""
    payment = Payment(
        id="01JDEXAMPLE0000000000PAY01",
        order=order.reference,
        method=method,
        amount=order.total,
        opened_at=order.placed_at,
    )
    return evolve(payment, **changes)  # type: ignore[arg-type]
