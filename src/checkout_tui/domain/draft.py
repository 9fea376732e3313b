"""An order that is being taken: everything may still be missing."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from attrs import evolve, frozen

from checkout_tui.domain.order import Contact, Order
from checkout_tui.domain.query import folded, national
from checkout_tui.domain.tax import Exemption, Place

# An x is a sign only where it stands alone or touches the number: "2 xenon" is two of xenon.
_LINE = re.compile(r"(?:(\d{1,4})(?:\s*[×*]\s*|x\s*|\s+x\s+|\s+))?(.+)")
_CHOICE = re.compile(r"(.*\S)\s+/\s*(\w+)")
_WAYS = {True: ("subscription", "abonnement"), False: ("once", "unique")}
"""What is typed behind a product that is sold in both ways: any beginning of these, in either language."""


@frozen
class DraftLine:
    """So many of the product with this code."""

    product: str
    quantity: int = 1
    renews: bool | None = None
    """Whether it is wanted as a subscription; None while nobody chose, or where there is no choice."""


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
    """What was typed for the products: ``2 studio, plan /once`` or ``2x studio``. Names are resolved later."""
    found = (_LINE.fullmatch(part.strip()) for part in text.split(","))
    return tuple(_read(match[2], int(match[1] or 1)) for match in found if match)


def _read(typed: str, quantity: int) -> DraftLine:
    match = _CHOICE.fullmatch(typed)
    if match is not None:
        for renews, words in _WAYS.items():
            if any(word.startswith(match[2].casefold()) for word in words):
                return DraftLine(match[1], quantity, renews)
    return DraftLine(typed, quantity)


def written_lines(lines: tuple[DraftLine, ...], language: str = "en") -> str:
    """The same as it would be typed."""
    return ", ".join(_written(line, language) for line in lines)


def _written(line: DraftLine, language: str) -> str:
    way = "" if line.renews is None else f" /{way_word(renews=line.renews, language=language)}"
    plain = line.product if line.quantity == 1 else f"{line.quantity} {line.product}"
    # A code such as "2 seats" would be taken for a quantity: the sign keeps the two apart.
    plain = plain if read_lines(plain + way) == (line,) else f"{line.quantity} × {line.product}"
    return plain + way


def way_word(*, renews: bool, language: str) -> str:
    """What is written behind a product's name for the way in which it is wanted."""
    if language.startswith("fr"):
        return "abo" if renews else "unique"
    return "sub" if renews else "once"


def other_way(typed: str, at: int, sold_both: Callable[[str], bool], language: str) -> tuple[str, int] | None:
    """What is typed once one product is chosen the other way, and the place behind it; None if none can be.

    ``at`` is where the cursor stands: its product is meant if it is sold both ways, else the first
    about which nobody chose yet, else the first that is sold so. A subscription is offered first.
    """
    parts = typed.split(",")
    lines = [read_lines(part) for part in parts]
    here = typed.count(",", 0, at)
    both = [number for number, read in enumerate(lines) if read and sold_both(read[0].product)]
    if not both:
        return None
    open_ones = [number for number in both if lines[number][0].renews is None]
    number = here if here in both else (open_ones or both)[0]
    lines[number] = (evolve(lines[number][0], renews=not lines[number][0].renews),)
    # What stands around it is left as it was typed.
    lead = " " if number else ""
    parts[number] = lead + written_lines(lines[number], language)
    return ",".join(parts), len(",".join(parts[: number + 1]))


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
        lines=tuple(DraftLine(line.code, line.quantity, line.renews) for line in order.lines),
        exempt=exempt,
    )


def looks_like_a_second(draft: Draft, order: Order, now: datetime, within: timedelta) -> bool:
    """Whether ``order`` is a recent one of the same customer for the same products: the draft may be a double."""
    if now - order.placed_at > within or order.reference == draft.reference:
        return False
    wanted = {(line.product.casefold(), line.quantity, bool(line.renews)) for line in draft.lines}
    bought = {(line.code.casefold(), line.quantity, line.renews) for line in order.lines}
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
