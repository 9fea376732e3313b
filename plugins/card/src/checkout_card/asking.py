"""The requests to Stripe, form-encoded with nested brackets, and how far their answers can be believed.

``Said`` is an answer that could be read. What cannot be read as an answer of Stripe's is ``Unclear``:
neither a success nor a decline.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from checkout_card.checking import bare, month_and_year
from checkout_card.describing import setting
from checkout_tui import Details, Money, Order, Settings

if TYPE_CHECKING:
    import httpx

DOCUMENTED_REASONS = frozenset({"duplicate", "fraudulent", "requested_by_customer"})
"""The reasons for a refund that Stripe takes; any other text of the operator's stays here."""

_RENAMED = "2026-07-29"
"""The version of Stripe's API in which ``allowed_payment_method_types`` appeared."""

_PAGE_LANGUAGES = frozenset({"en", "fr"})

_CODE = re.compile(r"[a-z][a-z_0-9]{0,63}")
_DIGIT_RUN = re.compile(r"\d{5}")
_TOLD = {
    "decline_code": re.compile(r"[a-z][a-z_]{0,63}"),
    "advice_code": re.compile(r"[a-z][a-z_]{0,63}"),
    "network_decline_code": re.compile(r"[0-9A-Z]{1,4}"),
    "network_advice_code": re.compile(r"[0-9A-Z]{1,4}"),
}


@frozen
class Said:
    """An object of Stripe's, with status 200."""

    body: Mapping[str, Any] = field(repr=False)


@frozen
class Error:
    """An error of Stripe's that says by its status and type that nothing was executed, or that a card was refused."""

    status: int
    type: str
    code: str
    facts: Mapping[str, str]
    intent: Mapping[str, Any] | None = field(default=None, repr=False)
    """The payment intent as it stands, when the error is about one."""


@frozen
class Denied:
    """The key was refused: nothing was executed."""

    why: str


@frozen
class Unclear:
    """Nobody can tell from this what happened."""

    why: str


Answer = Said | Error | Denied | Unclear


@frozen
class Owner:
    """The customer at Stripe to whom a card belongs that pays a subscription. Without one no card is charged again."""

    name: str = ""
    saved: bool = False
    """The card was kept by an earlier payment: it is charged while nobody is on the phone."""


@frozen
class Stripe:
    """One merchant's Stripe account. Every call is one request; nothing is retried here."""

    http: "httpx.Client" = field(repr=False)
    settings: Settings = field(repr=False)

    def tokenize(self, details: Details, key: str) -> Answer:
        """Hand over the card; the expiry has been read before (``checking.month_and_year``)."""
        month, year = month_and_year(details.text("expiry")) or (0, 0)
        form = {
            "type": "card",
            "card[number]": bare(details.secret("number").reveal()),
            "card[exp_month]": str(month),
            "card[exp_year]": str(year),
            "card[cvc]": details.secret("cvc").reveal().strip(),
            "billing_details[name]": details.text("name").strip(),
            "billing_details[address][postal_code]": details.text("postcode").strip(),
        }
        filled = {name: value for name, value in form.items() if value}
        return self._post("payment_methods", filled, f"{key}-{self._mark(filled)}")

    def saved(self, method: str) -> Answer:
        """A card as it is kept, with the customer to whom it belongs."""
        return self._get(f"payment_methods/{method}", {"expand[0]": "customer"})

    def customer(self, order: Order, key: str) -> Answer:
        """Somebody to whom a card can belong, named by our order and nothing else."""
        form = {"metadata[checkout_key]": key, "metadata[order]": order.reference}
        return self._post("customers", form, f"{key}-customer")

    def authorize(self, order: Order, amount: Money, token: str, key: str, owner: Owner) -> Answer:
        """Create and confirm in one step. ``moto`` says that the card was read out on the phone.

        A card that was kept is charged off session instead: the customer agreed to it when it was kept.
        """
        form = {
            "amount": str(amount.minor),
            "currency": amount.currency.lower(),
            "payment_method": token,
            # Nobody is sent away from a telephone; without this Stripe wants an address to come back to.
            "automatic_payment_methods[enabled]": "true",
            "automatic_payment_methods[allow_redirects]": "never",
            "capture_method": "manual",
            "confirm": "true",
            "metadata[checkout_key]": key,
            "metadata[order]": order.reference,
            "expand[0]": "latest_charge",
        }
        if owner.name:
            form["customer"] = owner.name
        if owner.saved:
            form["off_session"] = "true"
            return self._post("payment_intents", form, key)
        form["payment_method_options[card][moto]"] = "true"
        if order.renews:
            # Else Stripe forgets the card after this payment, and no renewal could be charged.
            form["setup_future_usage"] = "off_session"
        return self._post("payment_intents", form, key)

    def open_page(self, order: Order, amount: Money, key: str, owner: Owner) -> Answer:
        """A payment page of Stripe's for the customer, who can authenticate there as nobody can on the phone.

        What he pays is held and not taken, as on the phone: a page that was forgotten takes no money. It is
        no telephone order any more, so ``moto`` is left out. The card that pays a subscription there is kept
        for its owner; Stripe takes an address or a customer, not both, and asks him for the address then.
        """
        item, intent = "line_items[0]", "payment_intent_data"
        form = {
            "mode": "payment",
            "submit_type": "pay",
            "success_url": setting(self.settings, "success_url"),
            "client_reference_id": order.reference,
            "locale": order.language[:2] if order.language[:2] in _PAGE_LANGUAGES else "auto",
            f"{self._card_only()}[0]": "card",
            f"{item}[quantity]": "1",
            f"{item}[price_data][currency]": amount.currency.lower(),
            f"{item}[price_data][unit_amount]": str(amount.minor),
            f"{item}[price_data][product_data][name]": order.reference,
            f"{intent}[capture_method]": "manual",
            f"{intent}[metadata][order]": order.reference,
            "metadata[checkout_key]": key,
        }
        if order.renews:
            form["customer"] = owner.name
            form[f"{intent}[setup_future_usage]"] = "off_session"
        else:
            form["customer_email"] = order.customer.email
        return self._post("checkout/sessions", form, f"{key}-page")

    def page(self, page: str) -> Answer:
        """A payment page as it stands, with what was paid on it."""
        return self._get(f"checkout/sessions/{page}", {"expand[0]": "payment_intent.latest_charge"})

    def capture(self, intent: str, amount: Money, key: str) -> Answer:
        """Take what was authorized, or less of it."""
        form = {"amount_to_capture": str(amount.minor), "expand[0]": "latest_charge"}
        return self._post(f"payment_intents/{intent}/capture", form, key)

    def cancel(self, intent: str, key: str) -> Answer:
        """Release an authorization."""
        return self._post(f"payment_intents/{intent}/cancel", {}, key)

    def refund(self, intent: str, amount: Money, reason: str, key: str) -> Answer:
        """Give money back."""
        form = {"payment_intent": intent, "amount": str(amount.minor), "metadata[checkout_key]": key}
        if reason in DOCUMENTED_REASONS:
            form["reason"] = reason
        return self._post("refunds", form, key)

    def intent(self, intent: str) -> Answer:
        """One payment intent as it stands."""
        return self._get(f"payment_intents/{intent}", {"expand[0]": "latest_charge"})

    def intents_with(self, key: str) -> Answer:
        """Search by the key that an authorization was asked with. May be a minute behind."""
        quoted = key.replace("\\", "\\\\").replace("'", "\\'")
        query = {"query": f"metadata['checkout_key']:'{quoted}'", "expand[0]": "data.latest_charge"}
        return self._get("payment_intents/search", query)

    def refunds_of(self, intent: str) -> Answer:
        """All refunds of a payment; there are never a hundred."""
        return self._get("refunds", {"payment_intent": intent, "limit": "100"})

    def _card_only(self) -> str:
        """What Stripe calls the choice of methods on a page: it was renamed, and the old name is refused since."""
        is_new = setting(self.settings, "api_version") >= _RENAMED
        return "allowed_payment_method_types" if is_new else "payment_method_types"

    def _mark(self, form: Mapping[str, str]) -> str:
        """A few letters that change with the details, so that a corrected card is a question of its own.

        Keyed with the merchant's secret: nobody else can find a number from it by trying them all.
        """
        secret = setting(self.settings, "secret_key").encode()
        return hmac.new(secret, json.dumps(sorted(form.items())).encode(), hashlib.sha256).hexdigest()[:16]

    def _post(self, path: str, form: Mapping[str, str], key: str) -> Answer:
        headers = {**self._headers(), "Idempotency-Key": key}
        return read(self.http.post(self._url(path), data=dict(form), headers=headers))

    def _get(self, path: str, query: Mapping[str, str]) -> Answer:
        return read(self.http.get(self._url(path), params=dict(query), headers=self._headers()))

    def _url(self, path: str) -> str:
        return f"{setting(self.settings, 'base').rstrip('/')}/v1/{path}"

    def _headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {setting(self.settings, 'secret_key')}",
            "Stripe-Version": setting(self.settings, "api_version"),
        }


def read(response: "httpx.Response") -> Answer:
    """How far an answer can be believed. Messages are never passed on: anything may stand in them."""
    status = response.status_code
    if status in (401, 403):
        return Denied(f"Stripe refused the key ({status})")
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        return Unclear(f"no answer that can be read ({status})")
    if not isinstance(body, dict):
        return Unclear(f"no answer that can be read ({status})")
    if status == 200:
        return Said(body)
    error = body.get("error")
    if not isinstance(error, dict):
        return Unclear(f"no answer that can be read ({status})")
    kind = error.get("type")
    if status == 402 and kind == "card_error":
        return _error(status, kind, error)
    # The same key with other parameters: what was asked with it first is not known from this.
    if status in (400, 404) and kind == "invalid_request_error":
        return _error(status, kind, error)
    return Unclear(f"Stripe does not say what happened ({status})")


def code_of(error: Mapping[str, Any]) -> str:
    """The most exact code of an error, or nothing when there is none that may be kept."""
    for name in ("decline_code", "code"):
        code = error.get(name)
        if isinstance(code, str) and _CODE.fullmatch(code) and not _DIGIT_RUN.search(code):
            return code
    return ""


def facts_of(error: Mapping[str, Any]) -> dict[str, str]:
    """What the issuer and the network said, by code."""
    return {
        name: value
        for name, shape in _TOLD.items()
        if isinstance(value := error.get(name), str) and shape.fullmatch(value)
    }


def _error(status: int, kind: str, error: Mapping[str, Any]) -> Error:
    intent = error.get("payment_intent")
    return Error(
        status=status,
        type=kind,
        code=code_of(error) or ("card_declined" if kind == "card_error" else "invalid_request"),
        facts=facts_of(error),
        intent=intent if isinstance(intent, dict) else None,
    )
