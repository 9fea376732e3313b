"""Payments: an append-only history, and beside it the row that is its fold."""

from datetime import date, datetime

from sqlalchemy import Connection, Row, bindparam, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from checkout_tui.domain.business_days import SettlementWindow
from checkout_tui.domain.errors import N_, NotFoundHere, TakenMeanwhile
from checkout_tui.domain.fold import moved_by
from checkout_tui.domain.history import Doubt, Entry, Event, Standing
from checkout_tui.domain.payment import Payment
from checkout_tui.store import codec
from checkout_tui.store.ready import Ready
from checkout_tui.store.ready_writes import Write
from checkout_tui.store.tables import WATCHED, entries, payments

# Put together once: building a statement takes three times as long as running it (benchmarks/README.md).
_ADD = Write(insert(payments))
_ONE = select(payments.c.body).where(payments.c.id == bindparam("payment"))
_GET, _GET_LOCKED = Ready(_ONE), Ready(_ONE.with_for_update())
_OF_ORDER = Ready(
    select(payments.c.body)
    .where(payments.c.order_reference == bindparam("reference"))
    .order_by(payments.c.opened_at, payments.c.id)
)
_APPEND = Write(insert(entries))
_MOVE_ON = Write(
    update(payments).where(payments.c.id == bindparam("payment"), payments.c.seq == bindparam("seen"))
)
_HISTORY = Ready(select(entries).where(entries.c.payment_id == bindparam("payment")).order_by(entries.c.seq))
_KEEP_WINDOW = Write(update(payments).where(payments.c.id == bindparam("payment")))
_WINDOW = Ready(select(payments.c.window).where(payments.c.id == bindparam("payment")))
_BY_ID = (
    select(payments.c.body)
    .where(payments.c.id > bindparam("after"))
    .order_by(payments.c.id)
    .limit(bindparam("limit"))
)
_DUE_NOW = Ready(_BY_ID.where(text(WATCHED)))
_GIVEN_UP = Ready(
    _BY_ID.where(payments.c.standing == Standing.WITHDRAWN, payments.c.opened_at > bindparam("since"))
)
_FULLY_ALLOCATED = Ready(
    _BY_ID.where(
        payments.c.standing == Standing.AWAITING_FUNDS,
        payments.c.allocated - payments.c.settled >= payments.c.amount,
        payments.c.open == 0,
    )
)
_LATE = Ready(
    _BY_ID.where(payments.c.standing == Standing.AWAITING_FUNDS, payments.c.expected_to < bindparam("today"))
)
_EXPECTED = Ready(
    select(payments.c.method, payments.c.currency, payments.c.expected_to)
    .where(
        payments.c.open == 0,
        payments.c.standing == Standing.AWAITING_FUNDS,
        payments.c.allocated == 0,
        payments.c.expected_to >= bindparam("since"),
    )
    .distinct()
)


def add(connection: Connection, payment: Payment) -> None:
    """Insert a payment that has no history yet."""
    row = {
        "id": payment.id,
        "order_reference": payment.order,
        "method": payment.method,
        "opened_at": payment.opened_at,
    }
    _ADD.one(connection, row | _fold(payment))


def get(connection: Connection, payment_id: str, *, lock: bool = False) -> Payment:
    """The payment as its history amounts to. Raises NotFoundHere."""
    body = (_GET_LOCKED if lock else _GET).scalar(connection, payment=payment_id)
    if body is None:
        raise NotFoundHere(N_("There is no payment {id}."), id=payment_id)
    return codec.read(body, Payment)


def of_order(connection: Connection, reference: str) -> tuple[Payment, ...]:
    """Every attempt to pay this order, oldest first."""
    return _read(connection, _OF_ORDER, reference=reference)


def append(connection: Connection, payment: Payment, event: Event, *, at: datetime, by: str) -> Payment:
    """Add one entry to the history and bring the row up to date; returns the payment after it.

    ``payment`` is the fold that the writer looked at. When somebody else has written since, the
    entry's number is taken: TakenMeanwhile, and the whole transaction is undone.
    """
    entry = Entry(payment.id, payment.seq + 1, at, by, event)
    moved = moved_by(payment, entry)
    body = codec.write_event(event)
    try:
        _APPEND.one(
            connection, {"payment_id": payment.id, "seq": entry.seq, "at": at, "by": by, "body": body}
        )
    except IntegrityError:
        raise _taken() from None
    if _MOVE_ON.one(connection, {"payment": payment.id, "seen": payment.seq} | _fold(moved)) != 1:
        raise _taken()
    return moved


def history(connection: Connection, payment_id: str) -> tuple[Entry, ...]:
    """Every entry, oldest first."""
    return tuple(_entry(row) for row in _HISTORY.all(connection, payment=payment_id))


def keep_window(connection: Connection, payment_id: str, window: SettlementWindow | None) -> None:
    """Write down when the money is expected: promised once, in the mail, and not moved afterwards."""
    _KEEP_WINDOW.one(
        connection,
        {
            "payment": payment_id,
            "expected_from": window.first if window else None,
            "expected_to": window.last if window else None,
            "window": codec.write(window) if window else None,
        },
    )


def window(connection: Connection, payment_id: str) -> SettlementWindow | None:
    """When the money of this payment was said to be expected."""
    text = _WINDOW.scalar(connection, payment=payment_id)
    return codec.read(text, SettlementWindow) if text else None


def due(connection: Connection, limit: int, after: str = "") -> tuple[Payment, ...]:
    """Payments about which somebody outside should be asked: open questions, approvals, authorizations.

    By id; ``after`` is the last one seen.
    """
    return _read(connection, _DUE_NOW, after=after, limit=limit)


def given_up(connection: Connection, since: datetime, limit: int, after: str = "") -> tuple[Payment, ...]:
    """Payments that began after ``since`` and were given up: their links may still be used. By id."""
    return _read(connection, _GIVEN_UP, since=since, after=after, limit=limit)


def fully_allocated(connection: Connection, limit: int, after: str = "") -> tuple[Payment, ...]:
    """Payments whose money is all here but was not settled, because the question never left."""
    return _read(connection, _FULLY_ALLOCATED, after=after, limit=limit)


def late(connection: Connection, today: date, limit: int, after: str = "") -> tuple[Payment, ...]:
    """Payments whose money was expected before ``today`` and is not here, by id."""
    return _read(connection, _LATE, today=today, after=after, limit=limit)


def expected_days(connection: Connection, since: date) -> tuple[tuple[str, str, date], ...]:
    """The last days from ``since`` on by which money is expected that is not here, by method and currency."""
    return tuple(
        (row.method, row.currency, row.expected_to) for row in _EXPECTED.all(connection, since=since)
    )


def _read(connection: Connection, query: Ready, **asked: object) -> tuple[Payment, ...]:
    return tuple(codec.read(body, Payment) for body in query.scalars(connection, **asked))


def _fold(payment: Payment) -> dict[str, object]:
    return {
        "standing": payment.standing,
        "doubt": payment.doubt,
        "open": int(payment.live is not None or payment.doubt is not Doubt.NONE),
        "seq": payment.seq,
        "currency": payment.currency,
        "amount": payment.amount.minor,
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
