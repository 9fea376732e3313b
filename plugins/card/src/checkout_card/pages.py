"""The simulated payment page: Stripe Checkout, as far as this method opens it, and the customer who visits.

The page is the mailed link: a GET pays on it, as a customer does who authenticates there; with
``?cancel=1`` he turns back, and the page stays open until it runs out.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from attrs import frozen

from checkout_card.describing import PAGE_HOST
from checkout_card.ledger import Ledger
from checkout_card.replies import named

if TYPE_CHECKING:
    import httpx

PAGE_LIFE = timedelta(hours=24)
"""How long a page stays open, as at Stripe where nothing else is asked for."""

_ITEM, _INTENT = "line_items[0]", "payment_intent_data"

REQUIRED = f"""
mode success_url {_ITEM}[quantity] {_ITEM}[price_data][currency] {_ITEM}[price_data][unit_amount]
{_ITEM}[price_data][product_data][name]
"""
OPTIONAL = f"""
submit_type client_reference_id customer customer_email locale allowed_payment_method_types[0] payment_method_types[0]
metadata[
{_INTENT}[capture_method] {_INTENT}[setup_future_usage] {_INTENT}[metadata][
"""

Json = dict[str, Any]

_OF_THE_INTENT = frozenset({"capture_method", "setup_future_usage", "intent_metadata"})
"""What is remembered for the payment that is to be made, and is no part of the page."""


@frozen(eq=False)
class Pages:
    """Pages by name in the ledger. ``hold`` makes the payment that a customer makes on one."""

    ledger: Ledger
    hold: Callable[[Mapping[str, str]], Json]
    """Asked with the form of a payment intent, without a payment method: the customer brings his own."""

    def open(self, form: Mapping[str, str], amount: int) -> Json:
        """A new page for this amount."""
        name = f"cs_sim{self.ledger.next('cs')}"
        page: Json = {
            "id": name,
            "object": "checkout.session",
            "amount_total": amount,
            "created": self.ledger.second(),
            "currency": form[f"{_ITEM}[price_data][currency]"],
            "customer": form.get("customer"),
            "client_reference_id": form.get("client_reference_id"),
            "expires_at": self.ledger.second() + int(PAGE_LIFE.total_seconds()),
            "metadata": named("metadata[", form),
            "mode": "payment",
            "payment_intent": None,
            "payment_status": "unpaid",
            "status": "open",
            "success_url": form["success_url"],
            "url": f"https://{PAGE_HOST}/c/pay/{name}",
            "capture_method": form.get(f"{_INTENT}[capture_method]", "automatic"),
            "setup_future_usage": form.get(f"{_INTENT}[setup_future_usage]"),
            "intent_metadata": named(f"{_INTENT}[metadata][", form),
        }
        self.ledger.write("cs", name, page)
        return shown(page)

    def find(self, name: str) -> Json | None:
        """A page as it stands now: one that nobody paid on in time has expired."""
        page = self.ledger.read("cs", name)
        if page is not None and page["status"] == "open" and self.ledger.second() >= page["expires_at"]:
            page |= {"status": "expired", "url": None}
            self.ledger.write("cs", name, page)
        return page

    def visit(self, request: "httpx.Request") -> tuple[int, str]:
        """What the customer sees, once he has done what he came for."""
        page = self.find(request.url.path.rpartition("/")[2])
        if page is None or page["status"] == "expired":
            return 404, "This page has expired."
        if request.url.params.get("cancel"):
            return 200, "Nothing was paid."
        if page["status"] == "open":
            intent = self.hold(
                {
                    "amount": str(page["amount_total"]),
                    "currency": page["currency"],
                    "capture_method": page["capture_method"],
                    **{name: page[name] for name in ("customer", "setup_future_usage") if page.get(name)},
                    **{f"metadata[{name}]": value for name, value in page["intent_metadata"].items()},
                }
            )
            page |= {"status": "complete", "url": None, "payment_intent": intent["id"]}
            self.ledger.write("cs", page["id"], page)
        return 200, f"Paid. On to {page['success_url']}"


def shown(page: Json) -> Json:
    """A page as Stripe answers it."""
    return {name: value for name, value in page.items() if name not in _OF_THE_INTENT}
