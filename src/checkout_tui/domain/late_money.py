"""Money for an order that does not simply wait for it: cancelled, late, paid or under way another way (rule 6).

It settles nothing by itself. Here is what can be done with it, and what the caller may be told, in the
caller's language.
"""

from collections.abc import Iterator
from enum import StrEnum

from checkout_tui.domain.money import Money
from checkout_tui.domain.order import OrderState
from checkout_tui.domain.sentence import N_
from checkout_tui.domain.wording import line


class Way(StrEnum):
    """What a person can do with money, seen from an order that it may be for."""

    TIE = "tie"
    REOPEN = "reopen"
    """Tie it to the order that was cancelled, which is taken up again by it."""
    SEND_BACK = "send-back"
    OTHER_ORDER = "other-order"
    KEEP = "keep"
    LOOK = "look"
    """Something has to be done at the order first."""


NO_DAY = N_("Never promise the day on which money that is sent back arrives.")

_ELSEWHERE = (Way.SEND_BACK, Way.OTHER_ORDER, Way.KEEP)
_WAYS = {
    OrderState.PAID: _ELSEWHERE,
    OrderState.REFUNDED: _ELSEWHERE,
    OrderState.CANCELLED: _ELSEWHERE,
    OrderState.AUTHORIZED: (Way.LOOK, Way.SEND_BACK),
    OrderState.UNANSWERED: (Way.LOOK,),
    OrderState.PENDING: (Way.LOOK,),
}
_LINES = {
    OrderState.PAID: "late.paid",
    OrderState.REFUNDED: "late.refunded",
    OrderState.CANCELLED: "late.cancelled_for_good",
    OrderState.AUTHORIZED: "late.authorized",
    OrderState.UNANSWERED: "late.unanswered",
    OrderState.PENDING: "late.unanswered",
}


def ways(state: OrderState, *, takes: bool) -> tuple[Way, ...]:
    """What can be done with money for an order that stands so, and that can or cannot take it; the usual first."""
    if takes:
        return (Way.REOPEN, *_ELSEWHERE) if state is OrderState.CANCELLED else (Way.TIE,)
    return _WAYS.get(state, (Way.LOOK, *_ELSEWHERE))


def said(
    state: OrderState, amount: Money, language: str, *, takes: bool, overdue: bool, rest: bool = False
) -> Iterator[str]:
    """What the caller may be told about so much money, in the order's language; ``rest``: of what was tied already."""
    if rest and state is OrderState.PAID:
        yield line("late.too_much", language, amount=amount)
    elif takes and state is OrderState.CANCELLED:
        yield line("late.cancelled", language, amount=amount)
    elif not takes and state in _LINES:
        yield line(_LINES[state], language, amount=amount)
    elif takes:
        yield line("late.overdue" if overdue else "late.arrived", language, amount=amount)
