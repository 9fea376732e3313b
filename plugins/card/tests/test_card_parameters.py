"""Every request, held to the parameters that Stripe takes today, the gated ones and the payment page included.

The published document is older than the payment page; the types of Stripe's library are generated
from what Stripe takes now. The library itself is never imported outside these tests.
"""

import re
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from attrs import evolve
from card_samples import Desk, subscribed
from stripe import params
from stripe.params import checkout
from stripe_parameters import wrong
from test_card_requests import decoded

from checkout_tui import AwaitingCustomer, Question

TAKES = {
    ("POST", "/v1/payment_methods"): params.PaymentMethodCreateParams,
    ("POST", "/v1/payment_intents"): params.PaymentIntentCreateParams,
    ("POST", "/v1/payment_intents/ID/capture"): params.PaymentIntentCaptureParams,
    ("POST", "/v1/payment_intents/ID/cancel"): params.PaymentIntentCancelParams,
    ("POST", "/v1/customers"): params.CustomerCreateParams,
    ("GET", "/v1/payment_methods/ID"): params.PaymentMethodRetrieveParams,
    ("POST", "/v1/refunds"): params.RefundCreateParams,
    ("POST", "/v1/checkout/sessions"): checkout.SessionCreateParams,
    ("GET", "/v1/payment_intents/search"): params.PaymentIntentSearchParams,
    ("GET", "/v1/payment_intents/ID"): params.PaymentIntentRetrieveParams,
    ("GET", "/v1/refunds"): params.RefundListParams,
    ("GET", "/v1/checkout/sessions/ID"): checkout.SessionRetrieveParams,
}


def judged(request: httpx.Request) -> tuple[tuple[str, str], list[str]]:
    """Which question a request is, and what is wrong with it."""
    path = re.sub(r"/(pi|cs|re|pm)_\w+", "/ID", request.url.path)
    text = request.content if request.method == "POST" else request.url.query
    given = decoded(parse_qsl(text.decode(), keep_blank_values=True))
    return (request.method, path), wrong(given, TAKES[request.method, path])


def test_every_request_has_current_names() -> None:
    """Two whole lives of a payment, one of them by link, ask for nothing that Stripe does not take today."""
    desk = Desk()
    desk.bench.settings["success_url"] = "https://shop.example.com/thanks"
    desk.order = evolve(desk.order, language="fr")
    desk.authorize()
    for question in (Question.AUTHORIZE, Question.SETTLE, Question.VOID, Question.INQUIRE):
        desk.ask("inquire", question=question, key="authorize-1")
    desk.ask("settle", key="settle-1")
    desk.ask("refund", key="refund-1", reason="requested_by_customer")
    desk.ask("inquire", question=Question.REFUND, key="refund-1")
    desk.authorize(key="authorize-2")
    desk.ask("void", key="void-1")
    desk.order, kept = subscribed(desk.order), desk.order
    desk.renew(desk.token_of_subscription())
    desk.order = kept
    link = desk.authorize("4000002500003155", key="authorize-3")
    assert isinstance(link, AwaitingCustomer)
    desk.payment = evolve(desk.payment, reference=link.reference, link=link.link)
    desk.ask("inquire", question=Question.INQUIRE, key="look")
    desk.order = subscribed(kept)
    assert isinstance(desk.authorize("4000002500003155", key="authorize-4"), AwaitingCustomer)
    asked: dict[tuple[str, str], list[str]] = {}
    for request in desk.bench.requests:
        question, troubles = judged(request)
        asked.setdefault(question, []).extend(troubles)
    assert asked == {question: [] for question in TAKES}


@pytest.mark.parametrize(
    ("form", "trouble"),
    [
        ({"amount": "1", "currency": "usd", "motto": "true"}, "[motto]: not known"),
        ({"amount": "1"}, "[currency]: missing"),
        ({"amount": "1.5", "currency": "usd"}, "[amount]: not a whole number"),
        ({"amount": "1", "currency": "usd", "confirm": "yes"}, "[confirm]: not a yes or no"),
        ({"amount": "1", "currency": "usd", "expand": "x"}, "[expand]: not a list"),
        (
            {"amount": "1", "currency": "usd", "payment_method_options": {"card": {"mto": "true"}}},
            "[payment_method_options][card][mto]: not known",
        ),
    ],
)
def test_the_judge_sees_what_is_wrong(form: dict[str, Any], trouble: str) -> None:
    """A name that Stripe does not know, one that is missing and a choice that is none are told apart."""
    assert wrong(form, params.PaymentIntentCreateParams) == [trouble]


@pytest.mark.parametrize(
    ("version", "name"),
    [
        ("2026-10-28.endive", "allowed_payment_method_types"),
        ("2026-06-24.dahlia", "payment_method_types"),
        ("2024-06-20", "payment_method_types"),
    ],
)
def test_an_older_version_is_asked_in_its_own_words(version: str, name: str) -> None:
    """The name for *cards only* on a page goes with the version that the merchant has set."""
    desk = Desk()
    desk.bench.settings |= {"success_url": "https://shop.example.com/thanks", "api_version": version}
    assert isinstance(desk.authorize("4000002500003155"), AwaitingCustomer)
    asked = decoded(parse_qsl(desk.bench.requests[-1].content.decode()))
    assert asked[name] == ["card"]
