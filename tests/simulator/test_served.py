"""Gateways and banks for somebody else's client: real HTTP on loopback, one clock, documents in a folder."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from checkout_tui import Authorized, AwaitingCustomer, Payment, Question, Refunded, Settled
from checkout_tui.plugins import discover
from checkout_tui.simulator.demo import demo_details, demo_settings
from checkout_tui.simulator.demo_data import ABROAD
from checkout_tui.simulator.outside import Outside
from checkout_tui.simulator.served import Addresses, serving
from checkout_tui.testing import Bench, sample_order, sample_payment

FOUND = discover()
START = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    bool({"card", "ach", "paypal"} - {plugin.name for plugin in FOUND}),
    reason="a payment method is not installed",
)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Addresses]:
    """Everything on free ports."""
    with serving(Outside.build(FOUND, tmp_path / "documents", START)) as addresses:
        yield addresses


def test_a_client_charges_a_card_over_http(served: Addresses) -> None:
    """As at the real gateway: a key is needed, and the same idempotency key gives the same answer."""
    gateway = served.gateways["card"]
    card = {
        "type": "card",
        "card[number]": "4242424242424242",
        "card[exp_month]": "12",
        "card[exp_year]": "2030",
    }
    assert httpx.post(f"{gateway}/v1/payment_methods", data=card).status_code == 401
    headers = {"Authorization": "Bearer sk_test_x", "Idempotency-Key": "k1"}
    answers = [httpx.post(f"{gateway}/v1/payment_methods", data=card, headers=headers) for _ in "ab"]
    assert answers[0].status_code == 200, answers[0].text
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert answers[1].headers["Idempotent-Replayed"] == "true"


def test_money_comes_with_the_clock(served: Addresses, tmp_path: Path) -> None:
    """A transfer is reported on the bank's third business day, over Thanksgiving, as a document in the folder."""
    sent = {"amount": "99.00", "currency": "USD", "reference": "K7M-42XQ-9", "payer": "Ada", "days": 3}
    told = httpx.post(f"{served.control}/bank/ach", json=sent).json()
    assert told["at"].startswith("2026-12-01")
    assert len(httpx.get(f"{served.control}/clock").json()["pending"]) == 1
    assert (
        httpx.post(f"{served.control}/clock", json={"to": "2026-11-30T23:00:00Z"}).json()["documents"] == []
    )
    moved = httpx.post(f"{served.control}/clock", json={"business_days": 1}).json()
    assert len(moved["documents"]) == 1
    assert moved["pending"] == []
    content = (tmp_path / "documents" / moved["documents"][0]).read_text()
    assert "K7M-42XQ-9" in content


def test_what_cannot_be_is_said(served: Addresses) -> None:
    """Time does not go back, nobody knows that bank, and an unknown address is not found."""
    back = httpx.post(f"{served.control}/clock", json={"to": "2020-01-01T00:00:00Z"})
    assert (back.status_code, "does not go back" in back.json()["error"]) == (400, True)
    assert httpx.post(f"{served.control}/bank/nobody", json={}).status_code == 400
    assert httpx.post(f"{served.control}/clock", content=b"{").status_code == 400
    assert httpx.get(f"{served.control}/nowhere").status_code == 404
    assert httpx.get(f"{served.control}/nowhere").json()["error"].endswith(served.control)


def test_one_answer_says_where_everything_is(served: Addresses, tmp_path: Path) -> None:
    """By it alone a client reaches each gateway, each bank with the folder of its documents, and the clock."""
    said = httpx.get(served.control).json()
    card = said["gateways"]["card"]
    assert (card["url"], card["instead_of"]) == (served.gateways["card"], ["api.stripe.com"])
    assert httpx.get(f"{card['url']}/v1/charges").status_code == 401
    assert {"what", "does"} == set(card["triggers"][0])

    def ask(what: str, body: object) -> Any:
        verb, _, url = what.partition(" ")
        answer = httpx.request(verb, url, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    bank, clock = said["banks"]["ach"], said["clock"]
    ask(bank["send"], bank["accepts"])
    ask(bank["send"], bank["accepts"])
    assert ask(clock["see"], None)["now"] == said["now"]
    to, days, following = clock["accepts"]
    (name,) = ask(clock["move"], following)["documents"]
    assert Path(bank["documents"]) == tmp_path / "documents"
    assert bank["accepts"]["reference"] in (Path(bank["documents"]) / name).read_text()
    assert set(to) == {"to"}
    moved = [ask(clock["move"], each)["now"] for each in ({"to": "2026-12-05T12:00:00Z"}, days)]
    assert [instant[:10] for instant in moved] == ["2026-12-05", "2026-12-07"]


def test_it_is_on_loopback_only(served: Addresses) -> None:
    """Nothing listens to the network."""
    assert all(each.startswith("http://127.0.0.1:") for each in (served.control, *served.gateways.values()))


class ToTheServed(httpx.BaseTransport):
    """Whatever a client believes to be the provider's host is a served gateway."""

    def __init__(self, gateway: str) -> None:
        self._to = httpx.URL(gateway)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url.copy_with(scheme="http", host=self._to.host, port=self._to.port)
        headers = {name: value for name, value in request.headers.items() if name != "host"}
        answer = httpx.request(request.method, url, content=request.read(), headers=headers)
        return httpx.Response(answer.status_code, content=answer.content, headers=answer.headers)


def somebody_elses_client(served: Addresses, method: str) -> Bench:
    """A client that knows nothing of this simulator: a payment method's own, with its real addresses."""
    (found,) = (found for found in FOUND if found.name == method)
    bench = Bench(found.load())
    bench.settings |= demo_settings(bench.described)
    bench.http = httpx.Client(transport=ToTheServed(served.gateways[method]))
    return bench


def test_a_client_that_knows_nothing_of_it_pays_through_it(served: Addresses) -> None:
    """A hold is taken and given back, another runs out while the served clock goes on, and a link is approved."""
    order = sample_order()
    card = somebody_elses_client(served, "card")
    offers = {"order": order, "amount": order.total}

    def held(key: str) -> Payment:
        details = demo_details(card.described, ABROAD[0])
        token = card.ask("tokenize", details=details, key=f"{key}-t").reference
        answer = card.ask("authorize", payment=sample_payment(order, "card"), token=token, key=key, **offers)
        assert isinstance(answer, Authorized)
        return sample_payment(order, "card", reference=answer.reference)

    first, second = held("k1"), held("k2")
    assert isinstance(card.ask("settle", payment=first, key="s1", **offers), Settled)
    assert isinstance(card.ask("refund", payment=first, key="r1", reason="duplicate", **offers), Refunded)
    httpx.post(f"{served.control}/clock", json={"business_days": 10})
    refused = card.ask("settle", payment=second, key="s2", **offers)
    assert card.ask("decline", refused=refused).wording == "declined.expired_authorization"
    paypal = somebody_elses_client(served, "paypal")
    asked = paypal.ask("authorize", payment=sample_payment(order, "paypal"), key="p1", **offers)
    assert isinstance(asked, AwaitingCustomer)
    link = httpx.URL(asked.link)
    opened = httpx.get(f"{served.gateways['paypal']}{link.raw_path.decode()}")
    assert opened.status_code < 400
    waiting = sample_payment(order, "paypal", reference=asked.reference)
    found = paypal.ask("inquire", payment=waiting, question=Question.INQUIRE, key="p2", **offers)
    assert isinstance(found, Authorized | Settled)
