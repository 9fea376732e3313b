"""However a method misbehaves, the host never invents an answer."""

import time
from datetime import date, datetime
from typing import Any

import httpx
import pytest
import respx

from checkout_tui import (
    BankLine,
    Details,
    FieldProblem,
    Money,
    PaymentMethod,
    Reading,
    Rejected,
    Words,
    hookimpl,
)
from checkout_tui.domain import outcomes as o
from checkout_tui.plugins import Lane, Outgoing, drawn, lanes
from checkout_tui.plugins.drawing import ahead
from checkout_tui.testing import sample_order, sample_payment

ORDER = sample_order(Money(9900, "USD"))
PAYMENT = sample_payment(ORDER, "odd")
URL = "https://pay.example/charge"


class Odd:
    """A method that does whatever a test wants."""

    def __init__(self, behave: Any) -> None:
        self.behave = behave

    @hookimpl
    def describe(self) -> PaymentMethod:
        return PaymentMethod("odd", Words.same("Odd"), Words.same("now"), hosts=frozenset({"pay.example"}))

    @hookimpl
    def authorize(self, amount: Money, http: httpx.Client) -> Any:
        return self.behave(amount, http)

    @hookimpl
    def settle(self) -> Any: ...

    @hookimpl
    def decline(self, refused: o.Refused) -> Any:
        return self.behave(refused, None)

    @hookimpl
    def refund(self) -> Any: ...

    @hookimpl
    def check_details(self, details: Details) -> Any:
        return self.behave(details, None)

    @hookimpl
    def read_remittances(self, document: bytes) -> Any:
        return self.behave(document, None)


def lane(behave: Any, transport: httpx.BaseTransport | None = None) -> Lane:
    made = Lane("odd", Odd(behave))
    made.outgoing = Outgoing(made.method.hosts, transport, seconds=0.5)
    return made


def ask(made: Lane) -> object:
    return made.ask("authorize", payment=PAYMENT, order=ORDER, amount=PAYMENT.amount, key="k")


def raising(error: BaseException) -> Any:
    def behave(*_: object) -> object:
        raise error

    return behave


@pytest.mark.parametrize(
    "answer",
    [None, True, "ok", {}, 1, o.Refunded("r", Money(1, "USD")), o.Unanswered("me"), o.NotFound(True)],
)
def test_what_is_no_answer_to_this_question_is_no_answer(answer: object) -> None:
    """None, a wrong type and the answer to another question are all unanswered."""
    assert isinstance(ask(lane(lambda *_: answer)), o.Unanswered)


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        (o.Settled("r", 9.9), "Settled.amount: float, not Money"),
        (o.Settled(None, Money(1, "USD")), "Settled.reference: NoneType, not str"),
        (
            o.Settled("r", Money(1, "USD"), on=datetime.fromisoformat("2026-01-01")),
            "Settled.on: datetime without tzinfo, not date",
        ),
        (
            o.Authorized("r", until=datetime.fromisoformat("2026-01-01")),
            "Authorized.until: datetime without tzinfo, not datetime with",
        ),
        (o.Authorized("r", facts={"avs": 1}), "Authorized.facts['avs']: int, not str"),
        (o.Authorized("r", keep=1), "Authorized.keep: int, not bool"),
        (
            o.AwaitingFunds((o.Instruction("IBAN", "x"),)),
            "AwaitingFunds.instructions[0].label: str, not Words",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_answer_of_the_wrong_types_is_no_answer(answer: object, where: str) -> None:
    """It is told with its place and not written down: a moment without a zone is another one in each process."""
    outcome = ask(lane(lambda *_: answer))
    assert isinstance(outcome, o.Unanswered)
    assert outcome.why.startswith(f"authorize answered {where}".replace("NoneType", "None"))


def test_a_bank_line_of_the_wrong_types_ends_the_reading() -> None:
    """Half of a document is none: the place is told, in both languages, and nothing of it is booked."""
    line = BankLine(1, "receipt", Money(1, "USD"), date(2026, 1, 1), "1")  # type: ignore[arg-type]
    reading = lane(lambda *_: Reading("fmt", 50, (line,))).read_remittances(b"x", "x")
    assert reading is not None
    ((rejected,),) = drawn(reading, ahead, 5, lambda: 0)
    assert isinstance(rejected, Rejected)
    assert "(BankLine.kind: str)" in str(rejected.reason)


def test_what_does_not_fit_beside_the_money_is_left_out() -> None:
    """A problem without its French is none, and a decline without its family is the plain one."""
    assert not lane(lambda *_: (FieldProblem("pin", "No."),)).check_details(details=Details(), today=None)
    assert lane(lambda *_: o.Declined("funds")).decline(o.Refused("x")) == o.Declined()


@pytest.mark.parametrize(
    "error", [ValueError("4242424242424242"), SystemExit(1), KeyboardInterrupt(), MemoryError()]
)
def test_an_exception_is_no_answer_and_its_text_is_not_kept(error: BaseException) -> None:
    """Whatever is raised counts as unanswered; what it says may hold secrets and is dropped."""
    outcome = ask(lane(raising(error)))
    assert isinstance(outcome, o.Unanswered)
    assert "4242" not in outcome.why


def test_a_hook_that_never_returns_is_unanswered_at_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator is not kept waiting for ever, and the late answer is not looked at."""
    monkeypatch.setattr(lanes, "DEADLINE", 0.05)

    def slow(*_: object) -> object:
        time.sleep(0.5)
        return o.Authorized("too late")

    assert ask(lane(slow)) == o.Unanswered("TimeoutError")


def call(amount: Money, http: httpx.Client) -> object:
    response = http.post(URL, json={"amount": amount.minor})
    return o.Authorized(response.json()["id"])


@respx.mock
@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
def test_only_what_never_left_is_not_sent(error: type[Exception]) -> None:
    """A connection that was never made proves that nothing was sent: it may be tried again by itself."""
    respx.post(URL).mock(side_effect=error)
    assert isinstance(ask(lane(call, httpx.HTTPTransport())), o.NotSent)


@respx.mock
@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError, httpx.WriteError]
)
def test_what_may_have_left_is_unanswered(error: type[Exception]) -> None:
    """A connection lost after sending leaves nobody knowing: never a success, never a decline."""
    respx.post(URL).mock(side_effect=error)
    assert isinstance(ask(lane(call, httpx.HTTPTransport())), o.Unanswered)


@respx.mock
def test_a_refused_connection_after_an_answered_request_is_unanswered() -> None:
    """Once one request of the call has left, a later one that did not proves nothing."""
    respx.post(URL).mock(side_effect=[httpx.Response(200, json={"id": "1"}), httpx.ConnectError])

    def twice(amount: Money, http: httpx.Client) -> object:
        call(amount, http)
        return call(amount, http)

    assert isinstance(ask(lane(twice, httpx.HTTPTransport())), o.Unanswered)


@respx.mock
@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(200, content=b"{"),
        httpx.Response(200, json=[]),
        httpx.Response(500, text="oops"),
        httpx.Response(302, headers={"location": "https://elsewhere.example/"}),
        httpx.Response(200, content=b"[" * 3_000_000),
    ],
    ids=["truncated", "other json", "500", "redirect", "too large"],
)
def test_an_answer_that_cannot_be_understood_is_unanswered(response: httpx.Response) -> None:
    """Truncated, wrong, redirected and endless answers are all no answer."""
    respx.post(URL).mock(return_value=response)
    assert isinstance(ask(lane(call, httpx.HTTPTransport())), o.Unanswered)


@respx.mock
def test_where_a_provider_points_to_nobody_goes() -> None:
    """A redirect is no answer even to the same host: what it names is not asked, with whatever was in the question."""
    respx.post(URL).respond(307, headers={"location": f"{URL}/again"})
    again = respx.post(f"{URL}/again").respond(json={"id": "1"})
    assert isinstance(ask(lane(call, httpx.HTTPTransport())), o.Unanswered)
    assert not again.called


def test_what_the_environment_says_of_certificates_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """R-098: who a provider is, is verified by the certificates of this program, whatever a variable names."""
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file")
    monkeypatch.setenv("SSL_CERT_DIR", "/no/such/folder")
    outgoing = Outgoing(frozenset({"pay.example"}))
    assert outgoing.client.trust_env is False
    outgoing.close()


@respx.mock
def test_what_one_answer_would_have_remembered_is_not_sent_with_the_next_question() -> None:
    """Two payments have nothing in common but the key: a provider's cookie would connect them."""
    asked = respx.post(URL).respond(json={"id": "1"}, headers={"Set-Cookie": "customer=ada; Path=/"})

    def twice(amount: Money, http: httpx.Client) -> object:
        call(amount, http)
        return call(amount, http)

    ask(lane(twice, httpx.HTTPTransport()))
    assert ["cookie" in made.request.headers for made in asked.calls] == [False, False]


@pytest.mark.parametrize("waits", [lanes.within, lanes.in_this_thread])
def test_with_a_thread_and_without_one_an_answer_is_the_same(waits: lanes.Waits) -> None:
    """What is answered, whatever is raised, and what comes too late; only Ctrl-C is not the hook's."""
    assert waits(5, lambda: 7) == (7, None)
    for error in (ValueError("no"), SystemExit(3)):
        assert waits(5, raising(error)) == (None, error)
    answer, error = waits(0.01, lambda: time.sleep(0.05))
    assert (answer, type(error)) == (None, TimeoutError)
    if waits is lanes.in_this_thread:
        with pytest.raises(KeyboardInterrupt):
            waits(5, raising(KeyboardInterrupt()))


@pytest.mark.parametrize("url", ["http://pay.example/charge", "https://other.example/charge"])
def test_a_host_that_was_not_declared_is_never_reached(url: str) -> None:
    """Only https and only declared hosts: anything else is refused before it leaves."""
    outcome = ask(lane(lambda amount, http: http.get(url)))
    assert outcome == o.NotSent("NotAllowed")


def test_a_decline_that_cannot_be_said_is_the_plain_one() -> None:
    """A decline hook that fails or answers nonsense gives the plain decline (R-060)."""
    for behave in (raising(KeyError("x")), lambda *_: None, lambda *_: "fraud"):
        assert lane(behave).decline(o.Refused("x")) == o.Declined()


def test_checking_while_typing_never_gets_in_the_way() -> None:
    """A check that raises has found nothing wrong."""
    assert lane(raising(IndexError())).check_details(details=Details(), today=None) == ()


def test_a_reader_that_fails_claims_nothing() -> None:
    """A document that crashes one reader can still be read by another."""
    assert lane(raising(ValueError())).read_remittances(b"x", "x") is None
    assert lane(lambda *_: Reading("fmt", 50, ())).read_remittances(b"x", "x") == Reading("fmt", 50, ())


def test_what_a_method_leaves_out_the_host_answers() -> None:
    """Optional hooks have an answer of the host's that promises nothing."""

    class Bare(Odd):
        check_details = None  # type: ignore[assignment]
        read_remittances = None  # type: ignore[assignment]

    bare = Lane("odd", Bare(lambda *_: None))
    assert bare.check_details(details=Details(), today=None) == ()
    assert bare.read_remittances(b"", "") is None
    assert bare.settlement_window(order=ORDER, since=None, calendar=None) is None
    assert bare.ask("inquire", payment=PAYMENT) == o.NotFound(final=False)
    assert not bare.can("inquire")
