"""A scenario's customers: who they are to the desk, and what they write on a transfer."""

from checkout_tui.domain.money import Money
from checkout_tui.domain.payment import Payment
from checkout_tui.simulator.demo_data import Caller
from checkout_tui.simulator.scenario.shape import Ordered, Writes


def caller_of(order: Ordered) -> Caller:
    """Whoever ordered, as somebody who rings."""
    mailbox = "".join(c if c.isascii() and c.isalnum() else "-" for c in order.name.casefold())
    return Caller(
        order.customer or order.name.title(),
        f"{mailbox}@customers.example",
        order.country,
        order.currency,
        order.region,
        order.language,
        order.company,
    )


def payer_of(order: Ordered) -> str:
    """Whose name stands on the transfer."""
    return order.company or order.customer or order.name.title()


def amount_of(text: str, payment: Payment) -> Money:
    """An amount in the payment's currency; nothing for an empty text."""
    return Money.parse(text, payment.currency) if text else Money(0, payment.currency)


def reference_written(writes: Writes, right: str) -> str:
    """The reference as the customer writes it."""
    match writes:
        case Writes.MISSING:
            return ""
        case Writes.WRONG:
            return right[:-4] + right[-3] + right[-4] + right[-2:]
        case _:
            return right
