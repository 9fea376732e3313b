"""Amounts and names as banks write them, made exact or refused; never rounded."""

import re
from decimal import Decimal

from checkout_tui import Money

_MOST = 10**15
"""Minor units; beyond it is a mistake, and soon more than a database's integer."""
_NUMBER = re.compile(r"\d{1,18}(?:[.,]\d{0,5})?", re.ASCII)


def number(text: str) -> Decimal:
    """A bank's unsigned decimal, with a point (ISO 20022) or a comma (SWIFT MT).

    Raises ValueError for anything else.
    """
    if not _NUMBER.fullmatch(text):
        msg = "the amount is not a number"
        raise ValueError(msg)
    return Decimal(text.replace(",", "."))


def money(amount: Decimal, currency: str) -> Money:
    """The exact money. ISO 20022 allows five decimals: what is finer than the currency is refused."""
    exact = Money.of(amount, currency)
    if exact.minor > _MOST:
        msg = "the amount is larger than any bank moves"
        raise ValueError(msg)
    return exact


def masked(account: str) -> str:
    """An account number as it may be kept: its last four characters, and fewer of a short one."""
    bare = "".join(account.split())
    return f"•••• {bare[-4:]}" if len(bare) > 4 else "••••" if bare else ""
