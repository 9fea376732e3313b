"""Orders that were there before a story begins."""

from attrs import evolve
from support.till import GOOD

from checkout_tui.desk import Desk
from checkout_tui.domain.draft import DraftLine
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Contact, Order
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.secret import Details, Secret
from checkout_tui.domain.tax import Place

BY = Operator("ada")
MARIE = Contact("Marie Curie", "marie@lumiere.example", "Lumière SARL", "+33 1 99 00 12 34")


def taken(
    desk: Desk,
    customer: Contact = MARIE,
    *,
    country: str = "FR",
    currency: str = "EUR",
    language: str = "en",
    product: str = "studio",
    **more: object,
) -> Order:
    """An order that was taken and not paid."""
    draft = evolve(
        desk.orders.begin(BY, language),
        currency=currency,
        place=Place(country),
        customer=customer,
        lines=(DraftLine(product),),
        **more,
    )
    return desk.orders.place(draft, BY)


def awaited(desk: Desk, customer: Contact = MARIE, method: str = "awaited", **more: object) -> Order:
    """An order whose money is waited for."""
    order = taken(desk, customer, **more)  # type: ignore[arg-type]
    payment = desk.payments.prepare(order.reference, method, BY)
    desk.payments.authorize(payment.id, Details(), BY)
    return order


def charged(
    desk: Desk, customer: Contact = MARIE, number: str = GOOD, **more: object
) -> tuple[Order, Payment]:
    """An order that the till was asked to charge; settled unless the test scripted something else."""
    order = taken(desk, customer, **more)  # type: ignore[arg-type]
    payment = desk.payments.prepare(order.reference, "till", BY)
    return order, desk.payments.authorize(payment.id, card(number), BY)


def card(number: str = GOOD) -> Details:
    """What a caller reads out from a card."""
    return Details({"number": Secret(number), "expiry": "12/30", "code": Secret("123")})
