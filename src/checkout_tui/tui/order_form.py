"""The form of a new order: its fields, and how a draft stands in them."""

from collections.abc import Callable

from checkout_tui.domain.draft import Draft, read_lines, written_lines
from checkout_tui.domain.order import Contact
from checkout_tui.domain.sentence import N_
from checkout_tui.domain.tax import Place

FIELDS: tuple[tuple[str, str, str], ...] = (
    ("products", N_("products: code, 2 code, name"), ""),
    ("name", N_("name"), ""),
    ("email", N_("e-mail"), ""),
    ("company", N_("company"), ""),
    ("phone", N_("phone"), ""),
    ("country", N_("country, two letters"), "FR"),
    ("region", N_("province (Canada)"), ""),
    ("exempt", N_("tax exemptions: tax and number"), ""),
    ("currency", N_("currency"), "EUR"),
    ("language", N_("language of the order: fr or en"), "fr"),
    ("purchase_order", N_("purchase order number"), ""),
    ("licensee", N_("licence in the name of"), ""),
    ("delivery", N_("download to another e-mail"), ""),
)
"""Code, title, and what stands there at first; ``ask.<code>`` is the line to say."""

CUSTOMER_FIELDS = ("name", "email", "company", "phone")
"""What is typed here may find somebody who bought before."""


def draft_in(reference: str, value: Callable[[str], str]) -> Draft:
    """The draft as the form stands; ``value`` gives what is typed in a field."""
    delivery = value("delivery")
    return Draft(
        reference=reference,
        language=language_in(value),
        currency=value("currency").upper(),
        place=Place(value("country"), value("region") or None),
        customer=Contact(
            name=value("name"), email=value("email"), company=value("company"), phone=value("phone")
        ),
        delivery=Contact(email=delivery) if delivery else None,
        licensee=value("licensee"),
        purchase_order=value("purchase_order"),
        lines=read_lines(value("products")),
        exempt=value("exempt"),
    )


def language_in(value: Callable[[str], str]) -> str:
    """The order's language: it decides every line to say."""
    return "fr" if value("language").lower().startswith("fr") else "en"


def as_typed(draft: Draft, language: str) -> dict[str, str]:
    """What stands in the form for this draft, for a reader of this language."""
    return {
        "products": written_lines(draft.lines, language),
        "name": draft.customer.name,
        "email": draft.customer.email,
        "company": draft.customer.company,
        "phone": draft.customer.phone,
        "country": draft.place.country,
        "region": draft.place.region or "",
        "exempt": draft.exempt,
        "currency": draft.currency,
        "language": draft.language,
        "purchase_order": draft.purchase_order,
        "licensee": draft.licensee,
        "delivery": draft.delivery.email if draft.delivery else "",
    }
