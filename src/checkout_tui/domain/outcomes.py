"""What a method can answer, and what a refusal means.

Answers are plain frozen values: they cross the lane between host and plugin, and they are
what a payment's history is made of. An answer that is not one of these, or not legal for
the question asked, is no answer: the host writes down :class:`Unanswered`, which is neither a
success nor a decline.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from attrs import field, frozen

from checkout_tui.domain.money import Money
from checkout_tui.domain.words import Words

Facts = Mapping[str, str]
"""Small named facts, already masked: shown on the order's screen and kept in its history."""


@frozen
class Token:
    """The provider holds the secret details; we hold this name for them and the masked text."""

    reference: str
    shows: str
    """What may be kept and shown, such as ``Visa •••• 4242``."""
    facts: Facts = field(factory=dict)


@frozen
class Instruction:
    """One line of payment instructions: what to call it, and what to read aloud or copy."""

    label: Words
    value: str


@frozen
class Authorized:
    """The money is promised and held, not yet taken."""

    reference: str
    """What the other side calls this payment."""
    until: datetime | None = None
    """When the promise ends, if the provider says so (UTC); else ``authorization_life`` counts from the answer on."""
    shows: str = ""
    facts: Facts = field(factory=dict)
    """Checks that came with it: ``avs``, ``cvc`` as match, mismatch, not checked or unavailable."""
    terms: tuple[Instruction, ...] = ()
    """What the customer agreed to on the phone, line by line: kept in the history, and mailed before
    anything is taken."""
    sure_until: datetime | None = None
    """Until when the money is sure to be there, where that ends before the promise does; ``hold`` renews it."""
    keep: bool = False
    """The seller takes it later: the host holds it and does not settle by itself."""
    held: bool = True
    """False when the customer has only approved: where it is kept, ``hold`` is asked before anything is held."""
    token: str = ""
    """The name for what the customer paid with, where it may be charged again without him: ``shows`` is its
    masked text. From then on it is the payment's ``token``, instead of the one that was asked with."""


@frozen
class Settled:
    """The money is here."""

    reference: str
    amount: Money
    on: date | None = None
    shows: str = ""
    facts: Facts = field(factory=dict)
    token: str = ""
    """As in :class:`Authorized`."""


@frozen
class AwaitingFunds:
    """The customer moves the money now, by these instructions."""

    instructions: tuple[Instruction, ...]
    reference: str = ""
    """The reference that the customer is asked to write; it leads the money back to this payment."""


@frozen
class AwaitingCustomer:
    """The customer has to approve it at ``link``, which is mailed."""

    reference: str
    link: str
    until: datetime | None = None


@frozen
class Pending:
    """The provider has it and does not know yet. The default for anything unclear."""

    reference: str = ""
    why: str = ""


@frozen
class Refused:
    """An explicit no, kept as evidence. What it means is for the ``decline`` hook to say."""

    code: str
    facts: Facts = field(factory=dict)
    reference: str = ""


@frozen
class NotSent:
    """Proof that nothing left this machine: the only failure that may be tried again by itself."""

    why: str = ""


@frozen
class Refunded:
    """The money is on its way back to where it came from."""

    reference: str
    amount: Money


@frozen
class Voided:
    """The authorization is released; nothing was taken."""

    reference: str = ""


@frozen
class TooLate:
    """It can no longer be voided because the money was taken: a refund is the way."""

    reference: str = ""


@frozen
class NotFound:
    """The provider knows nothing of the question. ``final`` when its "not found" proves absence."""

    final: bool = False


@frozen
class Unanswered:
    """No answer came, or none that can be believed. Written by the host, never by a method."""

    why: str = ""


Outcome = (
    Authorized
    | Settled
    | AwaitingFunds
    | AwaitingCustomer
    | Pending
    | Refused
    | NotSent
    | Refunded
    | Voided
    | TooLate
    | NotFound
    | Unanswered
)


class Family(StrEnum):
    """What kind of refusal it is, for the operator's eyes only (R-060)."""

    PLAIN = "plain"
    TYPING = "typing"
    FUNDS = "funds"
    EXPIRED = "expired"
    INTERNATIONAL = "international"
    CUSTOMER = "customer"
    """The customer has something to do: approve it, or authenticate."""
    METHOD = "method"
    """This kind of card or account is not taken for this."""
    TECHNICAL = "technical"
    STALE = "stale"
    """The authorization or approval ran out before it was used."""


class Retry(StrEnum):
    """Whether the same means of payment may be tried again."""

    NEVER = "never"
    CORRECTED = "corrected"
    """After something typed was put right."""
    LATER = "later"
    ONCE = "once"
    """Once more, after the caller has spoken to the issuer (R-064)."""


class Who(StrEnum):
    """Who can put it right."""

    CALLER = "caller"
    ISSUER = "issuer"
    OPERATOR = "operator"
    SELLER = "seller"
    PROVIDER = "provider"


@frozen
class Repeat:
    """How often what came back may be presented again as it is, and until how long after it was first asked for."""

    times: int
    within: timedelta


@frozen
class Declined:
    """A refusal or a bank return, understood.

    ``wording`` names the line a caller may hear; the host knows the lines, and a key that it
    does not know becomes the plain decline (R-060).
    """

    family: Family = Family.PLAIN
    retry: Retry = Retry.ONCE
    who_can_fix: Who = Who.ISSUER
    wording: str = "declined.plain"
    advice: Words | None = None
    """For the operator's eyes: what the code allows to be done next. Never said to a caller."""
    repeat: Repeat | None = None
    """Whether the very same debit may be presented again without a new word of the customer; None when not."""
