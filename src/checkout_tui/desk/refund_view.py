"""What the refund's screen shows: the facts to check, what can be asked for, and what may be said."""

from collections.abc import Iterator

from checkout_tui.desk.context import Context
from checkout_tui.desk.views import PaymentView, RefundChoice, RefundView, TimelineLine
from checkout_tui.domain.history import Standing
from checkout_tui.domain.money import Money
from checkout_tui.domain.operator import Operator
from checkout_tui.domain.order import Order, why_not_refund
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.refund import (
    NEEDS_PERSON,
    OPEN,
    Brings,
    Fact,
    Refund,
    RefundKind,
    RefundReason,
    RefundRequest,
    RefundState,
    Wanted,
    amount_of,
    brings,
    differences,
    paid_otherwise,
    refund_words,
    refunded_payment,
    role_for,
    why_not_amount,
)
from checkout_tui.domain.sentence import N_, Sentence, sentence
from checkout_tui.domain.wording import line, spoken_day
from checkout_tui.store import orders, payments, refunds


def refund_view(context: Context, reference: str, wanted: Wanted, by: Operator) -> RefundView:
    """The screen of this order's refund, filled in as ``wanted``, for this operator."""
    with context.store.reading() as connection:
        order = orders.get(connection, reference).order
        tries = payments.of_order(connection, reference)
        request = refunds.latest(connection, reference)
    payment = refunded_payment(tries)
    if request is not None and request.state in OPEN | NEEDS_PERSON:
        payment = next(p for p in tries if p.id == request.payment)
    lane = context.lanes.get(payment.method) if payment else None
    method = lane.method if lane else None
    only_authorized = bool(payment and payment.standing is Standing.AUTHORIZED)
    title: object = method.title if method else "?"
    otherwise = payment is not None and paid_otherwise(tries, payment)
    return RefundView(
        order=order,
        payment=PaymentView(payment, method, None) if payment else None,
        facts=(
            (Fact.SELLER, sentence(N_("seller: {seller}"), seller=order.seller)),
            (Fact.DATE, sentence(N_("bought on: {day}"), day=order.placed_on)),
            (
                Fact.METHOD,
                sentence(
                    N_("paid by: {method} {shows}"), method=title, shows=payment.shows if payment else ""
                ),
            ),
        ),
        reasons=tuple(RefundReason),
        choices=tuple(
            _choice(kind, order, payment, wanted, by, in_parts=bool(method and method.partial_refund))
            for kind in RefundKind
        ),
        request=request,
        only_authorized=only_authorized,
        can_void=only_authorized and lane is not None and lane.can("void"),
        why_not=why_not_refund(tries),
        tries_left=context.seller.refund_code_tries - (request.wrong_codes if request else 0),
        say=tuple(
            _say(order, wanted, request, context, only_authorized=only_authorized, paid_otherwise=otherwise)
        ),
        never=tuple(_never(request)),
        differences=differences(
            order,
            _as_asked(wanted, request),
            _amount(order, payment, wanted, request),
            paid_otherwise=otherwise,
        ),
    )


def _choice(
    kind: RefundKind, order: Order, payment: Payment | None, wanted: Wanted, by: Operator, *, in_parts: bool
) -> RefundChoice:
    if payment is None:
        nothing = sentence(N_("Nothing is settled, so there is nothing to give back."))
        return RefundChoice(kind, Money(0, order.currency), nothing)
    here = amount_of(RefundKind.FULL, order, payment)
    amount = amount_of(kind, order, payment, wanted.amount)
    why_not: Sentence | None = None
    if role_for(kind) not in by.roles:
        why_not = sentence(N_("by payment processing only: refer it to our team"))
    elif kind is not RefundKind.PARTIAL or not in_parts:
        # How much of a part is typed once this kind is chosen.
        tried = amount if kind is not RefundKind.PARTIAL else Money(1, here.currency)
        why_not = why_not_amount(kind, tried, here, in_parts=in_parts)
    return RefundChoice(kind, amount, why_not)


def _as_asked(wanted: Wanted, request: RefundRequest | None) -> Wanted:
    if request is None or request.state not in OPEN | NEEDS_PERSON:
        return wanted
    return Wanted(kind=request.kind, ends_subscription=request.ends_subscription)


def _amount(order: Order, payment: Payment | None, wanted: Wanted, request: RefundRequest | None) -> Money:
    if request is not None and request.state in OPEN | NEEDS_PERSON:
        return request.amount
    if payment is None:
        return Money(0, order.currency)
    return amount_of(wanted.kind, order, payment, wanted.amount)


def _never(request: RefundRequest | None) -> Iterator[Sentence]:
    if request is None or request.state is not RefundState.WAITING:
        yield sentence(N_("Never promise the day on which the refund appears on a statement."))
    else:
        yield sentence(N_("Never say that the refund is granted: nothing is before the code is read back."))


def _say(
    order: Order,
    wanted: Wanted,
    request: RefundRequest | None,
    context: Context,
    *,
    only_authorized: bool,
    paid_otherwise: bool,
) -> Iterator[str]:
    language, support = order.language, context.seller.support_email

    def said(key: str, **facts: object) -> str:
        return line(key, language, **facts)

    state = request.state if request else None
    if request is not None and state is RefundState.WAITING:
        until = f"{spoken_day(request.expires_at, language)}, {request.expires_at:%H:%M} UTC"
        yield said("said.refund_code", email=order.customer.email)
        yield said("said.refund_code_later", until=until)
    elif request is not None and state is RefundState.SCHEDULED:
        yield said("said.refund_scheduled", amount=request.amount)
    elif request is not None and state in (RefundState.GRANTED, RefundState.REFUSED):
        yield said("said.refund_granted", amount=request.amount)
        yield said("said.refund_when")
    elif state is RefundState.REFERRED:
        yield said("said.refund_team", email=support)
    elif request is not None and state is RefundState.DONE and not only_authorized:
        yield said("said.refunded", amount=request.amount)
        yield said("said.refund_when")
    else:
        yield said("said.refund_facts")
        if only_authorized:
            yield said("said.refund_void")
        if wanted.reason is RefundReason.TECHNICAL:
            yield said("said.refund_technical", seller=order.seller, email=support)
        brought = brings(
            order, wanted.kind, ends_subscription=wanted.ends_subscription, paid_otherwise=paid_otherwise
        )
        if brought is not Brings.NOTHING:
            yield said(_ENDS[brought])


_ENDS = {
    Brings.LICENCE: "said.refund_licence",
    Brings.SUBSCRIPTION: "said.refund_licence_subscription",
    Brings.ALL_BUT_SUBSCRIPTION: "said.refund_subscription_stays",
}

_TOLD = {
    RefundState.REFERRED: N_("refund of {amount} referred to our team ({reason})"),
    RefundState.REFUSED: N_("refund of {amount}: granted and not executed"),
    RefundState.LAPSED: N_("refund of {amount}: not confirmed in time, or wrong codes"),
    RefundState.WITHDRAWN: N_("refund of {amount} withdrawn"),
    RefundState.CLOSED: N_("refund of {amount} dealt with in another way: {note}"),
}


def refund_lines(asked: tuple[RefundRequest, ...], granted: tuple[Refund, ...]) -> tuple[TimelineLine, ...]:
    """The timeline of an order's refunds: asked for, granted, and what became of it beside the payment's history."""
    lines = []
    for request in asked:
        facts = {
            "amount": request.amount,
            "reason": refund_words(request.reason),
            "note": safe(request.note, 200),
        }
        text = N_("refund of {amount} asked for ({reason}); the customer gets a code by mail")
        if request.state is RefundState.REFERRED or len(request.facts) < len(Fact):
            # Only what was referred goes without the facts.
            text = _TOLD[RefundState.REFERRED]
        lines.append(TimelineLine(request.asked_at, request.asked_by, sentence(text, **facts)))
        if request.ended_at is not None and request.state in _TOLD:
            told = sentence(_TOLD[request.state], **facts)
            lines.append(TimelineLine(request.ended_at, request.ended_by, told))
    lines += [
        TimelineLine(
            grant.granted_at,
            grant.granted_by,
            sentence(N_("refund of {amount} confirmed by the customer and granted"), amount=grant.amount),
        )
        for grant in granted
    ]
    return tuple(lines)
