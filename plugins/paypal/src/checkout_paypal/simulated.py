"""PayPal, simulated: strict about credentials, keys, states and amounts, and as forgetful as the real one.

The approval page is PayPal's link: a GET approves the order, and with ``&cancel=1`` the customer turns back.
As at PayPal, turning back refuses nothing: the order stays open until it is approved or runs out.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from checkout_paypal.amounts import WHOLE, read, written
from checkout_paypal.describing import CURRENCIES, ORDER_KEYS, PAYMENT_KEYS, setting
from checkout_paypal.failing import DESCRIPTIONS, MOCKED, NAMES, Failed
from checkout_paypal.kept import Kept
from checkout_paypal.orders import HOLDS
from checkout_paypal.published import DECLINES, FAILS, REFUND_FAILS, REFUND_HOLDS, TRIGGERS, WAITS, ending
from checkout_paypal.simulated_holds import Holds, origin, stamp
from checkout_tui import Effect, Memory, Money, Question, Settings, Simulated

if TYPE_CHECKING:
    import httpx

CLEARS = timedelta(days=1)
"""When what is pending here becomes final."""
TOKEN_LIFE = timedelta(hours=9)

Json = dict[str, Any]


def simulated_paypal(memory: Memory, now: Callable[[], datetime], settings: Settings) -> Simulated:
    """All state is in ``memory``, all time from ``now``: a second instance over the same memory agrees."""
    paypal = PayPalSide(memory, now, settings)
    return Simulated(handle=paypal.handle, triggers=TRIGGERS, effects=paypal.effects)


class PayPalSide:
    """Everything PayPal keeps and answers."""

    def __init__(self, memory: Memory, now: Callable[[], datetime], settings: Settings) -> None:
        self.kept = Kept(memory, now)
        self._settings = settings
        self._holds = Holds(self)

    def handle(self, request: "httpx.Request") -> "httpx.Response":
        """One request, answered. An unknown address is a 404, as everywhere."""
        import httpx  # noqa: PLC0415 - not needed where nothing is simulated

        try:
            status, body = self._route(request)
        except Failed as failed:
            status, body = failed.status, self._error(failed)
        if isinstance(body, str):
            return httpx.Response(status, text=body, request=request)
        debug = str(body.get("debug_id") or f"{self.kept.count('debug'):013x}")
        return httpx.Response(status, json=body, headers={"Paypal-Debug-Id": debug}, request=request)

    def effects(self) -> tuple[Effect, ...]:
        """Orders that a customer could pay, holds, captures, releases, refunds."""
        found: list[Effect] = []
        for key in sorted(key for key in self.kept.memory if key.startswith("paypal.order.")):
            order: Json = json.loads(self.kept.memory[key])
            whole = self._amount(order["amount"], "/amount")
            found.append(Effect(Question.AUTHORIZE, whole, order["id"]))
            found += [Effect(Question.HOLD, whole, hold["id"]) for hold in order["authorizations"]]
            if order.get("let_go"):
                found.append(Effect(Question.VOID, whole, order["id"]))
            taken = [capture for capture in order["captures"] if capture["status"] != "DECLINED"]
            found += [Effect(Question.SETTLE, whole, capture["id"]) for capture in taken]
            found += [
                Effect(Question.REFUND, self._amount(refund["amount"], "/amount"), refund["id"])
                for refund in order["refunds"]
            ]
        return tuple(found)

    # ------------------------------------------------------------ addresses

    def _route(self, request: "httpx.Request") -> tuple[int, Json | str]:
        method, path = request.method, request.url.path
        if (method, path) == ("GET", "/checkoutnow"):
            return self._visit(request)
        if (method, path) == ("POST", "/v1/oauth2/token"):
            return self._token(request)
        self._let_in(request)
        self._mock(request)
        if (method, path) == ("POST", "/v2/checkout/orders"):
            return self._create(request)
        for pattern, wanted, act in (
            (r"/v2/checkout/orders/([A-Z0-9]{1,36})", "GET", self._show_order),
            (r"/v2/checkout/orders/([A-Z0-9]{1,36})/capture", "POST", self._capture),
            (r"/v2/checkout/orders/([A-Z0-9]{1,36})/authorize", "POST", self._holds.authorize),
            (r"/v2/payments/authorizations/([A-Z0-9]{1,36})", "GET", self._holds.show),
            (r"/v2/payments/authorizations/([A-Z0-9]{1,36})/reauthorize", "POST", self._holds.renew),
            (r"/v2/payments/authorizations/([A-Z0-9]{1,36})/capture", "POST", self._holds.capture),
            (r"/v2/payments/authorizations/([A-Z0-9]{1,36})/void", "POST", self._holds.void),
            (r"/v2/payments/captures/([A-Z0-9]{1,36})", "GET", self._show_capture),
            (r"/v2/payments/captures/([A-Z0-9]{1,36})/refund", "POST", self._refund),
        ):
            found = re.fullmatch(pattern, path)
            if found and method == wanted:
                return act(request, found[1])
        raise Failed(404, "INVALID_RESOURCE_ID")

    def _token(self, request: "httpx.Request") -> tuple[int, Json]:
        pair = f"{setting(self._settings, 'client_id')}:{setting(self._settings, 'client_secret')}"
        expected = "Basic " + b64encode(pair.encode()).decode()
        if pair == ":" or request.headers.get("Authorization") != expected:
            return 401, {"error": "invalid_client", "error_description": "Client Authentication failed"}
        if request.content != b"grant_type=client_credentials":
            return 400, {"error": "unsupported_grant_type", "error_description": "unsupported grant_type"}
        ends = int((self.kept.now() + TOKEN_LIFE).timestamp())
        return 200, {
            "scope": "https://uri.paypal.com/services/payments/payment",
            "access_token": f"A21AA.{ends}.{self._signed(ends)}",
            "token_type": "Bearer",
            "app_id": "APP-SIMULATED",
            "expires_in": int(TOKEN_LIFE.total_seconds()),
        }

    def _let_in(self, request: "httpx.Request") -> None:
        found = re.fullmatch(r"Bearer A21AA\.(\d+)\.([0-9a-f]+)", request.headers.get("Authorization", ""))
        ends = int(found[1]) if found else 0
        if not found or found[2] != self._signed(ends) or ends < self.kept.now().timestamp():
            raise Failed(401)

    def _signed(self, ends: int) -> str:
        return sha256(f"{setting(self._settings, 'client_secret')}.{ends}".encode()).hexdigest()[:32]

    def _mock(self, request: "httpx.Request") -> None:
        asked = request.headers.get("PayPal-Mock-Response")
        if asked:
            issue = str(json.loads(asked)["mock_application_codes"])
            raise Failed(MOCKED.get(issue, 422), issue)

    def _visit(self, request: "httpx.Request") -> tuple[int, str]:
        order = self.kept.order(request.url.params.get("token", ""))
        if order is None:
            return 404, "This link has expired."
        if request.url.params.get("cancel"):
            return 200, f"Back to {order['cancel_url']}"
        if order["status"] == "PAYER_ACTION_REQUIRED":
            order["status"] = "APPROVED"
            self.kept.write(order)
        return 200, f"Approved. On to {order['return_url']}"

    # ------------------------------------------------------------ orders

    def _create(self, request: "httpx.Request") -> tuple[int, Json]:
        body = self.body(request)
        paypal = _within(body, "payment_source", "paypal")
        if paypal is not None and not request.headers.get("PayPal-Request-Id"):
            raise Failed(400, "PAYPAL_REQUEST_ID_REQUIRED")
        known = self.kept.seen(request, "orders", body, ORDER_KEYS)
        if known:
            order = self.kept.order(known)
            if order is not None:
                return 200, self.shown(order, request)
        if body.get("intent") not in ("CAPTURE", HOLDS):
            raise Failed(422, "UNSUPPORTED_INTENT", "/intent")
        units = body.get("purchase_units")
        if not isinstance(units, list) or len(units) != 1:
            raise Failed(400, "MISSING_REQUIRED_PARAMETER", "/purchase_units")
        amount = self._amount(units[0].get("amount"), "/purchase_units/@reference_id=='default'/amount")
        context = _within(body, "payment_source", "paypal", "experience_context") or {}
        number = self.kept.count("orders")
        order = {
            "id": f"SIMORDER{number:09}",
            "intent": body["intent"],
            "status": "PAYER_ACTION_REQUIRED",
            "created": self.kept.now().isoformat(),
            "amount": written(amount),
            "wallet": paypal is not None,
            "return_url": context.get("return_url", ""),
            "cancel_url": context.get("cancel_url", ""),
            "unit": {
                name: units[0][name]
                for name in ("reference_id", "custom_id", "invoice_id")
                if name in units[0]
            },
            "authorizations": [],
            "captures": [],
            "refunds": [],
        }
        self.kept.write(order)
        self.kept.remember(request, "orders", body, order["id"])
        return 201 if not order["wallet"] else 200, self.shown(order, request)

    def _show_order(self, request: "httpx.Request", order_id: str) -> tuple[int, Json]:
        return 200, self.shown(self.kept.known(order_id), request, whole=True)

    def _capture(self, request: "httpx.Request", order_id: str) -> tuple[int, Json]:
        body = self.body(request)
        if self.kept.seen(request, f"capture.{order_id}", body, ORDER_KEYS):
            return 200, self.shown(self.kept.known(order_id), request)
        order = self.kept.known(order_id)
        if order["intent"] == HOLDS:
            raise Failed(422, "ACTION_DOES_NOT_MATCH_INTENT")
        if order["status"] == "COMPLETED":
            raise Failed(422, "ORDER_ALREADY_CAPTURED")
        if order["status"] != "APPROVED":
            raise Failed(422, "ORDER_NOT_APPROVED")
        self.take(order)
        self.kept.remember(request, f"capture.{order_id}", body, order["id"])
        return 201, self.shown(order, request)

    def take(self, order: Json, refusal: str = "INSTRUMENT_DECLINED") -> None:
        """The money changes hands, unless the amount says otherwise."""
        digits = ending(order["amount"])
        if digits == DECLINES:
            raise Failed(422, refusal)
        invoice = order["unit"].get("invoice_id", "")
        if invoice and f"paypal.invoice.{invoice}" in self.kept.memory:
            raise Failed(422, "DUPLICATE_INVOICE_ID")
        status = {WAITS: "PENDING", FAILS: "DECLINED"}.get(digits, "COMPLETED")
        capture = {
            "id": f"SIMCAPTURE{self.kept.count('captures'):07}",
            "status": status,
            "at": self.kept.now().isoformat(),
        }
        order["captures"].append(capture)
        order["status"] = "COMPLETED"
        self.kept.memory[f"paypal.capture.{capture['id']}"] = order["id"]
        if invoice and status != "DECLINED":
            self.kept.memory[f"paypal.invoice.{invoice}"] = order["id"]
        self.kept.write(order)

    # ------------------------------------------------------------ payments

    def _show_capture(self, request: "httpx.Request", capture_id: str) -> tuple[int, Json]:
        order = self.kept.captured(capture_id)
        related = {"related_ids": {"order_id": order["id"]}}
        return 200, self.capture_of(order, request) | {"supplementary_data": related}

    def _refund(self, request: "httpx.Request", capture_id: str) -> tuple[int, Json]:
        body = self.body(request)
        order = self.kept.captured(capture_id)
        known = self.kept.seen(request, f"refund.{capture_id}", body, PAYMENT_KEYS)
        if known:
            kept = next(refund for refund in order["refunds"] if refund["id"] == known)
            return 201, self._refund_of(order, kept, request)
        if self.capture_of(order, request)["status"] == "PENDING":
            raise Failed(422, "PENDING_CAPTURE")
        if order["captures"][-1]["status"] == "DECLINED":
            raise Failed(422, "REFUND_NOT_ALLOWED")
        whole = self._amount(order["amount"], "/amount")
        left = whole - self._given_back(order, whole)
        if left.minor == 0:
            raise Failed(422, "CAPTURE_FULLY_REFUNDED")
        amount = self._amount(body["amount"], "/amount") if "amount" in body else left
        if amount.currency != whole.currency:
            raise Failed(422, "REFUND_CAPTURE_CURRENCY_MISMATCH", "/amount/currency_code")
        if amount > left:
            raise Failed(422, "REFUND_AMOUNT_EXCEEDED", "/amount/value")
        digits = ending(written(amount))
        if digits == REFUND_FAILS:
            raise Failed(422, "REFUND_FAILED_INSUFFICIENT_FUNDS")
        refund = {
            "id": f"SIMREFUND{self.kept.count('refunds'):08}",
            "status": "PENDING" if digits == REFUND_HOLDS else "COMPLETED",
            "at": self.kept.now().isoformat(),
            "amount": written(amount),
            "custom_id": body.get("custom_id", ""),
        }
        order["refunds"].append(refund)
        self.kept.write(order)
        self.kept.remember(request, f"refund.{capture_id}", body, refund["id"])
        return 201, self._refund_of(order, refund, request)

    # ------------------------------------------------------------ as it is shown

    def shown(self, order: Json, request: "httpx.Request", *, whole: bool = False) -> Json:
        """A wallet order's link is ``payer-action``, any other's ``approve``, with another word for its status."""
        status = order["status"]
        if status == "PAYER_ACTION_REQUIRED" and not order["wallet"]:
            status = "CREATED"
        api = f"{origin(request)}/v2/checkout/orders/{order['id']}"
        links = [{"href": api, "rel": "self", "method": "GET"}]
        if status in {"CREATED", "PAYER_ACTION_REQUIRED"}:
            page = "https://www.sandbox.paypal.com/checkoutnow"
            rel = "payer-action" if order["wallet"] else "approve"
            links.append({"href": f"{page}?token={order['id']}", "rel": rel, "method": "GET"})
        if status == "APPROVED":
            act = "authorize" if order["intent"] == HOLDS else "capture"
            links.append({"href": f"{api}/{act}", "rel": act, "method": "POST"})
        shown: Json = {"id": order["id"], "status": status, "links": links}
        if not whole and request.headers.get("Prefer") != "return=representation":
            return shown
        unit: Json = order["unit"] | {"amount": order["amount"]}
        payments: Json = {}
        if order["authorizations"]:
            payments["authorizations"] = self._holds.listed(order, origin(request))
        if order["captures"]:
            payments["captures"] = [self.capture_of(order, request)]
        if order["refunds"]:
            payments["refunds"] = [self._refund_of(order, r, request) for r in order["refunds"]]
        if payments:
            unit["payments"] = payments
        return shown | {
            "intent": order["intent"],
            "create_time": stamp(datetime.fromisoformat(order["created"])),
            "purchase_units": [unit],
            "payment_source": {"paypal": {}},
        }

    def capture_of(self, order: Json, request: "httpx.Request") -> Json:
        capture = order["captures"][-1]
        status = "COMPLETED" if self._has_cleared(capture) else capture["status"]
        if status == "COMPLETED" and order["refunds"]:
            whole = self._amount(order["amount"], "/amount")
            status = "REFUNDED" if self._given_back(order, whole) == whole else "PARTIALLY_REFUNDED"
        shown: Json = {
            "id": capture["id"],
            "status": status,
            "amount": order["amount"],
            "final_capture": True,
            "create_time": stamp(datetime.fromisoformat(capture["at"])),
            "links": [
                {
                    "href": f"{origin(request)}/v2/payments/captures/{capture['id']}",
                    "rel": "self",
                    "method": "GET",
                },
                {
                    "href": f"{origin(request)}/v2/checkout/orders/{order['id']}",
                    "rel": "up",
                    "method": "GET",
                },
            ],
        }
        if status == "PENDING":
            shown["status_details"] = {"reason": "PENDING_REVIEW"}
        for name in ("custom_id", "invoice_id"):
            if name in order["unit"]:
                shown[name] = order["unit"][name]
        return shown

    def _refund_of(self, order: Json, refund: Json, request: "httpx.Request") -> Json:
        shown: Json = {
            "id": refund["id"],
            "status": "COMPLETED" if self._has_cleared(refund) else refund["status"],
            "amount": refund["amount"],
            "create_time": stamp(datetime.fromisoformat(refund["at"])),
            "links": [
                {
                    "href": f"{origin(request)}/v2/payments/captures/{order['captures'][-1]['id']}",
                    "rel": "up",
                    "method": "GET",
                }
            ],
        }
        if refund["custom_id"]:
            shown["custom_id"] = refund["custom_id"]
        return shown

    def _has_cleared(self, held: Json) -> bool:
        return held["status"] == "PENDING" and self.kept.now() >= datetime.fromisoformat(held["at"]) + CLEARS

    def _error(self, failed: Failed) -> Json:
        name, message = NAMES[failed.status]
        error: Json = {"name": name, "message": message, "debug_id": f"{self.kept.count('debug'):013x}"}
        if failed.issue and failed.status != 500:
            detail = {"issue": failed.issue}
            if failed.issue in DESCRIPTIONS:
                detail["description"] = DESCRIPTIONS[failed.issue]
            if failed.where:
                detail |= {"field": failed.where, "location": "body"}
            error["details"] = [detail]
        return error

    def _given_back(self, order: Json, whole: Money) -> Money:
        amounts = (self._amount(refund["amount"], "/amount") for refund in order["refunds"])
        return sum(amounts, Money(0, whole.currency))

    def body(self, request: "httpx.Request") -> Json:
        if request.headers.get("Content-Type", "").split(";")[0] != "application/json":
            raise Failed(400, "MALFORMED_REQUEST_JSON")
        try:
            body = json.loads(request.content or b"{}")
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise Failed(400, "MALFORMED_REQUEST_JSON")
        return body

    def _amount(self, found: object, where: str) -> Money:
        if not isinstance(found, Mapping):
            raise Failed(400, "MISSING_REQUIRED_PARAMETER", where)
        if found.get("currency_code") not in CURRENCIES:
            raise Failed(422, "INVALID_CURRENCY_CODE", f"{where}/currency_code")
        amount = read(found)
        if amount is None or (found["currency_code"] in WHOLE and "." in found["value"]):
            raise Failed(422, "DECIMAL_PRECISION", f"{where}/value")
        if amount.minor == 0:
            raise Failed(422, "CANNOT_BE_ZERO_OR_NEGATIVE", f"{where}/value")
        return amount


def _within(body: Mapping[str, Any], *names: str) -> Json | None:
    found: object = body
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, dict) else None
