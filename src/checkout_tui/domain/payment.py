"""A payment is a conversation, and its truth is the history of it (design, section 1).

We ask somebody outside and hear an answer, or none. ``Asked`` is written down before anything
is called; then the answer is. News that nobody asked for (money arrived, a bank took it back)
is an entry too. A :class:`Payment` is the fold of its history and holds nothing else: what each
entry does to it stands in :mod:`checkout_tui.domain.fold`.

Two tables decide everything. :data:`MAY_ASK` says what may be asked given where the payment
stands; :data:`LEADS_TO` says where each answer takes it. A button on a screen is enabled
because the tables say so. ``tests/domain/test_payment_tables.py`` searches both exhaustively.
"""

from datetime import datetime

from attrs import frozen

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.history import Asked, Doubt, Question, Standing, called
from checkout_tui.domain.money import Money
from checkout_tui.domain.sentence import N_, Sentence, sentence

_S, _Q = Standing, Question

MAY_ASK: dict[Standing, frozenset[Question]] = {
    _S.NEW: frozenset({_Q.AUTHORIZE}),
    _S.AWAITING_CUSTOMER: frozenset({_Q.INQUIRE}),
    _S.AWAITING_FUNDS: frozenset({_Q.SETTLE}),
    _S.AUTHORIZED: frozenset({_Q.HOLD, _Q.SETTLE, _Q.VOID, _Q.INQUIRE}),
    _S.SETTLED: frozenset({_Q.REFUND}),
    _S.REFUNDED: frozenset(),
    _S.RETURNED: frozenset(),
    _S.DECLINED: frozenset(),
    _S.VOIDED: frozenset(),
    # The customer may still use a link that was given up.
    _S.WITHDRAWN: frozenset({_Q.INQUIRE}),
}
"""What may be asked while no question is live. While one is, only INQUIRE about it may be."""

LEADS_TO: dict[tuple[Standing, Question, type], Standing] = {
    (_S.NEW, _Q.AUTHORIZE, o.Authorized): _S.AUTHORIZED,
    (_S.NEW, _Q.AUTHORIZE, o.Settled): _S.SETTLED,
    (_S.NEW, _Q.AUTHORIZE, o.AwaitingFunds): _S.AWAITING_FUNDS,
    (_S.NEW, _Q.AUTHORIZE, o.AwaitingCustomer): _S.AWAITING_CUSTOMER,
    (_S.NEW, _Q.AUTHORIZE, o.Refused): _S.DECLINED,
    (_S.NEW, _Q.AUTHORIZE, o.NotSent): _S.NEW,
    (_S.NEW, _Q.AUTHORIZE, o.NotFound): _S.NEW,
    # The customer acts in his own time; we only learn of it by asking.
    (_S.AWAITING_CUSTOMER, _Q.INQUIRE, o.AwaitingCustomer): _S.AWAITING_CUSTOMER,
    (_S.AWAITING_CUSTOMER, _Q.INQUIRE, o.Authorized): _S.AUTHORIZED,
    (_S.AWAITING_CUSTOMER, _Q.INQUIRE, o.Settled): _S.SETTLED,
    (_S.AWAITING_CUSTOMER, _Q.INQUIRE, o.Refused): _S.DECLINED,
    (_S.AWAITING_CUSTOMER, _Q.INQUIRE, o.Voided): _S.VOIDED,
    (_S.WITHDRAWN, _Q.INQUIRE, o.Authorized): _S.AUTHORIZED,
    (_S.WITHDRAWN, _Q.INQUIRE, o.Settled): _S.SETTLED,
    (_S.WITHDRAWN, _Q.INQUIRE, o.Refused): _S.WITHDRAWN,
    (_S.WITHDRAWN, _Q.INQUIRE, o.Voided): _S.WITHDRAWN,
    (_S.AUTHORIZED, _Q.INQUIRE, o.Authorized): _S.AUTHORIZED,
    (_S.AUTHORIZED, _Q.INQUIRE, o.Settled): _S.SETTLED,
    (_S.AUTHORIZED, _Q.INQUIRE, o.Voided): _S.VOIDED,
    # It ran out before it was used.
    (_S.AUTHORIZED, _Q.INQUIRE, o.Refused): _S.DECLINED,
    (_S.AUTHORIZED, _Q.HOLD, o.Authorized): _S.AUTHORIZED,
    # What was held before still is; where nothing was, the fold says declined.
    (_S.AUTHORIZED, _Q.HOLD, o.Refused): _S.AUTHORIZED,
    (_S.AUTHORIZED, _Q.HOLD, o.NotSent): _S.AUTHORIZED,
    (_S.AUTHORIZED, _Q.HOLD, o.NotFound): _S.AUTHORIZED,
    (_S.AUTHORIZED, _Q.SETTLE, o.Settled): _S.SETTLED,
    (_S.AUTHORIZED, _Q.SETTLE, o.Refused): _S.DECLINED,
    (_S.AUTHORIZED, _Q.SETTLE, o.NotSent): _S.AUTHORIZED,
    (_S.AUTHORIZED, _Q.SETTLE, o.NotFound): _S.AUTHORIZED,
    (_S.AUTHORIZED, _Q.VOID, o.Voided): _S.VOIDED,
    (_S.AUTHORIZED, _Q.VOID, o.TooLate): _S.AUTHORIZED,
    (_S.AUTHORIZED, _Q.VOID, o.Refused): _S.AUTHORIZED,
    (_S.AUTHORIZED, _Q.VOID, o.NotSent): _S.AUTHORIZED,
    (_S.AUTHORIZED, _Q.VOID, o.NotFound): _S.AUTHORIZED,
    (_S.AWAITING_FUNDS, _Q.SETTLE, o.Settled): _S.SETTLED,
    # The money is here; a method that will not take it has not sent it away.
    (_S.AWAITING_FUNDS, _Q.SETTLE, o.Refused): _S.AWAITING_FUNDS,
    (_S.AWAITING_FUNDS, _Q.SETTLE, o.NotSent): _S.AWAITING_FUNDS,
    (_S.AWAITING_FUNDS, _Q.SETTLE, o.NotFound): _S.AWAITING_FUNDS,
    # REFUNDED only once nothing is left: the fold counts.
    (_S.SETTLED, _Q.REFUND, o.Refunded): _S.REFUNDED,
    (_S.SETTLED, _Q.REFUND, o.Refused): _S.SETTLED,
    (_S.SETTLED, _Q.REFUND, o.NotSent): _S.SETTLED,
    (_S.SETTLED, _Q.REFUND, o.NotFound): _S.SETTLED,
}
"""Where each final answer takes a payment. Pending and Unanswered take it nowhere: the question stays live.

A NotFound closes a question only when it is final; the host decides that before it is written.
"""

CAN_RECEIVE = frozenset({_S.AWAITING_FUNDS, _S.WITHDRAWN, _S.RETURNED})
"""Where money that arrives may be tied to the payment. Late money reopens what was given up (rule 6)."""

CAN_PRESENT_AGAIN = frozenset({_S.DECLINED, _S.RETURNED})
"""Where what was asked for came back, and may be asked for once more where the rules of the method say so."""

CAN_WITHDRAW = frozenset({_S.NEW, _S.AWAITING_CUSTOMER, _S.AWAITING_FUNDS})
"""Where a payment can be given up without asking anybody: nothing is held and nothing was taken."""

CAN_CHANGE_AMOUNT = frozenset({_S.AWAITING_FUNDS, _S.WITHDRAWN})
"""Where another amount may be waited for: nobody outside holds the former one, and no money is here."""

HAS_TAKEN = frozenset({_S.SETTLED, _S.REFUNDED, _S.RETURNED})
"""Where money has been here."""


@frozen
class Payment:
    """One attempt to pay one order by one method: the fold of its history.

    Amounts are minor units of ``amount.currency``.
    """

    id: str
    order: str
    """The order's reference."""
    method: str
    amount: Money
    opened_at: datetime
    seq: int = 0
    standing: Standing = Standing.NEW
    live: Asked | None = None
    """The question that has no final answer yet."""
    live_since: datetime | None = None
    live_by: str = ""
    stated: str = ""
    """How one person knows that the open question's money left, while a second has to say it too."""
    stated_by: str = ""
    doubt: Doubt = Doubt.NONE
    misses: int = 0
    """How many inquiries about the live question came back "not found"."""
    closed: tuple[Question, ...] = ()
    """Questions that had a final answer, in order; a new key is due after each."""
    authorized: int = 0
    allocated: int = 0
    charges: int = 0
    """What banks kept on the way and the seller bears: money that will not come and is not owed any more."""
    settled: int = 0
    refunded: int = 0
    refunding: int = 0
    returned: int = 0
    reference: str = ""
    """What the other side calls it."""
    shows: str = ""
    """The masked text we may keep: ``Visa •••• 4242``."""
    token: str = ""
    """The provider's name for what it is paid with: what was asked with, until an answer names another."""
    link: str = ""
    instructions: tuple[o.Instruction, ...] = ()
    remittance_reference: str = ""
    link_until: datetime | None = None
    """When the mailed link ends, where the provider said so."""
    authorized_until: datetime | None = None
    sure_until: datetime | None = None
    """Until when what is held is sure to be there; then the hold is to be renewed."""
    keep: bool = False
    """The seller takes the money later: nobody settles it but a person."""
    held: bool = False
    """Whether the provider holds the money: not yet where the customer has only approved."""
    refusal: o.Refused | None = None
    terms: tuple[o.Instruction, ...] = ()
    """What the customer agreed to, where the method writes that down."""
    taken_back: str = ""
    """The code with which the bank took money back last."""
    facts: o.Facts | None = None
    settled_at: datetime | None = None
    first_taken_at: datetime | None = None
    """When the money was first asked for: from then on counts how long it may be presented again."""
    late: bool = False
    """The customer approved a link that had been given up: nothing of it is taken but by a person."""
    repeats: int = 0
    """How often it was presented again."""

    @property
    def currency(self) -> str:
        return self.amount.currency

    @property
    def last_no(self) -> o.Refused | None:
        """What the method's ``decline`` hook is asked to understand: the bank's return, else the refusal."""
        taken_back = self.returned and self.standing is not Standing.DECLINED
        return o.Refused(self.taken_back) if taken_back else self.refusal

    @property
    def to_settle(self) -> Money:
        """What a settle question is about: all of an authorization, or what was allocated and is not settled."""
        pushed = self.standing is Standing.AWAITING_FUNDS
        return Money(self.allocated - self.settled, self.currency) if pushed else self.amount

    @property
    def due(self) -> Money:
        """What a payment that waits for money still waits for."""
        return Money(max(self.amount.minor - self.borne - (self.allocated - self.settled), 0), self.currency)

    @property
    def borne(self) -> int:
        """Charges that the seller bears of what is here; nothing is borne of money that came back."""
        return 0 if self.standing is Standing.RETURNED else self.charges

    @property
    def refundable(self) -> Money:
        """What may still be given back (rule 3)."""
        left = self.settled - self.returned - self.refunded - self.refunding
        return Money(max(left, 0), self.currency)

    @property
    def kept(self) -> Money:
        """What is here as far as anybody knows: settled, less what went back."""
        return Money(max(self.settled - self.returned - self.refunded, 0), self.currency)

    @property
    def lost(self) -> Money:
        """Taken back by the bank although we had already refunded it: a loss, for a person's queue (rule 6)."""
        return Money(max(self.returned + self.refunded - self.settled, 0), self.currency)

    @property
    def received(self) -> Money:
        """Money that arrived and is tied to this payment, settled or not."""
        return Money(max(self.allocated, self.settled) - self.returned, self.currency)


def taken_back_of(payment: Payment) -> Money | None:
    """What a bank took back of a payment whose rest is here; None where it took all of it, or nothing."""
    part = payment.standing is Standing.SETTLED and payment.returned and payment.kept.minor > 0
    return Money(payment.returned, payment.currency) if part else None


def is_under_way(payment: Payment) -> bool:
    """Whether its money was asked for and is on its way: it may come back before it was ever here."""
    return (
        payment.standing is Standing.AUTHORIZED
        and payment.live is not None
        and payment.live.question is Question.SETTLE
    )


def follows(payment: Payment) -> Question | None:
    """What is asked next without anybody pressing a key, once money is authorized; None when a person decides."""
    if payment.standing is not Standing.AUTHORIZED or payment.live is not None or payment.late:
        return None
    if not payment.keep:
        return Question.SETTLE
    return None if payment.held else Question.HOLD


def key_for(payment: Payment, question: Question) -> str:
    """The key this question has until it gets a final answer (rule 2).

    The same after a double press, a restart or from a second operator, because it comes from
    nothing but the payment and how often this was concluded before; never from the amount.
    """
    return f"{payment.id}-{question}-{payment.closed.count(question) + 1}"


def why_not_ask(payment: Payment, question: Question, amount: Money) -> Sentence | None:
    """Why ``question`` may not be asked now, or None when it may. Guards the question, not only the answer."""
    if payment.live is not None:
        if question is Question.INQUIRE:
            return None
        return sentence(
            N_("“{question}” was asked and not answered: do not take payment again."),
            question=called(payment.live.question),
        )
    if question not in MAY_ASK[payment.standing]:
        return sentence(
            N_("A payment that is {standing} cannot be asked to {question}."),
            standing=called(payment.standing),
            question=called(question),
        )
    if amount.currency != payment.currency:
        return sentence(N_("The payment is in {currency}."), currency=payment.currency)
    if amount.minor <= 0:
        return sentence(N_("The amount must be more than nothing."))
    if question is Question.REFUND and amount > payment.refundable:
        return sentence(N_("No more than {amount} can be refunded."), amount=payment.refundable)
    if question is Question.SETTLE:
        pushed = payment.standing is Standing.AWAITING_FUNDS
        most = payment.to_settle if pushed else Money(payment.authorized, payment.currency)
        if amount > most:
            return sentence(N_("No more than {amount} can be settled."), amount=most)
        if pushed and payment.due.minor:
            return sentence(N_("{amount} are still missing."), amount=payment.due)
    return None


def believable(payment: Payment, question: Question, outcome: o.Outcome) -> bool:
    """Whether ``outcome`` is a legal answer here. One that is not is written down as Unanswered."""
    if isinstance(outcome, o.Pending | o.Unanswered):
        return True
    if (payment.standing, question, type(outcome)) not in LEADS_TO:
        return False
    if isinstance(outcome, o.Settled | o.Refunded):
        asked = payment.live.amount if payment.live else payment.amount
        if outcome.amount.currency != payment.currency or outcome.amount.minor <= 0:
            return False
        return outcome.amount == asked
    return True
