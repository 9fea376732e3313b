"""What the desk hands to whoever shows it: plain frozen values, ready to be said to a reader."""

from collections.abc import Mapping
from datetime import date, datetime

from attrs import field, frozen

from checkout_tui.domain.business_days import SettlementWindow
from checkout_tui.domain.letter import Letter, Mail
from checkout_tui.domain.licence import Licence
from checkout_tui.domain.method import PaymentMethod
from checkout_tui.domain.money import Money
from checkout_tui.domain.named_money import NamedMoney
from checkout_tui.domain.order import Attention, Contact, Order, OrderLine, OrderState
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.query import Key
from checkout_tui.domain.refund import Difference, Fact, RefundKind, RefundReason, RefundRequest
from checkout_tui.domain.remittance import ImportedDocument, Likeness, Problem
from checkout_tui.domain.sentence import Sentence
from checkout_tui.domain.subscription import Renewal, Subscription
from checkout_tui.domain.tax import Place, TaxLine
from checkout_tui.domain.triage import Possible
from checkout_tui.domain.words import Words
from checkout_tui.store.spool import Spool


@frozen
class OrderRow:
    """One line of a list of orders."""

    reference: str
    """Canonical; show it with ``domain.reference.shown``."""
    state: OrderState
    customer: str
    email: str
    language: str
    total: Money
    method: str
    """The title of the latest payment's method in English; empty when there is none."""
    placed_at: datetime
    seen_on: date
    """The day on which the row was made."""
    expected_to: date | None = None
    """The last day on which money is expected, while it is."""
    overdue: bool = False
    attention: Attention | None = None
    """Why a person has to look although the state alone would need nobody."""
    hit: Key | None = None
    """The whole licence key or subscription id by which it was found, where one was searched for."""


@frozen
class FieldTrouble:
    """What is wrong with one answer of a form, by the form's own field name."""

    field: str
    says: Sentence
    ask: str = ""
    """The name of the line that asks the caller about it, where the field's own does not."""


@frozen
class Option:
    """A way to pay, with when the money would come, or why it cannot be used."""

    method: PaymentMethod
    window: SettlementWindow | None
    why_not: Sentence | None


@frozen
class Quote:
    """What a draft would cost, line by line, and what is still wrong with it."""

    lines: tuple[OrderLine, ...]
    tax: tuple[TaxLine, ...]
    net: Money | None
    total: Money | None
    troubles: tuple[FieldTrouble, ...]
    untaxed: tuple[Words, ...] = ()
    """Why a tax that one might expect has no line (R-085, R-088)."""
    day: Sentence | None = None
    """By which day's rates, where it is another day there than on the screens."""


@frozen
class KnownCustomer:
    """Somebody who bought before, as their latest order has them."""

    contact: Contact
    place: Place
    currency: str
    language: str
    order: str
    """The reference of that order."""


@frozen
class Action:
    """Something that can be done with an order; ``why_not`` is the reason when it cannot."""

    code: str
    """As in ``tui/actions.py``: ``pay``, ``settle``, ``refund`` and so on."""
    why_not: Sentence | None = None


@frozen
class TimelineLine:
    """One line of an order's timeline; ``at`` is None for what is still expected."""

    at: datetime | None
    by: str
    says: Sentence


@frozen
class PaymentView:
    """A payment with what its screen needs beside the fold."""

    payment: Payment
    method: PaymentMethod | None
    """None when the plugin is not installed any more; the payment stays readable."""
    window: SettlementWindow | None
    overdue: bool = False
    final_on: date | None = None
    """From when on the bank cannot take settled money back any more; None where that is not for a bank."""
    final: bool = False
    """Whether that day has come and nothing came back: cleared."""
    notes: tuple[Sentence, ...] = ()
    """Until when it is held, whether that has ended, and what was checked with it."""


@frozen
class OrderView:
    """One order on one screen."""

    order: Order
    state: OrderState
    cancelled: bool
    owed: Money
    received: Money
    charges: Money
    """What banks kept on the way and the seller bears: neither received nor owed."""
    payments: tuple[PaymentView, ...]
    """Oldest first."""
    mails: tuple[Mail, ...]
    timeline: tuple[TimelineLine, ...]
    actions: Mapping[str, Action]
    say: tuple[str, ...]
    """What may be said to the caller now, in the order's language."""
    never: tuple[Sentence, ...]
    """What must not be said, for the operator."""
    refunds: tuple[RefundRequest, ...] = ()
    """What was asked for, oldest first."""
    subscriptions: tuple[Subscription, ...] = ()
    """Those that this order began, or the one that it renews."""
    licences: tuple[Licence, ...] = ()
    """Those that this order brought, or that it lets go on; deactivated ones too."""
    invoice: str | None = None
    """The number of its invoice, once there is one."""
    triage: tuple[Possible, ...] = ()
    """Why the product may not have come, the likely cause first (R-040 to R-045)."""
    money: tuple[NamedMoney, ...] = ()
    """What waits in the money inbox and speaks of this order."""
    warning: Sentence | None = None
    privacy: tuple[Sentence, ...] = ()
    """What the customer's restriction or objection means for whoever looks at the order."""
    """The one thing nobody may miss, such as *do not take payment again*."""

    @property
    def current(self) -> PaymentView | None:
        """The latest payment."""
        return self.payments[-1] if self.payments else None


@frozen
class RefundChoice:
    """One kind of refund: how much it would give back, or why it cannot be asked for by this operator."""

    kind: RefundKind
    amount: Money
    why_not: Sentence | None = None


@frozen
class RefundView:
    """Everything that the refund's screen shows."""

    order: Order
    payment: PaymentView | None
    """The one that money would go back through; None when there is nothing to give back."""
    facts: tuple[tuple[Fact, Sentence], ...]
    """What is checked with the caller (R-035)."""
    reasons: tuple[RefundReason, ...]
    choices: tuple[RefundChoice, ...]
    request: RefundRequest | None
    """The one that counts now: open, for a person, or the last."""
    only_authorized: bool
    can_void: bool
    why_not: Sentence | None
    """Why nothing can be asked for now."""
    tries_left: int
    say: tuple[str, ...]
    """What may be said to the caller now, in the order's language."""
    never: tuple[Sentence, ...]
    """What must not be said, for the operator."""
    differences: tuple[Difference, ...]
    """Cancelling beside refunding, of the kind that was looked at (R-034)."""


@frozen
class OrderLetter:
    """A mail about an order as the customer has it, with where the order stands."""

    mail: Mail
    letter: Letter
    state: OrderState


@frozen
class RenewalView:
    """One renewal: its order's total and where that stands."""

    renewal: Renewal
    total: Money
    state: OrderState


@frozen
class SubscriptionsView:
    """Everything that the subscription's screen shows."""

    order: Order
    subscriptions: tuple[Subscription, ...]
    renewals: tuple[RenewalView, ...]
    why_not_cancel: Sentence | None
    why_not_reinstate: Sentence | None
    say: tuple[str, ...]
    """What may be said to the caller now, in the order's language."""
    differences: tuple[Difference, ...]
    """Cancelling beside refunding (R-034)."""


@frozen
class ImportReport:
    """What an imported document brought."""

    reader: str
    entries: int
    booked: int
    allocated: int
    unallocated: int
    totals: Mapping[str, int] = field(factory=dict)
    """Credits less debits of what was booked, in minor units by currency."""
    problems: tuple[Problem, ...] = ()
    guesses: Mapping[Likeness, int] = field(factory=dict)
    """How many receipts have an order that they are likely for, by the reason; tied to it or not."""
    before: ImportedDocument | None = None
    """The very same document as it was imported before, whatever it was called: nothing changed."""
    lines: Spool = field(factory=Spool, eq=False, repr=False)
    """Every line that could be read, booked now or before: ``first`` some, or one after the other."""

    @property
    def again(self) -> bool:
        """Whether this very document was imported before."""
        return self.before is not None


@frozen
class Kept:
    """What the worker did because of the time alone."""

    renewed: int
    """How many subscriptions were renewed."""
    retaxed: int
    """How many unpaid orders cost another total by a new tax rate."""
    reminded: int
    """How many reminders and notices were written."""
    sent: int
    troubles: tuple[Sentence, ...]


@frozen
class SettleReport:
    """What asking after everything due, once, brought."""

    asked: int
    settled: int
    declined: int
    still_open: int
    mails_sent: int
    troubles: tuple[Sentence, ...] = ()
    renewed: int = 0
    """How many subscriptions were renewed."""
    retaxed: int = 0
    """How many unpaid orders cost another total by a new tax rate."""
