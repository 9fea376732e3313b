"""What banks reported, and which payment each receipt was tied to."""

import json
from datetime import datetime

from attrs import evolve
from sqlalchemy import Connection, Row, bindparam, case, func, insert, select, update

from checkout_tui.domain.errors import N_, NotFoundHere
from checkout_tui.domain.money import Money
from checkout_tui.domain.remittance import BankLine, Decided, LineKind, Proposal, Remittance, Tie, Verb
from checkout_tui.store import codec
from checkout_tui.store.ready import Ready
from checkout_tui.store.tables import allocations, bank_lines, decisions, payments

_ROWS = 500
_MOST_RECEIPTS = 200
"""More receipts of one amount that wait than anybody looks through."""


# Put together once: building a statement takes three times as long as running it (benchmarks/README.md).
_INBOX = Ready(
    select(bank_lines)
    .where(bank_lines.c.closed == 0)
    .order_by(bank_lines.c.booked_on, bank_lines.c.id)
    .limit(bindparam("limit"))
)
_ONE = select(bank_lines).where(bank_lines.c.id == bindparam("receipt"))
_GET, _GET_LOCKED = Ready(_ONE), Ready(_ONE.with_for_update())
_MONEY = (LineKind.RECEIPT, LineKind.RETURN)
_OTHERS = (LineKind.NOTICE, LineKind.PAID_OUT)
_WAS_TIED = Ready(
    select(allocations.c.id).where(allocations.c.remittance_id == bindparam("receipt")).limit(1)
)
_RETURNS_THAT_WAIT = select(bank_lines.c.id, bank_lines.c.body).where(
    bank_lines.c.closed == 0,
    bank_lines.c.kind == LineKind.RETURN,
    bank_lines.c.method == bindparam("method"),
)
_AMOUNTS_THAT_WAIT = Ready(
    select(bank_lines.c.currency, bank_lines.c.amount)
    .where(
        bank_lines.c.closed == 0,
        bank_lines.c.kind == LineKind.RECEIPT,
        bank_lines.c.method == bindparam("method"),
    )
    .distinct()
)
_ALLOCATE = insert(allocations)
_CHANGE = update(bank_lines).where(bank_lines.c.id == bindparam("receipt"))


def inbox(connection: Connection, limit: int) -> tuple[Remittance, ...]:
    """Receipts with money that is tied to nothing yet, and returns that found no payment; oldest first."""
    return tuple(of_row(row) for row in _INBOX.all(connection, limit=limit))


def get(
    connection: Connection, remittance_id: str, *, lock: bool = False, others: bool = False
) -> Remittance:
    """One receipt or return; with ``others`` also what was paid out or moves no money. Raises NotFoundHere."""
    row = (_GET_LOCKED if lock else _GET).first(connection, receipt=remittance_id)
    if row is not None and row.kind not in _MONEY and not (others and row.kind in _OTHERS):
        row = None
    if row is None:
        raise NotFoundHere(N_("There is no such remittance."))
    return of_row(row)


def allocate(
    connection: Connection,
    remittance: Remittance,
    payment_id: str,
    amount: Money,
    *,
    at: datetime,
    by: str,
    why: str = "",
) -> Remittance:
    """Tie ``amount`` (negative to undo) of the receipt to a payment. The log keeps both."""
    tied = {"remittance_id": remittance.id, "payment_id": payment_id, "amount": amount.minor}
    connection.execute(_ALLOCATE, {**tied, "at": at, "by": by, "why": why})
    after = evolve(remittance, allocated=remittance.allocated + amount.minor)
    closed = int(after.unallocated.minor == 0)
    changed = {"allocated": after.allocated, "closed": closed, "parked": 0}
    connection.execute(_CHANGE, {"receipt": remittance.id, **changed})
    return after


def allocated_to(connection: Connection, remittance_id: str, payment_id: str) -> int:
    """How much of the receipt is tied to the payment, in minor units."""
    query = select(func.coalesce(func.sum(allocations.c.amount), 0)).where(
        allocations.c.remittance_id == remittance_id, allocations.c.payment_id == payment_id
    )
    return int(connection.execute(query).scalar_one())


def was_tied(connection: Connection, remittance_id: str) -> bool:
    """Whether any of the receipt was ever tied to a payment, undone or not."""
    return _WAS_TIED.first(connection, receipt=remittance_id) is not None


def ties(connection: Connection, remittance_id: str) -> tuple[Tie, ...]:
    """What is tied to whom now, oldest first; what was undone in full is not in it."""
    total = func.sum(allocations.c.amount)
    query = (
        select(allocations.c.payment_id, payments.c.order_reference, payments.c.currency, total)
        .join(payments, payments.c.id == allocations.c.payment_id)
        .where(allocations.c.remittance_id == remittance_id)
        .group_by(allocations.c.payment_id, payments.c.order_reference, payments.c.currency)
        .having(total > 0)
        .order_by(func.min(allocations.c.id))
    )
    return tuple(
        Tie(payment, order, Money(int(minor), currency))
        for payment, order, currency, minor in connection.execute(query)
    )


def decide(
    connection: Connection,
    remittance: Remittance,
    verb: Verb,
    step: str,
    amount: Money,
    *,
    at: datetime,
    by: str,
    why: str = "",
    payment: str = "",
) -> None:
    """Write down who decided what. ``step``: proposed, confirmed, withdrawn, done or undone."""
    connection.execute(
        insert(decisions).values(
            remittance_id=remittance.id,
            verb=verb,
            step=step,
            amount=amount.minor,
            payment_id=payment,
            at=at,
            by=by,
            why=why,
        )
    )


def set_aside(connection: Connection, remittance: Remittance, verb: Verb, minor: int) -> Remittance:
    """Count ``minor`` (negative to undo) as kept or as sent back; nothing else can have it then (rule 4)."""
    if verb is Verb.SURPLUS:
        after = evolve(remittance, surplus=remittance.surplus + minor)
    else:
        after = evolve(remittance, sent_back=remittance.sent_back + minor)
    connection.execute(
        update(bank_lines)
        .where(bank_lines.c.id == remittance.id)
        .values(
            surplus=after.surplus,
            sent_back=after.sent_back,
            closed=int(after.unallocated.minor == 0),
            parked=0,
        )
    )
    return after


def propose(connection: Connection, remittance: Remittance, proposal: Proposal | None) -> Remittance:
    """What waits for a second person; None once it does not any more."""
    written = codec.write(proposal) if proposal else ""
    connection.execute(update(bank_lines).where(bank_lines.c.id == remittance.id).values(proposal=written))
    return evolve(remittance, proposal=proposal)


def decided(connection: Connection, remittance_id: str) -> tuple[Decided, ...]:
    """Everything that people decided about this money besides tying it, oldest first."""
    query = (
        select(decisions, bank_lines.c.currency, payments.c.order_reference)
        .join(bank_lines, bank_lines.c.id == decisions.c.remittance_id)
        .outerjoin(payments, payments.c.id == decisions.c.payment_id)
        .where(decisions.c.remittance_id == remittance_id)
        .order_by(decisions.c.id)
    )
    return tuple(
        Decided(
            Verb(row.verb),
            row.step,
            Money(row.amount, row.currency),
            row.at,
            row.by,
            row.why,
            row.order_reference or "",
        )
        for row in connection.execute(query)
    )


def park(connection: Connection, remittance_id: str, note: str) -> None:
    """Lay the receipt aside with the reason; without one it waits with the others again."""
    connection.execute(
        update(bank_lines).where(bank_lines.c.id == remittance_id).values(note=note, parked=int(bool(note)))
    )


def found_its_payment(connection: Connection, line_id: str) -> None:
    """What came back, or was paid out, has found its payment: nothing of it is left for another."""
    connection.execute(
        update(bank_lines).where(bank_lines.c.id == line_id).values(closed=1, allocated=bank_lines.c.amount)
    )


def waits_again(connection: Connection, line_id: str) -> None:
    """The same undone: it is nobody's, and waits in the inbox."""
    connection.execute(update(bank_lines).where(bank_lines.c.id == line_id).values(closed=0, allocated=0))


def taken_from(connection: Connection, return_id: str) -> str:
    """The payment or the receipt that a return was taken back from, as it is now; empty when it is nothing's."""
    query = (
        select(decisions.c.payment_id, decisions.c.step)
        .where(decisions.c.remittance_id == return_id, decisions.c.verb == Verb.TAKE_BACK)
        .order_by(decisions.c.id.desc())
        .limit(1)
    )
    last = connection.execute(query).first()
    return str(last.payment_id) if last is not None and last.step == "done" else ""


def is_closed(connection: Connection, return_id: str) -> bool:
    """Whether a person closed this return as being of nothing here, and nobody has undone it."""
    query = (
        select(decisions.c.step)
        .where(decisions.c.remittance_id == return_id, decisions.c.verb == Verb.CLOSE)
        .order_by(decisions.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).scalar() in ("done", "confirmed")


def taken_back(connection: Connection, receipt_id: str) -> int:
    """How much of a receipt the bank took back before anybody tied it, in minor units."""
    c = decisions.c
    signed = case((c.step == "done", c.amount), else_=-c.amount)
    query = select(func.coalesce(func.sum(signed), 0)).where(
        c.remittance_id == receipt_id, c.verb == Verb.TAKE_BACK
    )
    return int(connection.execute(query).scalar_one())


def returns_that_wait(connection: Connection, method: str) -> dict[str, str]:
    """Returns that found neither payment nor receipt yet, by what banks call their money."""
    # There may be as many as a long document has: a few rows at a time.
    rows = connection.execute(_RETURNS_THAT_WAIT, {"method": method}, execution_options={"yield_per": _ROWS})
    named = ((json.loads(row.body)["original"], row.id) for row in rows)
    return {original: line for original, line in named if original}


def amounts_that_wait(connection: Connection, method: str) -> frozenset[Money]:
    """Which amounts the receipts have that wait: a return of another is of none of them."""
    found = _AMOUNTS_THAT_WAIT.all(connection, method=method)
    return frozenset(Money(int(minor), currency) for currency, minor in found)


def untouched_like(connection: Connection, back: Remittance) -> tuple[Remittance, ...]:
    """Receipts of a return's method and amount that nothing was decided of, those of its name first."""
    c = bank_lines.c
    query = (
        select(bank_lines)
        .where(
            c.closed == 0, c.kind == LineKind.RECEIPT, c.method == back.method, c.amount == back.amount.minor
        )
        .where(c.currency == back.amount.currency, c.allocated == 0, c.surplus == 0, c.sent_back == 0)
        .where(c.booked_on <= back.booked_on, c.proposal == "")
        .order_by(c.booked_on.desc(), c.id.desc())
        .limit(_MOST_RECEIPTS)
    )
    found = [of_row(row) for row in connection.execute(query)]
    return tuple(sorted(found, key=lambda receipt: not receipt.original or receipt.original != back.original))


def totals(connection: Connection) -> dict[str, tuple[int, int, int, int, int]]:
    """By currency: received, allocated, surplus, sent back and unallocated (rule 4), over everything."""
    c = bank_lines.c
    query = (
        select(c.currency, *(func.sum(x) for x in (c.amount, c.allocated, c.surplus, c.sent_back)))
        .where(c.kind == LineKind.RECEIPT)
        .group_by(c.currency)
    )
    sums: dict[str, tuple[int, int, int, int, int]] = {}
    for currency, *amounts in connection.execute(query):
        received, tied, surplus, back = (int(n) for n in amounts)
        sums[currency] = (received, tied, surplus, back, received - tied - surplus - back)
    return sums


def of_row(row: Row[tuple[object, ...]]) -> Remittance:
    """The receipt or return that a row of the table is."""
    line = codec.read(row.body, BankLine)
    return Remittance(
        id=row.id,
        method=row.method,
        amount=Money(row.amount, row.currency),
        booked_on=row.booked_on,
        reference=line.reference,
        text=line.text,
        payer=line.payer,
        account=line.account,
        kind=LineKind(row.kind),
        code=line.code,
        original=line.original,
        facts=line.facts,
        document=row.document,
        line=row.line,
        allocated=row.allocated,
        surplus=row.surplus,
        sent_back=row.sent_back,
        note=row.note,
        parked=bool(row.parked),
        proposal=codec.read(row.proposal, Proposal) if row.proposal else None,
    )
