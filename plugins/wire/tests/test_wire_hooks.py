"""Wire: what the host is told, what the caller is told, and when the money is expected."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from checkout_tui import (
    AllocationRule,
    AwaitingFunds,
    BusinessCalendar,
    Money,
    NotSent,
    Pending,
    Refused,
    Retry,
    Settled,
)
from checkout_tui.testing import Bench, sample_order, sample_payment
from checkout_wire import plugin
from checkout_wire.describing import SEPA
from checkout_wire.returns import MEANINGS

SETTINGS: dict[str, Any] = {
    "beneficiary": "Northlight Software",
    "iban": "DE89 3704 0044 0532 0130 00",
    "bic": "COBADEFFXXX",
    "bank_name": "Example Bank",
}
TARGET = BusinessCalendar(
    "TARGET", ZoneInfo("Europe/Berlin"), time(18, 0), frozenset({date(2026, 12, 25)}), 2026, 2026
)


@pytest.fixture
def bench() -> Bench:
    """A bench with everything set up."""
    return Bench(plugin, SETTINGS)


def order_from(country: str, **changes: object) -> Any:
    """An order placed from that country."""
    order = sample_order(**changes)
    return sample_order(place=type(order.place)(country, None), **changes)


def test_described(bench: Bench) -> None:
    """Wires come from anywhere in any currency and are tied to their order on receipt."""
    described = bench.described
    assert described.code == "wire"
    assert described.allocation is AllocationRule.ON_RECEIPT
    assert described.why_not(Money(100, "JPY"), "JP", recurring=False) is None
    assert described.calendar_for("USD") == "FED"
    assert described.calendar_for("EUR") == described.calendar_for("JPY") == "TARGET"


def test_no_bank_details_are_baked_in(bench: Bench) -> None:
    """Nothing that a customer could send money to has a default."""
    assert all(setting.default is None for setting in bench.described.settings if setting.required)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_instructions(bench: Bench, language: str) -> None:
    """The caller hears the IBAN in fours, the amount and the reference in its spoken form."""
    order = sample_order(language=language)
    answer = bench.ask("authorize", payment=sample_payment(order, "wire"), order=order, amount=order.total)
    assert isinstance(answer, AwaitingFunds)
    assert answer.reference == "K7M-42XQ-Z"
    values = [line.value for line in answer.instructions]
    assert "DE89 3704 0044 0532 0130 00" in values
    assert "K7M-42XQ-Z" in values
    assert order.total.shown(language) in values
    assert all(line.label.en and line.label.fr for line in answer.instructions)


@pytest.mark.parametrize(
    "change",
    [{"iban": "DE89370400440532013001"}, {"iban": ""}, {"bic": "X"}, {"beneficiary": ""}, {"bank_name": ""}],
)
def test_wrong_setup_sends_nobody_anywhere(change: dict[str, str]) -> None:
    """Missing or mistyped bank details give no instructions."""
    order = sample_order()
    answer = Bench(plugin, SETTINGS | change).ask(
        "authorize", payment=sample_payment(order, "wire"), order=order, amount=order.total
    )
    assert isinstance(answer, NotSent)
    assert next(iter(change)) in answer.why


def test_settle_acknowledges_what_was_allocated(bench: Bench) -> None:
    """Settling takes no money: it says that the allocated amount is here."""
    order = sample_order()
    payment = sample_payment(order, "wire", remittance_reference="K7M-42XQ-Z")
    answer = bench.ask("settle", payment=payment, order=order, amount=order.total)
    assert answer == Settled("K7M-42XQ-Z", order.total, on=date(2026, 11, 23))


def test_refund_waits_for_a_person(bench: Bench) -> None:
    """A refund stays pending until somebody has paid it out."""
    order = sample_order()
    answer = bench.ask(
        "refund", payment=sample_payment(order, "wire"), order=order, amount=order.total, reason="x"
    )
    assert isinstance(answer, Pending)
    assert answer.reference
    assert answer.why


@pytest.mark.parametrize(
    ("country", "first", "last"),
    [
        ("FR", date(2026, 11, 25), date(2026, 11, 27)),
        ("CH", date(2026, 11, 25), date(2026, 11, 27)),
        ("US", date(2026, 11, 30), date(2026, 12, 7)),
        ("CA", date(2026, 11, 30), date(2026, 12, 7)),
    ],
)
def test_window_by_country(bench: Bench, country: str, first: date, last: date) -> None:
    """Two to four business days from Europe, five to ten from elsewhere."""  # R-075 R-076
    since = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    window = bench.ask("settlement_window", order=order_from(country), since=since, calendar=TARGET)
    assert (window.first, window.last) == (first, last)


def test_europe_is_a_list_to_edit(bench: Bench) -> None:
    """What counts as Europe is the merchant's list, and by default the SEPA countries."""
    since = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    own = Bench(plugin, SETTINGS | {"europe": ("ca",)})
    windows = [
        each.ask("settlement_window", order=order_from("CA"), since=since, calendar=TARGET).last
        for each in (bench, own)
    ]
    assert windows == [date(2026, 12, 7), date(2026, 11, 27)]
    assert len(SEPA) == len(set(SEPA))
    assert {"FR", "GB", "CH", "NO", "RS"} < set(SEPA)
    assert not {"US", "CA", "TR", "UA"} & set(SEPA)


def test_no_window_without_a_calendar(bench: Bench) -> None:
    """Without a calendar no date is promised."""
    assert bench.ask("settlement_window", order=sample_order(), since=bench.now, calendar=None) is None


def test_returns_are_understood(bench: Bench) -> None:
    """A wire is sent again only when something can be put right, and suspicion is never named."""
    assert bench.ask("decline", refused=Refused("AC01")).retry is Retry.CORRECTED
    assert bench.ask("decline", refused=Refused("AC04")).retry is Retry.NEVER
    plain = bench.ask("decline", refused=Refused("ZZ99"))
    assert bench.ask("decline", refused=Refused("FR01")).wording == plain.wording == "returned.plain"
    assert {code for code, said in MEANINGS.items() if said.retry is Retry.LATER} == {"AM04"}
