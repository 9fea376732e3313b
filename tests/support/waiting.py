"""Orders whose money is waited for, and money that comes."""

from support.world import World

from checkout_tui import Details
from checkout_tui.domain.order import Order, OrderState
from checkout_tui.domain.payment import Payment
from checkout_tui.store import payments


def attempt(world: World, **changes: object) -> tuple[Order, Payment]:
    """An order whose money is waited for, and the attempt that waits for it."""
    order = world.place(**changes)
    payment = world.desk.payments.prepare(order.reference, "awaited", world.operator)
    return order, world.desk.payments.authorize(payment.id, Details(), world.operator)


def awaiting(world: World, **changes: object) -> Order:
    """The same, of which only the order matters."""
    return attempt(world, **changes)[0]


def arrived(world: World, *rows: str) -> str:
    """A statement of these rows is imported; the last line that waits in the inbox then."""
    world.desk.documents.import_document("s.txt", "\n".join(("STATEMENT", *rows)).encode(), world.operator)
    return next((money.id for money in reversed(world.desk.remittances.inbox())), "")


def stored(world: World, payment: Payment) -> Payment:
    """A payment as it stands now."""
    with world.store.reading() as connection:
        return payments.get(connection, payment.id)


def state(world: World, order: Order) -> OrderState:
    """What has become of an order."""
    return world.desk.orders.view(order.reference).state
