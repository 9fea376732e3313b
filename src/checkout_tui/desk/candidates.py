"""Whose money is it? Payments that a remittance may be for, by stages, each with its reason (R-066, R-071)."""

from collections.abc import Iterator

from attrs import evolve
from sqlalchemy import Connection

from checkout_tui.desk.context import Context
from checkout_tui.domain import late_money, matching
from checkout_tui.domain.candidate_words import by_rule
from checkout_tui.domain.errors import N_
from checkout_tui.domain.history import Allocated, Answered, Question, Standing
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import OrderState
from checkout_tui.domain.outcomes import Pending, Settled
from checkout_tui.domain.payment import CAN_RECEIVE, HAS_TAKEN, Payment, is_under_way
from checkout_tui.domain.query import Key, KeyKind
from checkout_tui.domain.remittance import Candidate, Likeness, LineKind, Remittance
from checkout_tui.domain.sentence import Sentence, sentence
from checkout_tui.domain.tax_point import as_paid, is_current
from checkout_tui.store import awaited, invoices, orders, payments, search
from checkout_tui.store import remittances as table

MOST = 8
_MOST_BY_AMOUNT = 50
_MOST_BY_EMAIL = 20

_WHAT_ELSE = {
    OrderState.PAID: N_("paid already: send the money back, tie it to another order, or keep it as surplus"),
    OrderState.AUTHORIZED: N_("paid another way: release that authorization first, or send the money back"),
    OrderState.UNANSWERED: N_("a question is unanswered: ask the provider first, then tie the money"),
    OrderState.PENDING: N_("a question is unanswered: ask the provider first, then tie the money"),
    OrderState.REFUNDED: N_("refunded already: send the money back, or tie it to another order"),
    OrderState.CANCELLED: N_("cancelled: send the money back, or tie it to another order of this customer"),
}
TAKEN_ELSEWHERE = frozenset({OrderState.PAID, OrderState.AUTHORIZED, OrderState.UNANSWERED})
_NOTHING_WAITS = N_("nothing of this order waits for such money: change its payment option first")
_OTHER_CURRENCY = N_("the order is in {currency}: no exchange is made")


class Candidates:
    """Finds them; deciding is a person's."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def of(self, connection: Connection, remittance: Remittance) -> tuple[Candidate, ...]:
        """Orders that this money may be for, most likely first."""
        found: dict[str, Candidate] = {}
        for order, likeness, word in self._orders(connection, remittance):
            if order not in found:
                candidate = self.order(connection, remittance, order, likeness, word)
                if candidate is not None:
                    found[order] = candidate
        if remittance.kind is LineKind.RECEIPT:
            for other in self._others(connection, remittance, tuple(found.values())):
                found.setdefault(other.order, other)
            for waiting, likeness in self._waiting(connection, remittance):
                if waiting.order not in found:
                    found[waiting.order] = self._by_amount(connection, remittance, waiting, likeness)
        strength = list(Likeness)
        ranked = sorted(
            found.values(), key=lambda c: (strength.index(c.likeness), c.why_not is not None, c.order)
        )
        return tuple(ranked[:MOST])

    def order(
        self,
        connection: Connection,
        remittance: Remittance,
        reference: str,
        likeness: Likeness,
        found: str = "",
    ) -> Candidate | None:
        """This order, with the reason when money cannot be tied to it; None when there is no such order."""
        listed = orders.by_reference(connection, reference)
        if listed is None:
            return None
        tries = self._as_paid(connection, reference, remittance)
        taking = [payment for payment in tries if can_take(payment, remittance)]
        same = [payment for payment in taking if payment.method == remittance.method]
        payment = next(iter((same or taking)[::-1]), None)
        candidate = Candidate(
            payment=payment.id if payment else "",
            order=reference,
            customer=listed.customer,
            amount=_still(payment, remittance) if payment else listed.total,
            likeness=likeness,
            state=listed.state,
            found=found,
            method=payment.method if payment else "",
            rule=self._rule(payment, remittance) if payment else None,
        )
        return self._told(candidate, remittance, tries, listed)

    def named(self, connection: Connection, remittance: Remittance) -> tuple[Payment, ...]:
        """Payments of the orders whose checked reference stands in the text, that could take this money."""
        return tuple(
            payment
            for reference in matching.references_in(matching.wanted(remittance))
            for payment in self._as_paid(connection, reference, remittance)
            if can_take(payment, remittance)
        )

    def original(self, connection: Connection, remittance: Remittance) -> Payment | None:
        """The one payment that what comes back was, by the name that the other side gave it; None in doubt."""
        found = [
            payment
            for reference in self._by_original(connection, remittance)
            for payment in payments.of_order(connection, reference)
            if can_take(payment, remittance) and self._was(connection, payment, remittance)
        ]
        return found[0] if len(found) == 1 else None

    def _as_paid(self, connection: Connection, reference: str, remittance: Remittance) -> tuple[Payment, ...]:
        """The payments of an order as they stand once this money is tied: its day decides the tax rate."""
        tries, now = payments.of_order(connection, reference), self._context.clock.now()
        if remittance.kind is not LineKind.RECEIPT or not tries:
            return tries
        order, paid = orders.get(connection, reference).order, remittance.booked_on
        if is_current(order, now, paid):
            return tries
        issued = invoices.issued_at(connection, reference)
        seller = self._context.seller
        return as_paid(order, tries, seller.registrations, at=now, paid=paid, invoiced=issued)

    def _was(self, connection: Connection, payment: Payment, back: Remittance) -> bool:
        """Whether banks called money of this payment so: by our question's answer, or as it arrived."""
        for event in (entry.event for entry in payments.history(connection, payment.id)):
            match event:
                case Answered(outcome=Pending(reference=name) | Settled(reference=name)):
                    if event.question is not Question.REFUND and name == back.original:
                        return True
                case Allocated():
                    came = table.get(connection, event.remittance)
                    moves = back.kind is not LineKind.NOTICE
                    if came.original == back.original and (came.amount == back.amount or not moves):
                        return True
        return False

    def _by_original(self, connection: Connection, remittance: Remittance) -> tuple[str, ...]:
        if not remittance.original:
            return ()
        ids = search.scan(connection, Key(KeyKind.ON_ITS_WAY, remittance.original), _MOST_BY_EMAIL)
        return tuple(listed.reference for listed in orders.by_ids(connection, ids))

    def _others(
        self, connection: Connection, remittance: Remittance, found: tuple[Candidate, ...]
    ) -> Iterator[Candidate]:
        """What a customer still owes elsewhere, whose order is not one that simply waits for the money."""
        for candidate in found:
            if late_money.Way.TIE in candidate.ways:
                continue
            email = orders.get(connection, candidate.order).order.customer.email.casefold()
            ids = search.scan(connection, Key(KeyKind.WHO, email), _MOST_BY_EMAIL)
            for listed in orders.by_ids(connection, ids):
                if listed.state is OrderState.AWAITING_FUNDS:
                    other = self.order(
                        connection, remittance, listed.reference, Likeness.SAME_CUSTOMER, candidate.order
                    )
                    if other is not None and other.why_not is None:
                        yield other

    def _orders(self, connection: Connection, remittance: Remittance) -> Iterator[tuple[str, Likeness, str]]:
        """Orders, each with why and with the word that led there."""
        sought = matching.wanted(remittance)
        for reference in self._by_original(connection, remittance):
            yield reference, Likeness.ORIGINAL, remittance.original
        for reference in matching.references_in(sought):
            yield reference, Likeness.REFERENCE, reference
        for reference in orders.known(connection, matching.near_references_in(sought)):
            yield reference, Likeness.NEAR_REFERENCE, matching.misread_in(sought, reference)
        for email in matching.emails_in(sought):
            ids = search.scan(connection, Key(KeyKind.WHO, email), _MOST_BY_EMAIL)
            for listed in orders.by_ids(connection, ids):
                if listed.state not in (OrderState.PAID, OrderState.REFUNDED):
                    yield listed.reference, Likeness.EMAIL, email

    def _waiting(
        self, connection: Connection, remittance: Remittance
    ) -> Iterator[tuple[awaited.Awaited, Likeness]]:
        """Payments that wait for so much: of somebody so called, also for a little more; then of anybody."""
        sought = matching.wanted(remittance)
        words = matching.name_words(sought.payer)
        most = sought.amount + self._context.seller.tolerance(sought.amount.currency, remittance.method)
        for waiting in awaited.by_words(connection, words, sought.amount, most, _MOST_BY_AMOUNT):
            if matching.one_of_them(waiting.names, sought.payer):
                exact = waiting.amount == sought.amount
                yield waiting, Likeness.AMOUNT_AND_NAME if exact else Likeness.SHORT_AND_NAME
        for waiting in awaited.by_amount(connection, sought.amount, remittance.method, _MOST_BY_AMOUNT):
            yield waiting, Likeness.AMOUNT

    def _by_amount(
        self, connection: Connection, remittance: Remittance, waiting: awaited.Awaited, likeness: Likeness
    ) -> Candidate:
        customer = orders.get(connection, waiting.order).order.customer
        return Candidate(
            payment=waiting.payment,
            order=waiting.order,
            customer=customer.company or customer.name,
            amount=waiting.amount,
            likeness=likeness,
            state=OrderState.AWAITING_FUNDS,
            method=waiting.method,
            rule=by_rule(self._context.seller, waiting.method, remittance.unallocated, waiting.amount),
            ways=late_money.ways(OrderState.AWAITING_FUNDS, takes=True),
        )

    def _told(
        self,
        candidate: Candidate,
        remittance: Remittance,
        tries: tuple[Payment, ...],
        listed: orders.ListedOrder,
    ) -> Candidate:
        """What can be done with the money, seen from this order, and what its caller may be told."""
        why_not = self._why_not(candidate, remittance, tries)
        if remittance.kind is LineKind.RETURN:
            return evolve(candidate, why_not=why_not, ways=() if why_not else (late_money.Way.TIE,))
        takes, state = why_not is None, stands(candidate.state, tries)
        late = listed.expected_to is not None and self._context.is_late(
            listed.method, listed.total.currency, listed.expected_to
        )
        ways = late_money.ways(state, takes=takes)
        candidate = evolve(candidate, why_not=why_not, ways=ways)
        if late_money.Way.TIE in ways and not late:
            return candidate
        said = late_money.said(
            state,
            remittance.unallocated,
            listed.language,
            takes=takes,
            overdue=late,
            rest=bool(remittance.allocated),
        )
        return evolve(candidate, say=tuple(said), language=listed.language)

    def _rule(self, payment: Payment, remittance: Remittance) -> Sentence | None:
        """What the seller's rule for this payment's method says, where money is too little or too much for it."""
        if remittance.kind is not LineKind.RECEIPT:
            return None
        return by_rule(self._context.seller, payment.method, remittance.unallocated, payment.due)

    def _why_not(
        self, candidate: Candidate, remittance: Remittance, tries: tuple[Payment, ...]
    ) -> Sentence | None:
        """Money for an order that cannot have it is told what can be done with it instead, never a bare no."""
        if tries and tries[-1].currency != remittance.amount.currency:
            return sentence(_OTHER_CURRENCY, currency=tries[-1].currency)
        if remittance.kind is LineKind.RETURN:
            return (
                None
                if candidate.payment
                else sentence(N_("nothing was settled here that a bank could take back"))
            )
        state = stands(candidate.state, tries)
        if not candidate.payment or state in TAKEN_ELSEWHERE:
            return sentence(_WHAT_ELSE.get(state, _NOTHING_WAITS))
        return None


def stands(state: OrderState, tries: tuple[Payment, ...]) -> OrderState:
    """Where an order stands for whoever has money for it: what is paid or under way comes first."""
    if any(payment.standing is Standing.SETTLED for payment in tries):
        return OrderState.PAID
    if any(payment.standing is Standing.AUTHORIZED for payment in tries):
        return OrderState.AUTHORIZED
    if any(payment.live is not None for payment in tries):
        return OrderState.UNANSWERED
    return state


def can_take(payment: Payment, remittance: Remittance) -> bool:
    """Whether this money may be tied to this payment, or what comes back taken back from it."""
    if payment.currency != remittance.amount.currency:
        return False
    if remittance.kind is LineKind.RETURN:
        # What was refused before it settled may come back in a file as well: it is known then.
        refused = payment.standing is Standing.DECLINED and Question.SETTLE in payment.closed
        return payment.standing in HAS_TAKEN or is_under_way(payment) or refused
    if remittance.kind is LineKind.NOTICE:
        return True
    return payment.standing in CAN_RECEIVE and bool(payment.instructions)


def _still(payment: Payment, remittance: Remittance) -> Money:
    if remittance.kind is not LineKind.RETURN:
        return payment.due
    return payment.to_settle if is_under_way(payment) else payment.kept
