"""The words a payment's history is written in.

Every :class:`Entry` is one line of the conversation about one payment. Lines are appended and
never changed; what they amount to is folded in :mod:`checkout_tui.domain.payment`.
"""

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.money import Money
from checkout_tui.domain.sentence import N_, Sentence, sentence


class Question(StrEnum):
    """What can be asked of the other side about a payment."""

    AUTHORIZE = "authorize"
    HOLD = "hold"
    """Hold the money, or hold it anew: only where the seller takes it later."""
    SETTLE = "settle"
    REFUND = "refund"
    VOID = "void"
    INQUIRE = "inquire"


class Standing(StrEnum):
    """Where a payment stands once every answer so far is counted."""

    NEW = "new"
    AWAITING_CUSTOMER = "awaiting-customer"
    AWAITING_FUNDS = "awaiting-funds"
    AUTHORIZED = "authorized"
    SETTLED = "settled"
    REFUNDED = "refunded"
    RETURNED = "returned"
    DECLINED = "declined"
    VOIDED = "voided"
    WITHDRAWN = "withdrawn"
    """Given up for another method, or with its order; late money for it still finds a person."""


class Doubt(StrEnum):
    """What we do not know about the live question."""

    NONE = "none"
    PENDING = "pending"
    """The other side has it and has not decided."""
    UNANSWERED = "unanswered"
    """No answer came: it may or may not have happened."""


class Via(StrEnum):
    """How an answer was learned."""

    HOOK = "hook"
    INQUIRY = "inquiry"
    BANK = "bank"
    """A bank's document told it: what was sent came back before it was settled."""
    OPERATOR = "operator"
    """A person resolved it, with evidence."""


_CALLED: dict[StrEnum, str] = {
    Question.AUTHORIZE: N_("authorize"),
    Question.HOLD: N_("hold"),
    Question.SETTLE: N_("settle"),
    Question.REFUND: N_("refund"),
    Question.VOID: N_("void"),
    Question.INQUIRE: N_("inquire"),
    Standing.NEW: N_("not started"),
    Standing.AWAITING_CUSTOMER: N_("awaiting the customer"),
    Standing.AWAITING_FUNDS: N_("awaiting money"),
    Standing.AUTHORIZED: N_("authorized"),
    Standing.SETTLED: N_("settled"),
    Standing.REFUNDED: N_("refunded"),
    Standing.RETURNED: N_("returned by the bank"),
    Standing.DECLINED: N_("declined"),
    Standing.VOIDED: N_("voided"),
    Standing.WITHDRAWN: N_("given up"),
    Doubt.PENDING: N_("pending"),
    Doubt.UNANSWERED: N_("unanswered"),
}


def called(term: Question | Standing | Doubt) -> Sentence:
    """What an operator calls it."""
    return sentence(_CALLED.get(term, str(term)))


@frozen
class Asked:
    """Written before the call is made, with the key that the question keeps for ever (rule 2)."""

    question: Question
    key: str
    amount: Money
    token: str = ""
    shows: str = ""


@frozen
class Answered:
    """What came back for a question, by whichever way it was learned."""

    question: Question
    key: str
    outcome: o.Outcome
    via: Via = Via.HOOK
    evidence: str = ""


@frozen
class Allocated:
    """Money that arrived was tied to this payment."""

    remittance: str
    amount: Money


@frozen
class Released:
    """An allocation was undone; the money is unallocated again.

    When it was settled already, that is undone with it: the money was another order's.
    """

    remittance: str
    amount: Money
    why: str = ""


@frozen
class ShortAccepted:
    """Banks on the way kept ``amount`` for themselves, and the seller bears it: a fee, said and written down."""

    amount: Money
    why: str = ""


@frozen
class Returned:
    """The bank took money back after it was settled."""

    amount: Money
    code: str
    document: str = ""
    original: str = ""
    """What banks call the money that comes back."""


@frozen
class ReturnUndone:
    """A bank's return was not of this payment's money after all: what it took from it is here again."""

    amount: Money
    code: str
    original: str = ""
    why: str = ""


@frozen
class PresentedAgain:
    """What came back with ``code`` is presented once more, as the method's rules allow."""

    code: str


@frozen
class Stated:
    """One person says that the open question's money left; of so much a second person has to say it too."""

    key: str
    evidence: str


@frozen
class BankNotice:
    """A bank told something about money of this payment that moves nothing: a change, a dispute between banks."""

    code: str
    text: str = ""
    document: str = ""


@frozen
class Withdrawn:
    """Given up: another method was chosen, or the order was cancelled."""

    why: str = ""


@frozen
class Retaxed:
    """The order's tax changed before anything was paid: ``amount`` is awaited now instead of ``was``."""

    amount: Money
    was: Money
    instructions: tuple[o.Instruction, ...] = ()
    """How to pay so much; as before where they do not name the amount."""


@frozen
class Noted:
    """Something a person wanted to be remembered."""

    text: str


Event = (
    Asked
    | Answered
    | Allocated
    | Released
    | ShortAccepted
    | Returned
    | ReturnUndone
    | PresentedAgain
    | Stated
    | BankNotice
    | Withdrawn
    | Retaxed
    | Noted
)


@frozen
class Entry:
    """One line of a payment's history. (payment, seq) is unique: of two writers one wins."""

    payment: str
    seq: int
    at: datetime
    by: str
    event: Event
