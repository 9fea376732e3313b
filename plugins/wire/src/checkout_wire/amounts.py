"""Amounts and names as banks write them, made exact or refused; never rounded."""

import re
from decimal import Decimal

from checkout_tui import CheckoutError, Money, Words

_MOST = 10**15
"""Minor units; beyond it is a mistake, and soon more than a database's integer."""
_NUMBER = re.compile(r"\d{1,18}(?:[.,]\d{0,5})?", re.ASCII)


class Unreadable(ValueError):
    """What a bank wrote cannot be read; ``says`` tells why, in both languages."""

    def __init__(self, en: str, fr: str) -> None:
        super().__init__(en)
        self.says = Words(en, fr)


def why(error: ValueError | CheckoutError) -> Words:
    """Why something is not read: an amount that its currency does not have is told by the host, in English."""
    return (
        error.says
        if isinstance(error, Unreadable)
        else Words(str(error), "le montant ou sa devise n’existe pas")
    )


def number(text: str) -> Decimal:
    """A bank's unsigned decimal, with a point (ISO 20022) or a comma (SWIFT MT).

    Raises Unreadable for anything else.
    """
    if not _NUMBER.fullmatch(text):
        raise Unreadable("the amount is not a number", "le montant n’est pas un nombre")
    return Decimal(text.replace(",", "."))


def money(amount: Decimal, currency: str) -> Money:
    """The exact money. ISO 20022 allows five decimals: what is finer than the currency is refused."""
    exact = Money.of(amount, currency)
    if exact.minor > _MOST:
        raise Unreadable(
            "the amount is larger than any bank moves", "le montant dépasse ce qu’une banque déplace"
        )
    return exact


def masked(account: str) -> str:
    """An account number as it may be kept: its last four characters, and fewer of a short one."""
    bare = "".join(account.split())
    return f"•••• {bare[-4:]}" if len(bare) > 4 else "••••" if bare else ""
