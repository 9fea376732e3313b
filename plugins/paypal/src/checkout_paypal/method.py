"""The hooks. Each puts one question to PayPal; nothing is tried again here."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from checkout_paypal import amounts, holds, orders
from checkout_paypal.declines import meaning
from checkout_paypal.describing import METHOD
from checkout_paypal.simulated import simulated_paypal
from checkout_paypal.talking import No, NotAsked, Session, Unclear, identifier, session
from checkout_tui import (
    Authorized,
    AwaitingCustomer,
    Declined,
    Memory,
    Money,
    NotFound,
    NotSent,
    Order,
    Payment,
    PaymentMethod,
    Pending,
    Question,
    Refunded,
    Refused,
    Settings,
    Settled,
    Simulated,
    TooLate,
    Voided,
    hookimpl,
)

if TYPE_CHECKING:
    import httpx

_ORDERS, _CAPTURES = "/v2/checkout/orders", "/v2/payments/captures"

_Found = Authorized | AwaitingCustomer | Settled | Pending | Refused | Refunded | Voided | TooLate | NotFound


class PayPal:
    """Orders v2: the customer approves, then the money is taken in one step, or held where the seller wants that."""

    @hookimpl
    def describe(self) -> PaymentMethod:
        return METHOD

    @hookimpl
    def authorize(
        self,
        payment: Payment,
        order: Order,
        amount: Money,
        key: str,
        http: "httpx.Client",
        settings: Settings,
    ) -> AwaitingCustomer | Authorized | Settled | Pending | Refused | NotSent:
        problem = amounts.problem(amount)
        if problem:
            return NotSent(why=problem)
        try:
            body = orders.request(payment, order, amount, key, settings)
            answer = session(http, settings).post(_ORDERS, body, key)
            if isinstance(answer, No):
                return answer.refused()
            found = orders.standing(answer, amount)
        except NotAsked as why:
            return NotSent(why=str(why))
        except Unclear as why:
            return Pending(why=str(why))
        return Pending(why="the new order is void") if isinstance(found, Voided) else found

    @hookimpl
    def hold(
        self, payment: Payment, amount: Money, key: str, http: "httpx.Client", settings: Settings
    ) -> Authorized | Pending | Refused | NotSent:
        """What the customer approved is held; from the fourth day on it may be held anew."""
        if not payment.keep:
            return NotSent(why="this order is taken at once, and not held")
        try:
            return holds.hold(session(http, settings), payment, amount, key)
        except NotAsked as why:
            return NotSent(why=str(why))
        except Unclear as why:
            return Pending(why=str(why))

    @hookimpl
    def void(
        self, payment: Payment, key: str, http: "httpx.Client", settings: Settings
    ) -> Voided | TooLate | Pending | Refused | NotSent:
        try:
            return holds.release(session(http, settings), payment, key)
        except NotAsked as why:
            return NotSent(why=str(why))
        except Unclear as why:
            return Pending(why=str(why))

    @hookimpl
    def settle(
        self, payment: Payment, amount: Money, key: str, http: "httpx.Client", settings: Settings
    ) -> Settled | Pending | Refused | NotSent:
        if amount != payment.amount:
            return NotSent(why="PayPal takes the whole approved amount or nothing")
        if payment.keep and not payment.held:
            return NotSent(why="PayPal has not held it yet: hold it first")
        try:
            reference = identifier(payment.reference)
            paypal = session(http, settings)
            if payment.keep:
                return holds.take(paypal, payment, amount, key)
            answer = paypal.post(f"{_ORDERS}/{reference}/capture", {}, key)
            if isinstance(answer, No):
                return _not_captured(paypal, reference, amount, answer)
            found = orders.standing(answer, amount, reference=reference)
        except NotAsked as why:
            return NotSent(why=str(why))
        except Unclear as why:
            return Pending(why=str(why))
        return found if isinstance(found, Settled | Pending | Refused) else Pending(why="not captured yet")

    @hookimpl
    def decline(self, refused: Refused) -> Declined:
        return meaning(refused.code)

    @hookimpl
    def refund(
        self, payment: Payment, amount: Money, key: str, http: "httpx.Client", settings: Settings
    ) -> Refunded | Pending | Refused | NotSent:
        problem = amounts.problem(amount)
        if problem:
            return NotSent(why=problem)
        try:
            path = f"{_CAPTURES}/{identifier(payment.reference)}/refund"
            # The operator's reason stays here: PayPal would show it to the customer.
            body = {"amount": amounts.written(amount), "custom_id": key}
            answer = session(http, settings).post(path, body, key)
            return answer.refused() if isinstance(answer, No) else orders.refunded(answer, amount)
        except NotAsked as why:
            return NotSent(why=str(why))
        except Unclear as why:
            return Pending(why=str(why))

    @hookimpl
    def inquire(
        self,
        payment: Payment,
        question: Question,
        key: str,
        amount: Money,
        http: "httpx.Client",
        settings: Settings,
        now: datetime,
    ) -> _Found:
        """Anything unclear escapes from here: the host then knows no more than before."""
        if question is Question.HOLD:
            return holds.found(session(http, settings), payment, amount)
        if question is Question.VOID:
            if not payment.held:
                return NotFound(final=False)
            return holds.released(session(http, settings), payment, payment.amount)
        if payment.keep and payment.held and question is Question.INQUIRE and not payment.settled:
            return holds.at_rest(session(http, settings), payment, payment.amount, now)
        if payment.keep and payment.held and question is Question.SETTLE:
            return holds.taken(session(http, settings), payment, amount, now)
        if question is Question.INQUIRE:
            return _at_rest(session(http, settings), payment)
        if question is Question.SETTLE:
            return _settled(session(http, settings), payment, amount)
        if question is Question.REFUND:
            return _refunded(session(http, settings), payment, amount, key)
        # PayPal has no search for orders by our key. Asked again with it inside the window, it answers.
        return NotFound(final=False)

    @hookimpl
    def simulate(self, memory: Memory, now: Callable[[], datetime], settings: Settings) -> Simulated:
        return simulated_paypal(memory, now, settings)


def _not_captured(paypal: Session, reference: str, amount: Money, no: No) -> Settled | Pending | Refused:
    if no.issue == "DUPLICATE_INVOICE_ID":
        # The invoice number is this payment's own: some order of it was captured, and a person finds out which.
        raise Unclear("this payment was captured before, by another order")
    if no.issue != "ORDER_ALREADY_CAPTURED":
        return no.refused()
    try:
        body = paypal.get(f"{_ORDERS}/{reference}")
    except NotAsked as why:
        # The capture itself was asked for, so this is no proof of anything.
        raise Unclear(str(why)) from why
    if isinstance(body, No):
        raise Unclear("captured already, and the order is not to be seen")
    found = orders.standing(body, amount, reference=reference)
    return (
        found if isinstance(found, Settled | Pending) else Pending(why="captured already, and not complete")
    )


def _at_rest(paypal: Session, payment: Payment) -> _Found:
    reference = identifier(payment.reference)
    body = paypal.get(f"{_ORDERS}/{reference}")
    if isinstance(body, No):
        if body.unknown:
            # PayPal forgets orders that were not approved, or not captured, in time. Only we capture.
            return Voided(reference=reference)
        raise Unclear(f"PayPal answered {body.issue}")
    return orders.standing(body, payment.amount, reference=reference, link=payment.link)


def _settled(paypal: Session, payment: Payment, amount: Money) -> _Found:
    reference = identifier(payment.reference)
    body = paypal.get(f"{_ORDERS}/{reference}")
    if isinstance(body, No):
        if body.unknown:
            return NotFound(final=False)
        raise Unclear(f"PayPal answered {body.issue}")
    found = orders.standing(body, amount, reference=reference, link=payment.link)
    return found if isinstance(found, Settled | Pending | Refused) else NotFound(final=False)


def _refunded(paypal: Session, payment: Payment, amount: Money, key: str) -> _Found:
    """By way of the order, which lists its refunds with our key. Not to be seen is not the same as absent."""
    capture = paypal.get(f"{_CAPTURES}/{identifier(payment.reference)}")
    if isinstance(capture, No):
        raise Unclear(f"PayPal answered {capture.issue}")
    reference = identifier(orders.order_of(capture))
    body = paypal.get(f"{_ORDERS}/{reference}")
    if isinstance(body, No):
        raise Unclear(f"PayPal answered {body.issue}")
    refund = orders.refund_by_key(body, key)
    return NotFound(final=False) if refund is None else orders.refunded(refund, amount)


plugin = PayPal()
