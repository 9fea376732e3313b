"""What a remittance's own words say about whose money it is. Pure: looking orders up is the store's.

Matching goes by stages, the strongest first, and each narrows what is looked at: a reference, one
letter off, an address, and only among payments that wait for this amount, and have a word of the name
in common, the names. Nothing is ever compared with everything (R-066, R-071).
"""

import re
from collections.abc import Mapping

from attrs import frozen
from rapidfuzz import fuzz

from checkout_tui.domain import reference
from checkout_tui.domain.money import Money
from checkout_tui.domain.query import folded
from checkout_tui.domain.remittance import BankLine, Remittance

ALIKE = 85
"""From how many of 100 points on two names are alike, whatever the order of their words."""

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_MOST_EMAILS = 4


_MOST_WORDS = 6
_LEGAL_FORMS = frozenset(
    "and the for und der die les des sarl sas eurl gmbh mbh ltd inc llc llp plc corp limited company "
    "mrs mme mlle herr frau monsieur madame".split()
)
"""Words that a thousand names have: they narrow nothing."""


@frozen
class Wanted:
    """Money whose owner is looked for: what was written, by whom, and how much is left of it."""

    id: str
    written: str
    payer: str
    amount: Money


def wanted(remittance: Remittance) -> Wanted:
    """What of a remittance says whose it is."""
    written = _joined(remittance.reference, remittance.text)
    return Wanted(remittance.id, written, remittance.payer, remittance.unallocated)


def wanted_of(line_id: str, line: BankLine) -> Wanted:
    """The same of a line of a document."""
    return Wanted(line_id, _joined(line.reference, line.text), line.payer, line.amount)


def references_in(sought: Wanted) -> tuple[str, ...]:
    """Valid references, in the order in which they stand there."""
    return reference.find_in(sought.written)


def near_references_in(sought: Wanted) -> tuple[str, ...]:
    """Valid references one letter away from what was written."""
    return reference.nearly_in(sought.written)


def misread_in(sought: Wanted, order: str) -> str:
    """The word of the text that is one letter away from this order's reference."""
    return reference.misread_in(sought.written, order)


def emails_in(sought: Wanted) -> tuple[str, ...]:
    """Addresses that stand in the text, a few at most."""
    if "@" not in sought.written:
        return ()
    found = dict.fromkeys(email.casefold().rstrip(".") for email in _EMAIL.findall(sought.written))
    return tuple(found)[:_MOST_EMAILS]


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others: of three letters or more, and no legal form."""
    words = dict.fromkeys(word for word in re.split(r"[^\w]+", folded(name)) if len(word) > 2)
    return tuple(word for word in words if word not in _LEGAL_FORMS)[:_MOST_WORDS]


def one_of_them(names: str, payer: str) -> bool:
    """Whether a payer's name is one of these, which are folded and stand on lines of their own."""
    other = folded(payer)
    return any(_alike(name, other) for name in names.split("\n") if name)


def likeliest(payer: str, names: Mapping[str, str]) -> str | None:
    """Of several customers, by key with their folded names a line each, the one most alike; None when none is."""
    other = folded(payer)
    points = {
        key: max((_points(name, other) for name in called.split("\n") if name), default=0.0)
        for key, called in names.items()
    }
    best = max(points, key=lambda key: points[key], default=None)
    return best if best is not None and points[best] >= ALIKE else None


def _points(one: str, other: str) -> float:
    if not _alike(one, other):
        return 0.0
    # Whoever has all of the words is nearer than whoever has some.
    return fuzz.token_set_ratio(one, other) + fuzz.token_sort_ratio(one, other) / 1000


def _alike(one: str, other: str) -> bool:
    # Initials and legal forms alone make everybody alike.
    if not any(len(word) > 2 for word in one.split()) or not other:
        return False
    return fuzz.token_set_ratio(one, other) >= ALIKE


def _joined(written: str, text: str) -> str:
    return f"{written} | {text}"
