"""Refusals: what each code means for the operator, and what a caller may hear of it."""

import pytest
from card_samples import Desk, rows

from checkout_card.declines import FRAUD_LIKE, MEANINGS
from checkout_tui import Declined, Family, Refused, Retry

SPOKEN = {
    "declined.plain",
    "declined.typing",
    "declined.international",
    "declined.authenticate",
    "declined.expired_authorization",
    "declined.not_approved",
    "declined.technical",
}
OF_THE_API = """
incorrect_number invalid_number invalid_expiry_month invalid_expiry_year invalid_cvc incorrect_cvc expired_card
incorrect_zip authentication_required authorization_expired processing_error card_declined
""".split()


def test_every_decline_code_is_known() -> None:
    """Every published decline code is in the table, and the secret ones are plain."""
    table = rows("stripe_decline_codes.csv")
    assert len(table) == 46
    for row in table:
        declined = MEANINGS[row["decline_code"]]
        assert declined.wording in SPOKEN
        if row["class"] in ("G", "I", "F"):
            assert declined.wording == "declined.plain", row["decline_code"]
        if row["class"] == "G":
            assert declined.family is Family.PLAIN, row["decline_code"]
        if row["retry"] == "after correction":
            assert (declined.family, declined.retry) == (Family.TYPING, Retry.CORRECTED)
            assert declined.wording == "declined.typing"


@pytest.mark.parametrize("code", OF_THE_API)
def test_codes_of_the_api(code: str) -> None:
    """The error codes that come with a card are understood as well as the decline codes."""
    assert code in MEANINGS


def test_fraud_is_told_apart_by_nobody() -> None:
    """All codes that hint at fraud have one and the same meaning."""
    assert {MEANINGS[code] for code in FRAUD_LIKE} == {Declined(Family.PLAIN, Retry.NEVER)}


def test_unknown_code_is_a_plain_decline() -> None:
    """A code that did not exist when this was written is a plain decline."""
    assert Desk().ask("decline", refused=Refused("brand_new_code")) == Declined()


def test_code_is_read_however_it_is_written() -> None:
    """The hook reads a code without minding case or blanks."""
    declined = Desk().ask("decline", refused=Refused(" Expired_Card "))
    assert declined.family is Family.EXPIRED
