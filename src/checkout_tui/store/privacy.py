"""What people ask about their own data, and everything that is held about one of them: found, listed, erased."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from attrs import evolve, frozen
from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, func, or_, select, update

from checkout_tui.domain.order import Contact, Order
from checkout_tui.domain.privacy import LASTING, PrivacyRequest, PrivacyState, Right
from checkout_tui.domain.query import Key, KeyKind, Match, keys_for, national
from checkout_tui.domain.words import Words
from checkout_tui.store import codec, orders, search
from checkout_tui.store.engine import insert_once
from checkout_tui.store.ready import Ready
from checkout_tui.store.tables import call_orders, calls, corrections, drafts, mails, privacy_requests
from checkout_tui.store.tables import orders as order_table

MOST_ORDERS = 10_000
"""More than anybody has."""
NOBODY = "–"
"""The customer of an order that was erased."""

# Asked for with every order that is looked at, and for every reminder.
_IN_FORCE = Ready(
    select(privacy_requests)
    .where(
        privacy_requests.c.email == bindparam("named"),
        privacy_requests.c.state == PrivacyState.ANSWERED,
        privacy_requests.c.kind.in_(sorted(LASTING)),
    )
    .order_by(privacy_requests.c.asked_at, privacy_requests.c.id)
)


def add(connection: Connection, request: PrivacyRequest) -> PrivacyRequest:
    """Write a request down; the one that is open already, where the same was asked for before."""
    connection.execute(
        insert_once(connection, privacy_requests).values(
            id=request.id,
            kind=request.right,
            email=request.email,
            asked_at=request.asked_at,
            asked_by=request.asked_by,
            due_on=request.due_on,
            state=request.state,
            ended_by="",
            note="",
        )
    )
    query = select(privacy_requests).where(
        privacy_requests.c.email == request.email,
        privacy_requests.c.kind == request.right,
        privacy_requests.c.state == PrivacyState.OPEN,
    )
    return _request(connection.execute(query).one())


def find(connection: Connection, request_id: str, *, lock: bool = False) -> PrivacyRequest | None:
    """The request of this name; ``lock`` keeps other writers out until the commit."""
    query = select(privacy_requests).where(privacy_requests.c.id == request_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return _request(row) if row else None


def end(
    connection: Connection, request: PrivacyRequest, state: PrivacyState, at: datetime, by: str, note: str
) -> PrivacyRequest:
    """Write down how a request ended."""
    connection.execute(
        update(privacy_requests)
        .where(privacy_requests.c.id == request.id)
        .values(state=state, ended_at=at, ended_by=by, note=note)
    )
    return evolve(request, state=state, ended_at=at, ended_by=by, note=note)


def listed(connection: Connection, limit: int) -> tuple[PrivacyRequest, ...]:
    """What is open, the most urgent first; then what ended, the latest first."""
    open_ = privacy_requests.c.state == PrivacyState.OPEN
    first = select(privacy_requests).where(open_).order_by(privacy_requests.c.due_on, privacy_requests.c.id)
    then = (
        select(privacy_requests)
        .where(~open_)
        .order_by(privacy_requests.c.ended_at.desc(), privacy_requests.c.id)
    )
    rows = [row for query in (first, then) for row in connection.execute(query.limit(limit))]
    return tuple(_request(row) for row in rows[:limit])


def of(connection: Connection, email: str) -> tuple[PrivacyRequest, ...]:
    """Everything that was asked under this address, oldest first."""
    query = (
        select(privacy_requests)
        .where(privacy_requests.c.email == email)
        .order_by(privacy_requests.c.asked_at, privacy_requests.c.id)
    )
    return tuple(_request(row) for row in connection.execute(query))


def in_force(connection: Connection, email: str) -> tuple[PrivacyRequest, ...]:
    """Restrictions and objections of whoever has this address that hold now."""
    return tuple(_request(row) for row in _IN_FORCE.all(connection, named=email.strip().casefold()))


def moved(connection: Connection, was: str, now: str) -> None:
    """An address was put right: what its owner restricted or objected to holds for the right one."""
    connection.execute(
        update(privacy_requests)
        .where(
            privacy_requests.c.email == was.strip().casefold(),
            privacy_requests.c.state == PrivacyState.ANSWERED,
            privacy_requests.c.kind.in_(sorted(LASTING)),
        )
        .values(email=now.strip().casefold())
    )


# ------------------------------------------------------------ somebody's data


@frozen
class Found:
    """Everything kept about whoever has an address: the orders, and the rows of what belongs to them."""

    email: str
    orders: tuple[orders.StoredOrder, ...]
    mails: tuple[Any, ...]
    calls: tuple[Any, ...]
    drafts: tuple[Any, ...]


def found(connection: Connection, email: str) -> Found:
    """What is here about this address, also where only a phone number of its orders leads to it."""
    ids = search.scan(connection, Key(KeyKind.WHO, email, Match.EQUALS), MOST_ORDERS)
    listed_orders = orders.by_ids(connection, tuple(sorted(ids)))
    stored = tuple(orders.get(connection, row.reference) for row in listed_orders)
    references = [each.order.reference for each in stored]
    written = [func.lower(mails.c.to) == email]
    rang: list[ColumnElement[bool]] = [calls.c.email == email]
    begun: list[ColumnElement[bool]] = [drafts.c.email == email]
    phones = {national(each.order.customer.phone) for each in stored} - {""}
    if references:
        written.append(mails.c.order_reference.in_(references))
        about = select(call_orders.c.call_id).where(call_orders.c.order_reference.in_(references))
        rang.append(calls.c.id.in_(about))
    if phones:
        rang.append(calls.c.phone.in_(sorted(phones)))
        begun.append(drafts.c.phone.in_(sorted(phones)))
    return Found(
        email,
        stored,
        tuple(connection.execute(select(mails).where(or_(*written)).order_by(mails.c.queued_at))),
        tuple(connection.execute(select(calls).where(or_(*rang)).order_by(calls.c.began_at))),
        tuple(connection.execute(select(drafts).where(or_(*begun)).order_by(drafts.c.kept_at))),
    )


def erase(connection: Connection, what: Found, references: Iterable[str]) -> None:
    """Take out who it was: of these orders, of every call, draft and correction, and the mails of no kept order.

    An order stays as a row without its customer, because money may still come for its reference.
    """
    gone = frozenset(references)
    kept = {each.order.reference for each in what.orders} - gone
    for stored in what.orders:
        if stored.order.reference in gone:
            _without_customer(connection, stored.id, stored.order)
    papers = [row.id for row in what.mails if row.order_reference not in kept]
    connection.execute(delete(mails).where(mails.c.id.in_(papers)))
    connection.execute(delete(drafts).where(drafts.c.reference.in_([row.reference for row in what.drafts])))
    connection.execute(delete(corrections).where(corrections.c.order_reference.in_(gone)))
    connection.execute(
        update(calls)
        .where(calls.c.id.in_([row.id for row in what.calls]))
        .values(caller="", phone="", email="", note="", wrap_up="")
    )


def forget_address(connection: Connection, email: str, masked: str) -> None:
    """Of what was asked under an address only so much stays that one sees it was answered."""
    connection.execute(
        update(privacy_requests)
        .where(privacy_requests.c.email == email, privacy_requests.c.state != PrivacyState.OPEN)
        .values(email=masked)
    )


def plain(body: str) -> Any:
    """What was written down as JSON, as it stands there."""
    return json.loads(body)


def plain_order(order: Order) -> Any:
    """An order as plain values."""
    return plain(codec.write(order))


def as_text(value: Any) -> Any:
    """Instants as text; everything else that a table holds is plain already."""
    return value.isoformat() if isinstance(value, date) else value


def _without_customer(connection: Connection, number: int, order: Order) -> None:
    nobody = Contact(NOBODY)
    tax = tuple(
        evolve(line, why=Words.same(NOBODY)) if line.code in _exempt(order) else line for line in order.tax
    )
    erased = evolve(
        order, customer=nobody, delivery=None, licensee="", purchase_order="", exemptions=(), tax=tax
    )
    connection.execute(
        update(order_table)
        .where(order_table.c.id == number)
        .values(customer=NOBODY, email="", body=codec.write(erased))
    )
    search.replace(connection, number, keys_for(order), keys_for(erased))


def _exempt(order: Order) -> frozenset[str]:
    """Taxes whose line names the number of an exemption."""
    return frozenset(exemption.registration for exemption in order.exemptions)


def _request(row: Row[Any]) -> PrivacyRequest:
    return PrivacyRequest(
        id=row.id,
        right=Right(row.kind),
        email=row.email,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        due_on=row.due_on,
        state=PrivacyState(row.state),
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        note=row.note,
    )
