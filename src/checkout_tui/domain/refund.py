"""Why money goes back, and what that brings with it (domain, section 4)."""

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Order
from checkout_tui.domain.sentence import N_, Sentence, sentence


class RefundReason(StrEnum):
    """A reason is mandatory."""

    UNWANTED_RENEWAL = "unwanted-renewal"
    DISLIKE = "dislike"
    WRONG_PRODUCT = "wrong-product"
    TECHNICAL = "technical"
    DUPLICATE = "duplicate"
    SUPPORT = "support"
    NOT_DELIVERED = "not-delivered"


_REASONS = {
    RefundReason.UNWANTED_RENEWAL: N_("unwanted renewal"),
    RefundReason.DISLIKE: N_("does not like it"),
    RefundReason.WRONG_PRODUCT: N_("wrong product"),
    RefundReason.TECHNICAL: N_("technical trouble"),
    RefundReason.DUPLICATE: N_("ordered twice"),
    RefundReason.SUPPORT: N_("unhappy with support"),
    RefundReason.NOT_DELIVERED: N_("not delivered"),
}


def reason_words(reason: RefundReason) -> Sentence:
    """What an operator calls it."""
    return sentence(_REASONS[reason])


@frozen
class Refund:
    """A refund somebody granted. Whether the money moved is in the payment's history: two separate facts."""

    id: str
    order: str
    payment: str
    amount: Money
    reason: RefundReason
    granted_by: str
    granted_at: datetime


def consequences(order: Order, amount: Money) -> tuple[Sentence, ...]:
    """What a full refund does, said before it is done (R-039c)."""
    lines = [
        sentence(N_("{amount} goes back to where it came from, and nowhere else."), amount=amount),
        sentence(N_("The licence is deactivated for good.")),
    ]
    if order.renews:
        lines.append(sentence(N_("The subscription ends: no further renewals.")))
    lines.append(sentence(N_("A mail that says so goes to {email}."), email=order.customer.email))
    return tuple(lines)
