"""Refunds: what was asked for, and what was granted. Whether the money moved stands in the payment's history."""

from datetime import datetime

from attrs import evolve
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from checkout_tui.domain.errors import N_, TakenMeanwhile
from checkout_tui.domain.money import Money
from checkout_tui.domain.refund import (
    NEEDS_PERSON,
    OPEN,
    Fact,
    Refund,
    RefundKind,
    RefundReason,
    RefundRequest,
    RefundState,
)
from checkout_tui.store.engine import insert_once
from checkout_tui.store.ready import Ready
from checkout_tui.store.tables import refund_requests, refunds

# Put together once: building a statement takes three times as long as running it (benchmarks/README.md).
_OF_ORDER = Ready(
    select(refunds)
    .where(refunds.c.order_reference == bindparam("named"))
    .order_by(refunds.c.granted_at, refunds.c.id)
)
_REQUESTS = select(refund_requests).order_by(refund_requests.c.asked_at, refund_requests.c.id)
_REQUESTS_OF = Ready(_REQUESTS.where(refund_requests.c.order_reference == bindparam("named")))
_ONE_REQUEST = Ready(_REQUESTS.where(refund_requests.c.id == bindparam("request")))
_EXECUTING = Ready(
    _REQUESTS.where(
        refund_requests.c.payment_id == bindparam("payment"), refund_requests.c.state == RefundState.GRANTED
    )
)
_DUE = Ready(
    select(refund_requests)
    .where(
        refund_requests.c.state.in_((RefundState.SCHEDULED, RefundState.GRANTED)),
        refund_requests.c.id > bindparam("after"),
    )
    .order_by(refund_requests.c.id)
    .limit(bindparam("limit"))
)
_ATTENTION = Ready(
    select(refund_requests.c.state).where(
        refund_requests.c.order_reference == bindparam("named"), refund_requests.c.state.in_(NEEDS_PERSON)
    )
)


def add(connection: Connection, refund: Refund) -> None:
    """Write down that it was granted. Executing it again after nothing was sent is no second grant."""
    connection.execute(
        insert_once(connection, refunds).values(
            id=refund.id,
            order_reference=refund.order,
            payment_id=refund.payment,
            currency=refund.amount.currency,
            amount=refund.amount.minor,
            reason=refund.reason,
            granted_by=refund.granted_by,
            granted_at=refund.granted_at,
        )
    )


def of_order(connection: Connection, reference: str) -> tuple[Refund, ...]:
    """Every refund granted for this order, oldest first."""
    return tuple(
        Refund(
            row.id,
            row.order_reference,
            row.payment_id,
            Money(row.amount, row.currency),
            RefundReason(row.reason),
            row.granted_by,
            row.granted_at,
        )
        for row in _OF_ORDER.all(connection, named=reference)
    )


def ask(connection: Connection, request: RefundRequest) -> None:
    """Write down that it was asked for."""
    connection.execute(
        insert(refund_requests).values(
            id=request.id,
            order_reference=request.order,
            payment_id=request.payment,
            kind=request.kind,
            currency=request.amount.currency,
            amount=request.amount.minor,
            reason=request.reason,
            asked_by=request.asked_by,
            asked_at=request.asked_at,
            **_changing(request),
        )
    )


def change(connection: Connection, request: RefundRequest, **changes: object) -> RefundRequest:
    """Bring a request up to date. TakenMeanwhile when somebody else moved it on since it was read."""
    after = evolve(request, **changes)  # type: ignore[arg-type]
    changed = connection.execute(
        update(refund_requests)
        .where(refund_requests.c.id == request.id, refund_requests.c.state == request.state)
        .values(**_changing(after))
    )
    if changed.rowcount != 1:
        raise TakenMeanwhile(N_("Somebody else was first with this refund. Nothing was done; look again."))
    return after


def requests_of(connection: Connection, reference: str) -> tuple[RefundRequest, ...]:
    """Everything that was asked for about this order, oldest first."""
    return _read(connection, _REQUESTS_OF, named=reference)


def latest(connection: Connection, reference: str) -> RefundRequest | None:
    """The request that counts now: an open one, one that needs a person, or the last."""
    found = requests_of(connection, reference)
    for states in (OPEN, NEEDS_PERSON):
        for request in reversed(found):
            if request.state in states:
                return request
    return found[-1] if found else None


def find(connection: Connection, request_id: str) -> RefundRequest | None:
    """One request."""
    found = _read(connection, _ONE_REQUEST, request=request_id)
    return found[0] if found else None


def executing(connection: Connection, payment_id: str) -> RefundRequest | None:
    """The granted request whose money the provider is asked about; a payment has one at a time."""
    found = _read(connection, _EXECUTING, payment=payment_id)
    return found[-1] if found else None


def due(connection: Connection, limit: int, after: str = "") -> tuple[RefundRequest, ...]:
    """Confirmed requests whose money has not moved yet, by id; ``after`` is the last one seen."""
    return _read(connection, _DUE, after=after, limit=limit)


def attention(connection: Connection, reference: str) -> RefundState | None:
    """Why a person has to look at this order's refunds, or None."""
    found = _ATTENTION.scalars(connection, named=reference)
    states = {RefundState(state) for state in found}
    return RefundState.REFUSED if RefundState.REFUSED in states else next(iter(states), None)


def _read(connection: Connection, query: Ready, **asked: object) -> tuple[RefundRequest, ...]:
    return tuple(_request(row) for row in query.all(connection, **asked))


def _request(row: Row[tuple[object, ...]]) -> RefundRequest:
    ended: datetime | None = row.ended_at
    return RefundRequest(
        id=row.id,
        order=row.order_reference,
        payment=row.payment_id,
        kind=RefundKind(row.kind),
        amount=Money(row.amount, row.currency),
        reason=RefundReason(row.reason),
        state=RefundState(row.state),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        ends_subscription=bool(row.ends_subscription),
        facts=tuple(Fact(fact) for fact in row.facts.split()),
        note=row.note,
        wrong_codes=row.wrong_codes,
        code_hash=row.code_hash,
        ended_at=ended,
        ended_by=row.ended_by,
    )


def _changing(request: RefundRequest) -> dict[str, object]:
    """The columns that change in a request's life."""
    return {
        "state": request.state,
        "expires_at": request.expires_at,
        "ends_subscription": int(request.ends_subscription),
        "facts": " ".join(request.facts),
        "note": request.note,
        "wrong_codes": request.wrong_codes,
        "code_hash": request.code_hash,
        "ended_at": request.ended_at,
        "ended_by": request.ended_by,
    }
