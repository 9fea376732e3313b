"""The merchant on whose behalf orders are taken, as configured."""

from attrs import field, frozen

from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Product


@frozen
class Seller:
    """Names, addresses and links that stand in mails and are said on the phone."""

    name: str
    email: str
    """Where mail comes from."""
    support_email: str
    support_phone: str = ""
    address: tuple[str, ...] = ()
    website: str = ""
    terms_version: str = ""
    terms_url: str = ""
    privacy_url: str = ""
    """Linked from every mail (R-103)."""
    download_url: str = ""
    change_option_url: str = ""
    """Where *Change payment option* leads; a signed token is added."""
    manage_url: str = ""
    """Where a subscription is managed; empty when this seller puts no such link in receipts (R-030)."""
    refund_url: str = ""
    """Where a customer confirms a refund; a signed token is added. Empty: by reading the code to the operator."""
    refund_code_hours: int = 24
    """How long the code in a validation mail is good."""
    refund_code_tries: int = 5
    """So many wrong codes end a refund request."""
    tax_numbers: tuple[str, ...] = ()
    """As printed on invoices."""
    registrations: frozenset[str] = frozenset()
    """Tax codes this seller is registered for: they decide which taxes are collected."""
    products: tuple[Product, ...] = field(default=())
    allocate_on_receipt: bool = True
    """Whether a wire with an exact, checked reference and amount is allocated by itself (R-077)."""

    short_payment_tolerance: tuple[Money, ...] = ()
    """By currency: up to how much banks may keep on the way. An operator accepts each such shortfall."""
    second_person_above: tuple[Money, ...] = ()
    """By currency: more than this is tied, kept or sent back by two people only. No limit where none is named."""

    def bears(self, short: Money) -> bool:
        """Whether this seller bears so small a shortfall."""
        return any(short.currency == most.currency and short <= most for most in self.short_payment_tolerance)

    def needs_second_person(self, amount: Money) -> bool:
        """Whether one person alone may not decide about so much."""
        return any(amount.currency == most.currency and amount > most for most in self.second_person_above)

    def product(self, code: str) -> Product | None:
        """The product with this code, whatever its case."""
        return next((p for p in self.products if p.code.casefold() == code.casefold()), None)
