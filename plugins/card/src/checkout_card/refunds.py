"""What the simulated Stripe gives back: never more than was taken, and for some test numbers not at once."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from attrs import frozen

from checkout_card.cards import Cards
from checkout_card.ledger import Ledger, Reply
from checkout_card.replies import invalid, missing, named, parameters, unexpected_state, whole

PENDING_REFUND = timedelta(minutes=1)
"""How long a pending refund stays so, and how long after a refund it fails, for the numbers that do that."""

_REASONS = frozenset({"duplicate", "fraudulent", "requested_by_customer"})


@frozen(eq=False)
class Refunds:
    """Stripe's refunds."""

    ledger: Ledger
    cards: Cards
    intent: Callable[[str], dict[str, Any] | None]
    """A payment as it stands now."""

    def make(self, form: Mapping[str, str]) -> Reply:
        """Give back what was taken, or a part of it: never more."""
        wrong = parameters(form, required="payment_intent", optional="amount reason metadata[ expand[0]")
        if wrong:
            return wrong
        if form.get("reason", "duplicate") not in _REASONS:
            return invalid("parameter_invalid")
        intent = self.intent(form["payment_intent"])
        if intent is None:
            return missing("payment_intent")
        if intent["status"] != "succeeded":
            return unexpected_state(intent)
        given = sum(refund["amount"] for refund in self._of(intent["id"]) if refund["status"] != "failed")
        left = intent["amount_received"] - given
        if left == 0:
            return invalid("charge_already_refunded")
        amount = whole(form.get("amount", str(left)))
        if amount is None or amount <= 0:
            return invalid("parameter_invalid_integer")
        if amount > left:
            return invalid("amount_too_large")
        behaviour = self.cards.behaviour(intent["payment_method"])
        refund = {
            "id": f"re_sim{self.ledger.next('re')}",
            "object": "refund",
            "amount": amount,
            "created": self.ledger.second(),
            "currency": intent["currency"],
            "metadata": named("metadata[", form),
            "payment_intent": intent["id"],
            "reason": form.get("reason"),
            "status": "pending" if behaviour.refund == "pending" else "succeeded",
        }
        self.ledger.write("re", refund["id"], refund)
        return Reply(200, refund, executed=True)

    def show(self, query: Mapping[str, str]) -> Reply:
        """Those of one payment, or all."""
        wrong = parameters(query, optional="payment_intent limit expand[0]")
        if wrong:
            return wrong
        limit = whole(query.get("limit", "10"))
        if limit is None or not 1 <= limit <= 100:
            return invalid("parameter_invalid_integer")
        found = self._of(query.get("payment_intent", ""))
        body = {"object": "list", "data": found[:limit], "has_more": len(found) > limit}
        return Reply(200, body)

    def _of(self, intent: str) -> list[dict[str, Any]]:
        """Newest first, as they stand now."""
        refunds = [self._as_it_stands(self.ledger.read("re", name) or {}) for name in self.ledger.names("re")]
        return [
            refund for refund in reversed(refunds) if not intent or refund.get("payment_intent") == intent
        ]

    def _as_it_stands(self, refund: dict[str, Any]) -> dict[str, Any]:
        """A refund for one of the special numbers changes once a minute has passed."""
        intent = self.ledger.read("pi", str(refund.get("payment_intent"))) or {}
        later = self.cards.behaviour(str(intent.get("payment_method"))).refund
        if (
            later != "succeeded"
            and self.ledger.second() >= refund["created"] + PENDING_REFUND.total_seconds()
        ):
            refund["status"] = "failed" if later == "failed" else "succeeded"
        return refund
