"""Whatever goes wrong on the way is neither a success nor a decline."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paypal_bench import PayPalBench

from checkout_paypal.talking import NotAsked, Unclear
from checkout_tui import NotFound, NotSent, Pending, Question, Settled
from checkout_tui.testing import sample_payment

TOKEN = "/v1/oauth2/token"
Fault = Callable[[httpx.Request, Callable[[], httpx.Response]], httpx.Response]


def _raise(error: type[httpx.TransportError], *, sent: bool) -> Fault:
    def fault(request: httpx.Request, go: Callable[[], httpx.Response]) -> httpx.Response:
        if sent:
            go()
        raise error("fault", request=request)

    return fault


def _say(status: int, content: bytes, *, sent: bool = False) -> Fault:
    def fault(request: httpx.Request, go: Callable[[], httpx.Response]) -> httpx.Response:
        if sent:
            go()
        return httpx.Response(status, content=content, headers={"Content-Type": "application/json"})

    return fault


def _cut(request: httpx.Request, go: Callable[[], httpx.Response]) -> httpx.Response:
    whole = go().content
    return httpx.Response(201, content=whole[: len(whole) // 2])


def _error(name: str, issue: str = "") -> bytes:
    return json.dumps({"name": name, "details": [{"issue": issue}] if issue else []}).encode()


RAISED: dict[str, Fault] = {
    "refused connection": _raise(httpx.ConnectError, sent=False),
    "connect timeout": _raise(httpx.ConnectTimeout, sent=False),
    "reset before": _raise(httpx.WriteError, sent=False),
    "reset after": _raise(httpx.RemoteProtocolError, sent=True),
    "timeout": _raise(httpx.ReadTimeout, sent=True),
}
SAID: dict[str, Fault] = {
    "500": _say(500, _error("INTERNAL_SERVER_ERROR")),
    "500 after": _say(500, _error("INTERNAL_SERVER_ERROR"), sent=True),
    "503 html": _say(503, b"<html>later</html>"),
    "429": _say(429, _error("RATE_LIMIT_REACHED", "RATE_LIMIT_REACHED")),
    "409": _say(409, _error("RESOURCE_CONFLICT", "PREVIOUS_REQUEST_IN_PROGRESS")),
    "200 html": _say(200, b"<html>hello</html>"),
    "200 nothing": _say(200, b""),
    "200 list": _say(200, b"[]"),
    "200 null": _say(200, b"null"),
    "200 empty object": _say(200, b"{}"),
    "200 only id": _say(200, b'{"id": "SIMORDER000000001"}'),
    "200 other order": _say(200, b'{"id": "OTHER", "status": "SAVED"}'),
    "200 strange types": _say(200, b'{"id": 7, "status": ["COMPLETED"]}'),
    "200 no purchase": _say(200, b'{"id": "SIMORDER000000001", "status": "COMPLETED"}'),
    "200 wrong text": _say(200, b"\xff\xfe\x00"),
    "422 html": _say(422, b"<html>no</html>"),
    "422 nothing": _say(422, b""),
    "422 no issue": _say(422, _error("UNPROCESSABLE_ENTITY")),
    "404 html": _say(404, b"<html>not found</html>"),
    "302": _say(302, b"{}"),
    "truncated": _cut,
}


def _with(bench: PayPalBench, fault: Fault, *, at_token: bool) -> None:
    handle = bench.simulated.handle
    assert handle is not None

    def answer(request: httpx.Request) -> httpx.Response:
        if (request.url.path == TOKEN) is at_token:
            return fault(request, lambda: handle(request))
        return handle(request)

    bench.http = httpx.Client(transport=httpx.MockTransport(answer))


def _ready(hook: str) -> PayPalBench:
    bench = PayPalBench()
    if hook == "settle":
        bench.approved()
    if hook == "refund":
        bench.settled()
    return bench


@pytest.mark.parametrize("at_token", [False, True], ids=["question", "token"])
@pytest.mark.parametrize("fault", RAISED.values(), ids=RAISED)
@pytest.mark.parametrize("hook", ["authorize", "settle", "refund"])
def test_transport_errors_escape(hook: str, fault: Fault, at_token: bool) -> None:
    """The host is told of transport errors as they are: it knows what they prove."""
    bench = _ready(hook)
    _with(bench, fault, at_token=at_token)
    with pytest.raises(httpx.TransportError):
        bench.put(hook)


@pytest.mark.parametrize("at_token", [False, True], ids=["question", "token"])
@pytest.mark.parametrize("fault", SAID.values(), ids=SAID)
@pytest.mark.parametrize("hook", ["authorize", "settle", "refund"])
def test_unclear_answers_wait(hook: str, fault: Fault, at_token: bool) -> None:
    """An answer that cannot be believed leaves the question open."""
    bench = _ready(hook)
    _with(bench, fault, at_token=at_token)
    found = bench.put(hook)
    assert isinstance(found, Pending)
    assert found.reference == ""
    assert "demo-secret" not in found.why


@pytest.mark.parametrize("fault", [*SAID.values(), *RAISED.values()], ids=[*SAID, *RAISED])
@pytest.mark.parametrize("question", [Question.INQUIRE, Question.SETTLE, Question.REFUND])
def test_unclear_inquiries_teach_nothing(question: Question, fault: Fault) -> None:
    """An inquiry that is answered unclearly is no answer, so that nothing is believed to be absent."""
    bench = PayPalBench().settled() if question is Question.REFUND else PayPalBench().approved()
    _with(bench, fault, at_token=False)
    with pytest.raises((Unclear, NotAsked, httpx.TransportError)):
        bench.look(question)


@pytest.mark.parametrize("body", [b"", b"{}", b"<html>", _error("AUTHENTICATION_FAILURE")])
def test_not_let_in(body: bytes) -> None:
    """401 at the token proves that nothing was asked."""
    bench = PayPalBench()
    _with(bench, _say(401, body), at_token=True)
    assert isinstance(bench.put("authorize"), NotSent)


def test_token_not_accepted() -> None:
    """PayPal's own 401 at the question proves the same; a stranger's 401 proves nothing."""
    bench = PayPalBench().approved()
    _with(bench, _say(401, _error("AUTHENTICATION_FAILURE")), at_token=False)
    assert isinstance(bench.put("settle"), NotSent)
    _with(bench, _say(401, b"<html>"), at_token=False)
    assert isinstance(bench.put("settle"), Pending)
    _with(bench, _say(401, b"{}"), at_token=False)
    assert isinstance(bench.put("settle"), Pending)


def test_captured_already_but_not_to_be_seen() -> None:
    """Once the capture was asked for, nothing about the look that follows proves that it was not."""
    bench = PayPalBench().approved()
    first = bench.put("settle")
    handle = bench.simulated.handle
    assert handle is not None
    for status, body in ((401, _error("AUTHENTICATION_FAILURE")), (404, _error("RESOURCE_NOT_FOUND", "X_Y"))):

        def answer(request: httpx.Request, status: int = status, body: bytes = body) -> httpx.Response:
            return httpx.Response(status, content=body) if request.method == "GET" else handle(request)

        bench.http = httpx.Client(transport=httpx.MockTransport(answer))
        assert isinstance(bench.put("settle", key="another"), Pending)
    assert isinstance(first, Settled)


@pytest.mark.parametrize(
    "change",
    [
        {"value": "98.99", "currency_code": "USD"},
        {"value": "99.00", "currency_code": "EUR"},
        {"value": "99", "currency_code": "usd"},
        {"value": "-99.00", "currency_code": "USD"},
        {"value": 99.0, "currency_code": "USD"},
        {"value": "NaN", "currency_code": "USD"},
        {},
        None,
    ],
)
@pytest.mark.parametrize("hook", ["settle", "refund"])
def test_another_amount(hook: str, change: Any) -> None:
    """Another amount than was asked for is not the answer to the question."""
    bench = _ready(hook)

    def alter(request: httpx.Request, go: Callable[[], httpx.Response]) -> httpx.Response:
        body = go().json()
        holder = body if hook == "refund" else body["purchase_units"][0]["payments"]["captures"][0]
        holder["amount"] = change
        return httpx.Response(201, json=body)

    _with(bench, alter, at_token=False)
    assert isinstance(bench.put(hook), Pending)


def test_another_order() -> None:
    """An answer about another order is not the answer to the question."""
    bench = PayPalBench().approved()

    def alter(request: httpx.Request, go: Callable[[], httpx.Response]) -> httpx.Response:
        return httpx.Response(201, json=go().json() | {"id": "OTHER"})

    _with(bench, alter, at_token=False)
    assert isinstance(bench.put("settle"), Pending)


def test_without_an_id() -> None:
    """A payment without a PayPal id is not asked about: its reference would be part of an address."""
    bench = PayPalBench()
    for hook in ("settle", "refund"):
        assert isinstance(bench.put(hook), NotSent)
    assert [request.url.path for request in bench.requests if request.url.path != TOKEN] == []


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("COMPLETED"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "status", "links", "purchase_units", "payments", "captures", "amount"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(body=_json, status=st.sampled_from([200, 201, 400, 401, 404, 409, 422, 500]))
def test_any_json(body: Any, status: int) -> None:
    """Whatever JSON comes back, it settles nothing and stops nothing."""
    bench = PayPalBench()
    bench.payment = sample_payment(bench.order, "paypal", reference="SIMORDER000000001")
    _with(bench, _say(status, json.dumps(body).encode()), at_token=False)
    for hook in ("authorize", "settle"):
        assert isinstance(bench.put(hook), Pending)
    try:
        found = bench.look(Question.SETTLE)
    except Unclear:
        return
    assert isinstance(found, NotFound)
