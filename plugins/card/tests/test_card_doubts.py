"""What must hold when things go wrong in the middle: kills, crowds, corrections, and answers that come late."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from attrs import evolve
from card_samples import SETTINGS, Desk, card, subscribed

from checkout_card import plugin
from checkout_card.declines import MEANINGS
from checkout_card.describing import terms
from checkout_card.gateway import simulated_stripe
from checkout_tui import (
    Authorized,
    Family,
    Money,
    NotSent,
    Order,
    Pending,
    Question,
    Refunded,
    Refused,
    Settled,
    Token,
    Voided,
)
from checkout_tui.testing import Bench, sample_order

MOVES = ("authorize", "settle", "refund", "void")
DONE = Authorized | Settled | Refunded | Voided


def ready_for(hook: str, desk: Desk) -> str:
    """Bring the payment to where ``hook`` may be asked; the card's name for an authorization."""
    token = desk.token().reference
    if hook != "authorize":
        desk.authorize()
    if hook == "refund":
        desk.ask("settle", key="settle-1")
    return token


def effects(desk: Desk) -> dict[str, str]:
    """What Stripe knows: every payment and refund, as it stands."""
    kept = desk.bench.memory.items()
    return {name: thing for name, thing in kept if name.startswith(("card.pi.", "card.re."))}


BROKEN: dict[str, Callable[[httpx.Response], httpx.Response]] = {
    "500": lambda answer: httpx.Response(500, json={"error": {"type": "api_error"}}),
    "429": lambda answer: httpx.Response(429, json={"error": {"code": "rate_limit"}}),
    "401": lambda answer: httpx.Response(401, json={"error": {"type": "invalid_request_error"}}),
    "409": lambda answer: httpx.Response(409, json={"error": {"type": "idempotency_error"}}),
    "truncated": lambda answer: httpx.Response(200, content=answer.content[:-20]),
    "wrong JSON": lambda answer: httpx.Response(200, json={"hello": "world"}),
    "page": lambda answer: httpx.Response(200, text="<html>welcome to the hotel</html>"),
}


@pytest.mark.parametrize("hook", MOVES)
@pytest.mark.parametrize("fault", BROKEN)
def test_broken_answer_then_asked_again(hook: str, fault: str) -> None:
    """Whatever broke the answer, asking again with the same key has one effect and gives the true answer."""
    desk = Desk()
    token = ready_for(hook, desk)
    whole = desk.bench.http
    real = desk.bench.simulated.handle
    assert real is not None
    desk.bench.http = httpx.Client(transport=httpx.MockTransport(lambda asked: BROKEN[fault](real(asked))))
    assert isinstance(desk.ask(hook, key="same", token=token), Pending)
    once = effects(desk)
    desk.bench.http = whole
    assert isinstance(desk.ask(hook, key="same", token=token), DONE)
    assert effects(desk) == once


@pytest.mark.parametrize("hook", MOVES)
@pytest.mark.parametrize("trouble", [httpx.ConnectError, httpx.ReadError, httpx.ReadTimeout])
def test_lost_question_then_asked_again(hook: str, trouble: type[httpx.TransportError]) -> None:
    """A question that never arrived has no effect; asked again, it has one."""
    desk = Desk()
    token = ready_for(hook, desk)
    before = effects(desk)

    def lose(request: httpx.Request) -> None:
        raise trouble("lost", request=request)

    desk.bench.before = lose
    with pytest.raises(trouble):
        desk.ask(hook, key="same", token=token)
    assert effects(desk) == before
    desk.bench.before = lambda request: None
    assert isinstance(desk.ask(hook, key="same", token=token), DONE)
    assert effects(desk) != before


class Killed(BaseException):
    """The process is gone."""


class Dying(dict[str, str]):
    """A memory whose process is killed after so many writes."""

    left = 1000

    def __setitem__(self, name: str, value: str) -> None:
        self._one()
        super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        self._one()
        super().__delitem__(name)

    def pop(self, name: str, *default: Any) -> Any:
        self._one()
        return super().pop(name, *default)

    def _one(self) -> None:
        if self.left == 0:
            raise Killed
        self.left -= 1


@pytest.mark.parametrize("hook", MOVES)
@pytest.mark.parametrize("writes", range(5))
def test_simulated_side_killed(hook: str, writes: int) -> None:
    """Killed at any write, a new process over the same memory still makes one effect of one key."""
    desk = Desk()
    memory = Dying()
    desk.bench.memory = memory

    def start() -> None:
        handle = simulated_stripe(memory, lambda: desk.bench.now).handle
        assert handle is not None
        desk.bench.http = httpx.Client(transport=httpx.MockTransport(handle))

    start()
    token = ready_for(hook, desk)
    memory.left = writes
    # The smaller questions are written in fewer than five.
    with suppress(Killed):
        desk.ask(hook, key="same", token=token)
    assert writes > 2 or memory.left == 0
    memory.left = 1000
    start()
    assert isinstance(desk.ask(hook, key="same", token=token), DONE)
    once = effects(desk)
    assert isinstance(desk.ask(hook, key="same", token=token), DONE)
    assert effects(desk) == once
    assert len(once) == (2 if hook == "refund" else 1)


def test_many_operators_at_once() -> None:
    """Thirty operators at once get thirty payments; thirty who press for one payment get one."""
    desk = Desk()
    tokens = [desk.token(key=f"token-{n}").reference for n in range(30)]
    with ThreadPoolExecutor(10) as pool:
        each = list(
            pool.map(lambda n: desk.ask("authorize", token=tokens[n], key=f"authorize-{n}"), range(30))
        )
        same = list(pool.map(lambda n: desk.ask("authorize", token=tokens[0], key="one"), range(30)))
    assert len({answer.reference for answer in each}) == 30
    assert len({answer.reference for answer in same}) == 1


def test_two_simulated_sides_agree() -> None:
    """What one instance was told, another over the same memory knows at its next question, and back."""
    desk = Desk()
    desk.authorize()
    other = Bench(plugin, SETTINGS)
    handle = simulated_stripe(desk.bench.memory, lambda: desk.bench.now).handle
    assert handle is not None
    other.http = httpx.Client(transport=httpx.MockTransport(handle))
    offers = {"payment": desk.payment, "order": desk.order, "amount": desk.order.total}
    assert isinstance(other.ask("settle", **offers, key="settle-1"), Settled)
    assert isinstance(desk.ask("refund", key="refund-1"), Refunded)
    assert isinstance(other.ask("refund", **offers, reason="", key="refund-2"), Refused)


# -------------------------------------------------------------------- what an answer leaves in the history


def settled(number: str) -> Desk:
    """A settled payment with a given number."""
    desk = Desk()
    desk.authorize(number)
    desk.ask("settle", key="settle-1")
    return desk


def test_pending_refund_keeps_the_payments_name() -> None:
    """The host remembers what a pending answer is called: it must stay the payment, or the refund is lost."""
    desk = settled("4000000000007726")
    pending = desk.ask("refund", key="r")
    assert isinstance(pending, Pending)
    desk.payment = evolve(desk.payment, reference=pending.reference or desk.payment.reference)
    desk.bench.move(minutes=1)
    assert isinstance(desk.ask("inquire", question=Question.REFUND, key="r"), Refunded)


def test_failed_refund_keeps_the_payments_name() -> None:
    """After a refund that failed, the next one is still asked of the payment."""
    desk = settled("4000000000005126")
    desk.ask("refund", key="r")
    desk.bench.move(minutes=1)
    failed = desk.ask("inquire", question=Question.REFUND, key="r")
    assert (failed.code, failed.reference) == ("refund_failed", desk.payment.reference)
    desk.payment = evolve(desk.payment, reference=failed.reference)
    assert isinstance(desk.ask("refund", key="r-2"), Refunded)


def test_money_is_found_before_a_refusal() -> None:
    """Of two payments with one key, the one that holds money is the answer, though the other is newer."""
    desk = Desk()
    held = desk.authorize()
    desk.bench.move(hours=25)
    assert isinstance(desk.authorize("4000000000000002"), Refused)
    assert desk.ask("inquire", question=Question.AUTHORIZE, key="authorize-1").reference == held.reference


def test_money_held_twice_is_for_a_person() -> None:
    """Two payments that hold money under one key are no answer: somebody has to release one."""
    desk = Desk()
    desk.authorize()
    desk.bench.move(hours=25)
    desk.authorize()
    answer = desk.ask("inquire", question=Question.AUTHORIZE, key="authorize-1")
    assert isinstance(answer, Pending)
    assert "more than one" in answer.why


# ------------------------------------------------------------------------------------------ handing over


def test_corrected_card_under_the_same_question() -> None:
    """A card that was read again after a lost answer is taken; the same details give the same name."""
    desk = Desk()
    first = desk.token(card(), key="t")
    assert desk.token(card(), key="t") == first
    corrected = desk.ask("tokenize", details=card("5555555555554444"), key="t")
    assert isinstance(corrected, Token)
    assert corrected.reference != first.reference


def test_key_tells_nothing_of_the_card() -> None:
    """What the key gains from the details can only be worked out with the merchant's secret."""
    keys = []
    for secret in ("sk_test_demo", "sk_test_other"):
        desk = Desk()
        desk.bench.settings = {**desk.bench.settings, "secret_key": secret}
        desk.token(key="t")
        keys.append(desk.bench.requests[-1].headers["Idempotency-Key"])
    assert keys[0] != keys[1]
    assert all(key.startswith("t-") and len(key) <= 255 for key in keys)


@pytest.mark.parametrize("field", ["name", "postcode"])
def test_number_in_the_wrong_field(field: str) -> None:
    """A card number typed into an open field is said while it is typed; the simulated side keeps none."""
    desk = Desk()
    details = card(**{field: "4242 4242 4242 4242"})
    found = desk.ask("check_details", details=details)
    assert [problem.field for problem in found if not problem.note] == [field]
    desk.token(details)
    assert "4242 4242" not in repr(desk.bench.memory)
    assert "42424242" not in repr(desk.bench.memory)


def sent(desk: Desk) -> list[dict[str, str]]:
    """What Stripe was asked to authorize, so far."""
    asked = [r for r in desk.bench.requests if r.method == "POST" and r.url.path == "/v1/payment_intents"]
    return [dict(parse_qsl(request.content.decode())) for request in asked]


def test_a_subscription_keeps_its_card() -> None:
    """Only for an order that renews does the card get a customer at Stripe, and is kept for later."""
    desk = Desk()
    desk.authorize()
    desk.order = subscribed(desk.order)
    desk.token_of_subscription()
    once, first = sent(desk)
    assert not {"customer", "off_session", "setup_future_usage"} & set(once)
    assert first["setup_future_usage"] == "off_session"
    assert first["payment_method_options[card][moto]"] == "true"
    assert first["customer"].startswith("cus_")
    assert "off_session" not in first
    assert not any(b"%40" in request.content for request in desk.bench.requests)


def test_a_renewal_is_charged_off_session() -> None:
    """With the customer that the card belongs to, nobody on the phone: no MOTO, and it is not kept anew."""
    desk = Desk()
    desk.order = subscribed(desk.order)
    token = desk.token_of_subscription()
    desk.bench.move(days=30)
    for month in ("renewal-1", "renewal-2"):
        renewed = desk.renew(token, month)
        assert isinstance(renewed, Authorized)
        # The security code is nowhere after it was used once: no bank can have compared it.
        assert renewed.facts["cvc"] == "not checked"
    first, *renewals = sent(desk)
    for renewal in renewals:
        assert renewal["customer"] == first["customer"]
        assert (renewal["off_session"], renewal["confirm"]) == ("true", "true")
        assert not {"payment_method_options[card][moto]", "setup_future_usage"} & set(renewal)
    assert sum(name.startswith("card.cus.") for name in desk.bench.memory) == 1


def test_a_subscription_asked_again_is_the_same_question() -> None:
    """The card has its customer by then; the request is the same all the same, and pays once (rule 2)."""
    desk = Desk()
    desk.order = subscribed(desk.order)
    token = desk.token_of_subscription()
    again = desk.renew(token, "first-1")
    assert isinstance(again, Authorized)
    first, second = sent(desk)
    assert first == second
    assert len(desk.intents) == 1


def test_a_card_without_a_customer_is_used_once() -> None:
    """As at Stripe: what was charged and belongs to nobody cannot be charged again."""
    desk = Desk()
    token = desk.token().reference
    assert isinstance(desk.ask("authorize", token=token, key="a"), Authorized)
    assert isinstance(desk.ask("authorize", token=token, key="b"), Refused)


@pytest.mark.parametrize("path", ["/v1/payment_methods/", "/v1/customers"])
def test_nothing_is_charged_while_nobody_knows_whose_card_it_is(path: str) -> None:
    """No answer about the card or its customer: nothing left that could charge it."""
    desk = Desk()
    desk.order = subscribed(desk.order)
    token = desk.token().reference
    real = desk.bench.simulated.handle
    assert real is not None

    def broken(request: httpx.Request) -> httpx.Response:
        return httpx.Response(500, json={}) if path in request.url.path else real(request)

    desk.bench.http = httpx.Client(transport=httpx.MockTransport(broken))
    assert isinstance(desk.ask("authorize", token=token, key="a"), NotSent)
    assert desk.intents == []


@pytest.mark.parametrize(("days", "until"), [(5, 5), (0, 7), (99, 7), ("x", 7), (True, 7)])
def test_hold_as_configured(days: object, until: int) -> None:
    """Where Stripe does not say when a hold ends, the setting does; an impossible one is seven days."""
    desk = Desk()
    token = desk.token().reference
    desk.bench.settings = {**desk.bench.settings, "authorization_days": days}
    real = desk.bench.simulated.handle
    assert real is not None

    def without_end(request: httpx.Request) -> httpx.Response:
        body = real(request).json()
        body["latest_charge"]["payment_method_details"]["card"].pop("capture_before")
        return httpx.Response(200, json=body)

    desk.bench.http = httpx.Client(transport=httpx.MockTransport(without_end))
    answer = desk.ask("authorize", token=token, key="a")
    assert (answer.until - desk.bench.now).days == until


# ------------------------------------------------------------------------------- what is offered and said


def test_hold_of_a_network() -> None:
    """A network whose holds last otherwise is set by its name; what is no number of days is not set."""
    desk = Desk()
    desk.bench.settings |= {
        "authorization_days": 6,
        "authorization_days_by_network": ("Visa = 5", "amex=x", "jcb=400"),
    }
    listed = terms(desk.bench.settings)
    assert [listed.life(name).days for name in ("visa", "amex", "jcb", "mastercard")] == [5, 6, 6, 6]


def test_a_seller_who_takes_it_later_keeps_it_on_hold() -> None:
    """With the setting the host is told to keep it: on the phone, and by link."""
    desk = Desk()
    assert not desk.authorize().keep
    desk.bench.settings |= {"take_later": True}
    kept = desk.authorize(key="authorize-2")
    assert kept.keep
    assert kept.held
    assert desk.ask("inquire", question=Question.INQUIRE, key="i").keep


def test_a_hold_that_ran_out_says_so_itself() -> None:
    """Asked where it stands after seven days, the payment is refused as expired, not merely released."""
    desk = Desk()
    desk.authorize()
    desk.bench.move(days=7)
    found = desk.ask("inquire", question=Question.INQUIRE, key="i")
    assert found == Refused("authorization_expired", reference=desk.payment.reference)
    assert desk.ask("decline", refused=found).family is Family.STALE


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KRW", "BRL", "ZAR", "CLP"])
def test_currencies_are_taken(currency: str) -> None:
    """What the method offers is taken by the other side, in the same minor units."""
    desk = Desk()
    total = Money(5000, currency)
    order: Order = sample_order(total)
    assert desk.bench.described.why_not(total, "FR", recurring=False) is None
    answer = desk.ask("authorize", order=order, amount=total, token=desk.token().reference, key="a")
    assert isinstance(answer, Authorized)


@pytest.mark.parametrize("currency", ["ISK", "UGX", "MGA", "KWD", "BHD"])
def test_currencies_counted_otherwise_are_not_offered(currency: str) -> None:
    """Where Stripe counts other units than ISO 4217, a hundredfold mistake is not possible."""
    assert Desk().bench.described.why_not(Money(5000, currency), "FR", recurring=False) is not None


@pytest.mark.parametrize("code", ["insufficient_funds", "withdrawal_count_limit_exceeded", "call_issuer"])
def test_heard_like_any_other_refusal(code: str) -> None:
    """What the caller may not learn from the words, he cannot learn from what is offered either."""
    told, plain = MEANINGS[code], MEANINGS["generic_decline"]
    assert (told.wording, told.retry, told.who_can_fix) == (plain.wording, plain.retry, plain.who_can_fix)


def test_charge_is_whole_only_when_asked_for() -> None:
    """As at Stripe, the charge comes by its name unless it is expanded."""
    desk = Desk()
    desk.authorize()
    headers = {"Authorization": "Bearer sk_test_demo"}
    address = f"https://api.stripe.com/v1/payment_intents/{desk.payment.reference}"
    assert desk.bench.http.get(address, headers=headers).json()["latest_charge"].startswith("ch_")
    whole = desk.bench.http.get(address, headers=headers, params={"expand[0]": "latest_charge"}).json()
    assert whole["latest_charge"]["object"] == "charge"
