"""Orders, and the row that says where each stands."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from attrs import evolve, frozen
from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    bindparam,
    case,
    func,
    literal_column,
    select,
    update,
)

from checkout_tui.domain.errors import N_, NotFoundHere
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Attention, Contact, Order, OrderState
from checkout_tui.domain.reference import shown
from checkout_tui.store import codec
from checkout_tui.store.engine import insert_once
from checkout_tui.store.ready import HANDFUL, Ready, handfuls
from checkout_tui.store.ready_writes import Write
from checkout_tui.store.tables import mails, orders

URGENCY: dict[OrderState, int] = {
    OrderState.UNANSWERED: 1,
    OrderState.PENDING: 2,
    OrderState.RETURNED: 3,
    OrderState.DECLINED: 4,
    OrderState.AUTHORIZED: 5,
    OrderState.NEW: 6,
    OrderState.AWAITING_CUSTOMER: 7,
    OrderState.AWAITING_FUNDS: 8,
}
"""The order of the queue: what nobody knows first. States that need nobody are not in it."""

_ATTENTION = {Attention.TAX_CHANGED: 5}
"""How urgent a reason to look is; all others are as urgent as money that a bank took back."""
_MOST_URGENT = 3

_UNPAID = (OrderState.NEW, OrderState.DECLINED, OrderState.AWAITING_CUSTOMER, OrderState.AWAITING_FUNDS)
"""What a new tax rate can still change."""

_CHUNK = 5000
"""Values in one statement: databases have a limit."""

_OVERDUE = 3
"""Money that should be here: it becomes urgent by the calendar alone, so no row says it."""

# Put together once: building a statement takes three times as long as running it (benchmarks/README.md).
_ONE = select(orders.c.id, orders.c.body, orders.c.state, orders.c.cancelled_at).where(
    orders.c.reference == bindparam("named")
)
_FIND, _FIND_LOCKED = Ready(_ONE), Ready(_ONE.with_for_update())
_number = orders.c.id + 0
"""Not the column itself, or SQLite would read every order in the order of their numbers instead of a few of them."""
_TAXED_BEFORE = Ready(
    select(orders.c.id, orders.c.body, orders.c.state, orders.c.cancelled_at)
    .where(
        orders.c.urgency > 0,
        orders.c.taxed_on < bindparam("day"),
        orders.c.state.in_(_UNPAID),
        orders.c.cancelled_at.is_(None),
        _number > bindparam("after", type_=BigInteger),
    )
    .order_by(_number)
    .limit(bindparam("limit"))
)
_MARK = Write(update(orders).where(orders.c.reference == bindparam("named")))
_WITHOUT_MAIL = Ready(
    select(orders.c.reference)
    .where(
        orders.c.state == literal_column(f"'{OrderState.NEW}'"),  # as ix_orders_new has it
        orders.c.placed_at < bindparam("before"),
        ~select(mails.c.id).where(mails.c.order_reference == orders.c.reference).exists(),
    )
    .order_by(orders.c.placed_at, orders.c.id)
    .limit(bindparam("limit"))
)


@frozen
class StoredOrder:
    """An order with what changes about it."""

    id: int
    order: Order
    state: OrderState
    cancelled_at: datetime | None


@frozen
class ListedOrder:
    """What a list shows of an order, without reading all of it."""

    id: int
    reference: str
    state: OrderState
    customer: str
    email: str
    language: str
    total: Money
    method: str
    placed_at: datetime
    expected_to: date | None
    attention: Attention | None = None


def add(connection: Connection, order: Order) -> int | None:
    """Insert the order; returns its row's number, or None when its reference is there already."""
    number = connection.execute(
        insert_once(connection, orders).returning(orders.c.id),
        {
            "reference": order.reference,
            "state": OrderState.NEW,
            "urgency": URGENCY[OrderState.NEW],
            "customer": _called(order.customer),
            "email": order.customer.email,
            "language": order.language,
            "currency": order.currency,
            "total": order.total.minor,
            "method": "",
            "placed_at": order.placed_at,
            "taxed_on": order.taxed_on,
            "body": codec.write(order),
        },
    ).scalar()
    return None if number is None else int(number)


def find(connection: Connection, reference: str, *, lock: bool = False) -> StoredOrder | None:
    """The order with this canonical reference, or None. ``lock`` keeps other writers out until the commit."""
    row = (_FIND_LOCKED if lock else _FIND).first(connection, named=reference)
    if row is None:
        return None
    return StoredOrder(row.id, codec.read(row.body, Order), OrderState(row.state), row.cancelled_at)


def get(connection: Connection, reference: str, *, lock: bool = False) -> StoredOrder:
    """The order with this reference. Raises NotFoundHere."""
    stored = find(connection, reference, lock=lock)
    if stored is None:
        raise NotFoundHere(N_("There is no order {reference}."), reference=shown(reference))
    return stored


def mark(
    connection: Connection,
    reference: str,
    state: OrderState,
    method: str,
    expected_to: date | None,
    attention: Attention | None = None,
) -> None:
    """Keep the row of the list true to the payments and refunds, in their transaction."""
    urgency = URGENCY.get(state, 0)
    if attention is not None:
        most = _ATTENTION.get(attention, _MOST_URGENT)
        urgency = min(urgency or most, most)
    _MARK.one(
        connection,
        {
            "named": reference,
            "state": state,
            "urgency": urgency,
            "method": method,
            "expected_to": expected_to,
            "attention": attention or "",
        },
    )


def retax(connection: Connection, order: Order) -> None:
    """Keep the order with its new tax and total."""
    connection.execute(
        update(orders)
        .where(orders.c.reference == order.reference)
        .values(total=order.total.minor, taxed_on=order.taxed_on, body=codec.write(order))
    )


def taxed_before(connection: Connection, day: date, limit: int, after: int) -> tuple[StoredOrder, ...]:
    """Unpaid orders whose rates were looked at for no day from ``day`` on; ``after`` is the number of the last one."""
    rows = _TAXED_BEFORE.all(connection, day=day, limit=limit, after=after)
    return tuple(
        StoredOrder(row.id, codec.read(row.body, Order), OrderState(row.state), row.cancelled_at)
        for row in rows
    )


def rates_looked_at(connection: Connection, ids: tuple[int, ...], until: date) -> None:
    """Up to this day their places have the rates by which they are taxed: they are not looked at until one changes."""
    connection.execute(update(orders).where(orders.c.id.in_(ids)).values(taxed_on=until))


def cancel(connection: Connection, reference: str, at: datetime) -> None:
    """Write down that the order is cancelled."""
    connection.execute(update(orders).where(orders.c.reference == reference).values(cancelled_at=at))


def correct_email(connection: Connection, reference: str, email: str, *, delivery: bool = False) -> Order:
    """Put right a mistyped address (R-025), the customer's or that of who it is delivered to.

    Everything else of the order stays as it was taken.
    """
    order = get(connection, reference, lock=True).order
    if delivery and order.delivery is not None:
        order = evolve(order, delivery=evolve(order.delivery, email=email))
    else:
        order = evolve(order, customer=evolve(order.customer, email=email))
    connection.execute(
        update(orders)
        .where(orders.c.reference == reference)
        .values(email=order.customer.email, body=codec.write(order))
    )
    return order


def queue(connection: Connection, today: date, limit: int) -> tuple[ListedOrder, ...]:
    """What needs a person: unanswered first, and within a state by the day it should have been settled."""
    return tuple(_row(row) for row in _QUEUE.all(connection, today=today, limit=limit))


def waiting(connection: Connection) -> int:
    """How many orders wait for a person."""
    return int(_WAITING.scalar(connection))


def recent(connection: Connection, limit: int) -> tuple[ListedOrder, ...]:
    """The newest orders."""
    return tuple(_row(row) for row in _RECENT.all(connection, limit=limit))


def without_mail(connection: Connection, before: datetime, limit: int) -> tuple[str, ...]:
    """References of orders taken before an instant about which no mail was ever written (R-006)."""
    return tuple(_WITHOUT_MAIL.scalars(connection, before=before, limit=limit))


def by_ids(connection: Connection, ids: tuple[int, ...]) -> tuple[ListedOrder, ...]:
    """These orders, in this order."""
    found = {row[0]: _row(row) for each in handfuls(ids) for row in _BY_IDS.all(connection, **each)}
    return tuple(found[number] for number in ids if number in found)


def by_reference(connection: Connection, reference: str) -> ListedOrder | None:
    """One order as a list shows it."""
    row = _LISTED.first(connection, named=reference)
    return _row(row) if row else None


_KNOWN = select(orders.c.reference).where(orders.c.reference.in_(bindparam("references", expanding=True)))
"""Made once: with thousands of values a statement takes longer to make than to run."""


def known(connection: Connection, references: tuple[str, ...]) -> tuple[str, ...]:
    """Those of these references that are orders, as they stand there."""
    found: set[str] = set()
    for start in range(0, len(references), _CHUNK):
        chunk = references[start : start + _CHUNK]
        found.update(connection.execute(_KNOWN, {"references": chunk}).scalars())
    return tuple(reference for reference in references if reference in found)


def count(connection: Connection) -> int:
    """How many orders there are."""
    return int(connection.execute(select(func.count()).select_from(orders)).scalar_one())


def _listed() -> Select[tuple[object, ...]]:
    c = orders.c
    return select(
        c.id, c.reference, c.state, c.customer, c.email, c.language, c.total, c.currency, c.method,
        c.placed_at, c.expected_to, c.attention,
    )  # fmt: skip


_STATES = {each.value: each for each in OrderState}
_ATTENTIONS = {each.value: each for each in Attention}
_LISTED = Ready(_listed().where(orders.c.reference == bindparam("named")))
_BY_IDS = Ready(_listed().where(orders.c.id.in_(HANDFUL)))
_RECENT = Ready(_listed().order_by(orders.c.id.desc()).limit(bindparam("limit")))
_QUEUE = Ready(
    _listed()
    .where(orders.c.urgency > 0)
    .order_by(
        case(
            ((orders.c.expected_to < bindparam("today")) & (orders.c.urgency > _OVERDUE), _OVERDUE),
            else_=orders.c.urgency,
        ),
        orders.c.expected_to.is_(None),
        orders.c.expected_to,
        orders.c.id,
    )
    .limit(bindparam("limit"))
)
_WAITING = Ready(select(func.count()).select_from(orders).where(orders.c.urgency > 0))


def _row(row: Sequence[Any]) -> ListedOrder:
    # In the order of _listed, and looked up instead of called: twenty of these are made for each key that is typed.
    number, reference, state, customer, email, language, total, currency, method, at, expected, why = row
    return ListedOrder(
        number,
        reference,
        _STATES[state],
        customer,
        email,
        language,
        Money(total, currency),
        method,
        at,
        expected,
        _ATTENTIONS[why] if why else None,
    )


def _called(contact: Contact) -> str:
    return contact.company or contact.name
