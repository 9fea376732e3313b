"""A lost answer followed by a retry makes one effect at the provider: every question, every fault, on the way itself.

The desk, the lanes, the plugins and their simulated other sides are the real ones; what breaks is one
request between them.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import frozen
from support.real_desk import BY, Fault, Go, RealDesk, real_desk
from support.refunds import CHECKED, code_in

from checkout_tui.domain.errors import NotPossible
from checkout_tui.domain.history import Doubt, Question, Standing
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.refund import RefundState
from checkout_tui.store import refunds

WITHOUT_MONEY = "000222222227"
"""The published number of an account that has no money, until it is debited for the third time."""
WANTS_HIM = "4000002500003155"
"""The published number of a card whose bank wants to see its customer."""


def _raised(error: type[httpx.TransportError], *, acted: bool) -> Fault:
    def fault(request: httpx.Request, go: Go) -> httpx.Response:
        if acted:
            go()
        raise error("fault", request=request)

    return fault


def _said(status: int, content: bytes, *, acted: bool) -> Fault:
    def fault(request: httpx.Request, go: Go) -> httpx.Response:
        if acted:
            go()
        return httpx.Response(status, content=content, headers={"Content-Type": "application/json"})

    return fault


def _truncated(request: httpx.Request, go: Go) -> httpx.Response:
    answer = go()
    return httpx.Response(answer.status_code, content=answer.content[: len(answer.content) // 2])


FAULTS: dict[str, Fault] = {
    "connection refused": _raised(httpx.ConnectError, acted=False),
    "reset before it arrived": _raised(httpx.WriteError, acted=False),
    "reset after send": _raised(httpx.RemoteProtocolError, acted=True),
    "timeout before it arrived": _raised(httpx.ReadTimeout, acted=False),
    "timeout": _raised(httpx.ReadTimeout, acted=True),
    "500": _said(500, b'{"error": {"type": "api_error"}}', acted=False),
    "500 after it acted": _said(500, b"<html>trouble</html>", acted=True),
    "429": _said(429, b'{"error": {"type": "invalid_request_error", "code": "rate_limit"}}', acted=False),
    "429 after it acted": _said(429, b'{"name": "RATE_LIMIT_REACHED"}', acted=True),
    "truncated body": _truncated,
    "wrong JSON": _said(200, b'{"hello": "world"}', acted=True),
    "not even JSON": _said(200, b"<html>hello</html>", acted=True),
}


@frozen
class Case:
    """One question of one method, from where it is asked to what must come of it, once."""

    method: str
    ending: str
    """How the address ends that the question is put to."""
    reach: Callable[[RealDesk], Payment]
    ask: Callable[[RealDesk, Payment], Any]
    question: Question
    standing: Standing
    effects: Callable[[RealDesk], list[Any]]
    """What the provider did for this question: one, whatever went wrong."""
    settings: tuple[tuple[str, Any], ...] = ()
    overnight: bool = False
    """Whether the bank takes it and decides it on its next day."""


def _prepared(method: str) -> Callable[[RealDesk], Payment]:
    return lambda real: real.prepared(method)


def _paid(method: str) -> Callable[[RealDesk], Payment]:
    def reach(real: RealDesk) -> Payment:
        payment = real.asked(method)
        if payment.standing is Standing.AWAITING_CUSTOMER:
            real.visit(payment)
            payment = real.desk.payments.inquire(payment.id, BY)
        return payment

    return reach


def _debited(real: RealDesk) -> Payment:
    payment = real.asked("ach-debit")
    real.wait(days=2)
    return real.desk.payments.inquire(payment.id, BY)


def _come_back_twice(real: RealDesk) -> Payment:
    payment = real.prepared("ach-debit")
    payment = real.authorize(payment, account=WITHOUT_MONEY)
    real.wait(days=4)
    payment = _present(real, real.desk.payments.inquire(payment.id, BY))
    real.wait(days=4)
    return real.desk.payments.inquire(payment.id, BY)


def _present(real: RealDesk, payment: Payment) -> Payment:
    return real.desk.payments.present_again(payment.id, BY)


def _approved(real: RealDesk) -> Payment:
    payment = real.asked("paypal")
    real.visit(payment)
    return payment


def _sure_no_more(real: RealDesk) -> Payment:
    payment = _paid("paypal")(real)
    real.wait(days=4)
    return payment


def _authorize(real: RealDesk, payment: Payment) -> Payment:
    return real.authorize(payment)


def _authorize_one_who_is_wanted(real: RealDesk, payment: Payment) -> Payment:
    return real.authorize(payment, WANTS_HIM)


def _inquire(real: RealDesk, payment: Payment) -> Payment:
    return real.desk.payments.inquire(payment.id, BY)


def _settle(real: RealDesk, payment: Payment) -> Payment:
    return real.desk.payments.settle(payment.id, BY)


def _hold(real: RealDesk, payment: Payment) -> Payment:
    return real.desk.payments.hold(payment.id, BY)


def _void(real: RealDesk, payment: Payment) -> Payment:
    return real.desk.payments.void(payment.id, BY)


def _refund_asked(
    method: str, paid: Callable[[RealDesk], Payment] | None = None
) -> Callable[[RealDesk], Payment]:
    def reach(real: RealDesk) -> Payment:
        payment = (paid or _paid(method))(real)
        real.desk.refunds.request(payment.order, CHECKED, BY)
        return payment

    return reach


def _refund(real: RealDesk, payment: Payment) -> Any:
    """Confirmed with the code from the mail; what was granted and never left is the worker's to ask again."""
    with real.store.reading() as connection:
        request = refunds.latest(connection, payment.order)
    if request is not None and request.state is RefundState.GRANTED and payment.live is None:
        return real.desk.payments.settle_due(BY)
    return real.desk.refunds.confirm(payment.order, code_in(real), BY)


def _intents(*statuses: str) -> Callable[[RealDesk], list[Any]]:
    return lambda real: [each for each in real.kept("card", "card.pi.") if each["status"] in statuses]


def _inside_orders(kind: str) -> Callable[[RealDesk], list[Any]]:
    return lambda real: [one for order in real.kept("paypal", "paypal.order.") for one in order[kind]]


def _files(sec: str) -> Callable[[RealDesk], list[Any]]:
    return lambda real: [file for file in real.kept("ach-debit", "file/") if file["told"][0] == sec]


def _let_go(real: RealDesk) -> list[Any]:
    return [order for order in real.kept("paypal", "paypal.order.") if order.get("let_go")]


LATER = (("take_later", True),)
CASES: dict[str, Case] = {
    "card authorize": Case(
        "card",
        "/v1/payment_intents",
        _prepared("card"),
        _authorize,
        Question.AUTHORIZE,
        Standing.SETTLED,
        _intents("requires_capture", "succeeded", "canceled"),
    ),
    "card refusal that asks for the customer": Case(
        "card",
        "/v1/payment_intents",
        _prepared("card"),
        _authorize_one_who_is_wanted,
        Question.AUTHORIZE,
        Standing.AWAITING_CUSTOMER,
        lambda real: real.kept("card", "card.cs."),
    ),
    "card payment page": Case(
        "card",
        "/v1/checkout/sessions",
        _prepared("card"),
        _authorize_one_who_is_wanted,
        Question.AUTHORIZE,
        Standing.AWAITING_CUSTOMER,
        lambda real: real.kept("card", "card.cs."),
    ),
    "card settle": Case(
        "card",
        "/capture",
        _prepared("card"),
        _authorize,
        Question.SETTLE,
        Standing.SETTLED,
        _intents("succeeded"),
    ),
    "card void": Case(
        "card",
        "/cancel",
        _paid("card"),
        _void,
        Question.VOID,
        Standing.VOIDED,
        _intents("canceled"),
        LATER,
    ),
    "card refund": Case(
        "card",
        "/v1/refunds",
        _refund_asked("card"),
        _refund,
        Question.REFUND,
        Standing.REFUNDED,
        lambda real: real.kept("card", "card.re."),
    ),
    "paypal authorize": Case(
        "paypal",
        "/v2/checkout/orders",
        _prepared("paypal"),
        _authorize,
        Question.AUTHORIZE,
        Standing.AWAITING_CUSTOMER,
        lambda real: real.kept("paypal", "paypal.order."),
    ),
    "paypal settle": Case(
        "paypal",
        "/capture",
        _approved,
        _inquire,
        Question.SETTLE,
        Standing.SETTLED,
        _inside_orders("captures"),
    ),
    "paypal hold": Case(
        "paypal",
        "/authorize",
        _approved,
        _inquire,
        Question.HOLD,
        Standing.AUTHORIZED,
        _inside_orders("authorizations"),
        LATER,
    ),
    "paypal hold anew": Case(
        "paypal",
        "/reauthorize",
        _sure_no_more,
        _hold,
        Question.HOLD,
        Standing.AUTHORIZED,
        lambda real: _inside_orders("authorizations")(real)[1:],
        LATER,
    ),
    "paypal settle what is held": Case(
        "paypal",
        "/capture",
        _paid("paypal"),
        _settle,
        Question.SETTLE,
        Standing.SETTLED,
        _inside_orders("captures"),
        LATER,
    ),
    "paypal void": Case(
        "paypal", "/void", _paid("paypal"), _void, Question.VOID, Standing.VOIDED, _let_go, LATER
    ),
    "paypal refund": Case(
        "paypal",
        "/refund",
        _refund_asked("paypal"),
        _refund,
        Question.REFUND,
        Standing.REFUNDED,
        _inside_orders("refunds"),
    ),
    "debit settle": Case(
        "ach-debit",
        "/v1/files",
        _prepared("ach-debit"),
        _authorize,
        Question.SETTLE,
        Standing.SETTLED,
        _files("TEL"),
        overnight=True,
    ),
    "debit presented again": Case(
        "ach-debit",
        "/v1/files",
        _come_back_twice,
        _present,
        Question.SETTLE,
        Standing.SETTLED,
        lambda real: [file for file in _files("TEL")(real) if file["again"]][1:],
        overnight=True,
    ),
    "debit refund": Case(
        "ach-debit",
        "/v1/files",
        _refund_asked("ach-debit", _debited),
        _refund,
        Question.REFUND,
        Standing.REFUNDED,
        _files("PPD"),
    ),
}


@pytest.fixture
def real(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealDesk]:
    """The desk with the settings that the case needs."""
    case = request.getfixturevalue("case")
    with real_desk(tmp_path, **{case.method: dict(case.settings)}) as made:
        yield made


FIRST = (_authorize, _present)
"""What is followed by the question for the money without another key press."""


def tried_again(real: RealDesk, case: Case, payment: Payment) -> Payment:
    """Minutes pass and whatever is due is asked after; what never left is asked again, as an operator would."""
    for _ in range(5):
        payment = real.now(payment)
        if payment.standing is case.standing and payment.live is None and case.effects(real):
            return payment
        if payment.live is None:
            # What is authorized already is not authorized again: it is the next key that is pressed.
            ask = _settle if payment.standing is Standing.AUTHORIZED and case.ask in FIRST else case.ask
            ask(real, payment)
            continue
        before = len(case.effects(real))
        if case.ask is not _inquire:
            with pytest.raises(NotPossible):
                case.ask(real, payment)
        assert len(case.effects(real)) == before
        overnight = case.overnight and payment.doubt is Doubt.PENDING
        real.wait(**({"days": 2} if overnight else {"minutes": 2}))
        real.desk.payments.settle_due(BY)
    return real.now(payment)


def mails_of(real: RealDesk, payment: Payment) -> list[MailKind]:
    """Why the order's mails were written."""
    return [mail.kind for mail in real.desk.orders.view(payment.order).mails]


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_one_effect(case: Case, fault: Fault, real: RealDesk) -> None:
    """Whatever became of the answer, asking again leads to the end that was wanted, with one effect and one mail."""
    payment = case.reach(real)
    way = real.ways[case.method]
    before, declined = len(way.requests), mails_of(real, payment).count(MailKind.DECLINED)
    way.hit(case.ending, fault)
    case.ask(real, payment) if case.ask is not _inquire else real.desk.payments.settle_due(BY)
    assert way.struck == 1
    after = tried_again(real, case, payment)
    assert after.standing is case.standing
    assert after.live is None
    assert len(case.effects(real)) == 1
    keys = [
        key
        for request in way.requests[before:]
        if request.method == "POST" and request.url.path.endswith(case.ending)
        for name in ("Idempotency-Key", "PayPal-Request-Id")
        if (key := request.headers.get(name))
    ]
    assert len(set(keys)) == 1
    kinds = mails_of(real, payment)
    assert kinds.count(MailKind.RECEIPT) == int(after.settled > 0)
    assert kinds.count(MailKind.REFUND_DONE) == int(after.refunded > 0)
    assert kinds.count(MailKind.DECLINED) == declined


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_question_is_tried(case: Case, real: RealDesk) -> None:
    """Without a fault each case leads where it says, so that the faults are about the question they name."""
    payment = case.reach(real)
    assert payment.live is None
    case.ask(real, payment)
    after = tried_again(real, case, payment)
    assert after.standing is case.standing
    assert case.question in after.closed
    assert len(case.effects(real)) == 1


def test_every_question_that_moves_money_is_in_the_matrix() -> None:
    """For each method that can be asked over the wire, all its questions about money have a case."""
    asked = {(case.method, case.question) for case in CASES.values()}
    for method in ("card", "paypal"):
        wanted = {Question.AUTHORIZE, Question.SETTLE, Question.REFUND, Question.VOID}
        assert {question for code, question in asked if code == method} >= wanted
    assert ("paypal", Question.HOLD) in asked
    # Authorizing a debit asks nobody, and nothing of it can be voided at the bank.
    assert {("ach-debit", Question.SETTLE), ("ach-debit", Question.REFUND)} <= asked
