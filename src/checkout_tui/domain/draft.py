"""An order that is being taken: everything may still be missing."""

from datetime import datetime

from attrs import frozen

from checkout_tui.domain.order import Contact
from checkout_tui.domain.tax import Exemption, Place


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


@frozen
class KeptDraft:
    """A draft that was begun and not placed, with who was taking it and when it was last written."""

    draft: Draft
    operator: str
    kept_at: datetime
    call: str = ""
