"""The merchant on whose behalf orders are taken, as configured."""

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Product
from checkout_tui.domain.query import folded


class Overpaid(StrEnum):
    """What becomes of money that is more than the order costs; it stays in the inbox until somebody does it."""

    ASK = "ask"
    """The customer says."""
    SEND_BACK = "send-back"
    KEEP = "keep"
    """As a credit, written down as surplus."""


@frozen
class PaymentRule:
    """How much too little or too much is taken of one method, the section ``[seller.payment_rules.<code>]``."""

    short: tuple[Money, ...] | None = None
    """By currency: up to how much may be missing; None for what holds for every method."""
    over: Overpaid = Overpaid.ASK


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
    renewals_by_mail: bool = False
    """Whether a subscription may be paid by a method that cannot renew by itself; each renewal is then mailed."""
    overdue_reminder_days: tuple[int, ...] = ()
    """So many days after the last day on which money was expected a reminder is mailed, each time once."""
    renewal_notice_days: int = 0
    """So many days before it a renewal is announced by mail; 0 for never."""
    renewal_retry_days: tuple[int, ...] = ()
    """So many days after its renewal was declined a subscription in grace is charged once more, each time once."""
    grace_days: int = 7
    """How long a subscription whose renewal is not paid goes on as if it were."""
    hold_days: int = 30
    """How long it can still be paid after the grace; then it is deactivated."""
    tax_numbers: tuple[str, ...] = ()
    """As printed on invoices."""
    registrations: frozenset[str] = frozenset()
    """Tax codes this seller is registered for: they decide which taxes are collected."""
    products: tuple[Product, ...] = field(default=())
    allocate_on_receipt: bool = True
    """Whether a wire with an exact, checked reference and amount is allocated by itself (R-077)."""

    short_payment_tolerance: tuple[Money, ...] = ()
    """By currency: up to how much banks may keep on the way. An operator accepts each such shortfall."""
    payment_rules: Mapping[str, PaymentRule] = field(factory=dict)
    """By method, where it is otherwise: what may be missing, and what becomes of what is too much."""
    second_person_above: tuple[Money, ...] = ()
    """By currency: more than this is tied, kept or sent back by two people only. No limit where none is named."""

    statement_descriptor: str = ""
    """How charges are called on statements, such as ``NORTHLIGHT*STUDIO``; the seller's name when nothing is said."""
    same_order_days: int = 7
    """For so many days the same products for the same customer are asked about before they are ordered again."""

    def rule(self, method: str) -> PaymentRule:
        """What holds for money that comes by this method."""
        return self.payment_rules.get(method, PaymentRule())

    def tolerance(self, currency: str, method: str) -> Money:
        """How much may be missing in this currency; nothing where none is named."""
        own = self.rule(method).short
        named = self.short_payment_tolerance if own is None else own
        return next((most for most in named if most.currency == currency), Money(0, currency))

    def bears(self, short: Money, method: str) -> bool:
        """Whether this seller bears so small a shortfall of money that came by this method."""
        return short <= self.tolerance(short.currency, method)

    def needs_second_person(self, amount: Money) -> bool:
        """Whether one person alone may not decide about so much."""
        return any(amount.currency == most.currency and amount > most for most in self.second_person_above)

    def product(self, code: str) -> Product | None:
        """The product with this code, whatever its case."""
        return next((p for p in self.products if p.code.casefold() == code.casefold()), None)

    def product_meant(self, typed: str) -> Product | None:
        """The product that was meant: by its code, or the only one whose code or name begins so, in any language."""
        wanted = folded(typed)
        exact = self.product(typed.strip())
        if exact is not None or not wanted:
            return exact
        meant = [product for product in self.products if _begins(product, wanted)]
        return meant[0] if len(meant) == 1 else None


def _begins(product: Product, wanted: str) -> bool:
    names = {folded(name) for name in (product.code, product.title.en, product.title.fr)}
    return any(
        name.startswith(wanted) or any(word.startswith(wanted) for word in name.split()) for name in names
    )
