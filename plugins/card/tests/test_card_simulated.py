"""The simulated Stripe: as strict as the real one, with every published test number."""

import json
from typing import Any

import httpx
import pytest
from card_samples import Desk, card, rows

from checkout_card.gateway import simulated_stripe
from checkout_card.published import NUMBERS, TRIGGERS
from checkout_tui import Authorized, Pending, Question, Refunded, Refused


def post(desk: Desk, path: str, form: dict[str, str], key: str = "") -> httpx.Response:
    """A request of one's own."""
    headers = {"Authorization": "Bearer sk_test_demo"} | ({"Idempotency-Key": key} if key else {})
    return desk.bench.http.post(f"https://api.stripe.com/v1/{path}", data=form, headers=headers)


def code(response: httpx.Response) -> str:
    """The code of an error, or its type when it has none."""
    error = response.json()["error"]
    return str(error.get("code", error["type"]))


def test_the_numbers_are_the_published_ones() -> None:
    """All published test numbers are taken, and no other."""
    assert list(NUMBERS) == list(dict.fromkeys(NUMBERS))
    assert set(NUMBERS) == {row["number"] for row in rows("test_cards.csv")}
    assert len(NUMBERS) == 48
    # And the link that a customer is mailed.
    assert len(TRIGGERS) == len(NUMBERS) + 1
    assert all(trigger.does.en and trigger.does.fr for trigger in TRIGGERS)


def test_every_number_behaves_as_published() -> None:
    """Each number is taken or refused with its published code."""
    for row in rows("test_cards.csv"):
        desk = Desk()
        number, expected = row["number"], row["decline_code"]
        if "fails verification" in row["behaviour"]:
            expected = "generic_decline"
        handed = desk.ask("tokenize", details=card(number), key="t")
        if isinstance(handed, Refused):
            assert (handed.code, row["behaviour"]) == (expected, "refused before the network: Luhn fails")
            continue
        answer = desk.ask("authorize", token=handed.reference, key="a")
        if expected:
            assert isinstance(answer, Refused), number
            assert answer.code == expected, number
        else:
            assert isinstance(answer, Authorized), number
            assert answer.shows.endswith(number[-4:])


@pytest.mark.parametrize(
    ("number", "avs", "cvc"),
    [
        ("4242424242424242", "match", "match"),
        ("4000000000000010", "mismatch", "match"),
        ("4000000000000028", "mismatch", "match"),
        ("4000000000000036", "mismatch", "match"),
        ("4000000000000044", "unavailable", "match"),
        ("4000000000000101", "match", "mismatch"),
    ],
)
def test_checks(number: str, avs: str, cvc: str) -> None:
    """What the issuer found about address and security code is told in four words."""
    assert Desk().authorize(number).facts == {"avs": avs, "cvc": cvc}


def test_nothing_to_check() -> None:
    """Where nothing was handed over, nothing was checked."""
    desk = Desk()
    token = desk.token(card(postcode="", cvc=""))
    answer = desk.ask("authorize", token=token.reference, key="a")
    assert answer.facts == {"avs": "not checked", "cvc": "not checked"}


def test_refused_by_name() -> None:
    """The number whose result depends on the name is refused for DECLINED."""
    desk = Desk()
    token = desk.token(card("4111111111111111", name="Declined"))
    assert desk.ask("authorize", token=token.reference, key="a").code == "generic_decline"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"number": "0000000000000000"}, "test_mode_live_card"),
        ({"number": "0000000000000001"}, "incorrect_number"),
        ({"expiry": "10/26"}, "invalid_expiry_year"),
        ({"cvc": "12"}, "invalid_cvc"),
    ],
)
def test_details_refused(changes: dict[str, str], expected: str) -> None:
    """No number but a published one is taken, and wrong details are named; nothing of them is kept."""
    desk = Desk()
    answer = desk.ask("tokenize", details=card(**changes), key="t")
    assert answer == Refused(expected)
    assert desk.bench.memory == {}


def test_same_key_other_parameters() -> None:
    """A key is for one question: with other parameters it is an error, and nothing is done."""
    desk = Desk()
    desk.authorize()
    answer = desk.ask(
        "authorize", token="pm_sim000001", key="authorize-1", amount=desk.order.total + desk.order.total
    )
    assert isinstance(answer, Pending)
    assert len(desk.intents) == 1


def test_same_key_other_card() -> None:
    """Another number under the same key is another question, though no number is kept."""
    desk = Desk()
    form = {"type": "card", "card[exp_month]": "12", "card[exp_year]": "2030"}
    assert post(desk, "payment_methods", form | {"card[number]": "4242424242424242"}, "k").status_code == 200
    other = post(desk, "payment_methods", form | {"card[number]": "5555555555554444"}, "k")
    assert code(other) == "idempotency_error"


def test_results_are_kept_for_a_day() -> None:
    """The same key gives the same result for 24 hours, refusals too; after that it is a new question."""
    desk = Desk()
    token = desk.token(card("4000000000000002")).reference
    first = desk.ask("authorize", token=token, key="a")
    desk.bench.move(hours=23, minutes=59)
    assert desk.ask("authorize", token=token, key="a") == first
    desk.bench.move(minutes=1)
    again = desk.ask("authorize", token=token, key="a")
    assert again.reference != first.reference


def test_memory_is_all_there_is() -> None:
    """A second gateway over the same memory, written out and read again, goes on where the first one was."""
    desk = Desk()
    first = desk.authorize()
    memory: dict[str, str] = json.loads(json.dumps(desk.bench.memory))
    handle = simulated_stripe(memory, lambda: desk.bench.now).handle
    assert handle is not None
    desk.bench.http = httpx.Client(transport=httpx.MockTransport(handle))
    assert desk.ask("authorize", token="pm_sim000001", key="authorize-1") == first
    assert desk.ask("inquire", question=Question.INQUIRE, key="i") == first


def test_too_much_is_not_given_back() -> None:
    """No more can be refunded than was taken."""
    desk = Desk()
    desk.authorize()
    assert desk.ask("refund", key="r0").code == "payment_intent_unexpected_state"
    desk.ask("settle", key="s")
    assert desk.ask("refund", key="r1", amount=desk.order.total + desk.order.total).code == "amount_too_large"
    assert isinstance(desk.ask("refund", key="r2"), Refunded)


def test_pending_refund_succeeds() -> None:
    """A refund that is pending is asked about until it has succeeded."""
    desk = Desk()
    desk.authorize("4000000000007726")
    desk.ask("settle", key="s")
    assert isinstance(desk.ask("refund", key="r"), Pending)
    assert isinstance(desk.ask("inquire", question=Question.REFUND, key="r"), Pending)
    desk.bench.move(minutes=1)
    assert isinstance(desk.ask("inquire", question=Question.REFUND, key="r"), Refunded)


def test_refund_fails_later() -> None:
    """A refund that came back is found as failed, and the money may be refunded again."""
    desk = Desk()
    desk.authorize("4000000000005126")
    desk.ask("settle", key="s")
    assert isinstance(desk.ask("refund", key="r"), Refunded)
    desk.bench.move(minutes=1)
    failed = desk.ask("inquire", question=Question.REFUND, key="r")
    assert isinstance(failed, Refused)
    assert failed.code == "refund_failed"
    assert isinstance(desk.ask("refund", key="r-2"), Refunded)


INTENT = {"amount": "9900", "currency": "usd", "payment_method": "pm_sim000001", "confirm": "true"}


@pytest.mark.parametrize(
    ("path", "form", "expected"),
    [
        ("payment_intents", INTENT | {"colour": "red"}, "parameter_unknown"),
        ("payment_intents", INTENT | {"amount": "99.00"}, "parameter_invalid_integer"),
        ("payment_intents", INTENT | {"amount": "49"}, "amount_too_small"),
        ("payment_intents", INTENT | {"amount": "100000000"}, "amount_too_large"),
        ("payment_intents", INTENT | {"currency": "USD"}, "parameter_invalid"),
        ("payment_intents", INTENT | {"currency": "zzz"}, "invalid_currency"),
        ("payment_intents", INTENT | {"payment_method": "pm_none"}, "resource_missing"),
        ("payment_intents", {}, "parameter_missing"),
        ("payment_intents/pi_none/capture", {}, "resource_missing"),
        ("payment_intents/pi_none/cancel", {}, "resource_missing"),
        ("refunds", {"payment_intent": "pi_none"}, "resource_missing"),
        ("refunds", {"payment_intent": "pi_none", "reason": "because"}, "parameter_invalid"),
        ("charges", {}, "invalid_request_error"),
    ],
)
def test_strict(path: str, form: dict[str, str], expected: str) -> None:
    """What Stripe would not take is not taken, and nothing is made."""
    desk = Desk()
    desk.token()
    response = post(desk, path, form, key="k")
    assert response.status_code in (400, 404)
    assert code(response) == expected
    assert desk.intents == []


def test_without_a_key_everything_is_new() -> None:
    """Two requests without an Idempotency-Key are two payments."""
    desk = Desk()
    desk.token()
    whose = post(desk, "customers", {}).json()["id"]
    form = INTENT | {"customer": whose, "setup_future_usage": "off_session"}
    made: list[Any] = [post(desk, "payment_intents", form).json()["id"] for _ in range(2)]
    assert len(set(made)) == 2
    assert post(desk, "payment_intents", INTENT, key="x" * 256).status_code == 400


def test_needs_a_secret_key() -> None:
    """A request without a secret key is refused."""
    desk = Desk()
    response = desk.bench.http.get(
        "https://api.stripe.com/v1/refunds", headers={"Authorization": "Bearer pk_test"}
    )
    assert response.status_code == 401
