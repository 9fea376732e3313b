"""The money inbox: documents in, receipts booked once, and each tied to a payment by whoever may."""

import json
from hashlib import sha256

from attrs import asdict, evolve
from sqlalchemy import Connection

from checkout_tui.desk.consequences import Consequences
from checkout_tui.desk.context import Context
from checkout_tui.desk.conversation import Conversation
from checkout_tui.desk.pricing import refuse_card_number
from checkout_tui.desk.views import ImportReport
from checkout_tui.domain import reference as references
from checkout_tui.domain.errors import BadInput, CheckoutError, N_, NotPossible
from checkout_tui.domain.history import (
    Allocated,
    Answered,
    Entry,
    Question,
    Released,
    Returned,
    Standing,
    Withdrawn,
)
from checkout_tui.domain.method import AllocationRule
from checkout_tui.domain.money import Money
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import tried
from checkout_tui.domain.outcomes import Settled
from checkout_tui.domain.payment import CAN_RECEIVE, CAN_WITHDRAW, HAS_TAKEN, Payment
from checkout_tui.domain.query import folded
from checkout_tui.domain.remittance import (
    BankLine,
    Candidate,
    Likeness,
    LineKind,
    Reading,
    Remittance,
)
from checkout_tui.store import orders, payments
from checkout_tui.store import remittances as table

MOST_CANDIDATES = 8
_SIGN = {LineKind.RECEIPT: 1, LineKind.RETURN: -1, LineKind.PAID_OUT: -1, LineKind.FEE: -1}


class Remittances:
    """What an operator does with money that arrived."""

    def __init__(self, context: Context, conversation: Conversation, consequences: Consequences) -> None:
        self._context = context
        self._conversation = conversation
        self._consequences = consequences

    # ------------------------------------------------------------ documents

    def import_document(self, name: str, content: bytes, by: Operator) -> ImportReport:
        """Book what a bank's document says, once.

        The same document again, even renamed, changes nothing; a line that another document
        reported is not booked twice either. Raises BadInput when nobody can read it, when two
        methods claim it equally, or when its totals do not agree.
        """
        method, reading = self._read(name, content)
        digest = sha256(content).hexdigest()
        now = self._context.clock.now()
        with self._context.store.writing() as connection:
            before = table.add_document(connection, digest, name=name, method=method, at=now, by=by.name)
            if before is not None:
                return evolve(_empty(reading), problems=reading.problems, again=True)
            booked = [
                (line_id, line)
                for line in reading.lines
                if table.book(connection, line_id := self._context.ids.new(), digest, method, line)
            ]
            report = self._report(reading, booked)
            table.keep_report(connection, digest, json.dumps(asdict(report), default=str))
        allocated = self._by_itself(method, booked, by)
        return evolve(report, allocated=allocated, unallocated=report.unallocated - allocated)

    # ------------------------------------------------------------ the inbox

    def inbox(self, limit: int = 200) -> tuple[Remittance, ...]:
        """Money that is tied to nothing yet, and returns that found no payment; oldest first."""
        with self._context.store.reading() as connection:
            return table.inbox(connection, limit)

    def candidates(self, remittance_id: str) -> tuple[Candidate, ...]:
        """Payments that this money may be for, most likely first, each with the reason."""
        with self._context.store.reading() as connection:
            remittance = table.get(connection, remittance_id)
            found: dict[str, Candidate] = {}
            for payment in self._named(connection, remittance):
                found[payment.id] = self._candidate(connection, payment, Likeness.REFERENCE)
            if remittance.kind is LineKind.RECEIPT:
                for payment in payments.awaiting(
                    connection,
                    method=remittance.method,
                    currency=remittance.amount.currency,
                    amount=remittance.unallocated.minor,
                    limit=50,
                ):
                    candidate = self._candidate(connection, payment, Likeness.AMOUNT)
                    if _alike(candidate.customer, remittance.payer):
                        candidate = evolve(candidate, likeness=Likeness.AMOUNT_AND_NAME)
                    found.setdefault(payment.id, candidate)
        strength = list(Likeness)
        ranked = sorted(found.values(), key=lambda c: (strength.index(c.likeness), c.order))
        return tuple(ranked[:MOST_CANDIDATES])

    def allocate(
        self, remittance_id: str, payment_id: str, by: Operator, amount: Money | None = None
    ) -> Remittance:
        """Tie money to a payment; once all of it is there, the payment is settled.

        Without ``amount``: as much as the payment still waits for and the remittance still has. For
        a bank's return: take it back from the payment. Raises NotPossible when it cannot be.
        """
        by.must(Role.PAYMENT_PROCESSING)
        with self._context.store.reading() as connection:
            seen = payments.get(connection, payment_id)
        lane = self._context.lane(seen.method)
        with self._context.store.writing() as connection:
            orders.get(connection, seen.order, lock=True)
            remittance = table.get(connection, remittance_id, lock=True)
            payment = payments.get(connection, payment_id, lock=True)
            if remittance.kind is LineKind.RETURN:
                self._take_back(connection, remittance, payment, by)
                return table.get(connection, remittance_id)
            remittance, payment = self._tie(connection, remittance, payment, amount, by)
            ask = payment.allocated - payment.settled >= payment.amount.minor
            if ask:
                payment = self._conversation.asked(connection, payment, Question.SETTLE, payment.amount, by)
            self._consequences.mark(connection, payment.order)
        if ask:
            self._conversation.carry_on(payment, lane, by)
        return remittance

    def release(self, remittance_id: str, payment_id: str, by: Operator, why: str) -> Remittance:
        """Undo an allocation that is not settled yet. The history keeps both."""
        by.must(Role.PAYMENT_PROCESSING)
        refuse_card_number(why)
        with self._context.store.reading() as connection:
            seen = payments.get(connection, payment_id)
        with self._context.store.writing() as connection:
            orders.get(connection, seen.order, lock=True)
            remittance = table.get(connection, remittance_id, lock=True)
            payment = payments.get(connection, payment_id, lock=True)
            history = payments.history(connection, payment_id)
            tied = Money(_tied_since_settled(history, remittance_id), payment.currency)
            if tied.minor <= 0:
                raise NotPossible(
                    N_("Nothing of this money is tied to that payment, or it is settled already.")
                )
            now = self._context.clock.now()
            payments.append(connection, payment, Released(remittance_id, tied, why), at=now, by=by.name)
            remittance = table.allocate(
                connection, remittance, payment_id, -tied, at=now, by=by.name, why=why
            )
            self._consequences.mark(connection, payment.order)
        return remittance

    def park(self, remittance_id: str, note: str, by: Operator) -> Remittance:
        """Leave it where it is and write down why."""
        by.must(Role.PAYMENT_PROCESSING)
        refuse_card_number(note)
        with self._context.store.writing() as connection:
            table.park(connection, remittance_id, note.strip())
            return table.get(connection, remittance_id)

    # ------------------------------------------------------------ inside

    def _read(self, name: str, content: bytes) -> tuple[str, Reading]:
        claims = [
            (lane.code, reading)
            for lane in self._context.lanes.values()
            if (reading := lane.read_remittances(content, name)) is not None
        ]
        if not claims:
            raise BadInput(
                N_("No installed payment method can read {name}. See “checkout-tui plugins”."), name=name
            )
        best = max(reading.claim for _, reading in claims)
        winners = [(code, reading) for code, reading in claims if reading.claim == best]
        if len(winners) > 1:
            raise BadInput(
                N_("{name} could be read by {methods}: switch one of them off and import it again."),
                name=name,
                methods=", ".join(code for code, _ in winners),
            )
        code, reading = winners[0]
        if reading.refused:
            raise BadInput(N_("Nothing of {name} was booked: {why}"), name=name, why=reading.refused)
        return code, reading

    def _report(self, reading: Reading, booked: list[tuple[str, BankLine]]) -> ImportReport:
        totals: dict[str, int] = {}
        for _, line in booked:
            sign = _SIGN.get(line.kind, 0)
            if sign:
                currency = line.amount.currency
                totals[currency] = totals.get(currency, 0) + sign * line.amount.minor
        receipts = sum(1 for _, line in booked if line.kind is LineKind.RECEIPT)
        return evolve(
            _empty(reading),
            booked=sum(1 for _, line in booked if line.kind is not LineKind.NOTICE),
            unallocated=receipts,
            totals=totals,
            problems=reading.problems,
        )

    def _by_itself(self, method: str, booked: list[tuple[str, BankLine]], by: Operator) -> int:
        """What needs no person: a wire with one exact checked reference and the exact amount (R-077).

        Never for a method whose money is allocated by hand (R-066, R-071).
        """
        rule = self._context.lane(method).method.allocation
        allowed = rule is not AllocationRule.BY_HAND and self._context.seller.allocate_on_receipt
        allocated = 0
        for line_id, line in booked:
            try:
                if line.kind is LineKind.RECEIPT and allowed:
                    allocated += self._exactly(line_id, by)
                elif line.kind is LineKind.RETURN:
                    self._return_by_itself(line_id, by)
            except CheckoutError:
                # What cannot be done by itself waits for a person in the inbox; the rest goes on.
                continue
        return allocated

    def _exactly(self, line_id: str, by: Operator) -> int:
        with self._context.store.reading() as connection:
            remittance = table.get(connection, line_id)
            named = [p for p in self._named(connection, remittance) if p.standing is Standing.AWAITING_FUNDS]
        if len(named) != 1 or named[0].method != remittance.method:
            return 0
        payment = named[0]
        if payment.amount != remittance.amount or payment.allocated > payment.settled:
            return 0
        self.allocate(line_id, payment.id, evolve(by, roles=frozenset(Role)))
        return 1

    def _return_by_itself(self, line_id: str, by: Operator) -> None:
        with self._context.store.reading() as connection:
            remittance = table.get(connection, line_id)
            named = [p for p in self._named(connection, remittance) if p.method == remittance.method]
        if len(named) == 1:
            self.allocate(line_id, named[0].id, evolve(by, roles=frozenset(Role)))

    def _named(self, connection: Connection, remittance: Remittance) -> tuple[Payment, ...]:
        """Payments of the orders whose reference stands in the text, that could take this money."""
        wanted = CAN_RECEIVE if remittance.kind is LineKind.RECEIPT else HAS_TAKEN
        named = []
        written = f"{remittance.reference} | {remittance.text}"
        for reference in dict.fromkeys(references.find_in(written)):
            for payment in payments.of_order(connection, reference):
                pushed = bool(payment.instructions) or remittance.kind is LineKind.RETURN
                if payment.standing in wanted and pushed and payment.currency == remittance.amount.currency:
                    named.append(payment)
        return tuple(named)

    def _candidate(self, connection: Connection, payment: Payment, likeness: Likeness) -> Candidate:
        customer = orders.get(connection, payment.order).order.customer
        left = payment.amount.minor - (payment.allocated - payment.settled)
        return Candidate(
            payment=payment.id,
            order=payment.order,
            customer=customer.company or customer.name,
            amount=Money(left, payment.currency),
            likeness=likeness,
        )

    def _tie(
        self,
        connection: Connection,
        remittance: Remittance,
        payment: Payment,
        amount: Money | None,
        by: Operator,
    ) -> tuple[Remittance, Payment]:
        if remittance.amount.currency != payment.currency:
            raise NotPossible(
                N_(
                    "The money is in {theirs} and the order in {ours}: it stays unallocated; no exchange is made."
                ),
                theirs=remittance.amount.currency,
                ours=payment.currency,
            )
        awaited = payment.amount.minor - (payment.allocated - payment.settled)
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
        now = self._context.clock.now()
        for other in others:
            # The money decides which attempt it is: the others end here, or the order would be paid twice.
            if other.standing in CAN_WITHDRAW and tried((other,)):
                payments.append(connection, other, Withdrawn("changed"), at=now, by=by.name)
        payment = payments.append(connection, payment, Allocated(remittance.id, amount), at=now, by=by.name)
        return table.allocate(connection, remittance, payment.id, amount, at=now, by=by.name), payment

    def _take_back(
        self, connection: Connection, remittance: Remittance, payment: Payment, by: Operator
    ) -> None:
        if remittance.unallocated.minor == 0:
            raise NotPossible(N_("This return was taken back from its payment already."))
        event = Returned(remittance.amount, remittance.code, remittance.document)
        payments.append(connection, payment, event, at=self._context.clock.now(), by=by.name)
        table.close_return(connection, remittance.id)
        self._consequences.mark(connection, payment.order)


def _empty(reading: Reading) -> ImportReport:
    return ImportReport(reading.reader, len(reading.lines), 0, 0, 0)


def _tied_since_settled(history: tuple[Entry, ...], remittance: str) -> int:
    """How much of a receipt is tied to a payment and not settled; what was settled is not given back so."""
    tied = 0
    for event in (entry.event for entry in history):
        if isinstance(event, Answered) and isinstance(event.outcome, Settled):
            tied = 0
        elif isinstance(event, Allocated | Released) and event.remittance == remittance:
            tied += event.amount.minor if isinstance(event, Allocated) else -event.amount.minor
    return tied


def _alike(customer: str, payer: str) -> bool:
    """Whether a word of the customer's name stands in the payer's."""
    words = {word for word in folded(customer).split() if len(word) > 2}
    return bool(words & set(folded(payer).split()))
