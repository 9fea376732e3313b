"""The simulated PayPal's holds: 29 days, sure for three of them, then to be held anew, taken or let go."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from checkout_paypal.amounts import read
from checkout_paypal.describing import AUTHORIZATION_LIFE, HONOUR_PERIOD, ORDER_KEYS, PAYMENT_KEYS
from checkout_paypal.failing import Failed
from checkout_paypal.orders import HOLDS
from checkout_paypal.published import NOT_SURE, REFUSES, ending

if TYPE_CHECKING:
    import httpx

    from checkout_paypal.simulated import PayPalSide

Json = dict[str, Any]


class Holds:
    """Authorizations, each inside the order that it belongs to; the first one is the parent of all others."""

    def __init__(self, side: "PayPalSide") -> None:
        self._side = side

    def authorize(self, request: "httpx.Request", order_id: str) -> tuple[int, Json]:
        """Hold what the customer approved."""
        body = self._side.body(request)
        if self._side.kept.seen(request, f"authorize.{order_id}", body, ORDER_KEYS):
            return 200, self._side.shown(self._side.kept.known(order_id), request)
        order = self._side.kept.known(order_id)
        if order["intent"] != HOLDS:
            raise Failed(422, "ACTION_DOES_NOT_MATCH_INTENT")
        if order["authorizations"]:
            raise Failed(422, "ORDER_ALREADY_AUTHORIZED")
        if order["status"] != "APPROVED":
            raise Failed(422, "ORDER_NOT_APPROVED")
        self._hold(order)
        order["status"] = "COMPLETED"
        self._side.kept.write(order)
        self._side.kept.remember(request, f"authorize.{order_id}", body, order["id"])
        return 201, self._side.shown(order, request)

    def show(self, request: "httpx.Request", hold_id: str) -> tuple[int, Json]:
        """One authorization as it stands."""
        order, hold = self._find(hold_id)
        related = {"related_ids": {"order_id": order["id"]}}
        return 200, self._shown(order, hold, origin(request)) | {"supplementary_data": related}

    def renew(self, request: "httpx.Request", hold_id: str) -> tuple[int, Json]:
        """Hold it anew: from the fourth day on, of the first authorization only."""
        body = self._side.body(request)
        order, hold = self._find(hold_id)
        known = self._side.kept.seen(request, f"reauthorize.{hold_id}", body, PAYMENT_KEYS)
        if known:
            return 201, self._shown(order, self._find(known)[1], origin(request))
        self._must_be_open(order, expired="AUTHORIZATION_VOIDED")
        too_soon = self._side.kept.now() < _at(order["authorizations"][-1]) + HONOUR_PERIOD
        if too_soon or hold is not order["authorizations"][0]:
            raise Failed(422, "REAUTHORIZATION_NOT_SUPPORTED")
        if "amount" in body and read(body["amount"]) != read(order["amount"]):
            raise Failed(422, "TRANSACTION_REFUSED")
        made = self._hold(order)
        self._side.kept.write(order)
        self._side.kept.remember(request, f"reauthorize.{hold_id}", body, made["id"])
        return 201, self._shown(order, made, origin(request))

    def capture(self, request: "httpx.Request", hold_id: str) -> tuple[int, Json]:
        """Take what is held, all of it."""
        body = self._side.body(request)
        order, hold = self._find(hold_id)
        if self._side.kept.seen(request, f"capture.{hold_id}", body, PAYMENT_KEYS):
            return 201, self._side.capture_of(order, request)
        self._must_be_open(order)
        if "amount" in body and read(body["amount"]) != read(order["amount"]):
            raise Failed(422, "MAX_CAPTURE_AMOUNT_EXCEEDED")
        if ending(order["amount"]) == NOT_SURE and self._side.kept.now() >= _at(hold) + HONOUR_PERIOD:
            raise Failed(422, "TRANSACTION_REFUSED")
        self._side.take(order, refusal="TRANSACTION_REFUSED")
        self._side.kept.remember(request, f"capture.{hold_id}", body, order["id"])
        return 201, self._side.capture_of(order, request)

    def void(self, request: "httpx.Request", hold_id: str) -> tuple[int, Json]:
        """Let it go."""
        order, hold = self._find(hold_id)
        if order["captures"]:
            raise Failed(422, "PREVIOUSLY_CAPTURED")
        if hold is not order["authorizations"][0]:
            raise Failed(422, "CANNOT_BE_VOIDED")
        if order.get("let_go") or self._ended(order):
            raise Failed(422, "PREVIOUSLY_VOIDED")
        order["let_go"] = True
        self._side.kept.write(order)
        return 200, self._shown(order, hold, origin(request))

    def listed(self, order: Json, where: str) -> list[Json]:
        """Every authorization of an order, oldest first."""
        return [self._shown(order, hold, where) for hold in order["authorizations"]]

    def _hold(self, order: Json) -> Json:
        if ending(order["amount"]) == REFUSES:
            raise Failed(422, "TRANSACTION_REFUSED")
        hold = {"id": f"SIMHOLD{self._side.kept.count('holds'):010}", "at": self._side.kept.now().isoformat()}
        order["authorizations"].append(hold)
        self._side.kept.memory[f"paypal.hold.{hold['id']}"] = order["id"]
        return hold

    def _find(self, hold_id: str) -> tuple[Json, Json]:
        order = self._side.kept.known(self._side.kept.memory.get(f"paypal.hold.{hold_id}", ""))
        return order, next(hold for hold in order["authorizations"] if hold["id"] == hold_id)

    def _must_be_open(self, order: Json, expired: str = "AUTHORIZATION_EXPIRED") -> None:
        if order["captures"]:
            raise Failed(422, "AUTHORIZATION_ALREADY_CAPTURED")
        if order.get("let_go"):
            raise Failed(422, "AUTHORIZATION_VOIDED")
        if self._ended(order):
            raise Failed(422, expired)

    def _ended(self, order: Json) -> bool:
        return self._side.kept.now() >= _at(order["authorizations"][0]) + AUTHORIZATION_LIFE

    def _shown(self, order: Json, hold: Json, where: str) -> Json:
        status = "VOIDED" if order.get("let_go") or self._ended(order) else "CREATED"
        if order["captures"]:
            status = "CAPTURED"
        ends = _at(order["authorizations"][0]) + AUTHORIZATION_LIFE
        return {
            "id": hold["id"],
            "status": status,
            "amount": order["amount"],
            "create_time": stamp(_at(hold)),
            "expiration_time": stamp(ends),
            "links": [
                {"href": f"{where}/v2/payments/authorizations/{hold['id']}", "rel": "self", "method": "GET"}
            ],
        }


def _at(hold: Json) -> datetime:
    return datetime.fromisoformat(hold["at"])


def stamp(moment: datetime) -> str:
    """A moment as PayPal writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def origin(request: "httpx.Request") -> str:
    """Where PayPal was asked."""
    return f"https://{request.url.host}"
