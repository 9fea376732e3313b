"""The six rights: by when they are answered, and what the law keeps."""

from datetime import UTC, date, datetime

import pytest

from checkout_tui.domain.order import OrderState
from checkout_tui.domain.privacy import (
    Fate,
    Held,
    HeldOrder,
    PrivacyRequest,
    PrivacyState,
    Right,
    answer_by,
    brings,
    fate,
    masked_address,
    privacy_words,
)
from checkout_tui.domain.sentence import Reader


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (date(2026, 11, 27), date(2026, 12, 27)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 5, 31), date(2026, 6, 30)),
    ],
)
def test_an_answer_is_due_a_month_later(asked: date, due: date) -> None:
    """The same day of the next month; its last where it has no such day, also in a leap year."""
    assert answer_by(asked) == due


@pytest.mark.parametrize(
    ("today", "says", "late"),
    [
        (date(2026, 11, 27), "30 days left", False),
        (date(2026, 12, 26), "1 day left", False),
        (date(2026, 12, 27), "due today", False),
        (date(2026, 12, 28), "1 day late", True),
        (date(2027, 1, 6), "10 days late", True),
    ],
)
def test_the_clock_of_a_request_is_shown(today: date, says: str, late: bool) -> None:
    """Days left, the last day itself, and how late it is."""
    asked = datetime(2026, 11, 27, 9, tzinfo=UTC)
    request = PrivacyRequest("1", Right.ACCESS, "a@example.com", asked, "op", answer_by(asked.date()))
    assert (request.clock(today).say(Reader()), request.is_late(today)) == (says, late)


def test_what_erasure_does_with_an_order_is_decided_by_money_and_state() -> None:
    """An invoice or any money keeps it; what was cancelled and never paid goes; the rest is under way."""
    for state in OrderState:
        assert fate(state, invoiced=True, money=False) is fate(state, invoiced=False, money=True) is Fate.KEPT
        gone = Fate.ERASED if state is OrderState.CANCELLED else Fate.OPEN
        assert fate(state, invoiced=False, money=False) is gone


def test_what_stays_is_told_beforehand() -> None:
    """Each order is named with its reason, and a subscription that goes on."""
    held = Held(
        "a@example.com",
        "en",
        (
            HeldOrder("K7M42XQ9", Fate.KEPT),
            HeldOrder("K7M42XQ8", Fate.ERASED),
            HeldOrder("K7M42XQ7", Fate.OPEN),
        ),
        mails=1,
        renewing=("K7M42XQ9",),
    )
    told = "\n".join(each.say() for each in held.told_beforehand())
    assert "the law keeps invoices and payments: K7M-42XQ-9" in told
    assert "cancelled and never paid: K7M-42XQ-8" in told
    assert "while it is under way: K7M-42XQ-7" in told
    assert "A subscription goes on: K7M-42XQ-9" in told


def test_every_right_and_state_has_its_words() -> None:
    """Six rights (access, rectification, erasure, restriction, portability, objection), each with what is done."""
    assert len({brings(right).say() for right in Right}) == len(Right) == 6
    assert len({privacy_words(each).say() for each in (*Right, *PrivacyState)}) == 10


def test_an_erased_address_can_not_be_written_to() -> None:
    """Its first letter and its domain are left."""
    assert masked_address("ada@example.com") == "a…@example.com"
