"""Check: what the host is told, what the caller is told, and that no time is promised."""

import csv
from datetime import date
from typing import Any

import pytest
from check_samples import samples

from checkout_check import plugin
from checkout_check.returns import MEANINGS
from checkout_tui import AllocationRule, AwaitingFunds, Money, NotSent, Pending, Refused, Retry, Settled
from checkout_tui.testing import Bench, sample_order, sample_payment

SETTINGS: dict[str, Any] = {
    "pay_to": "Northlight Software",
    "mail_to": ("Northlight Software", "PO Box 22222", "Springfield, IL 62701", "USA"),
}


@pytest.fixture
def bench() -> Bench:
    """A bench with everything set up."""
    return Bench(plugin, SETTINGS)


def test_described(bench: Bench) -> None:
    """Checks are in dollars and are tied by hand to the order that is named on them."""
    assert bench.described.code == "check"
    assert bench.described.allocation is AllocationRule.BY_HAND
    assert bench.described.why_not(Money(100, "EUR"), "FR", recurring=False) is not None
    assert bench.described.why_not(Money(100, "USD"), "CA", recurring=False) is None


def test_no_address_is_baked_in(bench: Bench) -> None:
    """Nothing that a customer could post a check to has a default."""
    assert all(setting.default is None for setting in bench.described.settings if setting.required)


def test_no_time_is_promised(bench: Bench) -> None:
    """The post promises nothing, so there is no window."""
    assert bench.ask("settlement_window", order=sample_order(), since=bench.now, calendar=object()) is None


@pytest.mark.parametrize("language", ["en", "fr"])
def test_instructions(bench: Bench, language: str) -> None:
    """The caller hears whom to pay, how much, what to write on the check and where to post it."""
    order = sample_order(language=language)
    answer = bench.ask("authorize", payment=sample_payment(order, "check"), order=order, amount=order.total)
    assert isinstance(answer, AwaitingFunds)
    assert answer.reference == "K7M-42XQ-Z"
    values = [line.value for line in answer.instructions]
    assert values == [
        "Northlight Software",
        order.total.shown(language),
        "K7M-42XQ-Z",
        "Northlight Software, PO Box 22222, Springfield, IL 62701, USA",
    ]
    assert all(line.label.en and line.label.fr for line in answer.instructions)


@pytest.mark.parametrize("change", [{"pay_to": ""}, {"mail_to": ()}, {"mail_to": ("", " ")}])
def test_wrong_setup_sends_nobody_anywhere(change: dict[str, Any]) -> None:
    """Without a payee or an address there are no instructions."""
    order = sample_order()
    answer = Bench(plugin, SETTINGS | change).ask(
        "authorize", payment=sample_payment(order, "check"), order=order, amount=order.total
    )
    assert isinstance(answer, NotSent)
    assert next(iter(change)) in answer.why


def test_settle_acknowledges_what_was_allocated(bench: Bench) -> None:
    """Settling takes no money: it says that the allocated amount is here."""
    order = sample_order()
    payment = sample_payment(order, "check", remittance_reference="K7M-42XQ-Z")
    answer = bench.ask("settle", payment=payment, order=order, amount=order.total)
    assert answer == Settled("K7M-42XQ-Z", order.total, on=date(2026, 11, 23))


def test_refund_waits_for_a_person(bench: Bench) -> None:
    """A refund stays pending until somebody has paid it out."""
    order = sample_order()
    answer = bench.ask(
        "refund", payment=sample_payment(order, "check"), order=order, amount=order.total, reason="x"
    )
    assert isinstance(answer, Pending)
    assert answer.reference
    assert answer.why


def _retry(again: str) -> Retry:
    if again == "may be re-presented":
        return Retry.LATER
    return Retry.NEVER if again == "no" else Retry.CORRECTED


def test_every_return_reason_is_understood(bench: Bench) -> None:
    """Every published return reason is in our table; only A and B are worth presenting again."""
    with samples("check", "return_reasons.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["code"] for row in rows} == set(MEANINGS)
    for row in rows:
        declined = bench.ask("decline", refused=Refused(row["code"]))
        assert declined.retry is _retry(row["again"]), row
        assert declined.advice.en, row
        assert declined.advice.fr, row
    assert {code for code, said in MEANINGS.items() if said.retry is Retry.LATER} == {"A", "B"}


def test_suspicion_is_never_named(bench: Bench) -> None:
    """A forged check and a reason nobody knows sound alike to a caller."""
    wordings = {bench.ask("decline", refused=Refused(code)).wording for code in ("L", "N", "Z", "5", "?")}
    assert wordings == {"returned.plain"}
