"""Trouble on the line: whatever goes wrong, nothing is called a success or a decline that Stripe did not say."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
import respx
from card_samples import Desk, card
from hypothesis import given
from hypothesis import strategies as st

from checkout_tui import NotSent, Pending, Question, Refused

QUESTIONS = ("authorize", "settle", "refund", "void", "inquire")
NEITHER = (Pending, NotSent)

RESPONSES: dict[str, httpx.Response] = {
    "500": httpx.Response(500, json={"error": {"type": "api_error"}}),
    "502 page": httpx.Response(502, text="<html>Bad gateway</html>"),
    "429": httpx.Response(429, json={"error": {"type": "invalid_request_error", "code": "rate_limit"}}),
    "409": httpx.Response(409, json={"error": {"type": "idempotency_error"}}),
    "other parameters": httpx.Response(400, json={"error": {"type": "idempotency_error"}}),
    "500 card error": httpx.Response(500, json={"error": {"type": "card_error", "code": "card_declined"}}),
    "402 of nobody": httpx.Response(402, text="payment required"),
    "402 no card error": httpx.Response(402, json={"error": {"type": "api_error"}}),
    "truncated": httpx.Response(200, content=b'{"id": "pi_1", "status": "requires_cap'),
    "empty": httpx.Response(200),
    "list": httpx.Response(200, json=[1]),
    "wrong JSON": httpx.Response(200, json={"status": "succeeded"}),
    "deep": httpx.Response(200, content=b"[" * 100_000),
    "bytes": httpx.Response(200, content=b"\xff\xfe\x00"),
    "redirect": httpx.Response(302, headers={"Location": "https://example.com"}),
    "error is text": httpx.Response(402, json={"error": "card_error"}),
}


def ready() -> Desk:
    """A desk with an authorized payment."""
    desk = Desk()
    desk.authorize()
    return desk


def ask(desk: Desk, hook: str) -> Any:
    """One question about the payment."""
    return desk.ask(hook, token="pm_sim000001", key="fault-1", question=Question.SETTLE)


def instead(desk: Desk, handle: Callable[[httpx.Request], httpx.Response]) -> None:
    """Let something else answer."""
    desk.bench.http = httpx.Client(transport=httpx.MockTransport(handle))


@pytest.mark.parametrize("hook", QUESTIONS)
@pytest.mark.parametrize("name", RESPONSES)
def test_answers_that_say_nothing(hook: str, name: str) -> None:
    """An answer that cannot be believed is neither a success nor a decline."""
    desk = ready()
    instead(desk, lambda request: RESPONSES[name])
    assert isinstance(ask(desk, hook), Pending)


@pytest.mark.parametrize("hook", QUESTIONS)
@pytest.mark.parametrize(
    "trouble",
    [httpx.ConnectError, httpx.ConnectTimeout, httpx.ReadError, httpx.ReadTimeout, httpx.RemoteProtocolError],
)
def test_trouble_is_the_hosts_to_judge(hook: str, trouble: type[httpx.TransportError]) -> None:
    """A refused connection, a reset and a timeout reach the host, which knows what each of them proves."""
    desk = ready()

    def fail(request: httpx.Request) -> None:
        raise trouble("trouble", request=request)

    desk.bench.before = fail
    with pytest.raises(trouble):
        ask(desk, hook)


@pytest.mark.parametrize("hook", QUESTIONS)
@pytest.mark.parametrize("status", [401, 403])
def test_refused_key(hook: str, status: int) -> None:
    """A refused key proves nothing about the question, which may have been asked before with another one."""
    desk = ready()
    instead(desk, lambda request: httpx.Response(status, json={"error": {"type": "invalid_request_error"}}))
    assert isinstance(ask(desk, hook), Pending)


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_setup_is_no_fault_of_the_card(status: int) -> None:
    """A card that is not handed over because of our own set-up is not refused: the caller hears of no decline."""
    desk = Desk()
    error = {"type": "invalid_request_error", "code": "parameter_unknown"}
    instead(desk, lambda request: httpx.Response(status, json={"error": error}))
    assert isinstance(desk.ask("tokenize", details=card(), key="k"), NotSent)


@pytest.mark.parametrize("name", RESPONSES)
def test_token_not_given(name: str) -> None:
    """Handing over a card charges nobody, so that an answer without a token is nothing sent."""
    desk = Desk()
    instead(desk, lambda request: RESPONSES[name])
    assert isinstance(desk.ask("tokenize", details=card(), key="k"), NotSent)


@given(st.binary(), st.sampled_from([200, 201, 204, 301, 400, 402, 404, 409, 429, 500, 503]))
def test_any_bytes_at_all(content: bytes, status: int) -> None:
    """No bytes, with any status, make a success or a decline."""
    desk = Desk()
    instead(desk, lambda request: httpx.Response(status, content=content))
    assert isinstance(desk.ask("authorize", token="pm_1", key="k"), NEITHER)


@respx.mock
def test_a_clear_no_is_a_no() -> None:
    """A refused card is refused, with the most exact code and what the network said, and no free text."""
    respx.post("https://api.stripe.com/v1/payment_intents").respond(
        402,
        json={
            "error": {
                "type": "card_error",
                "code": "card_declined",
                "decline_code": "do_not_honor",
                "network_decline_code": "05",
                "advice_code": "try_again_later",
                "message": "Card 4242424242424242 was declined.",
                "payment_intent": {"id": "pi_9"},
            }
        },
    )
    desk = Desk()
    with httpx.Client() as client:
        answer = desk.ask("authorize", token="pm_1", key="k", http=client)
    facts = {"decline_code": "do_not_honor", "advice_code": "try_again_later", "network_decline_code": "05"}
    assert answer == Refused("do_not_honor", facts, "pi_9")


@pytest.mark.parametrize("code", ["4242424242424242", "x4242424242424242", "Some text", None, 7, ["a"]])
def test_a_code_that_is_none(code: object) -> None:
    """What stands where a code should be, and is none, is not passed on."""
    desk = Desk()
    error = {"type": "card_error", "code": code, "decline_code": code}
    instead(desk, lambda request: httpx.Response(402, json={"error": error}))
    assert desk.ask("authorize", token="pm_1", key="k") == Refused("card_declined")


def test_invalid_request_is_refused() -> None:
    """A request that Stripe will not take, such as MOTO without being enabled, is a no for the seller to put right."""
    desk = Desk()
    error = {"type": "invalid_request_error", "code": "parameter_unknown"}
    instead(desk, lambda request: httpx.Response(400, json={"error": error}))
    answer = desk.ask("authorize", token="pm_1", key="k")
    assert answer == Refused("parameter_unknown")
    assert desk.ask("decline", refused=answer).wording == "declined.technical"


@pytest.mark.parametrize("number", ["4242424242424242", "4000000000000002", "378282246310005"])
def test_secrets_are_nowhere(number: str) -> None:
    """Neither number nor security code is in an answer, nor in what the simulated side remembers."""
    desk = Desk()
    details = card(number, cvc="8397" if number.startswith("37") else "839")
    token = desk.ask("tokenize", details=details, key="token-1")
    answers = [token, desk.ask("authorize", token=token.reference, key="authorize-1")]
    answers += [desk.ask("inquire", question=Question.AUTHORIZE, key="authorize-1")]
    told = repr(answers) + repr(desk.bench.memory) + repr(details)
    assert number not in told
    assert "839" not in told
