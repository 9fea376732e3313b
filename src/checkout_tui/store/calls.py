"""Calls, and the orders that were opened in each."""

from datetime import datetime

from sqlalchemy import Connection, Row, Select, bindparam, insert, or_, select, update

from checkout_tui.domain.call import Call, CallerKeys
from checkout_tui.store.engine import insert_once
from checkout_tui.store.ready import Ready
from checkout_tui.store.tables import call_orders, calls

# Put together once: building a statement takes three times as long as running it (benchmarks/README.md).
_READ: Select[tuple[object, ...]] = select(
    calls.c.id, calls.c.operator, calls.c.began_at, calls.c.caller, calls.c.note, calls.c.ended_at,
    calls.c.wrap_up,
)  # fmt: skip
_CURRENT = Ready(_READ.where(calls.c.operator == bindparam("who"), calls.c.ended_at.is_(None)))
_ABOUT = Ready(
    _READ.join(call_orders, call_orders.c.call_id == calls.c.id)
    .where(call_orders.c.order_reference == bindparam("named"), calls.c.ended_at.is_not(None))
    .order_by(calls.c.began_at, calls.c.id)
)


def begin(connection: Connection, call: Call) -> Call:
    """Begin this call, or find the one that its operator is in: somebody is in one call at a time."""
    connection.execute(
        insert_once(connection, calls).values(
            id=call.id,
            operator=call.operator,
            began_at=call.began_at,
            caller="",
            phone="",
            email="",
            note="",
            wrap_up="",
        )
    )
    return current(connection, call.operator) or call


def current(connection: Connection, operator: str) -> Call | None:
    """The call that this operator is in."""
    row = _CURRENT.first(connection, who=operator)
    return _call(row) if row else None


def name_caller(connection: Connection, call_id: str, caller: str, keys: CallerKeys) -> None:
    """Write down who is on the line."""
    connection.execute(
        update(calls).where(calls.c.id == call_id).values(caller=caller, phone=keys.phone, email=keys.email)
    )


def note(connection: Connection, call_id: str, text: str) -> None:
    """The operator's own words about the call; they replace the earlier ones."""
    connection.execute(update(calls).where(calls.c.id == call_id).values(note=text))


def end(connection: Connection, call_id: str, at: datetime, wrap_up: str) -> None:
    """Write down that the call is over, with the note about it."""
    connection.execute(
        update(calls)
        .where(calls.c.id == call_id, calls.c.ended_at.is_(None))
        .values(ended_at=at, wrap_up=wrap_up)
    )


def tie(connection: Connection, operator: str, reference: str, at: datetime) -> None:
    """The order belongs to the call that its operator is in; without a call nothing is written."""
    call = current(connection, operator)
    if call is None or reference in orders_in(connection, call.id):
        return
    connection.execute(insert(call_orders).values(call_id=call.id, order_reference=reference, at=at))


def orders_in(connection: Connection, call_id: str) -> tuple[str, ...]:
    """References of the orders opened in a call, in that order."""
    query = (
        select(call_orders.c.order_reference)
        .where(call_orders.c.call_id == call_id)
        .order_by(call_orders.c.at, call_orders.c.order_reference)
    )
    return tuple(connection.execute(query).scalars())


def about(connection: Connection, reference: str) -> tuple[Call, ...]:
    """Ended calls in which this order was opened, oldest first."""
    return tuple(_call(row) for row in _ABOUT.all(connection, named=reference))


def of_caller(connection: Connection, keys: CallerKeys, limit: int) -> tuple[Call, ...]:
    """The latest ended calls from this number or address."""
    wanted = []
    if keys.phone:
        wanted.append(calls.c.phone == keys.phone)
    if keys.email:
        wanted.append(calls.c.email == keys.email)
    if not wanted:
        return ()
    query = (
        _READ.where(or_(*wanted), calls.c.ended_at.is_not(None))
        .order_by(calls.c.began_at.desc())
        .limit(limit)
    )
    return tuple(_call(row) for row in connection.execute(query))


def _call(row: Row[tuple[object, ...]]) -> Call:
    return Call(row.id, row.operator, row.began_at, row.caller, row.note, row.ended_at, row.wrap_up)
