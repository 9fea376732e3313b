"""What each entry of its history does to a payment, and the payment that a whole history amounts to.

An entry that the tables of :mod:`checkout_tui.domain.payment` forbid can never be written: it raises here.
"""

from attrs import evolve

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
from checkout_tui.domain.payment import (
    CAN_CHANGE_AMOUNT,
    CAN_PRESENT_AGAIN,
    CAN_RECEIVE,
    CAN_WITHDRAW,
    HAS_TAKEN,
    LEADS_TO,
    Payment,
    believable,
    why_not_ask,
)
from checkout_tui.domain.sentence import N_, sentence


def moved_by(payment: Payment, entry: Entry) -> Payment:
    """The payment once ``entry`` is part of its history.

    Raises NotPossible when the tables forbid it: such an entry can never be written.
    """
    if entry.payment != payment.id or entry.seq != payment.seq + 1:
        raise NotPossible(N_("This entry does not follow the payment's history."))
    moved = _apply(payment, entry)
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
        payment = moved_by(payment, entry)
    return payment


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
