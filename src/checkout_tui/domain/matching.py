"""What a remittance's own words say about whose money it is. Pure: looking orders up is the store's.

Matching goes by stages, the strongest first, and each narrows what is looked at: a reference, one
letter off, an address, and only among payments that wait for exactly this amount the name. Nothing
is ever compared with everything (R-066, R-071).
"""

import re

from rapidfuzz import fuzz

from checkout_tui.domain import reference
from checkout_tui.domain.query import folded
from checkout_tui.domain.remittance import BankLine, Remittance

ALIKE = 85
"""From how many of 100 points on two names are alike, whatever the order of their words."""

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_MOST_EMAILS = 4


def references_in(remittance: Remittance) -> tuple[str, ...]:
    """Valid references, in the order in which they stand there."""
    return reference.find_in(_written(remittance))


def references_of(line: BankLine) -> tuple[str, ...]:
    """The same of a line that is not booked yet."""
    return reference.find_in(_joined(line.reference, line.text))


def near_references_in(remittance: Remittance) -> tuple[str, ...]:
    """Valid references one letter away from what was written."""
    return reference.nearly_in(_written(remittance))


def emails_in(remittance: Remittance) -> tuple[str, ...]:
    """Addresses that stand in the text, a few at most."""
    found = dict.fromkeys(email.casefold().rstrip(".") for email in _EMAIL.findall(_written(remittance)))
    return tuple(found)[:_MOST_EMAILS]


def alike(customer: str, payer: str) -> bool:
    """Whether a payer's name is a customer's, however its words are ordered, cased and accented."""
    one, other = folded(customer), folded(payer)
    # Initials and legal forms alone make everybody alike.
    if not any(len(word) > 2 for word in one.split()) or not other:
        return False
    return fuzz.token_set_ratio(one, other) >= ALIKE


def _written(remittance: Remittance) -> str:
    return _joined(remittance.reference, remittance.text)


def _joined(written: str, text: str) -> str:
    return f"{written} | {text}"
