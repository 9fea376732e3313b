"""The money inbox: what arrived, whose it may be, and what people decide about it (R-066 to R-071)."""

from sqlalchemy import Connection

from checkout_tui.desk.candidates import Candidates
from checkout_tui.desk.consequences import Consequences
from checkout_tui.desk.context import Context
from checkout_tui.desk.conversation import Conversation
from checkout_tui.desk.pricing import refuse_card_number
from checkout_tui.desk.returns import Returns
from checkout_tui.desk.taxes import Taxes
from checkout_tui.domain import reference as references
from checkout_tui.domain.errors import BadInput, N_, NotFoundHere, NotPossible
from checkout_tui.domain.history import (
    Allocated,
    Answered,
    Entry,
    Question,
    Released,
    ShortAccepted,
    Standing,
    Withdrawn,
)
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.money import Money
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import tried
from checkout_tui.domain.outcomes import Settled
from checkout_tui.domain.payment import CAN_WITHDRAW, Payment
from checkout_tui.domain.remittance import (
    Candidate,
    Decided,
    Likeness,
    LineKind,
    Proposal,
    Remittance,
    Tie,
    Verb,
)
from checkout_tui.store import orders, payments
from checkout_tui.store import remittances as table


class Remittances:
    """What an operator does with money that arrived.

    A decision about more than the seller lets one person decide waits as the remittance's
    ``proposal`` until somebody else confirms it; meanwhile nothing else is done with that money.
    """

    def __init__(
        self,
        context: Context,
        conversation: Conversation,
        consequences: Consequences,
        returns: Returns,
        taxes: Taxes,
    ) -> None:
        self._context = context
        self._returns = returns
        self._taxes = taxes
        self._conversation = conversation
        self._consequences = consequences
        self._candidates = Candidates(context)

    # ------------------------------------------------------------ looking

    def inbox(self, limit: int = 200) -> tuple[Remittance, ...]:
        """Money that is tied to nothing yet, parked or not, and returns that found no payment; oldest first."""
        with self._context.store.reading() as connection:
            return table.inbox(connection, limit)

    def ties(self, remittance_id: str) -> tuple[Tie, ...]:
        """Which payments this money is tied to now."""
        with self._context.store.reading() as connection:
            return table.ties(connection, remittance_id)

    def decided(self, remittance_id: str) -> tuple[Decided, ...]:
        """What people decided about this money besides tying it, oldest first."""
        with self._context.store.reading() as connection:
            return table.decided(connection, remittance_id)

    def candidates(self, remittance_id: str) -> tuple[Candidate, ...]:
        """Orders that this money may be for, most likely first, each with the reason."""
        with self._context.store.reading() as connection:
            return self._candidates.of(connection, table.get(connection, remittance_id))

    def candidate(self, remittance_id: str, reference: str) -> Candidate:
        """The order that an operator names, as on a check (R-066). Raises BadInput for a misread one, NotFoundHere."""
        read = references.read(reference)
        with self._context.store.reading() as connection:
            found = self._candidates.order(
                connection, table.get(connection, remittance_id), read, Likeness.NAMED
            )
        if found is None:
            raise NotFoundHere(N_("There is no order {reference}."), reference=references.shown(read))
        return found

    # ------------------------------------------------------------ deciding

    def allocate(
        self, remittance_id: str, payment_id: str, by: Operator, amount: Money | None = None
    ) -> Remittance:
        """Tie money to a payment; once all of it is there, the payment is settled.

        Without ``amount``: as much as the payment still waits for and the remittance still has. For
        a bank's return: take it back from the payment. Raises NotPossible when it cannot be.
        """
        by.must(Role.PAYMENT_PROCESSING)
        return self._allocate(remittance_id, payment_id, by, amount, alone=False)

    def allocate_exact(self, remittance_id: str, payment_id: str, by: Operator) -> Remittance:
        """Tie money whose checked reference and amount leave nothing to decide (R-077)."""
        return self._allocate(remittance_id, payment_id, by, None, alone=True)

    def accept_short(self, payment_id: str, by: Operator, why: str = "") -> Payment:
        """Bear what banks kept on the way, up to the seller's tolerance, as a fee; then the payment is settled."""
        by.must(Role.PAYMENT_PROCESSING)
        refuse_card_number(why)
        with self._context.store.reading() as connection:
            seen = payments.get(connection, payment_id)
        with self._context.store.writing() as connection:
            orders.get(connection, seen.order, lock=True)
            payment = payments.get(connection, payment_id, lock=True)
            if not self._context.seller.bears(payment.due, payment.method):
                raise NotPossible(
                    N_("{amount} are missing: more than this seller bears. Ask the customer for the rest."),
                    amount=payment.due,
                )
            event = ShortAccepted(payment.due, why.strip())
            at = self._context.clock.now()
            payment = payments.append(connection, payment, event, at=at, by=by.name)
            payment = self._settle_asked(connection, payment, by)
            self._consequences.mark(connection, payment.order)
        return self._conversation.carry_on(payment, self._context.lane(payment.method), by)

    def keep_surplus(
        self, remittance_id: str, by: Operator, why: str, amount: Money | None = None
    ) -> Remittance:
        """Keep money that is nobody's order. ``why`` is written down."""
        return self._set_aside(remittance_id, Verb.SURPLUS, by, why, amount)

    def send_back(
        self, remittance_id: str, by: Operator, why: str, amount: Money | None = None
    ) -> Remittance:
        """Write down that money goes back to whom it came from, by the bank. ``why`` is written down."""
        return self._set_aside(remittance_id, Verb.SEND_BACK, by, why, amount)

    def close(self, return_id: str, by: Operator, evidence: str) -> Remittance:
        """Close a bank's return that is of no payment and no receipt here; how that is known is written down."""
        if len(evidence.strip()) < 3:
            raise BadInput(N_("Write how you know: a reference, or who said so."))
        return self._set_aside(return_id, Verb.CLOSE, by, evidence, None)

    def confirm(self, remittance_id: str, by: Operator) -> Remittance:
        """Do what another person proposed. Raises NotPossible when there is nothing, or when it was the same person."""
        by.must(Role.PAYMENT_PROCESSING)
        with self._context.store.writing() as connection:
            remittance, proposal = self._proposed(connection, remittance_id)
            why_not = proposal.why_not_confirm(by.name)
            if why_not is not None:
                raise NotPossible.because(why_not)
            if proposal.verb is not Verb.ALLOCATE:
                remittance = table.propose(connection, remittance, None)
                self._decide(connection, remittance, proposal, "confirmed", by)
                return _put(connection, remittance, proposal.verb, proposal.amount)
        return self._allocate(remittance_id, proposal.payment, by, proposal.amount, confirming=proposal)

    def withdraw(self, remittance_id: str, by: Operator) -> Remittance:
        """Take a proposal back, or turn it down: the money is free again."""
        by.must(Role.PAYMENT_PROCESSING)
        with self._context.store.writing() as connection:
            remittance, proposal = self._proposed(connection, remittance_id)
            self._decide(connection, remittance, proposal, "withdrawn", by)
            return table.propose(connection, remittance, None)

    # ------------------------------------------------------------ undoing

    def release(self, remittance_id: str, payment_id: str, by: Operator, why: str) -> Remittance:
        """Undo an allocation; the history keeps both, and the money is in the inbox again.

        What was settled is undone with it while all of it is still here: the order waits for money
        again, and the customer is told. Raises NotPossible once some was given or taken back.
        """
        by.must(Role.PAYMENT_PROCESSING)
        refuse_card_number(why)
        with self._context.store.reading() as connection:
            seen = payments.get(connection, payment_id)
        with self._context.store.writing() as connection:
            stored = orders.get(connection, seen.order, lock=True)
            remittance = table.get(connection, remittance_id, lock=True)
            payment = payments.get(connection, payment_id, lock=True)
            tied = self._undoable(connection, remittance, payment)
            if tied.minor <= 0:
                raise NotPossible(
                    N_("Nothing of this money is tied to that payment, or it was given or taken back since.")
                )
            now = self._context.clock.now()
            was_settled = payment.standing is Standing.SETTLED
            payment = payments.append(
                connection, payment, Released(remittance_id, tied, why), at=now, by=by.name
            )
            remittance = table.allocate(
                connection, remittance, payment_id, -tied, at=now, by=by.name, why=why
            )
            self._consequences.mark(connection, payment.order)
            if was_settled:
                self._consequences.write(connection, MailKind.ORDER_CONFIRMATION, stored.order, payment)
        return remittance

    def bring_back(self, remittance_id: str, by: Operator, why: str) -> Remittance:
        """Undo that money was kept or sent back: it is unallocated again, and both stay written down."""
        by.must(Role.PAYMENT_PROCESSING)
        refuse_card_number(why)
        with self._context.store.writing() as connection:
            remittance = table.get(connection, remittance_id, lock=True)
            by_bank = table.taken_back(connection, remittance_id)
            ours = remittance.sent_back - by_bank
            if not remittance.surplus and not ours:
                raise NotPossible(
                    N_("The bank took this money back: undo that with the return.")
                    if by_bank
                    else N_("Nothing of this money was kept or sent back.")
                )
            for verb, minor in ((Verb.SURPLUS, remittance.surplus), (Verb.SEND_BACK, ours)):
                if minor:
                    amount = Money(minor, remittance.amount.currency)
                    at = self._context.clock.now()
                    table.decide(connection, remittance, verb, "undone", amount, at=at, by=by.name, why=why)
                    remittance = table.set_aside(connection, remittance, verb, -minor)
        return remittance

    def park(self, remittance_id: str, note: str, by: Operator) -> Remittance:
        """Leave it where it is and write down why."""
        by.must(Role.PAYMENT_PROCESSING)
        refuse_card_number(note)
        with self._context.store.writing() as connection:
            table.park(connection, remittance_id, note.strip())
            return table.get(connection, remittance_id)

    # ------------------------------------------------------------ inside

    def _allocate(
        self,
        remittance_id: str,
        payment_id: str,
        by: Operator,
        amount: Money | None,
        *,
        alone: bool = False,
        confirming: Proposal | None = None,
    ) -> Remittance:
        with self._context.store.reading() as connection:
            seen = payments.get(connection, payment_id)
        lane = self._context.lane(seen.method)
        with self._context.store.writing() as connection:
            stored = orders.get(connection, seen.order, lock=True)
            remittance = table.get(connection, remittance_id, lock=True)
            if remittance.kind is LineKind.RECEIPT:
                self._taxes.bring_up(connection, stored, by, paid=remittance.booked_on)
            payment = payments.get(connection, payment_id, lock=True)
            if remittance.kind is LineKind.RETURN:
                self._must_be_free(remittance)
                self._returns.take_back(connection, remittance, payment, by)
                return table.get(connection, remittance_id)
            amount = self._tieable(connection, remittance, payment, amount)
            if alone and not payment.due == amount == remittance.unallocated:
                raise NotPossible(N_("It is not the exact amount any more: a person decides."))
            if confirming is not None:
                if remittance.proposal != confirming:
                    raise NotPossible(N_("Somebody else was first with this money. Look again."))
                remittance = table.propose(connection, remittance, None)
                self._decide(connection, remittance, confirming, "confirmed", by)
            elif not alone:
                self._must_be_free(remittance)
                if self._needs_second_person(remittance, amount):
                    return self._propose(connection, remittance, Verb.ALLOCATE, amount, by, payment=payment)
            remittance, payment = self._tie(connection, remittance, payment, amount, by)
            ask = payment.due.minor == 0
            if ask:
                payment = self._settle_asked(connection, payment, by)
            self._consequences.mark(connection, payment.order)
        if ask:
            self._conversation.carry_on(payment, lane, by)
        return remittance

    def _settle_asked(self, connection: Connection, payment: Payment, by: Operator) -> Payment:
        return self._conversation.asked(connection, payment, Question.SETTLE, payment.to_settle, by)

    def _set_aside(
        self, remittance_id: str, verb: Verb, by: Operator, why: str, amount: Money | None
    ) -> Remittance:
        by.must(Role.PAYMENT_PROCESSING)
        refuse_card_number(why)
        if not why.strip():
            raise BadInput(N_("Write why: somebody will ask."))
        with self._context.store.writing() as connection:
            remittance = table.get(connection, remittance_id, lock=True)
            self._must_be_free(remittance)
            amount = amount or remittance.unallocated
            wanted = LineKind.RETURN if verb is Verb.CLOSE else LineKind.RECEIPT
            if remittance.kind is not wanted:
                raise NotPossible(_NOT_A_RETURN if verb is Verb.CLOSE else _A_RETURN)
            if not 0 < amount.minor <= remittance.unallocated.minor:
                raise NotPossible(N_("Only {amount} of this money is left."), amount=remittance.unallocated)
            if self._needs_second_person(remittance, amount):
                return self._propose(connection, remittance, verb, amount, by, why=why.strip())
            at = self._context.clock.now()
            table.decide(connection, remittance, verb, "done", amount, at=at, by=by.name, why=why.strip())
            return _put(connection, remittance, verb, amount)

    def _needs_second_person(self, remittance: Remittance, amount: Money) -> bool:
        """Whether this decision, with those before about the same money, is more than one person may take."""
        before = remittance.amount - remittance.unallocated
        return self._context.seller.needs_second_person(before + amount)

    def _must_be_free(self, remittance: Remittance) -> None:
        if remittance.proposal is not None:
            raise NotPossible(
                N_("{who} proposed what becomes of this money: confirm it or turn it down first."),
                who=remittance.proposal.by,
            )

    def _propose(
        self,
        connection: Connection,
        remittance: Remittance,
        verb: Verb,
        amount: Money,
        by: Operator,
        *,
        why: str = "",
        payment: Payment | None = None,
    ) -> Remittance:
        paid, order = (payment.id, payment.order) if payment else ("", "")
        proposal = Proposal(verb, amount, by.name, self._context.clock.now(), paid, why, order)
        self._decide(connection, remittance, proposal, "proposed", by)
        return table.propose(connection, remittance, proposal)

    def _proposed(self, connection: Connection, remittance_id: str) -> tuple[Remittance, Proposal]:
        remittance = table.get(connection, remittance_id, lock=True)
        if remittance.proposal is None:
            raise NotPossible(N_("Nothing waits for a second person here."))
        return remittance, remittance.proposal

    def _decide(
        self, connection: Connection, remittance: Remittance, proposal: Proposal, step: str, by: Operator
    ) -> None:
        table.decide(
            connection,
            remittance,
            proposal.verb,
            step,
            proposal.amount,
            at=self._context.clock.now(),
            by=by.name,
            why=proposal.why,
            payment=proposal.payment,
        )

    def _undoable(self, connection: Connection, remittance: Remittance, payment: Payment) -> Money:
        """How much of a receipt can be untied: all of it, but only what is unsettled once some has gone back."""
        tied = table.allocated_to(connection, remittance.id, payment.id)
        if payment.returned or payment.refunded or payment.refunding:
            tied = _tied_since_settled(payments.history(connection, payment.id), remittance.id)
        return Money(tied, payment.currency)

    def _tieable(
        self, connection: Connection, remittance: Remittance, payment: Payment, amount: Money | None
    ) -> Money:
        """How much is tied; raises NotPossible with what can be done instead."""
        if remittance.amount.currency != payment.currency:
            raise NotPossible(
                N_(
                    "The money is in {theirs} and the order in {ours}: it stays unallocated; no exchange is made."
                ),
                theirs=remittance.amount.currency,
                ours=payment.currency,
            )
        awaited = payment.due.minor
        amount = amount or Money(min(awaited, remittance.unallocated.minor), payment.currency)
        if amount.minor <= 0 or amount > remittance.unallocated:
            raise NotPossible(N_("Only {amount} of this money is left."), amount=remittance.unallocated)
        if amount.minor > awaited:
            raise NotPossible(
                N_("The order waits for {amount} only; the rest stays in the inbox."),
                amount=Money(awaited, payment.currency),
            )
        others = [p for p in payments.of_order(connection, payment.order) if p.id != payment.id]
        elsewhere = (Standing.SETTLED, Standing.AUTHORIZED)
        if any(p.standing in elsewhere or p.live is not None for p in others):
            raise NotPossible(
                N_("This order is paid another way, or a payment is under way: a person decides.")
            )
        return amount

    def _tie(
        self,
        connection: Connection,
        remittance: Remittance,
        payment: Payment,
        amount: Money,
        by: Operator,
    ) -> tuple[Remittance, Payment]:
        others = [p for p in payments.of_order(connection, payment.order) if p.id != payment.id]
        now = self._context.clock.now()
        for other in others:
            # The money decides which attempt it is: the others end here, or the order would be paid twice.
            if other.standing in CAN_WITHDRAW and tried((other,)):
                payments.append(connection, other, Withdrawn("changed"), at=now, by=by.name)
        payment = payments.append(connection, payment, Allocated(remittance.id, amount), at=now, by=by.name)
        self._consequences.called(connection, payment.order, remittance.original)
        return table.allocate(connection, remittance, payment.id, amount, at=now, by=by.name), payment


_NOT_A_RETURN = N_("Only a bank’s return is closed so.")
_A_RETURN = N_("The bank took this money back: tie the return to its order, or close it with the evidence.")


def _put(connection: Connection, remittance: Remittance, verb: Verb, amount: Money) -> Remittance:
    """Where money is counted once it was decided what becomes of it."""
    if verb is not Verb.CLOSE:
        return table.set_aside(connection, remittance, verb, amount.minor)
    table.found_its_payment(connection, remittance.id)
    return table.get(connection, remittance.id)


def _tied_since_settled(history: tuple[Entry, ...], remittance: str) -> int:
    """How much of a receipt is tied to a payment and not settled; what was settled is not given back so."""
    tied = 0
    for event in (entry.event for entry in history):
        if isinstance(event, Answered) and isinstance(event.outcome, Settled):
            tied = 0
        elif isinstance(event, Allocated | Released) and event.remittance == remittance:
            tied += event.amount.minor if isinstance(event, Allocated) else -event.amount.minor
    return tied
