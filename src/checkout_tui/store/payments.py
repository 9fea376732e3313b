"""Payments: an append-only history, and beside it the row that is its fold."""

from datetime import date, datetime

from sqlalchemy import Connection, Row, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from checkout_tui.domain.business_days import SettlementWindow
from checkout_tui.domain.errors import N_, NotFoundHere, TakenMeanwhile
from checkout_tui.domain.history import Doubt, Entry, Event, Standing
from checkout_tui.domain.payment import Payment
from checkout_tui.store import codec
from checkout_tui.store.tables import entries, payments

_DUE = (Standing.AWAITING_CUSTOMER, Standing.AUTHORIZED)


def add(connection: Connection, payment: Payment) -> None:
    """Insert a payment that has no history yet."""
    connection.execute(
        insert(payments).values(
            id=payment.id,
            order_reference=payment.order,
            method=payment.method,
            opened_at=payment.opened_at,
            amount=payment.amount.minor,
            **_fold(payment),
        )
    )


def get(connection: Connection, payment_id: str, *, lock: bool = False) -> Payment:
    """The payment as its history amounts to. Raises NotFoundHere."""
    query = select(payments.c.body).where(payments.c.id == payment_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise NotFoundHere(N_("There is no payment {id}."), id=payment_id)
    return codec.read(row.body, Payment)


def of_order(connection: Connection, reference: str) -> tuple[Payment, ...]:
    """Every attempt to pay this order, oldest first."""
    query = (
        select(payments.c.body)
        .where(payments.c.order_reference == reference)
        .order_by(payments.c.opened_at, payments.c.id)
    )
    return tuple(codec.read(row.body, Payment) for row in connection.execute(query))


def append(connection: Connection, payment: Payment, event: Event, *, at: datetime, by: str) -> Payment:
    """Add one entry to the history and bring the row up to date; returns the payment after it.

    ``payment`` is the fold that the writer looked at. When somebody else has written since, the
    entry's number is taken: TakenMeanwhile, and the whole transaction is undone.
    """
    entry = Entry(payment.id, payment.seq + 1, at, by, event)
    after = payment.after(entry)
    try:
        connection.execute(
            insert(entries).values(
                payment_id=payment.id, seq=entry.seq, at=at, by=by, body=codec.write_event(event)
            )
        )
    except IntegrityError:
        raise _taken() from None
    changed = connection.execute(
        update(payments)
        .where(payments.c.id == payment.id, payments.c.seq == payment.seq)
        .values(**_fold(after))
    )
    if changed.rowcount != 1:
        raise _taken()
    return after


def history(connection: Connection, payment_id: str) -> tuple[Entry, ...]:
    """Every entry, oldest first."""
    query = select(entries).where(entries.c.payment_id == payment_id).order_by(entries.c.seq)
    return tuple(_entry(row) for row in connection.execute(query))


def keep_window(connection: Connection, payment_id: str, window: SettlementWindow | None) -> None:
    """Write down when the money is expected: promised once, in the mail, and not moved afterwards."""
    connection.execute(
        update(payments)
        .where(payments.c.id == payment_id)
        .values(
            expected_from=window.first if window else None,
            expected_to=window.last if window else None,
            window=codec.write(window) if window else None,
        )
    )


def window(connection: Connection, payment_id: str) -> SettlementWindow | None:
    """When the money of this payment was said to be expected."""
    text = connection.execute(select(payments.c.window).where(payments.c.id == payment_id)).scalar()
    return codec.read(text, SettlementWindow) if text else None


def due(connection: Connection, limit: int, after: str = "") -> tuple[Payment, ...]:
    """Payments about which somebody outside should be asked: open questions, approvals, authorizations.

    By id; ``after`` is the last one seen.
    """
    query = (
        select(payments.c.body)
        .where(or_(payments.c.open == 1, payments.c.standing.in_(_DUE)), payments.c.id > after)
        .order_by(payments.c.id)
        .limit(limit)
    )
    return tuple(codec.read(row.body, Payment) for row in connection.execute(query))


def fully_allocated(connection: Connection, limit: int, after: str = "") -> tuple[Payment, ...]:
    """Payments whose money is all here but was not settled, because the question never left."""
    waiting = payments.c.standing == Standing.AWAITING_FUNDS
    here = payments.c.allocated - payments.c.settled >= payments.c.amount
    query = (
        select(payments.c.body)
        .where(waiting, here, payments.c.open == 0, payments.c.id > after)
        .order_by(payments.c.id)
        .limit(limit)
    )
    return tuple(codec.read(row.body, Payment) for row in connection.execute(query))


def late(connection: Connection, today: date, limit: int, after: str = "") -> tuple[Payment, ...]:
    """Payments whose money was expected before ``today`` and is not here, by id."""
    query = (
        select(payments.c.body)
        .where(
            payments.c.standing == Standing.AWAITING_FUNDS,
            payments.c.expected_to < today,
            payments.c.id > after,
        )
        .order_by(payments.c.id)
        .limit(limit)
    )
    return tuple(codec.read(row.body, Payment) for row in connection.execute(query))


def _fold(payment: Payment) -> dict[str, object]:
    return {
        "standing": payment.standing,
        "doubt": payment.doubt,
        "open": int(payment.live is not None or payment.doubt is not Doubt.NONE),
        "seq": payment.seq,
        "currency": payment.currency,
        "allocated": payment.allocated,
        "settled": payment.settled,
        "refunded": payment.refunded,
        "refunding": payment.refunding,
        "returned": payment.returned,
        "body": codec.write(payment),
    }


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(row.payment_id, row.seq, row.at, row.by, codec.read_event(row.body))


def _taken() -> TakenMeanwhile:
    return TakenMeanwhile(N_("Somebody else was first with this payment. Nothing was done; look again."))
