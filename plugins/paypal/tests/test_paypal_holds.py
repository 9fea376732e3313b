"""Money that the seller takes later: held, held anew from the fourth day, taken once, or let go."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from attrs import evolve
from paypal_bench import DEMO, PayPalBench

from checkout_tui import (
    Authorized,
    Money,
    NotFound,
    NotSent,
    Pending,
    Question,
    Refused,
    Settled,
    TooLate,
    Voided,
)
from checkout_tui.testing import sample_payment

LATER = {"take_later": True}


class Holding(PayPalBench):
    """A bench whose seller takes the money later; the payment is noted as the host would."""

    def __init__(self, total: Money | None = None) -> None:
        super().__init__(LATER, total)

    def approved(self) -> "Holding":
        self.start()
        self.visit()
        found = self.look()
        assert found == Authorized(self.payment.reference, keep=True, held=False)
        self.note(found)
        return self

    def held(self) -> "Holding":
        """Up to the first hold."""
        self.approved()
        found = self.hold()
        assert isinstance(found, Authorized), found
        self.note(found)
        return self

    def hold(self, key: str = "hold-1") -> Any:
        """Hold it, or hold it anew."""
        return self.put("hold", key=key)

    def note(self, found: Authorized) -> None:
        """What the host remembers of an authorization."""
        self.payment = evolve(
            self.payment,
            reference=found.reference,
            keep=found.keep,
            held=found.held,
            facts=dict(found.facts),
            authorized=self.total.minor,
        )


def test_held_then_taken() -> None:
    """The customer approves, PayPal holds it for 29 days, sure for three, and it is taken once."""
    bench = Holding().approved()
    created = next(r for r in bench.requests if r.url.path == "/v2/checkout/orders")
    assert json.loads(created.content)["intent"] == "AUTHORIZE"
    found = bench.hold()
    assert found.until == bench.now + timedelta(days=29)
    assert found.sure_until == bench.now + timedelta(days=3)
    assert bench.hold() == found
    bench.note(found)
    assert bench.look() == found
    assert isinstance(bench.look(Question.SETTLE), NotFound)
    settled = bench.put("settle")
    assert isinstance(settled, Settled)
    assert settled.amount == bench.total
    assert bench.put("settle") == settled
    assert bench.put("settle", key="another") == settled
    assert bench.look(Question.SETTLE) == settled
    assert bench.look() == settled
    bench.payment = sample_payment(
        bench.order, "paypal", reference=settled.reference, settled=9900, keep=True
    )
    assert bench.put("refund", amount=Money(900, "USD")).amount == Money(900, "USD")


def test_nothing_is_taken_before_it_is_held() -> None:
    """What was only approved is not captured: it is held first."""
    bench = Holding().approved()
    assert isinstance(bench.put("settle"), NotSent)


@pytest.mark.parametrize("days", [0, 2])
def test_not_anew_within_the_honour_period(days: int) -> None:
    """Within three days PayPal does not hold it anew; what is held stays so."""
    bench = Holding().held()
    bench.move(days=days)
    assert isinstance(bench.hold("hold-2"), Refused)
    assert isinstance(bench.look(), Authorized)


def test_held_anew_and_again() -> None:
    """From the fourth day on it is held anew, of the first hold each time, and the newest is what is taken."""
    bench = Holding(Money(9918, "USD")).held()
    first = bench.payment.reference
    for day in (3, 6):
        bench.move(days=3)
        found = bench.hold(f"hold-{day}")
        assert isinstance(found, Authorized), found
        assert bench.hold(f"hold-{day}") == found
        assert found.reference not in (first, bench.payment.reference)
        assert found.sure_until == bench.now + timedelta(days=3)
        assert found.until == bench.now + timedelta(days=29 - day)
        bench.note(found)
    renewed = [r.url.path for r in bench.requests if r.url.path.endswith("/reauthorize")]
    assert set(renewed) == {f"/v2/payments/authorizations/{first}/reauthorize"}
    assert isinstance(bench.put("settle"), Settled)


def test_not_held_anew_it_may_be_gone() -> None:
    """After the honour period the customer may have spent it: the capture is refused, and that is a decline."""
    bench = Holding(Money(9918, "USD")).held()
    bench.move(days=3)
    refused = bench.put("settle")
    assert isinstance(refused, Refused)
    assert refused.code == "TRANSACTION_REFUSED"


def test_lost_hold_is_found() -> None:
    """A hold whose answer was lost is found by asking what became of it, the first one and one held anew."""
    bench = Holding().approved()
    assert isinstance(bench.look(Question.HOLD), NotFound)
    first = bench.hold()
    assert bench.look(Question.HOLD) == first
    bench.note(first)
    bench.move(days=4)
    assert isinstance(bench.look(Question.HOLD), NotFound)
    again = bench.hold("hold-2")
    assert bench.look(Question.HOLD) == again


def test_let_go() -> None:
    """What is held is let go by its first authorization, though it was held anew; a second time is no error."""
    bench = Holding().held()
    bench.move(days=4)
    bench.note(bench.hold("hold-2"))
    assert isinstance(bench.look(Question.VOID), NotFound)
    assert bench.put("void") == Voided(bench.payment.reference)
    assert bench.put("void", key="again") == Voided(bench.payment.reference)
    assert bench.look(Question.VOID) == Voided(bench.payment.reference)
    assert isinstance(bench.look(), Voided)
    assert bench.put("settle").code == "AUTHORIZATION_VOIDED"


def test_too_late_to_let_go() -> None:
    """What was taken cannot be let go."""
    bench = Holding().held()
    bench.put("settle")
    assert bench.put("void") == TooLate(bench.payment.reference)
    assert bench.look(Question.VOID) == TooLate(bench.payment.reference)


@pytest.mark.parametrize("later", [False, True])
def test_an_approval_is_let_go_without_a_question(later: bool) -> None:
    """What the customer only approved is not taken, and PayPal forgets it."""
    bench = PayPalBench({"take_later": later})
    bench.start()
    bench.visit()
    asked = len(bench.requests)
    assert bench.put("void") == Voided(bench.payment.reference)
    assert all(request.url.path == "/v1/oauth2/token" for request in bench.requests[asked:])


def test_runs_out() -> None:
    """After 29 days the hold is over: PayPal says void, and we say expired."""
    bench = Holding().held()
    bench.move(days=29)
    for answer in (bench.look(), bench.look(Question.SETTLE), bench.put("settle")):
        assert isinstance(answer, Refused)
        assert answer.code == "AUTHORIZATION_EXPIRED"
    assert bench.hold("hold-2").code == "AUTHORIZATION_VOIDED"
    assert bench.ask("decline", refused=bench.look()).wording == "declined.expired_authorization"


def test_refused_hold() -> None:
    """An instrument that is declined when it is to be held is a refusal."""
    bench = Holding(Money(9919, "USD")).approved()
    assert bench.hold().code == "TRANSACTION_REFUSED"


def test_a_seller_who_takes_at_once_holds_nothing() -> None:
    """An order to be captured is not held, and one to be held is not captured."""
    bench = PayPalBench(DEMO).approved()
    assert isinstance(bench.put("hold", key="h"), NotSent)


def test_every_answer_is_judged() -> None:
    """Every request about a hold, and every simulated answer, is as PayPal documents it."""
    bench = Holding().held()
    bench.move(days=3)
    bench.note(bench.hold("hold-2"))
    bench.put("settle")
    paths = {request.url.path.rsplit("/", 1)[1] for request in bench.requests}
    assert {"orders", "authorize", "reauthorize", "capture"} <= paths
    assert bench.judged == len(bench.requests)


AUTHORIZATION: dict[str, Any] = {
    "id": "SIMHOLD1",
    "status": "CREATED",
    "amount": {"currency_code": "USD", "value": "99.00"},
    "create_time": "2026-11-23T17:00:00Z",
    "expiration_time": "2026-12-22T17:00:00Z",
}


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "SOMETHING_NEW"},
        {"status": None},
        {"id": None},
        {"id": "not an id"},
        {"amount": {"currency_code": "USD", "value": "99.01"}},
        {"amount": None},
        {"status": "CAPTURED"},
    ],
)
def test_nothing_is_made_up_of_a_hold(changes: dict[str, Any]) -> None:
    """An authorization that does not fit the question in every part is no answer."""
    bench = Holding().held()
    handle = bench.simulated.handle
    assert handle is not None

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/reauthorize"):
            return httpx.Response(201, json={**AUTHORIZATION, **changes})
        return handle(request)

    bench.http = httpx.Client(transport=httpx.MockTransport(answer))
    assert isinstance(bench.hold("hold-2"), Pending)


@pytest.mark.parametrize("time", [None, "soon", "2026-12-22T17:00:00", 7])
def test_a_hold_without_a_time_is_a_hold(time: object) -> None:
    """Where PayPal does not say until when, nobody makes it up."""
    bench = Holding().held()
    handle = bench.simulated.handle
    assert handle is not None

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/reauthorize"):
            times = {"create_time": time, "expiration_time": time}
            return httpx.Response(201, json={**AUTHORIZATION, **times})
        return handle(request)

    bench.http = httpx.Client(transport=httpx.MockTransport(answer))
    found = bench.hold("hold-2")
    assert isinstance(found, Authorized)
    assert found.until is None
    assert found.sure_until is None
