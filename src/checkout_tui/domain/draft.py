"""An order that is being taken: everything may still be missing."""

import re
from datetime import datetime, timedelta

from attrs import frozen

from checkout_tui.domain.order import Contact, Order
from checkout_tui.domain.query import folded, national
from checkout_tui.domain.tax import Exemption, Place

# An x is a sign only where it stands alone or touches the number: "2 xenon" is two of xenon.
_LINE = re.compile(r"(?:(\d{1,4})(?:\s*[×*]\s*|x\s*|\s+x\s+|\s+))?(.+)")


@frozen
class DraftLine:
    """So many of the product with this code."""

    product: str
    quantity: int = 1


@frozen
class Draft:
    """What the caller has said so far.

    ``reference`` is fixed when the form opens: placing the same draft twice is placing it once.
    """

    reference: str
    language: str = "en"
    currency: str = "EUR"
    place: Place = Place("FR", None)
    customer: Contact = Contact()
    delivery: Contact | None = None
    licensee: str = ""
    purchase_order: str = ""
    lines: tuple[DraftLine, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    exempt: str = ""
    """Exemptions as they are being typed; they count once they can be read."""


def read_lines(text: str) -> tuple[DraftLine, ...]:
    """What was typed for the products: ``2 studio, plan`` or ``2x studio``. Codes and names are resolved later."""
    found = (_LINE.fullmatch(part.strip()) for part in text.split(","))
    return tuple(DraftLine(match[2], int(match[1] or 1)) for match in found if match)


def written_lines(lines: tuple[DraftLine, ...]) -> str:
    """The same as it would be typed."""
    return ", ".join(_written(line) for line in lines)


def _written(line: DraftLine) -> str:
    plain = line.product if line.quantity == 1 else f"{line.quantity} {line.product}"
    # A code such as "2 seats" would be taken for a quantity: the sign keeps the two apart.
    return plain if read_lines(plain) == (line,) else f"{line.quantity} × {line.product}"


def again(order: Order, reference: str, exempt: str = "") -> Draft:
    """The same order once more, under a reference of its own; prices and taxes are those of the day (R-089)."""
    return Draft(
        reference=reference,
        language=order.language,
        currency=order.currency,
        place=order.place,
        customer=order.customer,
        delivery=order.delivery,
        licensee=order.licensee,
        lines=tuple(DraftLine(line.code, line.quantity) for line in order.lines),
        exempt=exempt,
    )


def looks_like_a_second(draft: Draft, order: Order, now: datetime, within: timedelta) -> bool:
    """Whether ``order`` is a recent one of the same customer for the same products: the draft may be a double."""
    if now - order.placed_at > within or order.reference == draft.reference:
        return False
    wanted = {(line.product.casefold(), line.quantity) for line in draft.lines}
    bought = {(line.code.casefold(), line.quantity) for line in order.lines}
    return wanted == bought and _same(draft.customer, order.customer)


def _same(one: Contact, other: Contact) -> bool:
    email = folded(one.email)
    phone = national(one.phone)
    return bool(email and email == folded(other.email)) or bool(phone and phone == national(other.phone))


@frozen
class KeptDraft:
    """A draft that was begun and not placed, with who was taking it and when it was last written."""

    draft: Draft
    operator: str
    kept_at: datetime
    call: str = ""
