"""What is refused, and what a caller may hear of it."""

import csv
import json
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paypal_bench import PayPalBench, sample

import checkout_paypal
from checkout_paypal import declines
from checkout_paypal.declines import MEANINGS, meaning
from checkout_tui import Family, Pending, Refused, Retry

WORDINGS = {
    "declined.plain",
    "declined.typing",
    "declined.international",
    "declined.authenticate",
    "declined.expired_authorization",
    "declined.not_approved",
    "declined.technical",
}


def documented() -> set[str]:
    """The issues in PayPal's documents."""
    with sample("issues.csv").open(newline="") as file:
        return {row["issue"] for row in csv.DictReader(file)}


def test_every_issue_is_understood() -> None:
    """All documented issues are in the table, and nothing else but the states of a capture or refund."""
    assert len(documented()) == 218
    assert set(MEANINGS) - documented() == {"DECLINED", "FAILED", "CANCELLED"}
    assert documented() <= set(MEANINGS)


def test_each_issue_once() -> None:
    """No issue is in two groups."""
    words = Path(declines.__file__).read_text().split()
    assert all(sum(word.strip("\"'") == issue for word in words) <= 1 for issue in MEANINGS if "_" in issue)


def test_only_known_lines() -> None:
    """A caller hears one of the host's lines, whatever was refused."""
    assert {declined.wording for declined in MEANINGS.values()} <= WORDINGS


@pytest.mark.parametrize(
    ("issue", "family", "retry", "wording"),
    [
        ("INSTRUMENT_DECLINED", Family.PLAIN, Retry.ONCE, "declined.plain"),
        ("COMPLIANCE_VIOLATION", Family.PLAIN, Retry.NEVER, "declined.plain"),
        ("PAYER_CANNOT_PAY", Family.METHOD, Retry.NEVER, "declined.plain"),
        ("DOMESTIC_TRANSACTION_REQUIRED", Family.INTERNATIONAL, Retry.NEVER, "declined.international"),
        ("BILLING_ADDRESS_INVALID", Family.TYPING, Retry.CORRECTED, "declined.typing"),
        ("ORDER_NOT_APPROVED", Family.CUSTOMER, Retry.ONCE, "declined.not_approved"),
        ("PAYER_ACTION_REQUIRED", Family.CUSTOMER, Retry.ONCE, "declined.authenticate"),
        ("ORDER_EXPIRED", Family.STALE, Retry.ONCE, "declined.expired_authorization"),
        ("PAYEE_ACCOUNT_RESTRICTED", Family.TECHNICAL, Retry.LATER, "declined.technical"),
        ("CAPTURE_FULLY_REFUNDED", Family.TECHNICAL, Retry.NEVER, "declined.technical"),
        ("SOMETHING_NEW", Family.PLAIN, Retry.ONCE, "declined.plain"),
    ],
)
def test_meanings(issue: str, family: Family, retry: Retry, wording: str) -> None:
    """One of each group, and one that nobody has heard of."""
    found = PayPalBench().ask("decline", refused=Refused(issue))
    assert (found.family, found.retry, found.wording) == (family, retry, wording)


@given(st.text())
def test_any_code(code: str) -> None:
    """Whatever the code is, there is something to say."""
    assert meaning(code).wording in WORDINGS


CAPTURE_ISSUES = (
    "INSTRUMENT_DECLINED",
    "TRANSACTION_REFUSED",
    "PAYER_CANNOT_PAY",
    "PAYER_ACTION_REQUIRED",
    "COMPLIANCE_VIOLATION",
    "PAYEE_BLOCKED_TRANSACTION",
    "MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED",
    "DOMESTIC_TRANSACTION_REQUIRED",
    "PERMISSION_DENIED",
)


@pytest.mark.parametrize("issue", CAPTURE_ISSUES)
def test_negative_testing(issue: str) -> None:
    """The sandbox's header asks for an issue: it is refused with it, and PayPal's number for its support."""
    bench = PayPalBench().approved()
    _mock(bench, issue)
    found = bench.put("settle")
    assert isinstance(found, Refused)
    assert found.code == issue
    assert set(found.facts) == {"debug_id"}
    assert bench.stored()["captures"] == []


def test_still_running_is_no_decline() -> None:
    """409 PREVIOUS_REQUEST_IN_PROGRESS, or the like with another status, decides nothing."""
    bench = PayPalBench().settled()
    _mock(bench, "PREVIOUS_REQUEST_IN_PROGRESS")
    assert isinstance(bench.put("refund"), Pending)
    bench = PayPalBench().approved()
    _mock(bench, "ORDER_COMPLETION_IN_PROGRESS")
    bench.after = lambda response: None
    assert isinstance(bench.put("settle"), Pending)


def test_mocked_trouble() -> None:
    """A mocked server error is neither a success nor a decline."""
    bench = PayPalBench().approved()
    _mock(bench, "INTERNAL_SERVER_ERROR")
    assert isinstance(bench.put("settle"), Pending)


def test_never_asked_for_live() -> None:
    """The sandbox's header is not in the method's own code that asks."""
    source = Path(checkout_paypal.__file__).parent
    for name in ("method.py", "talking.py", "orders.py"):
        assert "Mock-Response" not in (source / name).read_text()


def _mock(bench: PayPalBench, issue: str) -> None:
    judged = bench.before

    def ask(request: httpx.Request) -> None:
        request.headers["PayPal-Mock-Response"] = json.dumps({"mock_application_codes": issue})
        judged(request)

    bench.before = ask
