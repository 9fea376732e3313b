"""Amounts as PayPal writes them: strings, with two decimals, or none in HUF, JPY and TWD."""

import re
from collections.abc import Mapping
from decimal import Decimal

from checkout_tui import CheckoutError, Money

WHOLE = frozenset({"HUF", "JPY", "TWD"})
"""PayPal takes no decimals in these, whatever ISO 4217 says of HUF and TWD."""

_VALUE = re.compile(r"\d{1,15}(\.\d{1,2})?", re.ASCII)
"""Stricter than PayPal's own schema, which lets ``-1.00`` pass."""


def problem(amount: Money) -> str:
    """Why PayPal cannot be asked for this amount; empty when it can. Nothing is ever rounded."""
    if amount.minor <= 0:
        return "the amount is not more than nothing"
    if amount.currency in WHOLE and amount.decimal != int(amount.decimal):
        return f"PayPal takes whole {amount.currency} only, and nothing is rounded"
    return ""


def written(amount: Money) -> dict[str, str]:
    """PayPal's ``money`` object."""
    value = str(int(amount.decimal)) if amount.currency in WHOLE else amount.plain()
    return {"currency_code": amount.currency, "value": value}


def read(found: object) -> Money | None:
    """The amount in PayPal's ``money`` object, or None when it is none."""
    if not isinstance(found, Mapping):
        return None
    value, currency = found.get("value"), found.get("currency_code")
    if not isinstance(value, str) or not isinstance(currency, str) or not _VALUE.fullmatch(value):
        return None
    try:
        return Money.of(Decimal(value), currency)
    except CheckoutError:
        return None
