"""Money that arrived, and the documents that say so."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from checkout_tui.domain.money import Money


class LineKind(StrEnum):
    """What one line of a bank's document says happened."""

    RECEIPT = "receipt"
    """Money came in: a remittance."""
    RETURN = "return"
    """The bank took back money that it had credited before."""
    PAID_OUT = "paid-out"
    """Money left by our own doing, such as a refund or a payment to a supplier."""
    FEE = "fee"
    NOTICE = "notice"
    """Announced, not booked: interim, pending, or for information. Never becomes a remittance."""


@frozen
class BankLine:
    """One line of a bank's document, parsed and nothing more: the host matches."""

    line: int
    """Where in the document, counted from 1, as a person would point to it."""
    kind: LineKind
    amount: Money
    """Always positive; the kind says which way."""
    booked_on: date
    identity: str
    """Names this line the same way whenever the bank reports it again, so that it is booked once."""
    reference: str = ""
    """The reference as the payer wrote it, or the original's reference for a return."""
    text: str = ""
    """All remittance text, its lines joined."""
    payer: str = ""
    account: str = ""
    """The payer's account, masked to its last four characters."""
    code: str = ""
    """The reason code of a return."""
    facts: Mapping[str, str] = field(factory=dict)


@frozen
class Problem:
    """A record that could not be read: kept with its place and reason while the rest goes on."""

    line: int
    reason: str


@frozen
class Reading:
    """What a plugin read from a document.

    ``claim`` says how sure the plugin is that the document is its own, from 1 (it could be) to
    100 (it names itself): the highest claim wins, a tie is put to the operator.
    """

    reader: str
    """The format, as a person would call it: ``camt.053.001.08``."""
    claim: int
    lines: tuple[BankLine, ...]
    problems: tuple[Problem, ...] = ()
    account: str = ""
    """Our account that it reports on, masked."""
    refused: str = ""
    """Why nothing of it may be booked, such as totals that do not agree; empty when it may."""


@frozen
class Remittance:
    """Money that arrived, with what became of it; or a bank's return that found no payment yet.

    Amounts are minor units. Always: amount = allocated + surplus + unallocated + sent back (rule 4).
    """

    id: str
    method: str
    amount: Money
    booked_on: date
    reference: str = ""
    text: str = ""
    payer: str = ""
    account: str = ""
    kind: LineKind = LineKind.RECEIPT
    """RECEIPT, or RETURN for money that the bank took back."""
    code: str = ""
    """The reason code of a return."""
    document: str = ""
    line: int = 0
    allocated: int = 0
    surplus: int = 0
    sent_back: int = 0
    note: str = ""
    """Why it is parked, if somebody parked it."""

    @property
    def unallocated(self) -> Money:
        left = self.amount.minor - self.allocated - self.surplus - self.sent_back
        return Money(left, self.amount.currency)


class Likeness(StrEnum):
    """Why a payment is proposed for a remittance, strongest first."""

    REFERENCE = "reference"
    """The order's reference stands in the text, with its check character right."""
    AMOUNT_AND_NAME = "amount-and-name"
    AMOUNT = "amount"


@frozen
class Candidate:
    """A payment that a remittance may be for, and why."""

    payment: str
    order: str
    customer: str
    amount: Money
    """What that payment still waits for."""
    likeness: Likeness
