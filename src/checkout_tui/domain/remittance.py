"""Money that arrived, and the documents that say so."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum

from attrs import evolve, field, frozen

from checkout_tui.domain.money import Money
from checkout_tui.domain.order import OrderState
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.words import Words


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
    """Names this line the same way whenever the bank reports it again, so that it is booked once.

    Lines of one document that look alike in everything may share it: the host tells them apart by
    their order, the same way each time (:func:`nth_alike`).
    """
    reference: str = ""
    """The reference as the payer wrote it, or the original's reference for a return."""
    text: str = ""
    """All remittance text, its lines joined."""
    payer: str = ""
    account: str = ""
    """The payer's account, masked to its last four characters."""
    code: str = ""
    """The reason code of a return."""
    original: str = ""
    """What banks call this very money, such as a trace number or a check's number at its bank: the same
    of a receipt and of its return. It ties a return to its payment where no reference stands in the text."""
    facts: Mapping[str, str] = field(factory=dict)
    """Small named facts, already masked. The names in ``FACT_NAMES`` are shown in the operator's language."""


FACT_NAMES = {
    "bank reference": N_("bank reference"),
    "batch": N_("batch"),
    "change code": N_("change code"),
    "charge": N_("charge"),
    "charges": N_("charges"),
    "check date": N_("check date"),
    "check number": N_("check number"),
    "corrected": N_("corrected"),
    "description": N_("description"),
    "disputed return": N_("disputed return"),
    "instructed": N_("instructed"),
    "item": N_("item"),
    "kind of entry": N_("kind of entry"),
    "number": N_("number"),
    "original trace": N_("original trace"),
    "our account": N_("our account"),
    "routing number": N_("routing number"),
    "sender's reference": N_("sender's reference"),
    "sent by us": N_("sent by us"),
    "trace": N_("trace"),
    "transactions": N_("transactions"),
    "type": N_("type"),
}
"""What an operator calls the facts that banks tell; a name that is not here is shown as it is."""


@frozen
class Problem:
    """A record that could not be read: kept with its place and reason while the rest goes on."""

    line: int
    reason: Words | str
    """In both languages; a plain text is told as it is."""


@frozen
class Rejected:
    """Nothing of the document may be booked, such as when its totals do not agree."""

    reason: Words | str


Part = BankLine | Problem | Rejected
"""What a document is made of, as it is drawn."""


def nth_alike(line: BankLine, nth: int) -> BankLine:
    """The ``nth`` line of its document with this identity, named so that it is not taken for the first."""
    return line if nth == 1 else evolve(line, identity=f"{line.identity}-{nth}")


@frozen
class Reading:
    """What a plugin read from a document, or is ready to read.

    ``claim`` says how sure the plugin is that the document is its own, from 1 (it could be) to
    100 (it names itself): the highest claim wins, a tie is put to the operator.

    A document that is always short may be read at once, into ``lines``, ``problems`` and
    ``refused``. One that may have 100,000 entries is told as ``rest``, an iterator over its parts:
    the host draws it once, books nothing before its end, and never holds all of it.
    """

    reader: str
    """The format, as a person would call it: ``camt.053.001.08``."""
    claim: int
    lines: tuple[BankLine, ...] = ()
    problems: tuple[Problem, ...] = ()
    account: str = ""
    """Our account that it reports on, masked."""
    refused: Words | str = ""
    """Why nothing of it may be booked, such as totals that do not agree; empty when it may."""
    rest: Iterable[Part] = field(default=(), eq=False, repr=False)
    """What is read as it is drawn, once; no work is done before."""

    def parts(self) -> Iterable[Part]:
        """All of it in the order of the document, drawn as it is asked for."""
        yield from self.lines
        yield from self.problems
        if self.refused:
            yield Rejected(self.refused)
        yield from self.rest

    def whole(self) -> "Reading":
        """The same, read to its end, look-alikes told apart: for short documents and for tests."""
        parts = tuple(self.parts())
        refused = next((part.reason for part in parts if isinstance(part, Rejected)), "")
        seen, lines = Counter[str](), list[BankLine]()
        for line in (part for part in parts if isinstance(part, BankLine)):
            seen[line.identity] += 1
            lines.append(nth_alike(line, seen[line.identity]))
        return evolve(
            self,
            lines=tuple(lines),
            problems=tuple(part for part in parts if isinstance(part, Problem)),
            refused=refused,
            rest=(),
        )


@frozen
class ImportedDocument:
    """A document that was imported, by whom, and what of it could not be read."""

    digest: str
    name: str
    method: str
    at: datetime
    by: str
    reader: str
    entries: int
    booked: int
    problems: tuple[Problem, ...] = ()
    finished: bool = True
    """False where it was booked, and what needs no person was broken off before its last line."""


def imported_before(document: ImportedDocument) -> Sentence:
    """What whoever brings a document again is told: when it came, by whom, and what it was called then."""
    said = N_("Imported before, {day}, by {who}, as {name}: nothing was booked again.")
    if not document.finished:
        said = N_("Imported before, {day}, by {who}, as {name}, and broken off: the rest was done now.")
    return sentence(said, day=document.at, who=document.by, name=document.name)


class Verb(StrEnum):
    """What a person decides about money that arrived."""

    ALLOCATE = "allocate"
    SURPLUS = "surplus"
    """Kept: it is nobody's order and cannot be sent back."""
    SEND_BACK = "send-back"
    TAKE_BACK = "take-back"
    """Of a bank's return, and of a receipt that it met: the bank took the money back."""
    CLOSE = "close"
    """Of a bank's return that is of nothing here: looked into, and closed with the evidence."""


@frozen
class Proposal:
    """A decision about much money that waits for a second person."""

    verb: Verb
    amount: Money
    by: str
    at: datetime
    payment: str = ""
    why: str = ""
    order: str = ""
    """Whose payment that is."""

    def why_not_confirm(self, name: str) -> Sentence | None:
        """Why this person cannot be the second one."""
        if self.by == name:
            return Sentence(N_("You proposed it: somebody else has to confirm it."))
        return None


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
    original: str = ""
    """What banks call this very money, on its way here and when it comes back."""
    facts: Mapping[str, str] = field(factory=dict)
    document: str = ""
    line: int = 0
    allocated: int = 0
    surplus: int = 0
    sent_back: int = 0
    note: str = ""
    """Why it is parked, if somebody parked it."""
    parked: bool = False
    """Whether it lies apart from what waits."""
    proposal: Proposal | None = None
    """What one person decided and a second has to confirm."""

    @property
    def unallocated(self) -> Money:
        left = self.amount.minor - self.allocated - self.surplus - self.sent_back
        return Money(left, self.amount.currency)


class Likeness(StrEnum):
    """Why a payment is proposed for a remittance, strongest first."""

    NAMED = "named"
    """An operator named the order."""
    ORIGINAL = "original"
    """The other side names the very payment that comes back."""
    REFERENCE = "reference"
    """The order's reference stands in the text, with its check character right."""
    NEAR_REFERENCE = "near-reference"
    """A reference stands in the text with one letter wrong, missing, doubled or changed over."""
    EMAIL = "email"
    """The customer's address stands in the text."""
    SAME_CUSTOMER = "same-customer"
    """The money speaks of another order of the same customer, which cannot have it."""
    AMOUNT_AND_NAME = "amount-and-name"
    SHORT_AND_NAME = "short-and-name"
    """So little is missing that banks may have kept it on the way, and the name is alike."""
    AMOUNT = "amount"


WHY_LIKELY = {
    Likeness.NAMED: N_("named by you"),
    Likeness.ORIGINAL: N_("the bank names this very payment"),
    Likeness.REFERENCE: N_("its reference stands in the text"),
    Likeness.NEAR_REFERENCE: N_("its reference, but for one letter"),
    Likeness.EMAIL: N_("its e-mail address stands in the text"),
    Likeness.SAME_CUSTOMER: N_("another order of the same customer"),
    Likeness.AMOUNT_AND_NAME: N_("same amount, and the name is alike"),
    Likeness.SHORT_AND_NAME: N_("a little less, and the name is alike"),
    Likeness.AMOUNT: N_("same amount only"),
}
"""Each reason as an operator is told it."""


@frozen
class Guess:
    """The order that money is most likely for, and why: to be looked at, never acted upon by itself."""

    order: str
    likeness: Likeness


@frozen
class Candidate:
    """An order that a remittance may be for, why, and whether its money can be tied now."""

    payment: str
    """The payment that would take the money; empty when none of the order's can."""
    order: str
    customer: str
    amount: Money
    """What that payment still waits for; of a bank's return, what is still here."""
    likeness: Likeness
    state: OrderState
    found: str = ""
    """The word of the text, or the bank's name for it, that led to this order."""
    method: str = ""
    """The code of the method that it waits by; empty when nothing of the order waits."""
    rule: Sentence | None = None
    """What the seller's rule for this method says of money that is too little or too much."""
    ways: tuple[str, ...] = ()
    """What can be done with the money, as in ``domain.late_money.Way``; the usual first."""
    say: tuple[str, ...] = ()
    """What the caller may be told about it, in the order's language."""
    language: str = "en"
    why_not: Sentence | None = None
    """Why the money cannot be tied to this order, and what can be done instead."""


@frozen
class Decided:
    """One line of what people decided about money that arrived."""

    verb: Verb
    step: str
    """proposed, confirmed, withdrawn, done or undone."""
    amount: Money
    at: datetime
    by: str
    why: str = ""
    order: str = ""
    """The order that it was to be tied to."""


@frozen
class Tie:
    """How much of a remittance is tied to a payment now."""

    payment: str
    order: str
    amount: Money
