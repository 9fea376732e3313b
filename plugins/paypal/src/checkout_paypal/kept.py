"""What the simulated PayPal remembers: its orders, and what a PayPal-Request-Id led to."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from attrs import frozen

from checkout_paypal.failing import Failed
from checkout_tui import Memory

if TYPE_CHECKING:
    import httpx

Json = dict[str, Any]

ORDER_LIFE = timedelta(hours=6)
"""Three hours to open the link and three more to approve and capture."""


@frozen(eq=False)
class Kept:
    """Orders and requests in the memory given; nothing is kept anywhere else."""

    memory: Memory
    now: Callable[[], datetime]

    def order(self, order_id: str) -> Json | None:
        """An order as it was kept, unless it ran out before it was captured."""
        kept = self.memory.get(f"paypal.order.{order_id}")
        if kept is None:
            return None
        order: Json = json.loads(kept)
        is_old = self.now() - datetime.fromisoformat(order["created"]) >= ORDER_LIFE
        return None if is_old and order["status"] != "COMPLETED" else order

    def known(self, order_id: str) -> Json:
        """The same; nothing else is an answer."""
        order = self.order(order_id)
        if order is None:
            raise Failed(404, "INVALID_RESOURCE_ID")
        return order

    def captured(self, capture_id: str) -> Json:
        """The order that this was taken for."""
        return self.known(self.memory.get(f"paypal.capture.{capture_id}", ""))

    def write(self, order: Json) -> None:
        """An order as it stands now."""
        self.memory[f"paypal.order.{order['id']}"] = json.dumps(order)

    def count(self, what: str) -> int:
        """The next number, so that no two share a name."""
        number = int(self.memory.get(f"paypal.count.{what}", "0")) + 1
        self.memory[f"paypal.count.{what}"] = str(number)
        return number

    def seen(self, request: "httpx.Request", scope: str, body: Json, life: timedelta) -> str:
        """What this PayPal-Request-Id led to; empty when it is new, forgotten, or led to an error only."""
        kept = self.memory.get(self._request_key(request, scope))
        if kept is None:
            return ""
        found: Json = json.loads(kept)
        if self.now() - datetime.fromisoformat(found["at"]) >= life:
            return ""
        if found["digest"] != _digest(body):
            # Used before, for something else.
            raise Failed(400, "INVALID_PARAMETER_SYNTAX")
        return str(found["made"])

    def remember(self, request: "httpx.Request", scope: str, body: Json, made: str) -> None:
        """What was done for this PayPal-Request-Id is done once."""
        if request.headers.get("PayPal-Request-Id"):
            kept = {"at": self.now().isoformat(), "digest": _digest(body), "made": made}
            self.memory[self._request_key(request, scope)] = json.dumps(kept)

    def _request_key(self, request: "httpx.Request", scope: str) -> str:
        return f"paypal.request.{scope}.{request.headers.get('PayPal-Request-Id', '')}"


def _digest(body: Json) -> str:
    return sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
