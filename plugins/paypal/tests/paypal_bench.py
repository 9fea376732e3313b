"""A bench on which every request and every simulated answer is judged by PayPal's own documents."""

import json
import os
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_core import OpenAPI
from openapi_core.testing import MockRequest, MockResponse

import checkout_paypal
from checkout_tui import Authorized, AwaitingCustomer, Money, Payment, Question, Settled
from checkout_tui.testing import Bench, sample_order, sample_payment

KEY = "01JDEXAMPLE0000000000PAY01-authorize-1"
SETTLE, REFUND = KEY.replace("authorize", "settle"), KEY.replace("authorize", "refund")
DEMO: dict[str, Any] = {
    setting.code: setting.demo
    for setting in checkout_paypal.plugin.describe().settings
    if setting.demo is not None
}


def folder() -> Path | None:
    """``CHECKOUT_SAMPLES``, else ``shared/samples`` beside the repository."""
    named = os.environ.get("CHECKOUT_SAMPLES")
    if named:
        return Path(named)
    beside = (parent / "shared" / "samples" for parent in Path(__file__).resolve().parents)
    return next((place for place in beside if place.is_dir()), None)


def sample(name: str) -> Path:
    """One of PayPal's files; the test is skipped only where there are no samples at all."""
    place = folder()
    if place is None:
        pytest.skip("no samples on this machine")
    return place / "paypal" / name


@cache
def _document(name: str) -> OpenAPI:
    return OpenAPI.from_dict(json.loads(sample(name).read_text()))


def judge(request: httpx.Request, response: httpx.Response | None = None) -> None:
    """Hold a request, and its answer when there is one, to the document of its API. Raises when it does not fit."""
    if request.url.path.startswith("/v2/checkout"):
        document = _document("checkout_orders_v2.json")
    elif request.url.path.startswith("/v2/payments"):
        document = _document("payments_payment_v2.json")
    else:
        return
    asked = MockRequest(
        f"https://{request.url.host}",
        request.method.lower(),
        request.url.path,
        args=dict(request.url.params),
        headers=dict(request.headers),
        data=request.content or None,
        content_type=request.headers.get("Content-Type", "application/json"),
    )
    with warnings.catch_warnings():
        # openapi-core knows no oauth2 scheme, and says so each time.
        warnings.filterwarnings("ignore", message="Unsupported scheme type")
        if response is None:
            document.validate_request(asked)
            return
        document.validate_response(
            asked,
            MockResponse(
                response.content,
                response.status_code,
                headers=dict(response.headers),
                content_type=response.headers.get("Content-Type", ""),
            ),
        )


class PayPalBench(Bench):
    """The method, its simulated PayPal, and the customer."""

    def __init__(self, settings: dict[str, Any] | None = None, total: Money | None = None) -> None:
        super().__init__(checkout_paypal.plugin, DEMO | (settings or {}))
        self.order = sample_order(total)
        self.payment: Payment = sample_payment(self.order, "paypal")
        self.judged = 0
        self.before = self._judge_request
        self.after = self._judge_answer

    def _judge_request(self, request: httpx.Request) -> None:
        judge(request)

    def _judge_answer(self, response: httpx.Response) -> None:
        judge(response.request, response)
        self.judged += 1

    @property
    def total(self) -> Money:
        return self.order.total

    def put(self, hook: str, **changes: Any) -> Any:
        """One question about this payment."""
        keys = {"authorize": KEY, "settle": SETTLE, "refund": REFUND}
        offers = {
            "payment": self.payment,
            "order": self.order,
            "amount": self.total,
            "key": keys.get(hook, KEY),
            "reason": "",
        }
        return self.ask(hook, **(offers | changes))

    def look(self, question: Question = Question.INQUIRE, **changes: Any) -> Any:
        """An inquiry about ``question``."""
        keys = {Question.SETTLE: SETTLE, Question.REFUND: REFUND}
        return self.put("inquire", **({"question": question, "key": keys.get(question, KEY)} | changes))

    def start(self) -> AwaitingCustomer:
        """Authorize, and remember what the host would."""
        found = self.put("authorize")
        assert isinstance(found, AwaitingCustomer)
        self.payment = sample_payment(self.order, "paypal", reference=found.reference, link=found.link)
        return found

    def visit(self, query: str = "") -> httpx.Response:
        """The customer opens the link."""
        assert self.simulated.handle is not None
        return self.simulated.handle(httpx.Request("GET", self.payment.link + query))

    def approved(self) -> "PayPalBench":
        """Up to the customer's approval."""
        self.start()
        assert self.visit().status_code == 200
        assert isinstance(self.look(), Authorized)
        return self

    def settled(self) -> "PayPalBench":
        """Up to the money."""
        self.approved()
        found = self.put("settle")
        assert isinstance(found, Settled)
        self.payment = sample_payment(
            self.order, "paypal", reference=found.reference, settled=found.amount.minor
        )
        return self

    def stored(self) -> dict[str, Any]:
        """The simulated PayPal's only order."""
        kept = [value for key, value in self.memory.items() if key.startswith("paypal.order.")]
        assert len(kept) == 1
        order: dict[str, Any] = json.loads(kept[0])
        return order
