"""From the link to the refund, every request and answer held to PayPal's documents."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from paypal_bench import DEMO, KEY, PayPalBench, judge, sample

import checkout_paypal
from checkout_tui import (
    Authorized,
    AwaitingCustomer,
    Money,
    NotFound,
    NotSent,
    Pending,
    Question,
    Refunded,
    Refused,
    Settled,
    Voided,
)
from checkout_tui.testing import Bench, sample_payment


def test_described() -> None:
    """PayPal is described with both API hosts, a six-hour promise and no field to ask."""
    described = PayPalBench().described
    assert described.code == "paypal"
    assert described.hosts == {"api-m.paypal.com", "api-m.sandbox.paypal.com"}
    assert described.promise.replay_within is not None
    assert described.promise.replay_within.total_seconds() == 6 * 3600
    windows = {question: described.promise.window(question) for question in Question}
    assert windows[Question.AUTHORIZE] == windows[Question.SETTLE] == windows[Question.HOLD]
    assert windows[Question.REFUND] == timedelta(days=45)
    assert described.authorization_life == timedelta(days=29)
    assert described.fields == ()
    assert described.why_not(Money(100, "EUR"), "FR", recurring=False) is None
    assert described.why_not(Money(100, "RUB"), "FR", recurring=False) is not None


def test_from_link_to_refund() -> None:
    """The link is mailed, the customer approves, the money is taken once and given back in parts."""
    bench = PayPalBench()
    waiting = bench.start()
    assert waiting.link.startswith("https://www.sandbox.paypal.com/checkoutnow?token=")
    assert isinstance(bench.look(), AwaitingCustomer)
    bench.visit()
    assert bench.look() == Authorized(reference=waiting.reference, held=False)
    assert isinstance(bench.look(Question.SETTLE), NotFound)
    settled = bench.put("settle")
    assert settled == Settled(reference=settled.reference, amount=bench.total)
    assert settled.reference != waiting.reference
    assert bench.look() == settled
    assert bench.look(Question.SETTLE) == settled
    bench.payment = sample_payment(bench.order, "paypal", reference=settled.reference)
    part = Money(900, "USD")
    assert isinstance(bench.look(Question.REFUND, amount=part), NotFound)
    refunded = bench.put("refund", amount=part)
    assert refunded == Refunded(reference=refunded.reference, amount=part)
    assert bench.look(Question.REFUND, amount=part) == refunded
    rest = bench.put("refund", amount=Money(9000, "USD"), key="second")
    assert isinstance(rest, Refunded)
    assert bench.put("refund", amount=part, key="third").code == "CAPTURE_FULLY_REFUNDED"
    assert bench.judged > 15


def test_what_is_sent() -> None:
    """An order names amount, key and seller, is to be captured, and ships nothing."""
    bench = PayPalBench()
    bench.start()
    token, made = bench.requests
    assert token.url.path == "/v1/oauth2/token"
    assert token.content == b"grant_type=client_credentials"
    assert made.headers["PayPal-Request-Id"] == KEY
    assert "PayPal-Mock-Response" not in made.headers
    body = json.loads(made.content)
    assert body["intent"] == "CAPTURE"
    unit = body["purchase_units"][0]
    assert unit["amount"] == {"currency_code": "USD", "value": "99.00"}
    assert unit["reference_id"] == bench.order.reference
    assert unit["custom_id"] == KEY
    context = body["payment_source"]["paypal"]["experience_context"]
    assert context["user_action"] == "PAY_NOW"
    assert context["brand_name"] == "Northlight Software"
    assert context["return_url"] == DEMO["return_url"]
    assert context["cancel_url"] == DEMO["cancel_url"]


@pytest.mark.parametrize(
    ("total", "value"),
    [
        (Money(500, "JPY"), "500"),
        (Money(12300, "HUF"), "123"),
        (Money(45600, "TWD"), "456"),
        (Money(1205, "EUR"), "12.05"),
    ],
)
def test_digits(total: Money, value: str) -> None:
    """HUF, JPY and TWD are written without decimals, and come back as the same money."""
    bench = PayPalBench(total=total).approved()
    created = next(request for request in bench.requests if request.url.path == "/v2/checkout/orders")
    assert json.loads(created.content)["purchase_units"][0]["amount"]["value"] == value
    assert bench.put("settle").amount == total


def test_too_fine_is_not_sent() -> None:
    """An amount PayPal cannot be told exactly is not sent, and never rounded."""
    bench = PayPalBench(total=Money(12350, "HUF"))
    assert isinstance(bench.put("authorize"), NotSent)
    assert isinstance(bench.put("refund"), NotSent)
    assert bench.requests == []


@pytest.mark.parametrize("rel", ["payer-action", "approve"])
def test_both_links(rel: str) -> None:
    """PayPal calls the link payer-action or approve; both are found."""
    bench = PayPalBench()
    bench.http = _answering(
        bench,
        201,
        {
            "id": "5O190127TN364715T",
            "status": "CREATED",
            "links": [
                {
                    "href": "https://api-m.sandbox.paypal.com/v2/checkout/orders/5O190127TN364715T",
                    "rel": "self",
                },
                {"href": "https://www.paypal.com/checkoutnow?token=5O190127TN364715T", "rel": rel},
            ],
        },
    )
    found = bench.put("authorize")
    assert found == AwaitingCustomer(
        reference="5O190127TN364715T", link="https://www.paypal.com/checkoutnow?token=5O190127TN364715T"
    )


@pytest.mark.parametrize(
    "href", ["https://paypal.com.example.net/x", "http://www.paypal.com/x", "javascript:1", "https://[", ""]
)
def test_foreign_link(href: str) -> None:
    """A link that is not PayPal's is never mailed."""
    bench = PayPalBench()
    body = {"id": "A1", "status": "CREATED", "links": [{"href": href, "rel": "payer-action"}]}
    bench.http = _answering(bench, 200, body)
    assert isinstance(bench.put("authorize"), Pending)


def test_without_wallet_the_link_is_approve() -> None:
    """The simulated PayPal names the link as the real one does when no payment source is given."""
    bench = PayPalBench()
    bench.start()
    token, made = bench.requests
    body = json.loads(made.content)
    del body["payment_source"]
    headers = {"Authorization": made.headers["Authorization"], "Content-Type": "application/json"}
    request = httpx.Request("POST", made.url, headers=headers, json=body)
    assert bench.simulated.handle is not None
    answer = bench.simulated.handle(request)
    judge(request, answer)
    assert answer.status_code == 201
    assert [link["rel"] for link in answer.json()["links"]] == ["self", "approve"]
    assert token.method == "POST"


def test_turning_back_leaves_it_open() -> None:
    """A customer who turns back has refused nothing: he may still approve."""
    bench = PayPalBench()
    bench.start()
    bench.visit("&cancel=1")
    assert isinstance(bench.look(), AwaitingCustomer)
    bench.visit()
    assert isinstance(bench.look(), Authorized)


def test_runs_out() -> None:
    """An order nobody approved is forgotten after six hours, and that voids it."""
    bench = PayPalBench()
    waiting = bench.start()
    bench.move(hours=6)
    assert bench.look() == Voided(reference=waiting.reference)
    assert bench.visit().status_code == 404
    assert bench.put("settle").code == "INVALID_RESOURCE_ID"
    assert isinstance(bench.look(Question.SETTLE), NotFound)


def test_not_approved() -> None:
    """Nothing is taken before the customer approves."""
    bench = PayPalBench()
    bench.start()
    assert bench.put("settle").code == "ORDER_NOT_APPROVED"
    assert bench.stored()["captures"] == []


def test_lost_order_then_again() -> None:
    """An order whose answer was lost is asked for again with its key, and there is one."""
    bench = PayPalBench()
    _lose_answer(bench, "/v2/checkout/orders")
    with pytest.raises(httpx.ReadError):
        bench.put("authorize")
    assert bench.look(Question.AUTHORIZE) == NotFound(final=False)
    found = bench.put("authorize")
    assert found.reference == bench.stored()["id"]


def test_lost_capture_then_again() -> None:
    """A capture whose answer was lost is found by asking, and asked again it takes nothing more."""
    bench = PayPalBench().approved()
    _lose_answer(bench, "/capture")
    with pytest.raises(httpx.ReadError):
        bench.put("settle")
    found = bench.look(Question.SETTLE)
    assert isinstance(found, Settled)
    assert bench.put("settle") == found
    assert len(bench.stored()["captures"]) == 1


def test_captured_once_by_either_path() -> None:
    """With another key, or once the first is forgotten, PayPal says captured already: that is the money."""
    bench = PayPalBench().approved()
    first = bench.put("settle")
    assert bench.put("settle", key="another") == first
    bench.move(hours=7)
    assert bench.put("settle") == first
    assert len(bench.stored()["captures"]) == 1


def test_second_order_of_one_payment() -> None:
    """Two orders of one payment: the invoice number lets only one be captured, and the other is no decline."""
    bench = PayPalBench()
    first = bench.start()
    bench.visit()
    bench.move(hours=5)
    second = bench.put("authorize", key="another")
    bench.payment = sample_payment(bench.order, "paypal", reference=second.reference, link=second.link)
    bench.visit()
    assert isinstance(bench.put("settle", key="k2"), Settled)
    bench.payment = sample_payment(bench.order, "paypal", reference=first.reference)
    assert isinstance(bench.put("settle"), Pending)


def test_lost_refund_then_again() -> None:
    """A refund whose answer was lost is found by our key, and asked again it gives nothing more."""
    bench = PayPalBench().settled()
    part = Money(900, "USD")
    _lose_answer(bench, "/refund")
    with pytest.raises(httpx.ReadError):
        bench.put("refund", amount=part)
    found = bench.look(Question.REFUND, amount=part)
    assert isinstance(found, Refunded)
    bench.move(days=40)
    assert bench.put("refund", amount=part) == found
    assert len(bench.stored()["refunds"]) == 1
    bench.move(days=6)
    assert bench.put("refund", amount=part).reference != found.reference


def test_keys_survive_a_restart() -> None:
    """Another process over the same memory knows the keys and the orders."""
    bench = PayPalBench().approved()
    first = bench.put("settle")
    again = PayPalBench()
    again.memory.update(bench.memory)
    again.payment = bench.payment
    assert again.put("settle") == first


def test_key_for_something_else() -> None:
    """A key that was used for another amount is an error, and changes nothing."""
    bench = PayPalBench().settled()
    assert isinstance(bench.put("refund", amount=Money(100, "USD")), Refunded)
    assert isinstance(bench.put("refund", amount=Money(200, "USD")), Refused)
    assert len(bench.stored()["refunds"]) == 1


def test_no_more_than_was_taken() -> None:
    """PayPal gives no more back than it took, and only in the same currency."""
    bench = PayPalBench().settled()
    assert bench.put("refund", amount=Money(9901, "USD")).code == "REFUND_AMOUNT_EXCEEDED"
    assert bench.put("refund", amount=Money(100, "EUR")).code == "REFUND_CAPTURE_CURRENCY_MISMATCH"
    assert bench.stored()["refunds"] == []


def test_only_the_whole_amount() -> None:
    """A part of what was approved is not asked for: an order is captured whole."""
    bench = PayPalBench().approved()
    sent = len(bench.requests)
    assert isinstance(bench.put("settle", amount=Money(1, "USD")), NotSent)
    assert len(bench.requests) == sent


def test_amount_triggers() -> None:
    """The last two digits decide: declined, pending for a day, ended as declined."""
    assert PayPalBench(total=Money(1013, "USD")).approved().put("settle").code == "INSTRUMENT_DECLINED"
    assert PayPalBench(total=Money(1015, "USD")).approved().put("settle").code == "DECLINED"
    bench = PayPalBench(total=Money(1014, "USD")).approved()
    pending = bench.put("settle")
    assert isinstance(pending, Pending)
    # The host takes over a reference: the order's is still needed.
    assert pending.reference == ""
    assert isinstance(bench.look(Question.SETTLE), Pending)
    bench.move(days=1)
    assert isinstance(bench.look(Question.SETTLE), Settled)


def test_refund_triggers() -> None:
    """A refund can be pending for a day, or fail for want of money in the seller's balance."""
    bench = PayPalBench().settled()
    part = Money(1016, "USD")
    pending = bench.put("refund", amount=part)
    assert isinstance(pending, Pending)
    assert pending.reference == ""
    assert isinstance(bench.look(Question.REFUND, amount=part), Pending)
    bench.move(days=1)
    assert isinstance(bench.look(Question.REFUND, amount=part), Refunded)
    assert isinstance(bench.put("refund", amount=part), Refunded)
    failed = bench.put("refund", amount=Money(1017, "USD"), key="other")
    assert failed.code == "REFUND_FAILED_INSUFFICIENT_FUNDS"


def test_every_trigger_is_told() -> None:
    """Whoever tests finds the triggers in both languages."""
    triggers = PayPalBench().simulated.triggers
    assert len(triggers) == 10
    assert all(trigger.what and trigger.does.en and trigger.does.fr for trigger in triggers)


@pytest.mark.parametrize("code", ["client_id", "client_secret", "return_url", "cancel_url"])
def test_not_set_up(code: str) -> None:
    """Without its settings nothing is sent, and the reason names the setting."""
    bench = PayPalBench({code: " "})
    found = bench.put("authorize")
    assert isinstance(found, NotSent)
    assert code in found.why
    assert bench.requests == []


def test_foreign_base() -> None:
    """The secret goes to PayPal only."""
    bench = PayPalBench({"base": "https://api-m.paypal.com.example.net"})
    assert isinstance(bench.put("authorize"), NotSent)
    assert bench.requests == []


def test_wrong_credentials() -> None:
    """PayPal lets nobody in with a wrong secret: nothing was sent, and the secret is not repeated."""
    bench = PayPalBench()
    bench.settings["client_secret"] = "wrong-secret"
    assert bench.simulated.handle is not None
    right = Bench(checkout_paypal.plugin, DEMO)
    assert right.simulated.handle is not None
    bench.http = httpx.Client(transport=httpx.MockTransport(right.simulated.handle))
    found = bench.put("authorize")
    assert isinstance(found, NotSent)
    assert "wrong-secret" not in repr(found)


def test_token_is_needed_and_expires() -> None:
    """Without a token, with a made-up one or an old one PayPal says 401."""
    bench = PayPalBench()
    bench.start()
    url = f"{DEMO['base']}/v2/checkout/orders/{bench.payment.reference}"
    assert bench.simulated.handle is not None
    good = bench.requests[-1].headers["Authorization"]
    for sent, status in ((good, 200), ("", 401), ("Bearer A21AA.9999999999.00", 401)):
        request = httpx.Request("GET", url, headers={"Authorization": sent})
        answer = bench.simulated.handle(request)
        judge(request, answer)
        assert answer.status_code == status
    bench.move(hours=10)
    request = httpx.Request("GET", url, headers={"Authorization": good})
    assert bench.simulated.handle(request).status_code == 401


def test_no_credentials_are_shown() -> None:
    """Neither an answer nor the simulated memory holds the secret."""
    bench = PayPalBench()
    assert DEMO["client_secret"] not in repr(bench.start())
    assert DEMO["client_secret"] not in repr(bench.memory)


def test_samples_are_there() -> None:
    """PayPal's documents are judged against, not skipped, where the samples are."""
    assert sample("checkout_orders_v2.json").is_file()


def _answering(bench: PayPalBench, status: int, body: Any) -> httpx.Client:
    """The simulated PayPal, but whatever is asked after the token is answered like this."""

    def handle(request: httpx.Request) -> httpx.Response:
        assert bench.simulated.handle is not None
        if request.url.path == "/v1/oauth2/token":
            return bench.simulated.handle(request)
        return httpx.Response(status, json=body)

    return httpx.Client(transport=httpx.MockTransport(handle))


def _lose_answer(bench: PayPalBench, ending: str) -> None:
    """Let the next request to this address be executed, and its answer be lost."""
    judged = bench.after

    def lose(response: httpx.Response) -> None:
        judged(response)
        if response.request.url.path.endswith(ending):
            bench.after = judged
            raise httpx.ReadError("lost", request=response.request)

    bench.after = lose
