"""Orders whose money is waited for, and money that comes."""

from support.world import World

from checkout_tui import Details
from checkout_tui.domain.order import Order, OrderState


def awaiting(world: World, **changes: object) -> Order:
    """An order whose money is waited for."""
    order = world.place(**changes)
    payment = world.desk.payments.prepare(order.reference, "awaited", world.operator)
    world.desk.payments.authorize(payment.id, Details(), world.operator)
    return order


def arrived(world: World, *rows: str) -> None:
    """A statement of these rows is imported."""
    world.desk.documents.import_document("s", "\n".join(("STATEMENT", *rows)).encode(), world.operator)


def state(world: World, order: Order) -> OrderState:
    """What has become of an order."""
    return world.desk.orders.view(order.reference).state
