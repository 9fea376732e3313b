"""A card payment from the first question to the refund, and what is found out when an answer is lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from attrs import evolve
from card_samples import Desk, card

from checkout_card import plugin
from checkout_tui import (
    AllocationRule,
    Authorized,
    Money,
    NotFound,
    NotSent,
    Pending,
    Question,
    Refunded,
    Refused,
    Settled,
    Token,
    TooLate,
    Voided,
)
from checkout_tui.testing import Bench, sample_order, sample_payment


@pytest.fixture
def desk() -> Desk:
    """A desk with an order to pay."""
    return Desk()


def test_described(desk: Desk) -> None:
    """Both secrets are secret, the operator moves the money, and everything is said in both languages."""
    described = desk.bench.described
    assert described.code == "card"
    assert described.operator_moves_money
    assert described.recurring
    assert described.allocation is AllocationRule.AUTOMATIC
    assert described.authorization_life == timedelta(days=7)
    assert {field.code for field in described.fields if field.secret} == {"number", "cvc"}
    assert all(field.title.fr and field.script.fr and field.script.en for field in described.fields)
    assert described.promise.replay_within == timedelta(hours=24)
    assert described.promise.inquiry_lag == timedelta(seconds=60)
    assert described.why_not(Money(49, "USD"), "US", recurring=False) is not None
    assert described.why_not(Money(50, "USD"), "US", recurring=True) is None
    assert all(setting.default is None for setting in described.settings if setting.required)


def test_demonstration_answers_are_taken(desk: Desk) -> None:
    """What the description gives for demonstrations works on the simulated side, and is refused where it says so."""
    fields = {field.code: field for field in desk.bench.described.fields}
    answers = {code: field.demo for code, field in fields.items() if code != "number"}
    found = desk.ask("check_details", details=card(fields["number"].demo, **answers))
    assert all(problem.note for problem in found)
    assert isinstance(desk.authorize(fields["number"].demo), Authorized)
    assert isinstance(desk.authorize(fields["number"].demo_refused, key="authorize-2"), Refused)


def test_token_keeps_little(desk: Desk) -> None:
    """Of a card, its brand, last four digits and expiry are kept."""
    assert desk.token() == Token("pm_sim000001", "Visa •••• 4242", {"brand": "Visa", "expiry": "12/30"})


def test_authorized_settled_refunded(desk: Desk) -> None:
    """Money is held, taken, and given back in two parts."""
    authorized = desk.authorize()
    assert authorized == Authorized(
        reference="pi_sim000001",
        until=desk.bench.now + timedelta(days=7),
        shows="Visa •••• 4242",
        facts={"avs": "match", "cvc": "match"},
    )
    total = desk.order.total
    settled = desk.ask("settle", key="settle-1")
    assert isinstance(settled, Settled)
    assert (settled.reference, settled.amount) == (authorized.reference, total)
    half = Money(total.minor // 2, total.currency)
    first = desk.ask("refund", key="refund-1", amount=half)
    second = desk.ask("refund", key="refund-2", amount=total - half)
    assert first == Refunded("re_sim000001", half)
    assert isinstance(second, Refunded)
    refused = desk.ask("refund", key="refund-3", amount=half)
    assert refused == Refused("charge_already_refunded", reference=authorized.reference)


def test_less_may_be_taken(desk: Desk) -> None:
    """Part of what is held may be taken; it is the amount that is settled."""
    desk.authorize()
    part = Money(5000, "USD")
    assert desk.ask("settle", key="settle-1", amount=part).amount == part


def test_more_is_not_taken(desk: Desk) -> None:
    """More than was authorized is not taken, and the authorization stands."""
    desk.authorize()
    answer = desk.ask("settle", key="settle-1", amount=desk.order.total + desk.order.total)
    assert isinstance(answer, NotSent)
    assert isinstance(desk.ask("inquire", question=Question.INQUIRE, key="i"), Authorized)
    assert isinstance(desk.ask("void", key="void-1"), Voided)


def test_voided(desk: Desk) -> None:
    """An authorization that is released is gone, for every question."""
    desk.authorize()
    assert desk.ask("void", key="void-1") == Voided("pi_sim000001")
    assert desk.ask("inquire", question=Question.VOID, key="void-1") == Voided("pi_sim000001")
    assert desk.ask("inquire", question=Question.INQUIRE, key="i") == Voided("pi_sim000001")
    refused = desk.ask("settle", key="settle-1")
    assert refused == Refused("authorization_released", reference="pi_sim000001")
    assert desk.ask("decline", refused=refused).wording == "declined.expired_authorization"


def test_too_late_to_void(desk: Desk) -> None:
    """What was taken cannot be released."""
    desk.authorize()
    desk.ask("settle", key="settle-1")
    assert desk.ask("void", key="void-1") == TooLate("pi_sim000001")
    assert desk.ask("inquire", question=Question.VOID, key="void-1") == TooLate("pi_sim000001")


def test_authorization_runs_out(desk: Desk) -> None:
    """After seven days the money can no longer be taken."""
    desk.authorize()
    desk.bench.move(days=7)
    answer = desk.ask("settle", key="settle-1")
    assert answer == Refused("authorization_expired", reference="pi_sim000001")
    assert desk.ask("decline", refused=answer).wording == "declined.expired_authorization"
    assert desk.ask("inquire", question=Question.SETTLE, key="settle-1") == answer


def test_released_by_itself(desk: Desk) -> None:
    """Releasing what ran out already is a release, and not an error."""
    desk.authorize()
    desk.bench.move(days=8)
    assert desk.ask("void", key="void-1") == Voided("pi_sim000001")


def test_settled_before(desk: Desk) -> None:
    """A capture with another key, when the money was taken already, says so and takes nothing more."""
    desk.authorize()
    desk.ask("settle", key="settle-1")
    answer = desk.ask("settle", key="settle-2")
    assert isinstance(answer, Settled)
    assert answer.amount == desk.order.total


def test_no_key_nothing_sent() -> None:
    """Without a secret key nothing is sent."""
    bench = Bench(plugin, {})
    order = sample_order()
    offers = {"payment": sample_payment(order, "card"), "order": order, "amount": order.total, "key": "k"}
    assert isinstance(bench.ask("tokenize", details=card(), key="k"), NotSent)
    for hook in ("authorize", "settle", "refund", "void"):
        assert isinstance(bench.ask(hook, **offers, reason=""), NotSent), hook
    assert isinstance(bench.ask("inquire", **offers, question=Question.SETTLE), Pending)
    assert bench.requests == []


def test_a_date_that_is_none_is_not_sent(desk: Desk) -> None:
    """An expiry that cannot be read is a typing error, and no request is made."""
    refused = desk.ask("tokenize", details=card(expiry="soon"), key="k")
    assert desk.ask("decline", refused=refused).wording == "declined.typing"
    assert desk.bench.requests == []


@pytest.mark.parametrize("hook", ["authorize", "settle", "refund", "void"])
def test_lost_answer_then_asked_again(desk: Desk, hook: str) -> None:
    """The same question with the same key after a lost answer has one effect, and is answered."""
    token = desk.token()
    if hook != "authorize":
        desk.authorize()
    if hook == "refund":
        desk.ask("settle", key="settle-1")

    def lose(response: httpx.Response) -> None:
        raise httpx.ReadError("reset")

    desk.bench.after = lose
    with pytest.raises(httpx.ReadError):
        desk.ask(hook, key="same", token=token.reference)
    after_loss = dict(desk.bench.memory)
    desk.bench.after = lambda response: None
    answer = desk.ask(hook, key="same", token=token.reference)
    assert isinstance(answer, Authorized | Settled | Refunded | Voided)
    assert desk.bench.memory == after_loss


def test_lost_answer_then_found(desk: Desk) -> None:
    """Each question whose answer was lost is found by asking what became of it."""
    authorized = desk.authorize()
    found = {"amount": desk.order.total}
    unknown = evolve(desk.payment, reference="")
    assert desk.ask("inquire", question=Question.AUTHORIZE, key="authorize-1", payment=unknown) == authorized
    assert desk.ask("inquire", question=Question.SETTLE, key="settle-1", **found) == NotFound()
    assert desk.ask("inquire", question=Question.VOID, key="void-1") == NotFound()
    desk.ask("settle", key="settle-1")
    assert desk.ask("inquire", question=Question.SETTLE, key="settle-1").amount == desk.order.total
    assert desk.ask("inquire", question=Question.REFUND, key="refund-1") == NotFound()
    refunded = desk.ask("refund", key="refund-1")
    assert desk.ask("inquire", question=Question.REFUND, key="refund-1") == refunded
    assert isinstance(desk.ask("inquire", question=Question.INQUIRE, key="i"), Settled)


def test_refusal_is_found_too(desk: Desk) -> None:
    """A refusal whose answer was lost is found as the same refusal."""
    refused = desk.authorize("4000000000009995")
    assert refused.code == "insufficient_funds"
    assert desk.ask("inquire", question=Question.AUTHORIZE, key="authorize-1") == refused


def test_not_found_is_never_final(desk: Desk) -> None:
    """Search may be behind: what it does not find may still be there."""
    assert desk.ask("inquire", question=Question.AUTHORIZE, key="nothing") == NotFound(final=False)
    for question in (Question.SETTLE, Question.REFUND, Question.VOID):
        assert desk.ask("inquire", question=question, key="nothing") == NotFound(final=False)


def _strict_answer(desk: Desk, body: dict[str, Any]) -> Any:
    desk.bench.http = httpx.Client(
        transport=httpx.MockTransport(lambda request: httpx.Response(200, json=body))
    )
    return desk.ask("authorize", token="pm_x", key="k")


INTENT: dict[str, Any] = {
    "id": "pi_1",
    "amount": 9900,
    "amount_capturable": 9900,
    "amount_received": 0,
    "currency": "usd",
    "status": "requires_capture",
    "metadata": {"checkout_key": "k"},
}


def test_hold_ends_as_the_charge_says(desk: Desk) -> None:
    """Where the charge says when the hold ends, that counts and not the usual seven days."""
    made = {**INTENT, "created": int(desk.bench.now.timestamp())}
    assert _strict_answer(desk, made).until == desk.bench.now + timedelta(days=7)
    assert _strict_answer(desk, INTENT).until is None
    charge = {"payment_method_details": {"card": {"capture_before": 1_800_000_000}}}
    answer = _strict_answer(desk, {**INTENT, "latest_charge": charge})
    assert answer.until == datetime.fromtimestamp(1_800_000_000, UTC)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, Authorized),
        ({"status": "succeeded", "amount_received": 9900}, Settled),
        ({"status": "succeeded", "amount_received": 1}, Pending),
        ({"status": "processing"}, Pending),
        ({"status": "something_new"}, Pending),
        ({"status": None}, Pending),
        ({"status": "requires_action"}, Refused),
        ({"amount": 9901}, Pending),
        ({"amount": "9900"}, Pending),
        ({"amount": True}, Pending),
        ({"amount_capturable": 1}, Pending),
        ({"currency": "eur"}, Pending),
        ({"currency": "???"}, Pending),
        ({"id": "ch_1"}, Pending),
        ({"id": None}, Pending),
        ({"metadata": {"checkout_key": "other"}}, Pending),
        ({"metadata": None}, Pending),
        ({"status": "requires_payment_method"}, Pending),
        ({"status": "requires_payment_method", "last_payment_error": {"type": "card_error"}}, Refused),
        ({"latest_charge": "ch_1"}, Authorized),
        ({"latest_charge": {"payment_method_details": {"card": {"last4": "4242424242424242"}}}}, Authorized),
    ],
)
def test_nothing_is_made_up(desk: Desk, changes: dict[str, Any], kind: type) -> None:
    """Only an answer that fits the question in every part is a success; what does not fit stays pending."""
    answer = _strict_answer(desk, {**INTENT, **changes})
    assert type(answer) is kind
    assert "4242424242424242" not in repr(answer)
    if isinstance(answer, Refused) and changes.get("status") == "requires_action":
        assert answer.code == "authentication_required"
