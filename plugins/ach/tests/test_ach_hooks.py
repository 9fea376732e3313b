"""ACH: what the host is told, what the caller is told, and when the money is expected."""

import csv
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ach_samples import samples

from checkout_ach import plugin
from checkout_ach.returns import CHANGES, MEANINGS, REVERSAL
from checkout_tui import (
    AllocationRule,
    AwaitingFunds,
    BusinessCalendar,
    Family,
    Money,
    NotSent,
    Pending,
    Refused,
    Retry,
    Settled,
)
from checkout_tui.testing import Bench, sample_order, sample_payment

SETTINGS: dict[str, Any] = {
    "bank_name": "First Example Bank",
    "routing_number": "021000021",
    "account_number": "000123456789",
    "account_name": "Northlight Software",
}
FED = BusinessCalendar(
    "FED",
    ZoneInfo("America/New_York"),
    time(18, 0),
    frozenset({date(2026, 11, 26), date(2026, 12, 25)}),
    2026,
    2026,
)


@pytest.fixture
def bench() -> Bench:
    """A bench with everything set up."""
    return Bench(plugin, SETTINGS)


def test_described(bench: Bench) -> None:
    """ACH takes dollars from customers in the United States and is allocated by hand."""
    described = bench.described
    assert described.code == "ach"
    assert described.allocation is AllocationRule.BY_HAND
    assert described.currencies == {"USD"}
    assert described.why_not(Money(100, "USD"), "FR", recurring=False) is not None
    assert described.why_not(Money(100, "USD"), "US", recurring=False) is None
    assert described.calendar_for("USD") == "FED"


def test_no_bank_details_are_baked_in(bench: Bench) -> None:
    """Nothing that a customer could send money to has a default."""
    for setting in bench.described.settings:
        if setting.required:
            assert setting.default is None, setting.code


@pytest.mark.parametrize("language", ["en", "fr"])
def test_instructions(bench: Bench, language: str) -> None:
    """The caller hears account, amount and the reference in its spoken form, in either language."""
    order = sample_order(language=language)
    answer = bench.ask("authorize", payment=sample_payment(order, "ach"), order=order, amount=order.total)
    assert isinstance(answer, AwaitingFunds)
    assert answer.reference == "K7M-42XQ-Z"
    lines = {line.label.in_(language): line.value for line in answer.instructions}
    assert "000123456789" in lines.values()
    assert "021000021" in lines.values()
    assert "K7M-42XQ-Z" in lines.values()
    assert order.total.shown(language) in lines.values()
    assert all(line.label.en and line.label.fr for line in answer.instructions)


@pytest.mark.parametrize(
    "change",
    [
        {"routing_number": "000000000"},
        {"routing_number": "021000022"},
        {"routing_number": ""},
        {"account_number": " "},
        {"bank_name": ""},
        {"account_name": ""},
    ],
)
def test_wrong_setup_sends_nobody_anywhere(change: dict[str, str]) -> None:
    """Missing or impossible bank details give no instructions, nor does 000000000, which stdnum takes."""
    bench = Bench(plugin, SETTINGS | change)
    order = sample_order()
    answer = bench.ask("authorize", payment=sample_payment(order, "ach"), order=order, amount=order.total)
    assert isinstance(answer, NotSent)
    assert next(iter(change)) in answer.why


def test_settle_acknowledges_what_was_allocated(bench: Bench) -> None:
    """Settling takes no money: it says that the allocated amount is here."""
    order = sample_order()
    payment = sample_payment(order, "ach", remittance_reference="K7M-42XQ-Z")
    answer = bench.ask("settle", payment=payment, order=order, amount=order.total)
    assert answer == Settled("K7M-42XQ-Z", order.total, on=date(2026, 11, 23))


def test_refund_waits_for_a_person(bench: Bench) -> None:
    """There is no way back through a push: a refund stays pending until somebody has paid it out."""
    order = sample_order()
    answer = bench.ask(
        "refund", payment=sample_payment(order, "ach"), order=order, amount=order.total, reason="x"
    )
    assert isinstance(answer, Pending)
    assert answer.reference
    assert answer.why


def test_nobody_is_asked_what_cannot_be_answered(bench: Bench) -> None:
    """There is nobody to inquire of, and nothing to void."""
    assert not bench.implements("void")
    assert not bench.implements("inquire")


def test_window_skips_thanksgiving(bench: Bench) -> None:
    """One to three business days on the Federal Reserve's calendar, around Thanksgiving."""
    window = bench.ask("settlement_window", order=sample_order(), since=bench.now, calendar=FED)
    assert (window.first, window.last) == (date(2026, 11, 24), date(2026, 11, 27))


def test_window_after_cutoff_and_weekend(bench: Bench) -> None:
    """What starts on a Friday night counts from Monday."""
    friday_night = datetime(2026, 12, 5, 0, 30, tzinfo=UTC)
    window = bench.ask("settlement_window", order=sample_order(), since=friday_night, calendar=FED)
    assert (window.first, window.last) == (date(2026, 12, 8), date(2026, 12, 10))


def test_no_window_without_a_calendar(bench: Bench) -> None:
    """Without a calendar no date is promised."""
    assert bench.ask("settlement_window", order=sample_order(), since=bench.now, calendar=None) is None


_RETRY = {
    "retry": Retry.LATER,
    "correct": Retry.CORRECTED,
    "reauthorised": Retry.ONCE,
    "no": Retry.NEVER,
    "not_applicable": Retry.NEVER,
    "bank_to_bank": Retry.NEVER,
}


def test_every_return_code_is_understood(bench: Bench) -> None:
    """Every published return code is in our table, with the retry that the rules allow."""
    with Path(samples("ach", "return_codes.csv")).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 71
    assert {row["code"] for row in rows} | {REVERSAL} == set(MEANINGS)
    for row in rows:
        declined = bench.ask("decline", refused=Refused(row["code"]))
        assert declined.retry is _RETRY[row["retry"]], row
        assert declined.advice.en, row
        assert declined.advice.fr, row
        if row["rate_group"] == "unauthorised" and row["retry"] == "no":
            assert declined.family is Family.PLAIN, row


def test_only_money_short_returns_are_presented_again() -> None:
    """Only R01 and R09 may go again as they are."""
    assert {code for code, said in MEANINGS.items() if said.retry is Retry.LATER} == {"R01", "R09"}


def test_advice_names_the_limits_of_the_rules(bench: Bench) -> None:
    """The operator reads how often, within what time, and after what a debit may be tried again."""

    def advice(code: str) -> str:
        return str(bench.ask("decline", refused=Refused(code)).advice.en)

    for code in ("R01", "R09"):
        assert "twice more" in advice(code)
        assert "180 days" in advice(code)
        assert "RETRY PYMT" in advice(code)
    assert "authorized this debit again" in advice("R08")
    assert "within 60 days" in advice("R11")
    assert all(advice(code).startswith("stop") for code in ("R05", "R07", "R10", "R29"))
    assert all("two banks" in advice(code) for code in ("R61", "R69", "R71", "R77"))


def test_every_change_code_is_understood(bench: Bench) -> None:
    """Every published notification of change asks for a correction and is spoken as nothing special."""
    with Path(samples("ach", "noc_codes.csv")).open(encoding="utf-8", newline="") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    assert codes == set(CHANGES)
    for code in codes:
        declined = bench.ask("decline", refused=Refused(code))
        assert (declined.retry, declined.wording) == (Retry.CORRECTED, "returned.plain")


def test_unknown_code_is_a_plain_return(bench: Bench) -> None:
    """A code nobody knows stops, and a caller hears nothing of it."""
    declined = bench.ask("decline", refused=Refused("R99"))
    assert declined.retry is Retry.NEVER
    assert declined.wording == "returned.plain"
