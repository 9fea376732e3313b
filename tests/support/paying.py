"""Orders that are paid by card while the caller is on the line."""

from support.world import World

from checkout_tui import Details, Secret
from checkout_tui.domain.order import Order
from checkout_tui.domain.payment import Payment

CARD = Details({"number": Secret("4242424242424242")})
"""What a caller reads out from a card."""


def charge(world: World, reference: str) -> Payment:
    """Charge an order by card; settled unless the test scripted something else."""
    payment = world.desk.payments.prepare(reference, "charged", world.operator)
    return world.desk.payments.authorize(payment.id, CARD, world.operator)


def paid(world: World, **changes: object) -> Order:
    """An order that was charged."""
    order = world.place(**changes)
    charge(world, order.reference)
    return order
