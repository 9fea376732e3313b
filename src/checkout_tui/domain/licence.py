"""Licences: a key for each licensed line of an order that is paid (R-008, R-047), dead with a full refund (R-039c)."""

import re
from collections.abc import Callable
from datetime import datetime

from attrs import frozen
from stdnum.iso7064 import mod_37_36

from checkout_tui.domain.order import Delivery, Order
from checkout_tui.domain.reference import ALPHABET

LENGTH = 20
"""Five letters four times; the last one catches a misread key."""
SHORTEST_START = 5
"""So many letters of a key, its first group, are enough to look for it."""

_GROUP = 5
_SHOWN = re.compile(rf"\b[{ALPHABET}]{{{_GROUP}}}(?:-[{ALPHABET}]{{{_GROUP}}}){{{LENGTH // _GROUP - 1}}}\b")
_SEPARATORS = re.compile(r"[\s\-._/]+")


@frozen
class Licence:
    """What the customer types in to use what was bought."""

    key: str
    """Canonical; :func:`shown` prints it in groups."""
    order: str
    product: str
    title: str
    seats: int
    holder: str
    """In whose name it is."""
    issued_at: datetime
    ended_at: datetime | None = None
    """Since when it is deactivated, for good."""


def issue(order: Order, at: datetime, draw: Callable[[int], int]) -> tuple[Licence, ...]:
    """One licence for each line that is delivered as one; ``draw(n)`` gives an unpredictable number below ``n``."""
    return tuple(
        Licence(_make(draw), order.reference, line.code, line.title, line.quantity, holder_of(order), at)
        for line in order.lines
        if line.delivery is Delivery.LICENCE
    )


def holder_of(order: Order) -> str:
    """In whose name the licences of an order are."""
    return order.licensee or order.delivered_to.company or order.delivered_to.name


def shown(key: str) -> str:
    """As it is mailed: ``K7M42-XQ9Z3-…``."""
    return "-".join(key[at : at + _GROUP] for at in range(0, LENGTH, _GROUP))


def masked(key: str) -> str:
    """What an operator sees: enough to compare with what a caller reads out, too little to use."""
    return f"•••••-{key[-_GROUP:]}"


def without_keys(text: str) -> str:
    """A text for the operator: whole keys in it masked, as they are wherever else they are shown."""
    return _SHOWN.sub(_masked_if_one, text)


def _masked_if_one(found: re.Match[str]) -> str:
    key = found.group().replace("-", "")
    return masked(key) if mod_37_36.is_valid(key, ALPHABET) else found.group()


def read(text: str) -> str | None:
    """The key that was typed, or how it begins; None when it can be neither."""
    bare = _SEPARATORS.sub("", text).upper()
    if not SHORTEST_START <= len(bare) <= LENGTH or any(c not in ALPHABET for c in bare):
        return None
    return bare


def _make(draw: Callable[[int], int]) -> str:
    body = "".join(ALPHABET[draw(len(ALPHABET))] for _ in range(LENGTH - 1))
    return body + mod_37_36.calc_check_digit(body, ALPHABET)
