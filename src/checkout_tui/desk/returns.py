"""What banks take back: from the payment that it settled, or from a receipt that nobody had tied yet."""

from sqlalchemy import Connection

from checkout_tui.desk.consequences import Consequences
from checkout_tui.desk.context import Context
from checkout_tui.desk.conversation import Conversation
from checkout_tui.desk.pricing import refuse_card_number
from checkout_tui.domain.errors import BadInput, N_, NotFoundHere, NotPossible
from checkout_tui.domain.history import (
    Answered,
    BankNotice,
    Doubt,
    Entry,
    Returned,
    ReturnUndone,
    Standing,
)
from checkout_tui.domain.letter import MailKind
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import OrderState
from checkout_tui.domain.outcomes import Refused
from checkout_tui.domain.payment import Payment, is_under_way
from checkout_tui.domain.remittance import LineKind, Remittance, Verb
from checkout_tui.store import orders, payments
from checkout_tui.store import remittances as table


class Returns:
    """Ties a return to what it takes back, and undoes that where it was somebody else's; both stay written down."""

    def __init__(self, context: Context, conversation: Conversation, consequences: Consequences) -> None:
        self._context = context
        self._conversation = conversation
        self._consequences = consequences

    def receipts(self, return_id: str) -> tuple[Remittance, ...]:
        """Receipts that nobody has decided about and that this return may take back, the bank's own name first."""
        with self._context.store.reading() as connection:
            back = table.get(connection, return_id)
            return table.untouched_like(connection, back) if back.kind is LineKind.RETURN else ()

    def by_name(self, return_id: str) -> str | None:
        """The one receipt that the bank calls as it calls this return; None in doubt."""
        with self._context.store.reading() as connection:
            back = table.get(connection, return_id)
            named = [r.id for r in table.untouched_like(connection, back) if _same(r.original, back)]
        return named[0] if len(named) == 1 else None

    def take_from_receipt(self, return_id: str, receipt_id: str, by: Operator) -> Remittance:
        """Money that went back before anybody tied it: the receipt is closed, and nothing is settled by it.

        Raises NotPossible once something of it was decided, or when it is not the same amount.
        """
        by.must(Role.PAYMENT_PROCESSING)
        with self._context.store.writing() as connection:
            receipt = table.get(connection, receipt_id, lock=True)
            back = table.get(connection, return_id, lock=True)
            if back.kind is not LineKind.RETURN or back.unallocated.minor == 0:
                raise NotPossible(_ALREADY)
            if back.proposal is not None:
                raise NotPossible(N_("Somebody proposed to close this return: turn that down first."))
            if receipt.kind is not LineKind.RECEIPT or receipt.proposal or receipt.unallocated != back.amount:
                raise NotPossible(
                    N_("Only a receipt of this amount, of which nothing was decided, can be it.")
                )
            at = self._context.clock.now()
            table.found_its_payment(connection, back.id)
            table.decide(
                connection, back, Verb.TAKE_BACK, "done", back.amount, at=at, by=by.name, payment=receipt.id
            )
            table.decide(
                connection, receipt, Verb.TAKE_BACK, "done", back.amount, at=at, by=by.name, why=back.code
            )
            return table.set_aside(connection, receipt, Verb.TAKE_BACK, back.amount.minor)

    def take_back(self, connection: Connection, back: Remittance, payment: Payment, by: Operator) -> None:
        """Take a return's money from a payment, in the caller's transaction; it may be what the bank said before."""
        if back.unallocated.minor == 0:
            raise NotPossible(_ALREADY)
        at = self._context.clock.now()
        history = payments.history(connection, payment.id)
        if _times(history, Returned, back) > _times(history, ReturnUndone, back):
            raise NotPossible(_ALREADY)
        table.found_its_payment(connection, back.id)
        if _known(history, payment, back):
            # An earlier presentation came back, as its question's answer said: what was asked since goes on.
            notice = BankNotice(back.code, document=back.document)
            payments.append(connection, payment, notice, at=at, by=by.name)
            return
        if payment.live is not None and is_under_way(payment):
            # It was never here: the bank's document answers the question that is open.
            if back.amount != payment.live.amount:
                raise NotPossible(
                    N_("{amount} were asked for, and another amount comes back."), amount=payment.live.amount
                )
            is_named = bool(payment.repeats and back.original) and payment.doubt is Doubt.PENDING
            if is_named and payment.reference != back.original:
                raise NotPossible(N_("The bank names another debit than the one that is under way."))
            refused = Refused(back.code, {"document": back.document}, back.original)
            self._conversation.told_by_bank(connection, payment, refused, by)
            return
        table.decide(
            connection, back, Verb.TAKE_BACK, "done", back.amount, at=at, by=by.name, payment=payment.id
        )
        event = Returned(back.amount, back.code, back.document, back.original)
        after = payments.append(connection, payment, event, at=at, by=by.name)
        self._consequences.taken_back(connection, after)

    def undo(self, return_id: str, by: Operator, why: str) -> Remittance:
        """A return was tied to the wrong money, or closed: it waits in the inbox again, and what it took is here again.

        The history keeps both, and a customer whose order is paid again is told. Raises NotPossible
        once new money was tied to the payment, or where the return answered an open question.
        """
        by.must(Role.PAYMENT_PROCESSING)
        refuse_card_number(why)
        if not why.strip():
            raise BadInput(N_("Write why: somebody will ask."))
        with self._context.store.writing() as connection:
            back = table.get(connection, return_id, lock=True)
            if table.is_closed(connection, return_id):
                at = self._context.clock.now()
                table.waits_again(connection, return_id)
                table.decide(
                    connection, back, Verb.CLOSE, "undone", back.amount, at=at, by=by.name, why=why.strip()
                )
                return table.get(connection, return_id)
        with self._context.store.reading() as connection:
            taken_from = table.taken_from(connection, return_id)
            owner = _payment(connection, taken_from)
        if not taken_from:
            raise NotPossible(N_("This return was taken back from nothing that could be undone."))
        at = self._context.clock.now()
        with self._context.store.writing() as connection:
            if owner is not None:
                orders.get(connection, owner.order, lock=True)
            other = table.get(connection, taken_from, lock=True) if owner is None else None
            back = table.get(connection, return_id, lock=True)
            if table.taken_from(connection, return_id) != taken_from:
                raise NotPossible(N_("Somebody else was first with this money. Look again."))
            table.waits_again(connection, return_id)
            table.decide(
                connection, back, Verb.TAKE_BACK, "undone", back.amount, at=at, by=by.name, why=why.strip(),
                payment=taken_from,
            )  # fmt: skip
            if other is not None:
                table.decide(
                    connection,
                    other,
                    Verb.TAKE_BACK,
                    "undone",
                    back.amount,
                    at=at,
                    by=by.name,
                    why=why.strip(),
                )
                table.set_aside(connection, other, Verb.TAKE_BACK, -back.amount.minor)
            elif owner is not None:
                self._give_again(connection, payments.get(connection, owner.id, lock=True), back, by, why)
            return table.get(connection, return_id)

    def _give_again(
        self, connection: Connection, payment: Payment, back: Remittance, by: Operator, why: str
    ) -> None:
        event = ReturnUndone(back.amount, back.code, back.original, why.strip())
        after = payments.append(connection, payment, event, at=self._context.clock.now(), by=by.name)
        self._consequences.mark(connection, payment.order)
        stored = orders.get(connection, payment.order)
        if stored.state is OrderState.PAID and payment.standing is Standing.RETURNED:
            # He was told that his bank did not honour it.
            self._consequences.write(connection, MailKind.RECEIPT, stored.order, after)


_ALREADY = N_("This return was taken back from its payment already.")


def _payment(connection: Connection, payment_id: str) -> Payment | None:
    """The payment of this name; None where a receipt is called so."""
    try:
        return payments.get(connection, payment_id)
    except NotFoundHere:
        return None


def _same(name: str, back: Remittance) -> bool:
    """Whether the bank's name for some money is the one by which it comes back."""
    return bool(name) and name == back.original


def _times(history: tuple[Entry, ...], kind: type[Returned] | type[ReturnUndone], back: Remittance) -> int:
    """How often the history says so of the money that comes back."""
    return sum(isinstance(e.event, kind) and _same(e.event.original, back) for e in history)


def _known(history: tuple[Entry, ...], payment: Payment, back: Remittance) -> bool:
    """Whether what comes back was refused before it settled, and a question's answer said so already."""
    live = payment.live.key if payment.live else ""
    answers = [e.event for e in history if isinstance(e.event, Answered) and e.event.key != live]
    return any(isinstance(a.outcome, Refused) and _same(a.outcome.reference, back) for a in answers)
