"""What the simulated Stripe really did with anybody's money, for those who count it."""

from collections.abc import Mapping
from typing import Any

from checkout_card.ledger import Ledger
from checkout_tui import Effect, Money, Question

_HELD = frozenset({"requires_capture", "succeeded", "canceled"})


def effects(ledger: Ledger) -> tuple[Effect, ...]:
    """One for each hold, capture, release and refund. A refused card had no effect."""
    found: list[Effect] = []
    for name in ledger.names("pi"):
        intent = ledger.read("pi", name)
        if intent is not None and intent["status"] in _HELD:
            found += _of(intent)
    for name in ledger.names("re"):
        refund = ledger.read("re", name)
        if refund is not None:
            found.append(Effect(Question.REFUND, _money(refund, "amount"), name))
    return tuple(found)


def _of(intent: Mapping[str, Any]) -> list[Effect]:
    name = str(intent["id"])
    held = Effect(Question.AUTHORIZE, _money(intent, "amount"), name)
    if intent["status"] == "succeeded":
        return [held, Effect(Question.SETTLE, _money(intent, "amount_received"), name)]
    if intent["status"] == "canceled":
        return [held, Effect(Question.VOID, _money(intent, "amount"), name)]
    return [held]


def _money(thing: Mapping[str, Any], amount: str) -> Money:
    return Money(int(thing[amount]), str(thing["currency"]).upper())
