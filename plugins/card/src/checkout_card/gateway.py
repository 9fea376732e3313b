"""The simulated other side: a strict Stripe with idempotency, expiry of holds, search and refund limits.

Everything it knows is in the memory it is given. Of a card it keeps what Stripe would show of it:
never the number, never the security code.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from attrs import field, frozen

from checkout_card import pages
from checkout_card.cards import Cards
from checkout_card.checking import bare
from checkout_card.describing import AUTHORIZATION_LIFE, CURRENCIES, HIGHEST, LOWEST, PAGE_HOST
from checkout_card.effects import effects
from checkout_card.ledger import Ledger, Reply, failed, fingerprint
from checkout_card.pages import Pages
from checkout_card.published import NUMBERS, TRIGGERS, Behaviour
from checkout_card.refunds import Refunds
from checkout_card.replies import (
    card_problem,
    invalid,
    missing,
    named,
    parameters,
    shown,
    unexpected_state,
    unknown_address,
    whole,
)
from checkout_tui import Memory, Simulated

if TYPE_CHECKING:
    import httpx

_SEARCH_OPENS, _SEARCH_CLOSES = "metadata['checkout_key']:'", "'"
_MAY_CANCEL = frozenset({"requires_payment_method", "requires_capture", "requires_action", "processing"})


def simulated_stripe(memory: Memory, now: Callable[[], datetime]) -> Simulated:
    """Two over the same memory agree, and a new process goes on where the last one was killed."""
    gateway = Gateway(Ledger(memory, now))
    return Simulated(handle=gateway.handle, triggers=TRIGGERS, effects=lambda: effects(gateway.ledger))


@frozen(eq=False)
class Gateway:
    """Stripe's endpoints that this method uses; every other one is not found."""

    ledger: Ledger
    _one_at_a_time: Lock = field(factory=Lock, init=False)

    def handle(self, request: "httpx.Request") -> "httpx.Response":
        """Answer one request as Stripe would."""
        import httpx  # noqa: PLC0415 - plugins load without it

        with self._one_at_a_time:
            self.ledger.begin()
            if request.url.host == PAGE_HOST:
                status, text = self._pages.visit(request)
                self.ledger.commit()
                return httpx.Response(status, text=text)
            reply = self._reply(request)
            self.ledger.commit()
        headers = {"Idempotent-Replayed": "true"} if reply.replayed else {}
        return httpx.Response(reply.status, json=reply.body, headers=headers)

    def _reply(self, request: "httpx.Request") -> Reply:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not secret.startswith(("sk_", "rk_")):
            return failed(401, "invalid_request_error", "", "no valid API key")
        parts = [part for part in request.url.path.split("/") if part]
        if not parts or parts[0] != "v1":
            return unknown_address()
        if request.method == "GET":
            return self._get(parts[1:], dict(request.url.params))
        if request.method != "POST":
            return unknown_address()
        if request.content and request.headers.get("Content-Type") != "application/x-www-form-urlencoded":
            return failed(400, "invalid_request_error", "", "the body is not form-encoded")
        pairs = parse_qsl(request.content.decode(), keep_blank_values=True)
        form = dict(pairs)
        if len(form) != len(pairs):
            return failed(400, "invalid_request_error", "parameter_invalid", "a parameter is given twice")
        key = request.headers.get("Idempotency-Key", "")
        if len(key) > 255:
            return failed(400, "idempotency_error", "", "the key is too long")
        return self._once(key, parts[1:], form)

    def _once(self, key: str, path: list[str], form: Mapping[str, str]) -> Reply:
        """The stored result for a key that is known; only what was executed is stored."""
        asked = fingerprint("/".join(path), self._without_secrets(form))
        stored = self.ledger.replay(key, asked)
        if stored is not None:
            return stored
        reply = self._post(path, form)
        if reply.executed:
            self.ledger.keep(key, asked, reply)
        return reply

    def _without_secrets(self, form: Mapping[str, str]) -> dict[str, str]:
        """The parameters as they may be compared later: the place of a test number, and no security code."""
        number = bare(form.get("card[number]", ""))
        place = str(list(NUMBERS).index(number)) if number in NUMBERS else ""
        return {
            name: place if name == "card[number]" else value
            for name, value in form.items()
            if name != "card[cvc]"
        }

    def _post(self, path: list[str], form: Mapping[str, str]) -> Reply:
        match path:
            case ["payment_methods"]:
                return self._cards.make(form)
            case ["customers"]:
                return self._cards.make_customer(form)
            case ["payment_intents"]:
                return self._make_intent(form)
            case ["payment_intents", name, "capture"]:
                return self._capture(name, form)
            case ["payment_intents", name, "cancel"]:
                return self._cancel(name, form)
            case ["refunds"]:
                return self._refunds.make(form)
            case ["checkout", "sessions"]:
                return self._open_page(form)
        return unknown_address()

    def _get(self, path: list[str], query: Mapping[str, str]) -> Reply:
        match path:
            case ["payment_methods", name]:
                return self._cards.show(name, query)
            case ["payment_intents", "search"]:
                return self._search(query)
            case ["payment_intents", name]:
                wrong = parameters(query, optional="expand[0]")
                intent = self._intent(name)
                return wrong or (Reply(200, shown(intent, query)) if intent else missing("payment_intent"))
            case ["refunds"]:
                return self._refunds.show(query)
            case ["checkout", "sessions", name]:
                return self._show_page(name, query)
        return unknown_address()

    # --------------------------------------------------------------------------------- payment pages

    @property
    def _pages(self) -> Pages:
        return Pages(self.ledger, self._paid_on_page)

    @property
    def _cards(self) -> Cards:
        return Cards(self.ledger)

    @property
    def _refunds(self) -> Refunds:
        return Refunds(self.ledger, self._cards, self._intent)

    def _open_page(self, form: Mapping[str, str]) -> Reply:
        wrong = parameters(form, required=pages.REQUIRED, optional=pages.OPTIONAL)
        if wrong:
            return wrong
        unit, count = (
            whole(form[f"line_items[0]{name}"]) for name in ("[price_data][unit_amount]", "[quantity]")
        )
        currency = form["line_items[0][price_data][currency]"]
        if not unit or not count or form["mode"] != "payment":
            return invalid("parameter_invalid_integer")
        if currency != currency.lower() or currency.upper() not in CURRENCIES:
            return invalid("invalid_currency")
        if form.get("customer") and form.get("customer_email"):
            return invalid("parameter_invalid")
        if form.get("customer") and self.ledger.read("cus", form["customer"]) is None:
            return missing("customer")
        return Reply(200, self._pages.open(form, unit * count), executed=True)

    def _show_page(self, name: str, query: Mapping[str, str]) -> Reply:
        wrong = parameters(query, optional="expand[0]")
        if wrong:
            return wrong
        page = self._pages.find(name)
        if page is None:
            return missing("checkout.session")
        intent = self._intent(page["payment_intent"]) if page["payment_intent"] else None
        if intent is not None and query.get("expand[0]") == "payment_intent.latest_charge":
            page = {**page, "payment_intent": intent}
        return Reply(200, pages.shown(page))

    def _paid_on_page(self, form: Mapping[str, str]) -> dict[str, Any]:
        keeps = form.get("customer") if form.get("setup_future_usage") else None
        method, behaviour = self._cards.of_a_visitor(keeps)
        intent = self._new_intent(form, int(form["amount"]), form["currency"], method)
        return self._approve(intent, method, behaviour)

    # ------------------------------------------------------------------------------- payment intents

    def _make_intent(self, form: Mapping[str, str]) -> Reply:
        wrong = parameters(
            form,
            required="amount currency payment_method confirm",
            optional="automatic_payment_methods[enabled] automatic_payment_methods[allow_redirects] "
            "payment_method_options[card][moto] capture_method setup_future_usage customer off_session "
            "expand[0] metadata[",
        )
        if wrong:
            return wrong
        amount, currency = whole(form["amount"]), form["currency"]
        if amount is None or form["confirm"] != "true" or currency != currency.lower():
            return invalid("parameter_invalid_integer" if amount is None else "parameter_invalid")
        if form.get("capture_method", "automatic") not in ("automatic", "manual"):
            return invalid("parameter_invalid")
        if form.get("setup_future_usage", "off_session") not in ("off_session", "on_session"):
            return invalid("parameter_invalid")
        if currency.upper() not in CURRENCIES:
            return invalid("invalid_currency")
        if amount < LOWEST.get(currency.upper(), 1):
            return invalid("amount_too_small")
        if amount > HIGHEST:
            return invalid("amount_too_large")
        method = self._cards.for_payment(form)
        if isinstance(method, Reply):
            return method
        behaviour = self._cards.behaviour(str(method["id"]))
        intent = self._new_intent(form, amount, currency, method)
        refused = behaviour.code
        if behaviour.by_name and self._cards.was_told(method, "declined"):
            refused = "generic_decline"
        if refused:
            error = card_problem(refused)
            intent |= {
                "status": "requires_payment_method",
                "last_payment_error": error,
                "payment_method": None,
            }
            self.ledger.write("pi", intent["id"], intent)
            return Reply(402, {"error": {**error, "payment_intent": intent}}, executed=True)
        keeps = form.get("customer") if form.get("setup_future_usage") else method.get("customer")
        self.ledger.write("pm", str(method["id"]), {**method, "used": True, "customer": keeps})
        intent = self._approve(intent, method, behaviour)
        return Reply(200, shown(intent, form), executed=True)

    def _approve(
        self, intent: dict[str, Any], method: Mapping[str, Any], behaviour: Behaviour
    ) -> dict[str, Any]:
        """The issuer says yes: the money is held, or taken where that was asked for."""
        intent["latest_charge"] = self._charge(intent, method, behaviour)
        if intent["capture_method"] == "manual":
            intent |= {"status": "requires_capture", "amount_capturable": intent["amount"]}
        else:
            intent |= {"status": "succeeded", "amount_received": intent["amount"]}
        self.ledger.write("pi", intent["id"], intent)
        return intent

    def _new_intent(
        self, form: Mapping[str, str], amount: int, currency: str, method: Mapping[str, Any]
    ) -> dict[str, Any]:
        return {
            "id": f"pi_sim{self.ledger.next('pi')}",
            "object": "payment_intent",
            "amount": amount,
            "amount_capturable": 0,
            "amount_received": 0,
            "canceled_at": None,
            "cancellation_reason": None,
            "capture_method": form.get("capture_method", "automatic"),
            "created": self.ledger.second(),
            "currency": currency,
            "customer": form.get("customer"),
            "last_payment_error": None,
            "latest_charge": None,
            "livemode": False,
            "metadata": named("metadata[", form),
            "payment_method": method["id"],
            "payment_method_types": ["card"],
            "setup_future_usage": form.get("setup_future_usage"),
            "status": "processing",
        }

    def _charge(
        self, intent: Mapping[str, Any], method: Mapping[str, Any], behaviour: Behaviour
    ) -> dict[str, Any]:
        """What the issuer said when it was asked. A check is made of what was handed over, or of nothing."""
        card = {
            **method["card"],
            "capture_before": self.ledger.second() + int(AUTHORIZATION_LIFE.total_seconds()),
            "checks": {
                "address_line1_check": behaviour.line1,
                "address_postal_code_check": behaviour.postcode
                if behaviour.postcode != "pass" or self._cards.was_told(method, "postcode")
                else None,
                # Nobody keeps a security code: what is charged again is charged without.
                "cvc_check": behaviour.cvc
                if method["card"]["checks"]["cvc_check"] and not method.get("used")
                else None,
            },
        }
        return {
            "id": f"ch_sim{self.ledger.next('ch')}",
            "object": "charge",
            "amount": intent["amount"],
            "currency": intent["currency"],
            "created": self.ledger.second(),
            "disputed": behaviour.disputed,
            "payment_intent": intent["id"],
            "payment_method_details": {"type": "card", "card": card},
        }

    def _capture(self, name: str, form: Mapping[str, str]) -> Reply:
        wrong = parameters(form, optional="amount_to_capture expand[0]")
        if wrong:
            return wrong
        intent = self._intent(name)
        if intent is None:
            return missing("payment_intent")
        if intent["status"] != "requires_capture":
            return unexpected_state(intent)
        amount = whole(form.get("amount_to_capture", str(intent["amount_capturable"])))
        if amount is None or amount <= 0:
            return invalid("parameter_invalid_integer")
        if amount > intent["amount_capturable"]:
            return invalid("amount_too_large", intent)
        intent |= {"status": "succeeded", "amount_received": amount, "amount_capturable": 0}
        self.ledger.write("pi", name, intent)
        return Reply(200, shown(intent, form), executed=True)

    def _cancel(self, name: str, form: Mapping[str, str]) -> Reply:
        wrong = parameters(form, optional="cancellation_reason expand[0]")
        if wrong:
            return wrong
        intent = self._intent(name)
        if intent is None:
            return missing("payment_intent")
        if intent["status"] not in _MAY_CANCEL:
            return unexpected_state(intent)
        intent |= {
            "status": "canceled",
            "amount_capturable": 0,
            "canceled_at": self.ledger.second(),
            "cancellation_reason": form.get("cancellation_reason"),
        }
        self.ledger.write("pi", name, intent)
        return Reply(200, shown(intent, form), executed=True)

    def _intent(self, name: str) -> dict[str, Any] | None:
        """A payment intent as it stands now: a hold that ran out is canceled."""
        intent = self.ledger.read("pi", name)
        if intent is None or intent["status"] != "requires_capture":
            return intent
        ends = intent["created"] + int(AUTHORIZATION_LIFE.total_seconds())
        if self.ledger.second() < ends:
            return intent
        intent |= {
            "status": "canceled",
            "amount_capturable": 0,
            "canceled_at": ends,
            "cancellation_reason": "automatic",
        }
        self.ledger.write("pi", name, intent)
        return intent

    def _search(self, query: Mapping[str, str]) -> Reply:
        wrong = parameters(query, required="query", optional="limit page expand[0]")
        if wrong:
            return wrong
        text = query["query"]
        if not text.startswith(_SEARCH_OPENS) or not text.endswith(_SEARCH_CLOSES):
            return invalid("parameter_invalid")
        sought = text[len(_SEARCH_OPENS) : -len(_SEARCH_CLOSES)].replace("\\'", "'").replace("\\\\", "\\")
        found = [
            intent
            for name in self.ledger.names("pi")
            if (intent := self._intent(name)) and intent["metadata"].get("checkout_key") == sought
        ]
        data = [shown(intent, query, "data.latest_charge") for intent in found[:100]]
        return Reply(200, {"object": "search_result", "data": data, "has_more": False})
