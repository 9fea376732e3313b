"""“I have not received my product”: every cause, and the one this order's state points to (R-040 to R-045)."""

from collections.abc import Iterable
from enum import StrEnum

from attrs import frozen

from checkout_tui.domain.order import Delivery, Order, OrderState
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.wording import line


class Cause(StrEnum):
    """Why a product has not come."""

    DECLINED = "declined"
    NOT_APPROVED = "not-approved"
    ON_ITS_WAY = "on-its-way"
    NOT_SEEN = "not-seen"
    SELLER_DELIVERS = "seller-delivers"


_CALLED = {
    Cause.DECLINED: N_("the payment was refused or taken back"),
    Cause.NOT_APPROVED: N_("the customer has not approved the payment yet"),
    Cause.ON_ITS_WAY: N_("the money was sent and is not credited yet"),
    Cause.NOT_SEEN: N_("it is paid, but the mail was not seen"),
    Cause.SELLER_DELIVERS: N_("the seller delivers by a mail of its own"),
}

_POINTS_TO = {
    OrderState.DECLINED: (Cause.DECLINED,),
    OrderState.RETURNED: (Cause.DECLINED,),
    OrderState.AWAITING_CUSTOMER: (Cause.NOT_APPROVED,),
    OrderState.AWAITING_FUNDS: (Cause.ON_ITS_WAY,),
}


@frozen
class Possible:
    """One cause; ``say`` of the likeliest is what may be said about it, with this order's own dates."""

    cause: Cause
    likely: bool
    called: Sentence
    say: tuple[str, ...]


def triage(
    order: Order, state: OrderState, said: Iterable[str], *, under_way: bool = False
) -> tuple[Possible, ...]:
    """Every cause, the likely ones first; ``said`` is what may be said where the order stands.

    ``under_way``: its money was asked for and is not here, as a debit that was authorized on the phone.
    Where nothing was paid or nobody knows, none is likely: then what may be said is all there is.
    """
    likely = (Cause.ON_ITS_WAY,) if under_way else _likely(order, state)
    spoken = tuple(said)
    found = [
        Possible(
            cause,
            cause in likely,
            sentence(_CALLED[cause]),
            # What may be said is said once, where it belongs most.
            spoken if likely[:1] == (cause,) else (line(f"triage.{cause}", order.language),),
        )
        for cause in Cause
    ]
    return tuple(sorted(found, key=lambda possible: not possible.likely))


def _likely(order: Order, state: OrderState) -> tuple[Cause, ...]:
    if state is not OrderState.PAID:
        return _POINTS_TO.get(state, ())
    by_seller = {product.delivery is Delivery.SELLER for product in order.lines}
    if by_seller == {True}:
        return (Cause.SELLER_DELIVERS,)
    return (Cause.NOT_SEEN, Cause.SELLER_DELIVERS) if True in by_seller else (Cause.NOT_SEEN,)
