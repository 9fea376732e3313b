"""What the caller wants: lines, contacts and terms as the order was taken, and its tax until it is paid."""

from datetime import date, datetime
from enum import StrEnum

from attrs import frozen

from checkout_tui.domain.history import Doubt, Standing
from checkout_tui.domain.letter import ASKS_TO_PAY, Mail
from checkout_tui.domain.method import PaymentMethod
from checkout_tui.domain.money import Money
from checkout_tui.domain.payment import HAS_TAKEN, Payment
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.tax import Exemption, Place, TaxChange, TaxLine, tax_day
from checkout_tui.domain.words import Words


@frozen
class Contact:
    """Somebody the order writes to or names. ``email`` is where mail goes (R-004)."""

    name: str = ""
    email: str = ""
    company: str = ""
    phone: str = ""


class Delivery(StrEnum):
    """What the customer is sent once it is paid (R-047)."""

    DOWNLOAD = "download"
    LICENCE = "licence"
    SELLER = "seller"
    """The seller delivers by a mail of its own."""

    @property
    def is_ours(self) -> bool:
        """Whether it comes with the receipt."""
        return self is not Delivery.SELLER


@frozen
class Product:
    """Something in the seller's catalogue, with its price in each currency it is sold in."""

    code: str
    title: Words
    prices: tuple[Money, ...]
    delivery: Delivery = Delivery.DOWNLOAD
    renews: bool = False
    months: int = 1
    """From one renewal to the next."""
    renewals: int = 0
    """After so many renewals the subscription is finished; 0 for none."""
    once: tuple[Money, ...] = ()
    """What a subscription costs bought once instead, for good; empty where it is sold as a subscription only."""

    @property
    def both(self) -> bool:
        """Whether the caller chooses between once and a subscription."""
        return self.renews and bool(self.once)

    def price_in(self, currency: str, *, renews: bool) -> Money | None:
        """Its price as it is wanted: of one period of a subscription, or of the product once."""
        prices = self.prices if renews is self.renews else self.once
        return next((price for price in prices if price.currency == currency), None)

    def why_not_sold(self, renews: bool | None) -> Sentence | None:
        """Why it cannot be ordered like that, or None. ``renews`` is what the caller chose; None: nothing yet."""
        if renews is None and self.both:
            return sentence(N_("{product}: once, or as a subscription? Ask the caller."), product=self.title)
        if renews and not self.renews:
            return sentence(N_("{product} is not sold as a subscription."), product=self.title)
        if renews is False and self.renews and not self.once:
            return sentence(N_("{product} is only sold as a subscription."), product=self.title)
        return None


@frozen
class OrderLine:
    """So many of one product, at the price of that day, before tax."""

    code: str
    title: str
    quantity: int
    unit: Money
    renews: bool = False
    delivery: Delivery = Delivery.DOWNLOAD
    months: int = 1
    """From one renewal to the next, if it renews."""
    renewals: int = 0

    @property
    def total(self) -> Money:
        return self.unit.times(self.quantity)


@frozen
class Order:
    """An order as it was taken. What is paid of it is in its payments, not here."""

    reference: str
    placed_at: datetime
    placed_by: str
    seller: str
    language: str
    """Decides every mail and every line a caller hears (R-122)."""
    place: Place
    customer: Contact
    """Who is billed: gets the confirmation, the receipt and the invoice."""
    lines: tuple[OrderLine, ...]
    tax: tuple[TaxLine, ...]
    terms: str
    """The version of the seller's terms that applied (R-009)."""
    delivery: Contact | None = None
    """Who gets the download and licence data, when it is somebody else."""
    licensee: str = ""
    """Whose name the licence bears, when it is not the customer's."""
    purchase_order: str = ""
    exemptions: tuple[Exemption, ...] = ()
    """What the customer is exempt from: a renewal is exempt as well (R-090)."""
    payable_on: date | None = None
    """When tax becomes payable, paid or not, where that day is agreed: a renewal's own (R-089)."""
    retaxed: tuple[TaxChange, ...] = ()
    """How its tax changed while it was not paid, oldest first."""

    @property
    def currency(self) -> str:
        return self.lines[0].unit.currency

    @property
    def net(self) -> Money:
        return sum((line.total for line in self.lines[1:]), self.lines[0].total)

    @property
    def total(self) -> Money:
        return sum((line.amount for line in self.tax), self.net)

    @property
    def placed_on(self) -> date:
        """The day on which it was taken where the customer is."""
        return tax_day(self.place, self.placed_at)

    @property
    def taxed_on(self) -> date:
        """The day by whose rates it is taxed: one of the customer's place."""
        if self.retaxed:
            return self.retaxed[-1].on
        return self.payable_on or self.placed_on

    @property
    def renews(self) -> bool:
        """Whether any line is a subscription."""
        return any(line.renews for line in self.lines)

    @property
    def delivered_to(self) -> Contact:
        return self.delivery or self.customer


@frozen
class Correction:
    """An address that was put right (R-025)."""

    at: datetime
    by: str
    was: str
    now: str

    @property
    def says(self) -> Sentence:
        return sentence(N_("address corrected: {was} → {now}"), was=self.was, now=self.now)


class OrderState(StrEnum):
    """Where an order stands, from its payments. A word for a list; the payments say more."""

    NEW = "new"
    UNANSWERED = "unanswered"
    PENDING = "pending"
    AWAITING_CUSTOMER = "awaiting-customer"
    AWAITING_FUNDS = "awaiting-funds"
    AUTHORIZED = "authorized"
    DECLINED = "declined"
    PAID = "paid"
    RETURNED = "returned"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


_WAITS_FOR_NO_PAYMENT = frozenset(
    {OrderState.AUTHORIZED, OrderState.PAID, OrderState.REFUNDED, OrderState.CANCELLED}
)
ASKS_IN_VAIN = N_(
    "This mail asks for a payment, and the order waits for none any more: it is not sent again."
)


def asks_in_vain(mail: Mail, state: OrderState) -> bool:
    """Whether a mail that was written before asks to pay what nobody is to pay any more (R-007)."""
    return mail.kind in ASKS_TO_PAY and state in _WAITS_FOR_NO_PAYMENT


_STATES: dict[OrderState, str] = {
    OrderState.NEW: N_("no payment yet"),
    OrderState.UNANSWERED: N_("UNANSWERED"),
    OrderState.PENDING: N_("pending"),
    OrderState.AWAITING_CUSTOMER: N_("awaiting customer"),
    OrderState.AWAITING_FUNDS: N_("awaiting money"),
    OrderState.AUTHORIZED: N_("authorized"),
    OrderState.DECLINED: N_("declined"),
    OrderState.PAID: N_("paid"),
    OrderState.RETURNED: N_("returned by the bank"),
    OrderState.REFUNDED: N_("refunded"),
    OrderState.CANCELLED: N_("cancelled"),
}


def state_words(state: OrderState) -> Sentence:
    """What an operator calls it."""
    return sentence(_STATES[state])


class Attention(StrEnum):
    """Why a person has to look at an order that would need nobody by its state alone."""

    REFUND_REFUSED = "refund-refused"
    """A refund was granted and not executed: somebody is owed money."""
    REFUND_REFERRED = "refund-referred"
    """A refund was referred to our team."""
    REFUND_PAY_OUT = "refund-pay-out"
    """A refund is granted, and a person has to transfer it at the bank."""
    LATE_APPROVAL = "late-approval"
    """The customer approved a link after it was given up."""
    PAID_TWICE = "paid-twice"
    """Two payments of it are settled: one of them is to go back."""
    TAX_CHANGED = "tax-changed"
    """A rate changed before it was paid: the customer may have been told, or may have sent, another total."""


_ATTENTIONS = {
    Attention.REFUND_REFUSED: N_("refund not done"),
    Attention.REFUND_REFERRED: N_("refund to decide"),
    Attention.REFUND_PAY_OUT: N_("refund to pay out"),
    Attention.LATE_APPROVAL: N_("late approval"),
    Attention.PAID_TWICE: N_("paid twice"),
    Attention.TAX_CHANGED: N_("tax has changed"),
}


def attention_words(attention: Attention) -> Sentence:
    """What a list calls it."""
    return sentence(_ATTENTIONS[attention])


def order_state(payments: tuple[Payment, ...], *, cancelled: bool) -> OrderState:
    """Where the order stands. What nobody knows comes first, then money, then what is under way."""
    if any(payment.doubt is Doubt.UNANSWERED for payment in payments):
        return OrderState.UNANSWERED
    # Asked and not yet answered is as unknown as no answer: the process may have died in between.
    if any(payment.live is not None and payment.doubt is Doubt.NONE for payment in payments):
        return OrderState.UNANSWERED
    if any(payment.live is not None for payment in payments):
        return OrderState.PENDING
    paid = [payment for payment in payments if payment.standing is Standing.SETTLED]
    if paid:
        # A bank that took back a part leaves an order that is not paid: somebody has to see it.
        short = any(p.returned and p.settled - p.returned < p.amount.minor - p.borne for p in paid)
        return OrderState.RETURNED if short else OrderState.PAID
    # Money that is here, or was lost, needs a person whether the order is cancelled or not.
    if any(payment.allocated > payment.settled for payment in payments):
        return OrderState.AWAITING_FUNDS
    if cancelled and any(payment.lost.minor for payment in payments):
        return OrderState.RETURNED
    if cancelled:
        return OrderState.CANCELLED
    for payment in reversed(payments):
        state = _BY_STANDING.get(payment.standing)
        if state is not None:
            return state
    return OrderState.NEW


_BY_STANDING = {
    Standing.AWAITING_CUSTOMER: OrderState.AWAITING_CUSTOMER,
    Standing.AWAITING_FUNDS: OrderState.AWAITING_FUNDS,
    Standing.AUTHORIZED: OrderState.AUTHORIZED,
    Standing.REFUNDED: OrderState.REFUNDED,
    Standing.RETURNED: OrderState.RETURNED,
    Standing.DECLINED: OrderState.DECLINED,
    Standing.VOIDED: OrderState.DECLINED,
}


def tried(payments: tuple[Payment, ...]) -> tuple[Payment, ...]:
    """Payments about which something was asked. One that a confirm screen opened and nobody pressed is no attempt."""
    return tuple(payment for payment in payments if payment.seq)


def owed(order: Order, payments: tuple[Payment, ...]) -> Money:
    """What is still to come: what arrived and what the seller bears are not owed any more."""
    gone = sum(payment.received.minor + payment.borne for payment in payments)
    return Money(max(order.total.minor - gone, 0), order.currency)


def acted_on(payments: tuple[Payment, ...]) -> Payment | None:
    """The payment that keys are about: of an open question, of what a late customer holds out, else the latest."""
    live = next((payment for payment in payments if payment.live is not None), None)
    late = next((p for p in payments if p.late and p.standing is Standing.AUTHORIZED), None)
    return live or late or (payments[-1] if payments else None)


def why_not_pay(payments: tuple[Payment, ...], *, cancelled: bool) -> Sentence | None:
    """Why no new payment may be started for this order, or None (rules 2 and 5: never charge twice)."""
    for payment in payments:
        if payment.live is not None:
            return sentence(
                N_("The last question has no answer yet: do not take payment again. Ask the provider first.")
            )
        if payment.standing is Standing.SETTLED:
            return sentence(N_("This order is paid."))
        if payment.standing is Standing.AUTHORIZED:
            return sentence(
                N_("{amount} is already authorized: settle or void it first."), amount=payment.amount
            )
    if cancelled:
        return sentence(N_("This order is cancelled; take a new one."))
    return None


def why_not_change(payments: tuple[Payment, ...], *, cancelled: bool) -> Sentence | None:
    """Why the payment option may not be changed now (R-054), or None."""
    why_not = why_not_pay(payments, cancelled=cancelled)
    if why_not is not None:
        return why_not
    if any(payment.allocated > payment.settled for payment in payments):
        return sentence(N_("Part of the money is here: release it in the money inbox first."))
    return None


def why_not_cancel(payments: tuple[Payment, ...], *, cancelled: bool) -> Sentence | None:
    """Why the order may not be cancelled (R-052: only while unpaid), or None."""
    if cancelled:
        return sentence(N_("This order is already cancelled."))
    if any(payment.standing in HAS_TAKEN for payment in payments):
        return sentence(N_("Money was taken for this order: a refund gives it back, cancelling does not."))
    return why_not_change(payments, cancelled=cancelled)


def why_not_refund(payments: tuple[Payment, ...]) -> Sentence | None:
    """Why nothing can be refunded now, or None. What is only authorized can be scheduled (R-039d)."""
    if any(payment.live is not None for payment in payments):
        return sentence(N_("The last question has no answer yet: ask the provider first."))
    if any(payment.refundable.minor > 0 for payment in payments):
        return None
    if any(payment.standing is Standing.AUTHORIZED for payment in payments):
        return None
    return sentence(N_("Nothing is settled, so there is nothing to give back."))


def method_for(
    order: Order, methods: tuple[PaymentMethod, ...]
) -> tuple[tuple[PaymentMethod, Sentence | None], ...]:
    """Every method with the reason it cannot pay this order, or None where it can (R-054)."""
    return tuple(
        (method, method.why_not(order.total, order.place.country, recurring=order.renews))
        for method in methods
    )
