"""Giving money back: said before, granted with a reason, executed once."""

from sqlalchemy import Connection

from checkout_tui.desk.context import Context
from checkout_tui.desk.conversation import Conversation, Extra
from checkout_tui.domain.errors import NotPossible
from checkout_tui.domain.history import Question
from checkout_tui.domain.operator import Operator, Role
from checkout_tui.domain.order import why_not_refund
from checkout_tui.domain.payment import Payment, key_for
from checkout_tui.domain.refund import Refund, RefundReason, consequences
from checkout_tui.domain.sentence import Sentence
from checkout_tui.store import orders, payments, refunds


class Refunds:
    """Full refunds by customer service (R-037)."""

    def __init__(self, context: Context, conversation: Conversation) -> None:
        self._context = context
        self._conversation = conversation

    def consequences(self, reference: str) -> tuple[Sentence, ...]:
        """What a full refund of this order would do (R-039c). Raises NotPossible when there can be none."""
        with self._context.store.reading() as connection:
            order = orders.get(connection, reference).order
            return consequences(order, self._refundable(connection, reference).refundable)

    def full(self, reference: str, reason: RefundReason, by: Operator) -> Payment:
        """Grant and execute a full refund to the original method.

        Granting and the question to the provider are one transaction; a second press finds the
        question open or the money already back, and does nothing.
        """
        by.must(Role.CUSTOMER_SERVICE)
        with self._context.store.reading() as connection:
            payment = self._refundable(connection, reference)
        amount = payment.refundable

        def granted(connection: Connection, now: Payment) -> None:
            key = now.live.key if now.live else key_for(now, Question.REFUND)
            refunds.add(
                connection,
                Refund(key, reference, now.id, amount, reason, by.name, self._context.clock.now()),
            )

        return self._conversation.ask(
            payment.id, Question.REFUND, by, amount=amount, extra=Extra(reason=reason, also=granted)
        )

    def _refundable(self, connection: Connection, reference: str) -> Payment:
        orders.get(connection, reference)
        tries = payments.of_order(connection, reference)
        why_not = why_not_refund(tries)
        if why_not is not None:
            raise NotPossible(why_not.text, **why_not.facts)
        return next(payment for payment in reversed(tries) if payment.refundable.minor > 0)
