"""A bank that wants its customer to authenticate: a link is mailed, and nothing is taken before he was there."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from attrs import evolve
from card_samples import SETTINGS, Desk, card, subscribed

from checkout_tui import Authorized, AwaitingCustomer, NotFound, Pending, Question, Refused, Settled, Voided

WANTS_HIM = "4000002500003155"
BY_LINK = {**SETTINGS, "success_url": "https://shop.example.com/thanks"}


@pytest.fixture
def desk() -> Desk:
    """A desk whose seller has a page to come back to."""
    desk = Desk()
    desk.bench.settings |= BY_LINK
    return desk


def mailed(desk: Desk) -> AwaitingCustomer:
    """The link that the customer is sent, noted as the host notes it."""
    answer = desk.authorize(WANTS_HIM)
    assert isinstance(answer, AwaitingCustomer), answer
    desk.payment = evolve(desk.payment, reference=answer.reference, link=answer.link)
    return answer


def visit(desk: Desk, query: str = "") -> httpx.Response:
    """The customer follows the link."""
    assert desk.bench.simulated.handle is not None
    return desk.bench.simulated.handle(httpx.Request("GET", desk.payment.link + query))


def looked(desk: Desk) -> Any:
    """Where the payment stands."""
    return desk.ask("inquire", question=Question.INQUIRE, key="look")


def test_from_refusal_to_money(desk: Desk) -> None:
    """A link takes the place of the refusal; what he pays there is held, taken once, and given back."""
    answer = mailed(desk)
    assert answer.link.startswith("https://checkout.stripe.com/")
    assert answer.until is not None
    assert looked(desk) == AwaitingCustomer(answer.reference, answer.link)
    assert visit(desk).status_code == 200
    found = looked(desk)
    assert isinstance(found, Authorized)
    assert found.reference.startswith("pi_")
    desk.note(found)
    settled = desk.ask("settle", key="settle-1")
    assert isinstance(settled, Settled)
    assert settled.amount == desk.order.total
    assert desk.ask("settle", key="settle-1") == settled
    assert isinstance(looked(desk), Settled)


def forms(desk: Desk, path: str) -> list[dict[str, str]]:
    """What was sent to this address."""
    asked = [each for each in desk.bench.requests if each.method == "POST" and each.url.path == path]
    return [dict(parse_qsl(each.content.decode())) for each in asked]


def test_a_subscription_paid_there_is_renewed_with_the_card_of_the_page(desk: Desk) -> None:
    """The page keeps the customer's card for him; renewals charge that one off session, not the one read out."""
    desk.order = subscribed(desk.order)
    mailed(desk)
    visit(desk)
    found = looked(desk)
    assert isinstance(found, Authorized)
    assert (found.token[:3], found.shows) == ("pm_", "Visa •••• 4242")
    (page,) = forms(desk, "/v1/checkout/sessions")
    assert page["payment_intent_data[setup_future_usage]"] == "off_session"
    assert "customer_email" not in page
    (refused,) = forms(desk, "/v1/payment_intents")
    assert page["customer"] == refused["customer"]
    assert found.token != refused["payment_method"]
    desk.note(found)
    settled = desk.ask("settle", key="settle-1")
    assert isinstance(settled, Settled)
    assert settled.token == found.token
    assert looked(desk).token == found.token
    desk.bench.move(days=30)
    for month in ("renewal-1", "renewal-2"):
        assert isinstance(desk.renew(found.token, month), Authorized)
    _, *renewals = forms(desk, "/v1/payment_intents")
    for renewal in renewals:
        assert (renewal["customer"], renewal["payment_method"]) == (page["customer"], found.token)
        assert renewal["off_session"] == "true"
        assert "payment_method_options[card][moto]" not in renewal


def test_a_renewal_whose_bank_wants_the_customer_keeps_his_next_card_too(desk: Desk) -> None:
    """The page of a renewal is the same customer's at Stripe, and the one after it charges what he paid with there."""
    desk.order = subscribed(desk.order)
    mailed(desk)
    visit(desk)
    kept = looked(desk).token
    desk.bench.memory[f"card.does.{kept}"] = desk.bench.memory["card.does.pm_sim000001"]
    link = desk.renew(kept)
    assert isinstance(link, AwaitingCustomer)
    desk.payment = evolve(desk.payment, reference=link.reference, link=link.link)
    visit(desk)
    found = looked(desk)
    assert found.token not in ("", kept)
    first, second = forms(desk, "/v1/checkout/sessions")
    assert first["customer"] == second["customer"]
    assert isinstance(desk.renew(found.token, "renewal-2"), Authorized)


def test_what_is_bought_once_keeps_no_card(desk: Desk) -> None:
    """No customer, an address for the page, and no name under which the card could be charged again."""
    mailed(desk)
    visit(desk)
    found = looked(desk)
    assert isinstance(found, Authorized)
    assert found.token == ""
    (page,) = forms(desk, "/v1/checkout/sessions")
    assert page["customer_email"] == desk.order.customer.email
    assert not {"customer", "payment_intent_data[setup_future_usage]"} & set(page)


def test_paid_once_however_often_he_comes(desk: Desk) -> None:
    """A second visit pays nothing more."""
    mailed(desk)
    visit(desk)
    before = dict(desk.bench.memory)
    assert visit(desk).status_code == 200
    assert desk.bench.memory == before


def test_turning_back_leaves_it_open(desk: Desk) -> None:
    """A customer who turns back has refused nothing; after a day the page is closed, and that is the end of it."""
    mailed(desk)
    visit(desk, "?cancel=1")
    assert isinstance(looked(desk), AwaitingCustomer)
    desk.bench.move(hours=24)
    assert visit(desk).status_code == 404
    assert looked(desk) == Voided(desk.payment.reference)


def test_without_a_page_to_come_back_to_the_refusal_stands() -> None:
    """Where the seller has named no page, Stripe opens none, and the caller hears of another way to pay."""
    desk = Desk()
    refused = desk.authorize(WANTS_HIM)
    assert isinstance(refused, Refused)
    assert refused.code == "authentication_required"
    assert not [request for request in desk.bench.requests if "checkout" in request.url.path]


@pytest.mark.parametrize("number", ["4000000000000002", "4000000000009979", "4100000000000019"])
def test_no_other_refusal_gets_a_link(desk: Desk, number: str) -> None:
    """Only a bank that wants its customer gets him: nothing else that was refused is offered another try."""
    assert isinstance(desk.authorize(number), Refused)
    assert not [request for request in desk.bench.requests if "checkout" in request.url.path]


def test_page_answer_lost(desk: Desk) -> None:
    """Asked again with the same key after the page's answer was lost, there is one page and one link."""
    token = desk.token(card(WANTS_HIM)).reference

    def lose(response: httpx.Response) -> None:
        if response.json().get("object") == "checkout.session":
            raise httpx.ReadError("reset")

    desk.bench.after = lose
    with pytest.raises(httpx.ReadError):
        desk.ask("authorize", token=token, key="authorize-1")
    desk.bench.after = lambda response: None
    # Stripe's search finds the refusal only; the way on is to ask again.
    assert desk.ask("inquire", question=Question.AUTHORIZE, key="authorize-1") == NotFound()
    answer = desk.ask("authorize", token=token, key="authorize-1")
    assert isinstance(answer, AwaitingCustomer)
    assert len([name for name in desk.bench.memory if name.startswith("card.cs.")]) == 1


def test_stripe_opens_no_page(desk: Desk) -> None:
    """Where Stripe refuses to open a page, the refusal of the card stands; where it says nothing, nothing is sure."""
    token = desk.token(card(WANTS_HIM)).reference
    handle = desk.bench.simulated.handle
    assert handle is not None

    def answered(reply: httpx.Response) -> Callable[[httpx.Request], httpx.Response]:
        return lambda request: reply if "checkout" in request.url.path else handle(request)

    error = {"error": {"type": "invalid_request_error", "code": "url_invalid"}}
    for reply, kind in ((httpx.Response(400, json=error), Refused), (httpx.Response(500, json={}), Pending)):
        desk.bench.http = httpx.Client(transport=httpx.MockTransport(answered(reply)))
        assert isinstance(desk.ask("authorize", token=token, key="authorize-1"), kind)


PAGE: dict[str, Any] = {
    "id": "cs_1",
    "amount_total": 9900,
    "currency": "usd",
    "metadata": {"checkout_key": "k"},
    "status": "open",
    "url": "https://checkout.stripe.com/c/pay/cs_1",
    "expires_at": 1_800_000_000,
}


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "https://checkout.stripe.com.evil.example/c/pay/cs_1"},
        {"url": "http://checkout.stripe.com/c/pay/cs_1"},
        {"url": "https://evil.example/?https://checkout.stripe.com/"},
        {"url": "https://[checkout.stripe.com"},
        {"url": None},
        {"id": "pi_1"},
        {"amount_total": 9901},
        {"currency": "eur"},
        {"metadata": {"checkout_key": "other"}},
    ],
)
def test_only_stripes_own_page_is_mailed(desk: Desk, changes: dict[str, Any]) -> None:
    """A page that is not Stripe's, or not for this amount and question, is never mailed to anybody."""
    token = desk.token(card(WANTS_HIM)).reference
    handle = desk.bench.simulated.handle
    assert handle is not None

    def answer(request: httpx.Request) -> httpx.Response:
        if "checkout" in request.url.path:
            return httpx.Response(200, json={**PAGE, **changes})
        return handle(request)

    desk.bench.http = httpx.Client(transport=httpx.MockTransport(answer))
    assert isinstance(desk.ask("authorize", token=token, key="k"), Pending)


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ({"status": "open"}, AwaitingCustomer),
        ({"status": "expired"}, Voided),
        ({"status": "complete", "payment_intent": "pi_1"}, Pending),
        ({"status": "complete", "payment_intent": {"amount": 9900, "currency": "usd"}}, Pending),
        ({"status": "something_new"}, Pending),
        ({"id": "cs_2", "status": "expired"}, Pending),
    ],
)
def test_nothing_is_made_up_of_a_page(desk: Desk, page: dict[str, Any], kind: type) -> None:
    """What Stripe does not say plainly of a page stays pending."""
    desk.payment = evolve(desk.payment, reference="cs_1", link=PAGE["url"])
    desk.bench.http = httpx.Client(
        transport=httpx.MockTransport(lambda request: httpx.Response(200, json={**PAGE, **page}))
    )
    assert isinstance(looked(desk), kind)


KEPT: dict[str, Any] = {
    "id": "pi_1",
    "amount": 9900,
    "amount_received": 9900,
    "currency": "usd",
    "status": "succeeded",
    "customer": "cus_1",
    "payment_method": "pm_1",
    "setup_future_usage": "off_session",
    "latest_charge": {"payment_method_details": {"card": {"brand": "visa", "last4": "4242"}}},
}


@pytest.mark.parametrize(
    ("changes", "token"),
    [
        ({}, "pm_1"),
        ({"customer": None}, ""),
        ({"setup_future_usage": None}, ""),
        ({"setup_future_usage": "on_session"}, ""),
        ({"payment_method": None}, ""),
        ({"payment_method": "4242424242424242"}, ""),
        ({"payment_method": {"id": "pm_1"}}, ""),
        ({"latest_charge": "ch_1"}, ""),
    ],
)
def test_a_card_is_kept_only_where_stripe_says_so(desk: Desk, changes: dict[str, Any], token: str) -> None:
    """For a customer, for later, by a name of Stripe's, with its last four digits: else nothing is charged again."""
    desk.payment = evolve(desk.payment, reference="cs_1", link=PAGE["url"])
    page = {**PAGE, "status": "complete", "payment_intent": {**KEPT, **changes}}
    desk.bench.http = httpx.Client(
        transport=httpx.MockTransport(lambda request: httpx.Response(200, json=page))
    )
    found = looked(desk)
    assert isinstance(found, Settled)
    assert found.token == token


@pytest.mark.parametrize("host", ["pay.example.com", "checkout.stripe.com"])
def test_page_under_the_merchants_domain(desk: Desk, host: str) -> None:
    """A page under the merchant's own domain is taken only where he has said so."""
    desk.bench.settings["page_host"] = host
    handle = desk.bench.simulated.handle
    assert handle is not None

    def answer(request: httpx.Request) -> httpx.Response:
        if "checkout" in request.url.path:
            return httpx.Response(200, json={**PAGE, "url": "https://pay.example.com/c/pay/cs_1"})
        return handle(request)

    token = desk.token(card(WANTS_HIM)).reference
    desk.bench.http = httpx.Client(transport=httpx.MockTransport(answer))
    kind = AwaitingCustomer if host == "pay.example.com" else Pending
    assert isinstance(desk.ask("authorize", token=token, key="k"), kind)
