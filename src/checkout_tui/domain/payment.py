"""A payment is a conversation, and its truth is the history of it (design, section 1).

We ask somebody outside and hear an answer, or none. ``Asked`` is written down before anything
is called; then the answer is. News that nobody asked for (money arrived, a bank took it back)
is an entry too. A :class:`Payment` is the fold of its history and holds nothing else.

Two tables decide everything. :data:`MAY_ASK` says what may be asked given where the payment
stands; :data:`LEADS_TO` says where each answer takes it. A button on a screen is enabled
because the tables say so. ``tests/domain/test_payment_tables.py`` searches both exhaustively.
"""

from datetime import datetime

from attrs import evolve, frozen

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.errors import NotPossible
from checkout_tui.domain.history import (
    Allocated,
    Answered,
    Asked,
    Doubt,
    Entry,
    PresentedAgain,
    Question,
    Released,
    Retaxed,
    Returned,
    ReturnUndone,
    ShortAccepted,
    Standing,
    Stated,
    Withdrawn,
    called,
)
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
    # What was held before still is; where nothing was, `_answered` says declined.
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
    # REFUNDED only once nothing is left: `_at_rest` counts.
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

    def after(self, entry: Entry) -> "Payment":
        """This payment once ``entry`` is part of its history.

        Raises NotPossible when the tables forbid it: such an entry can never be written.
        """
        if entry.payment != self.id or entry.seq != self.seq + 1:
            raise NotPossible(N_("This entry does not follow the payment's history."))
        moved = _apply(self, entry)
        return evolve(moved, seq=entry.seq)


def opening(payment: Payment, entries: tuple[Entry, ...]) -> Payment:
    """The payment as it was opened, before the first line of its history."""
    retaxed = (entry.event for entry in entries if isinstance(entry.event, Retaxed))
    amount = next((event.was for event in retaxed), payment.amount)
    return Payment(payment.id, payment.order, payment.method, amount, payment.opened_at)


def fold(opening: Payment, entries: tuple[Entry, ...]) -> Payment:
    """The payment that this history amounts to."""
    payment = opening
    for entry in entries:
        payment = payment.after(entry)
    return payment


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


def _apply(payment: Payment, entry: Entry) -> Payment:
    event = entry.event
    if isinstance(event, Asked):
        return _asked(payment, event, entry)
    if isinstance(event, Answered):
        return _answered(payment, event, entry)
    if isinstance(event, Allocated):
        if payment.live is not None or payment.standing not in CAN_RECEIVE or not payment.instructions:
            raise NotPossible(
                N_("Money cannot be tied to a payment that is {standing}."), standing=called(payment.standing)
            )
        return evolve(
            payment,
            allocated=payment.allocated + event.amount.minor,
            # What was borne of money that came back is not borne of what is sent again.
            charges=0 if payment.standing is Standing.RETURNED else payment.charges,
            standing=Standing.AWAITING_FUNDS,
        )
    if isinstance(event, Released):
        return _released(payment, event.amount.minor)
    if isinstance(event, ShortAccepted):
        here = payment.allocated > payment.settled
        if payment.live is not None or payment.standing is not Standing.AWAITING_FUNDS or not here:
            raise NotPossible(N_("Only a payment that is partly here can be short."))
        if not 0 < event.amount.minor <= payment.due.minor or event.amount.currency != payment.currency:
            raise NotPossible(N_("The payment is short of {amount}, and of no more."), amount=payment.due)
        return evolve(payment, charges=payment.charges + event.amount.minor)
    if isinstance(event, Returned):
        return _returned(payment, event)
    if isinstance(event, ReturnUndone):
        return _return_undone(payment, event)
    if isinstance(event, PresentedAgain):
        return _presented_again(payment)
    if isinstance(event, Stated):
        if payment.live is None or payment.live.key != event.key:
            raise NotPossible(N_("There is no open question about this payment."))
        return evolve(payment, stated=event.evidence, stated_by=entry.by)
    if isinstance(event, Retaxed):
        return _retaxed(payment, event)
    if isinstance(event, Withdrawn):
        if (
            payment.live is not None
            or payment.standing not in CAN_WITHDRAW
            or payment.allocated > payment.settled
        ):
            raise NotPossible(N_("This payment cannot be given up: money is under way or already here."))
        return evolve(payment, standing=Standing.WITHDRAWN)
    return payment


def _retaxed(payment: Payment, event: Retaxed) -> Payment:
    """Another amount is waited for: only where customers send money by themselves and none of it is here."""
    if (
        payment.live is not None
        or payment.standing not in CAN_CHANGE_AMOUNT
        or not payment.instructions
        or payment.allocated
        or payment.settled
        or event.was != payment.amount
        or event.amount.currency != payment.currency
        or event.amount.minor <= 0
    ):
        raise NotPossible(
            N_("What this payment is about cannot be changed: money is under way or already here.")
        )
    return evolve(payment, amount=event.amount, instructions=event.instructions or payment.instructions)


def _asked(payment: Payment, event: Asked, entry: Entry) -> Payment:
    why_not = why_not_ask(payment, event.question, event.amount)
    if event.question is Question.INQUIRE:
        why_not = sentence(N_("An inquiry changes nothing outside: only its answer is written down."))
    if why_not is not None:
        raise NotPossible.because(why_not)
    return evolve(
        payment,
        live=event,
        live_since=entry.at,
        live_by=entry.by,
        first_taken_at=payment.first_taken_at or (entry.at if event.question is Question.SETTLE else None),
        doubt=Doubt.NONE,
        misses=0,
        token=event.token or payment.token,
        shows=event.shows or payment.shows,
        refunding=payment.refunding + (event.amount.minor if event.question is Question.REFUND else 0),
    )


def _answered(payment: Payment, event: Answered, entry: Entry) -> Payment:
    live, outcome = payment.live, event.outcome
    if live is None and event.question is Question.INQUIRE:
        return _learned_at_rest(payment, outcome, entry)
    if live is None or event.question is not live.question or event.key != live.key:
        raise NotPossible(N_("Nobody is waiting for this answer."))
    if not believable(payment, live.question, outcome):
        raise NotPossible(N_("This is no answer to what was asked."))
    if isinstance(outcome, o.Pending):
        return evolve(payment, doubt=Doubt.PENDING, reference=outcome.reference or payment.reference)
    if isinstance(outcome, o.Unanswered):
        return evolve(payment, doubt=Doubt.UNANSWERED)
    if isinstance(outcome, o.NotFound) and not outcome.final:
        return evolve(payment, doubt=Doubt.UNANSWERED, misses=payment.misses + 1)
    standing = LEADS_TO[payment.standing, live.question, type(outcome)]
    if live.question is Question.HOLD and isinstance(outcome, o.Refused) and not payment.held:
        standing = Standing.DECLINED
    closes_key = not isinstance(outcome, o.NotSent | o.NotFound)
    after = evolve(
        payment,
        standing=standing,
        live=None,
        live_since=None,
        live_by="",
        stated="",
        stated_by="",
        late=payment.late and standing is Standing.AUTHORIZED,
        doubt=Doubt.NONE,
        misses=0,
        closed=(*payment.closed, live.question) if closes_key else payment.closed,
        refunding=payment.refunding - (live.amount.minor if live.question is Question.REFUND else 0),
    )
    # A bank's return may have come while the question was open: the amounts say where it stands now.
    return _at_rest(_learn(after, outcome, entry))


def _learned_at_rest(payment: Payment, outcome: o.Outcome, entry: Entry) -> Payment:
    """News from an inquiry while no question is live: the customer approved, the authorization ran out."""
    leads = LEADS_TO.get((payment.standing, Question.INQUIRE, type(outcome)))
    if leads is None or not believable(payment, Question.INQUIRE, outcome):
        raise NotPossible(N_("This is no answer to what was asked."))
    if payment.standing is Standing.WITHDRAWN and not payment.link:
        raise NotPossible(N_("This is no answer to what was asked."))
    late = isinstance(outcome, o.Authorized) and (payment.late or payment.standing is Standing.WITHDRAWN)
    if late and isinstance(outcome, o.Authorized) and not outcome.held:
        # Only approved: nothing is held, and nothing ever is unless somebody asks for it.
        return evolve(payment, late=True)
    if payment.late and isinstance(outcome, o.Refused | o.Voided):
        leads = Standing.WITHDRAWN
    return _learn(evolve(payment, standing=leads, late=late), outcome, entry)


def _learn(payment: Payment, outcome: o.Outcome, entry: Entry) -> Payment:
    """What a final answer teaches besides the standing."""
    if isinstance(outcome, o.Authorized):
        return evolve(
            payment,
            authorized=payment.amount.minor,
            reference=outcome.reference or payment.reference,
            shows=outcome.shows or payment.shows,
            token=outcome.token or payment.token,
            authorized_until=outcome.until or payment.authorized_until,
            terms=outcome.terms or payment.terms,
            sure_until=outcome.sure_until or payment.sure_until,
            keep=outcome.keep,
            held=outcome.held,
            facts={**(payment.facts or {}), **outcome.facts} or None,
        )
    if isinstance(outcome, o.Settled):
        return evolve(
            payment,
            authorized=0 if payment.allocated else max(payment.authorized, outcome.amount.minor),
            settled=payment.settled + outcome.amount.minor,
            reference=outcome.reference or payment.reference,
            shows=outcome.shows or payment.shows,
            token=outcome.token or payment.token,
            settled_at=entry.at,
            facts={**(payment.facts or {}), **outcome.facts} or None,
        )
    if isinstance(outcome, o.AwaitingFunds):
        return evolve(payment, instructions=outcome.instructions, remittance_reference=outcome.reference)
    if isinstance(outcome, o.AwaitingCustomer):
        return evolve(
            payment,
            link=outcome.link,
            link_until=outcome.until or payment.link_until,
            reference=outcome.reference or payment.reference,
        )
    if isinstance(outcome, o.Refunded):
        return evolve(payment, refunded=payment.refunded + outcome.amount.minor)
    if isinstance(outcome, o.Refused):
        return evolve(payment, refusal=outcome, reference=outcome.reference or payment.reference)
    return payment


def _returned(payment: Payment, event: Returned) -> Payment:
    """A bank's return. It may come in the middle of a refund, or after one: then :attr:`Payment.lost` shows it."""
    if payment.settled == 0 or event.amount.currency != payment.currency:
        raise NotPossible(N_("Nothing was settled here that a bank could take back."))
    if event.amount.minor > payment.settled - payment.returned:
        raise NotPossible(N_("The bank cannot take back more than was settled here."))
    after = evolve(payment, returned=payment.returned + event.amount.minor, taken_back=event.code)
    return after if payment.live else _at_rest(after)


def _return_undone(payment: Payment, event: ReturnUndone) -> Payment:
    """A return that was another payment's; not once new money is tied here because of it."""
    if payment.live is not None or payment.standing not in HAS_TAKEN:
        raise NotPossible(N_("Money was tied or asked for since: undo that, or wait for its answer, first."))
    if event.amount.currency != payment.currency or not 0 < event.amount.minor <= payment.returned:
        raise NotPossible(N_("The bank took no such amount back from this payment."))
    left = payment.returned - event.amount.minor
    return _at_rest(evolve(payment, returned=left, taken_back=payment.taken_back if left else ""))


def _presented_again(payment: Payment) -> Payment:
    """Authorized as before: the money that came back is asked for once more, under another key."""
    gone = payment.refunded or payment.refunding or payment.kept.minor
    if (
        payment.live is not None
        or payment.standing not in CAN_PRESENT_AGAIN
        or not payment.authorized
        or gone
    ):
        raise NotPossible(N_("Nothing came back here that could be presented again."))
    return evolve(payment, standing=Standing.AUTHORIZED, settled_at=None, repeats=payment.repeats + 1)


def _released(payment: Payment, minor: int) -> Payment:
    """An allocation undone; of money that is settled, only as much as is still here (rule 3)."""
    if payment.live is not None or minor > payment.allocated:
        raise NotPossible(N_("So much of this money is not tied to the payment, or a question is open."))
    unsettled = max(minor - (payment.allocated - payment.settled), 0)
    if unsettled > payment.refundable.minor:
        raise NotPossible(
            N_("Part of it was given back or taken back already: {amount} are left."),
            amount=payment.refundable,
        )
    back = evolve(payment, allocated=payment.allocated - minor, charges=0)
    if not unsettled:
        return back
    return evolve(
        back, settled=payment.settled - unsettled, settled_at=None, standing=Standing.AWAITING_FUNDS
    )


def _at_rest(payment: Payment) -> Payment:
    """The standing that the amounts give, whatever order they came in."""
    if payment.standing not in HAS_TAKEN:
        return payment
    if payment.settled - payment.returned - payment.refunded > 0:
        standing = Standing.SETTLED
    elif payment.returned:
        standing = Standing.RETURNED
    else:
        standing = Standing.REFUNDED
    return evolve(payment, standing=standing)
