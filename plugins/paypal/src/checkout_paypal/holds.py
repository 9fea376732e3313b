"""Money that PayPal holds for 29 days: sure for three of them, then to be held anew, and taken or released.

A hold made anew has a name of its own, and what is taken is taken of it; but it is always the first one
that is held anew or released. So the first one's name is kept as a fact of the payment.
"""

from datetime import datetime

from checkout_paypal import amounts, orders
from checkout_paypal.describing import HONOUR_PERIOD
from checkout_paypal.talking import Body, No, Session, Unclear, identifier, named
from checkout_tui import (
    Authorized,
    Money,
    NotFound,
    Payment,
    Pending,
    Refused,
    Settled,
    TooLate,
    Voided,
)

ORDERS, AUTHORIZATIONS = "/v2/checkout/orders", "/v2/payments/authorizations"

FIRST = "first_hold"
"""The fact that names the first authorization."""

_EXPIRED = Refused("AUTHORIZATION_EXPIRED")


def first_of(payment: Payment) -> str:
    """The name of the payment's first authorization. Raises NotAsked when there is none."""
    return identifier((payment.facts or {}).get(FIRST, payment.reference))


def hold(paypal: Session, payment: Payment, amount: Money, key: str) -> Authorized | Pending | Refused:
    """Hold what the customer approved, or hold anew what was held."""
    if not payment.held:
        reference = identifier(payment.reference)
        answer = paypal.post(f"{ORDERS}/{reference}/authorize", {}, key)
        if isinstance(answer, No):
            if answer.issue == "ORDER_ALREADY_AUTHORIZED":
                return _known(found(paypal, payment, amount))
            return answer.refused()
        if named(answer) != reference:
            msg = "the answer is about another order"
            raise Unclear(msg)
        return _known(newest(answer, amount))
    first = first_of(payment)
    body = {"amount": amounts.written(amount)}
    answer = paypal.post(f"{AUTHORIZATIONS}/{first}/reauthorize", body, key)
    return answer.refused() if isinstance(answer, No) else _known(standing(answer, amount, first=first))


def found(paypal: Session, payment: Payment, amount: Money) -> Authorized | Pending | Refused | NotFound:
    """What became of a question to hold: the newest authorization of the order, if it is not the one we know."""
    order = _order(paypal, payment)
    if order.get("status") != "COMPLETED":
        return NotFound(final=False)
    answer = newest(order, amount)
    same = isinstance(answer, Authorized) and answer.reference == payment.reference
    return NotFound(final=False) if same or not isinstance(answer, Authorized | Pending | Refused) else answer


def newest(order: Body, amount: Money) -> Authorized | Pending | Refused | Voided:
    """Where the newest authorization of an order stands."""
    listed = sorted(orders.payments(order, "authorizations"), key=lambda one: str(one.get("create_time", "")))
    if not listed:
        msg = "the order is completed, and holds nothing"
        raise Unclear(msg)
    answer = standing(listed[-1], amount, first=named(listed[0]))
    return Pending(why="taken already") if isinstance(answer, TooLate) else answer


def standing(
    body: Body, amount: Money, *, first: str = "", now: datetime | None = None
) -> Authorized | Pending | Refused | Voided | TooLate:
    """Where one authorization stands. PayPal calls one that ran out voided: only the time tells them apart."""
    reference, ends = named(body), _moment(body, "expiration_time")
    match body.get("status"):
        case "CREATED":
            if amounts.read(body.get("amount")) != amount:
                msg = "another amount is held than was asked for"
                raise Unclear(msg)
            made = _moment(body, "create_time")
            return Authorized(
                reference,
                until=ends,
                facts={FIRST: first or reference},
                sure_until=made + HONOUR_PERIOD if made else None,
                keep=True,
            )
        case "PENDING":
            return Pending(why=f"authorization {reference} is under review")
        case "DENIED":
            return Refused("AUTHORIZATION_DENIED")
        case "CAPTURED" | "PARTIALLY_CAPTURED":
            return TooLate(reference)
        case "VOIDED":
            return _EXPIRED if now and ends and ends <= now else Voided(reference)
    msg = "the authorization has a status we do not know"
    raise Unclear(msg)


def take(paypal: Session, payment: Payment, amount: Money, key: str) -> Settled | Pending | Refused:
    """Take what is held, all of it."""
    reference = identifier(payment.reference)
    body = {"amount": amounts.written(amount), "final_capture": True}
    answer = paypal.post(f"{AUTHORIZATIONS}/{reference}/capture", body, key)
    if not isinstance(answer, No):
        return orders.taken(answer, amount)
    if answer.issue in ("AUTHORIZATION_ALREADY_CAPTURED", "PREVIOUSLY_CAPTURED"):
        return orders.captured(_order(paypal, payment), amount)
    return answer.refused()


def release(paypal: Session, payment: Payment, key: str) -> Voided | TooLate | Refused:
    """Let go what is held. What was only approved is let go by not taking it."""
    if not payment.held:
        return Voided(payment.reference)
    answer = paypal.post(f"{AUTHORIZATIONS}/{first_of(payment)}/void", {}, key)
    if not isinstance(answer, No) or answer.issue == "PREVIOUSLY_VOIDED":
        return Voided(payment.reference)
    return TooLate(payment.reference) if answer.issue == "PREVIOUSLY_CAPTURED" else answer.refused()


def at_rest(
    paypal: Session, payment: Payment, amount: Money, now: datetime
) -> Authorized | Settled | Pending | Refused | Voided:
    """Where money that is held stands: still held, taken by somebody, let go, or run out."""
    answer = standing(_authorization(paypal, payment.reference), amount, first=first_of(payment), now=now)
    if isinstance(answer, TooLate):
        return orders.captured(_order(paypal, payment), amount)
    return answer


def taken(
    paypal: Session, payment: Payment, amount: Money, now: datetime
) -> Settled | Pending | Refused | NotFound:
    """What became of a question to take what is held."""
    answer = at_rest(paypal, payment, amount, now)
    if isinstance(answer, Voided):
        return Refused("AUTHORIZATION_VOIDED")
    return NotFound(final=False) if isinstance(answer, Authorized) else answer


def released(
    paypal: Session, payment: Payment, amount: Money
) -> Voided | TooLate | Pending | Refused | NotFound:
    """What became of a question to let it go."""
    answer = standing(_authorization(paypal, first_of(payment)), amount)
    if isinstance(answer, Voided):
        return Voided(payment.reference)
    return NotFound(final=False) if isinstance(answer, Authorized) else answer


def _known(answer: object) -> Authorized | Pending | Refused:
    if isinstance(answer, Authorized | Pending | Refused):
        return answer
    msg = "PayPal does not say whether it holds the money"
    raise Unclear(msg)


def _authorization(paypal: Session, reference: str) -> Body:
    body = paypal.get(f"{AUTHORIZATIONS}/{identifier(reference)}")
    if isinstance(body, No):
        msg = f"PayPal answered {body.issue}"
        raise Unclear(msg)
    if named(body) != reference:
        msg = "the answer is about another authorization"
        raise Unclear(msg)
    return body


def _order(paypal: Session, payment: Payment) -> Body:
    """The order of this payment: named by the payment until money is held, by the authorization after."""
    reference = payment.reference
    if payment.held:
        reference = orders.order_of(_authorization(paypal, first_of(payment)))
    body = paypal.get(f"{ORDERS}/{identifier(reference)}")
    if isinstance(body, No):
        msg = f"PayPal answered {body.issue}"
        raise Unclear(msg)
    return body


def _moment(body: Body, name: str) -> datetime | None:
    text = body.get(name)
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
