"""Why money goes back, who says so, and what that brings with it (domain, section 4).

A refund is three separate facts. It is *asked for*, with the facts checked and a reason: a
:class:`RefundRequest`. It is *granted* once the customer has confirmed it: a :class:`Refund`. It is
*executed* when the provider says so: an answer in the payment's history.
"""

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from checkout_tui.domain.history import Standing
from checkout_tui.domain.money import Money
from checkout_tui.domain.operator import Role
from checkout_tui.domain.order import Order
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.sentence import N_, Sentence, sentence


class RefundReason(StrEnum):
    """A reason is mandatory."""

    UNWANTED_RENEWAL = "unwanted-renewal"
    DISLIKE = "dislike"
    WRONG_PRODUCT = "wrong-product"
    TECHNICAL = "technical"
    DUPLICATE = "duplicate"
    SUPPORT = "support"
    NOT_DELIVERED = "not-delivered"


class RefundKind(StrEnum):
    """How much goes back, and so who may do it (R-037, R-038)."""

    FULL = "full"
    PARTIAL = "partial"
    TAX = "tax"
    """The sales tax alone, for a customer who turns out to be exempt (R-090)."""


class Fact(StrEnum):
    """What is checked with the caller before anything is promised (R-035)."""

    SELLER = "seller"
    DATE = "date"
    METHOD = "method"


class RefundState(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    """The customer has the validation mail; no money moves before it is confirmed (R-036)."""
    SCHEDULED = "scheduled"
    """Confirmed, and executed as soon as the money is settled (R-039d)."""
    GRANTED = "granted"
    """Confirmed; the provider is asked."""
    DONE = "done"
    REFUSED = "refused"
    """Granted, and not executed: a person has to look."""
    REFERRED = "referred"
    """*Contact our team*: the facts did not match, or somebody with another role decides (R-036)."""
    LAPSED = "lapsed"
    """Not confirmed in time, or too many wrong codes."""
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    """A person dealt with it in another way, and wrote down how."""


OPEN = frozenset({RefundState.WAITING, RefundState.SCHEDULED, RefundState.GRANTED})
NEEDS_PERSON = frozenset({RefundState.REFUSED, RefundState.REFERRED})

_WORDS: dict[StrEnum, str] = {
    RefundReason.UNWANTED_RENEWAL: N_("unwanted renewal"),
    RefundReason.DISLIKE: N_("does not like it"),
    RefundReason.WRONG_PRODUCT: N_("wrong product"),
    RefundReason.TECHNICAL: N_("technical trouble"),
    RefundReason.DUPLICATE: N_("ordered twice"),
    RefundReason.SUPPORT: N_("unhappy with support"),
    RefundReason.NOT_DELIVERED: N_("not delivered"),
    RefundKind.FULL: N_("everything"),
    RefundKind.PARTIAL: N_("a part"),
    RefundKind.TAX: N_("the tax"),
    RefundState.WAITING: N_("waiting for the customer’s code"),
    RefundState.SCHEDULED: N_("confirmed, waiting until the money is settled"),
    RefundState.GRANTED: N_("confirmed, with the provider"),
    RefundState.DONE: N_("done"),
    RefundState.REFUSED: N_("granted and not executed"),
    RefundState.REFERRED: N_("for our team"),
    RefundState.LAPSED: N_("not confirmed in time"),
    RefundState.WITHDRAWN: N_("withdrawn"),
    RefundState.CLOSED: N_("dealt with in another way"),
}


def refund_words(term: RefundReason | RefundKind | RefundState) -> Sentence:
    """What an operator calls it."""
    return sentence(_WORDS[term])


@frozen
class Refund:
    """A refund that was granted. Whether the money moved is in the payment's history: two separate facts."""

    id: str
    """The request's."""
    order: str
    payment: str
    amount: Money
    reason: RefundReason
    granted_by: str
    granted_at: datetime


@frozen
class RefundRequest:
    """A refund that was asked for on the phone."""

    id: str
    order: str
    payment: str
    kind: RefundKind
    amount: Money
    reason: RefundReason
    state: RefundState
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    """The code in the mail is good until then."""
    ends_subscription: bool = True
    """Unless unticked (R-039c)."""
    facts: tuple[Fact, ...] = ()
    """What the caller confirmed."""
    note: str = ""
    """Why it was referred or refused, or how it was dealt with; for a tax refund the exemption's number."""
    wrong_codes: int = 0
    code_hash: str = ""
    """The code itself is nowhere but in the mail."""
    ended_at: datetime | None = None
    ended_by: str = ""


@frozen
class Wanted:
    """What the caller asks for, as the operator has filled it in."""

    reason: RefundReason | None = None
    facts: frozenset[Fact] = frozenset()
    kind: RefundKind = RefundKind.FULL
    amount: Money | None = None
    """Only of a partial refund."""
    ends_subscription: bool = True
    note: str = ""


@frozen
class Difference:
    """One line of the table that tells cancelling and refunding apart (R-034)."""

    about: Sentence
    cancelling: Sentence
    refunding: Sentence


class Brings(StrEnum):
    """What ends with a refund, said before it is done (R-039c)."""

    NOTHING = "nothing"
    """A part, the tax alone, or one of two payments for the same order: what was bought stays paid."""
    LICENCE = "licence"
    SUBSCRIPTION = "subscription"
    """The licence, and no further renewals."""
    ALL_BUT_SUBSCRIPTION = "all-but-subscription"
    """Unticked: the subscription goes on with its licence, and what was bought once ends."""


def brings(
    order: Order, kind: RefundKind, *, ends_subscription: bool, paid_otherwise: bool = False
) -> Brings:
    """What ends with this refund; ``paid_otherwise``: another payment of the order stays."""
    if kind is not RefundKind.FULL or paid_otherwise:
        return Brings.NOTHING
    if not order.renews:
        return Brings.LICENCE
    return Brings.SUBSCRIPTION if ends_subscription else Brings.ALL_BUT_SUBSCRIPTION


def paid_otherwise(payments: tuple[Payment, ...], refunded: Payment) -> bool:
    """Whether the order stays paid once this payment has gone back: it was paid twice."""
    return any(each.id != refunded.id and each.kept.minor > 0 for each in payments)


def paid_twice(payments: tuple[Payment, ...]) -> Money | None:
    """What is to go back of an order that was paid twice, as by a link that was used late; None for any other."""
    kept = [each.kept for each in payments if each.standing is Standing.SETTLED and each.kept.minor > 0]
    return kept[-1] if len(kept) > 1 else None


def ended_licence(order: Order, requests: tuple[RefundRequest, ...]) -> bool:
    """Whether what was given back ended everything of the order: not where its subscription was to go on."""
    full = [each for each in requests if each.state is RefundState.DONE and each.kind is RefundKind.FULL]
    return not full or any(not order.renews or each.ends_subscription for each in full)


def role_for(kind: RefundKind) -> Role:
    """Full refunds are customer service's; partial and tax refunds are payment processing's (R-037, R-038)."""
    return Role.CUSTOMER_SERVICE if kind is RefundKind.FULL else Role.PAYMENT_PROCESSING


def refunded_payment(payments: tuple[Payment, ...]) -> Payment | None:
    """The payment that a refund would be about: the latest that has something to give back, or is authorized."""
    with_money = [payment for payment in payments if payment.refundable.minor > 0]
    authorized = [payment for payment in payments if payment.standing is Standing.AUTHORIZED]
    found = with_money or authorized
    return found[-1] if found else None


def amount_of(kind: RefundKind, order: Order, payment: Payment, part: Money | None = None) -> Money:
    """What this kind of refund gives back: never more than is here, or will be once it is settled (rule 3)."""
    here = payment.amount if payment.standing is Standing.AUTHORIZED else payment.refundable
    match kind:
        case RefundKind.FULL:
            return here
        case RefundKind.PARTIAL:
            return part or Money(0, order.currency)
        case RefundKind.TAX:
            return Money(min(sum(line.amount.minor for line in order.tax), here.minor), order.currency)


def why_not_amount(kind: RefundKind, amount: Money, here: Money, *, in_parts: bool) -> Sentence | None:
    """Why so much cannot be given back, or None. ``in_parts`` when the method can give back a part."""
    if amount.currency != here.currency:
        return sentence(N_("The refund is in {currency}, as the payment was."), currency=here.currency)
    if amount.minor <= 0:
        return sentence(
            N_("This order has no tax to give back.")
            if kind is RefundKind.TAX
            else N_("How much? Type an amount.")
        )
    if amount > here:
        return sentence(N_("At most {amount} can be given back."), amount=here)
    if kind is RefundKind.PARTIAL and amount == here and in_parts:
        return sentence(N_("That is all that is left: choose everything, and say what ends with it."))
    if amount < here and not in_parts:
        return sentence(N_("This method gives back everything or nothing."))
    return None


_LICENCE = {Brings.NOTHING: N_("stays"), Brings.ALL_BUT_SUBSCRIPTION: N_("the subscription’s stays")}


def differences(
    order: Order, wanted: Wanted, amount: Money, *, paid_otherwise: bool = False
) -> tuple[Difference, ...]:
    """Cancelling the subscription beside this refund, line by line, said before either is done (R-034, R-039c)."""
    brought = brings(
        order, wanted.kind, ends_subscription=wanted.ends_subscription, paid_otherwise=paid_otherwise
    )
    ends = brought is Brings.SUBSCRIPTION
    renewals = sentence(N_("they end")) if ends else sentence(N_("they go on"))
    if not order.renews:
        renewals = sentence(N_("there are none"))
    # A subscription is cancelled whenever its customer wants; an order without one only while it is unpaid.
    possible = Difference(
        sentence(N_("possible")), sentence(N_("only while unpaid")), sentence(N_("once it is paid"))
    )
    return (
        *(() if order.renews else (possible,)),
        Difference(
            sentence(N_("renewals")),
            sentence(N_("they end")) if order.renews else sentence(N_("there are none")),
            renewals,
        ),
        Difference(
            sentence(N_("money")),
            sentence(N_("nothing back")),
            sentence(N_("{amount}, to where it came from"), amount=amount)
            if amount.minor
            else sentence(N_("how much is still to be asked")),
        ),
        Difference(
            sentence(N_("licence")),
            sentence(N_("good as long as paid")) if order.renews else sentence(N_("stays")),
            sentence(_LICENCE.get(brought, N_("deactivated for good"))),
        ),
        Difference(
            sentence(N_("can be undone")),
            sentence(N_("yes: reinstate")) if order.renews else sentence(N_("no")),
            sentence(N_("no")),
        ),
        Difference(
            sentence(N_("mail")),
            sentence(N_("subscription cancelled")) if order.renews else sentence(N_("cancellation")),
            sentence(N_("a code first, then refund done")),
        ),
    )


def under_way(requests: tuple[RefundRequest, ...]) -> bool:
    """Whether a refund is open or waits for a person, so that its screen has something to show."""
    return any(request.state in OPEN | NEEDS_PERSON for request in requests)


def refund_warning(requests: tuple[RefundRequest, ...]) -> Sentence | None:
    """What nobody may miss: money that was granted and did not move."""
    for request in requests:
        if request.state is RefundState.REFUSED:
            return sentence(
                N_("A refund of {amount} was granted and not executed: somebody has to see to it (f)."),
                amount=request.amount,
            )
    return None
