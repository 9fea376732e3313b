"""The money inbox, read a page at a time: what waits, what is parked, what is done with, and what names an order.

Pages, counts, sums and what is looked for all come from one index, in its own order: the hundred
thousandth row costs what the first did, and a search reads the index and no row of the table.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, bindparam, func, or_, select

from checkout_tui.domain.inbox import Folder, Sums, Word
from checkout_tui.domain.money import Money, zero
from checkout_tui.domain.remittance import Likeness, LineKind, Remittance
from checkout_tui.store.ready import Ready
from checkout_tui.store.remittances import of_row
from checkout_tui.store.tables import allocations, bank_lines, named_orders, payments

_OURS = (LineKind.RECEIPT, LineKind.RETURN)

# Put together once: building a statement takes three times as long as running it (benchmarks/README.md).
_NAMING = Ready(
    select(bank_lines, named_orders.c.likeness)
    .join(named_orders, named_orders.c.line_id == bank_lines.c.id)
    .where(named_orders.c.order_reference == bindparam("named"), bank_lines.c.closed == 0)
    .order_by(bank_lines.c.booked_on, bank_lines.c.id)
)


def page(
    connection: Connection, folder: Folder, words: tuple[Word, ...], first: int, count: int
) -> tuple[Remittance, ...]:
    """So much of the folder from its ``first`` row on: oldest first, or latest first of what is done with."""
    c = bank_lines.c
    order = (c.booked_on, c.id) if folder is not Folder.DONE else (c.booked_on.desc(), c.id.desc())
    found = select(c.id).where(*_in(folder, words)).order_by(*order).limit(count).offset(first)
    rows = connection.execute(select(bank_lines).where(c.id.in_(found)).order_by(*order))
    return tuple(of_row(row) for row in rows)


def sums(connection: Connection, folder: Folder, words: tuple[Word, ...]) -> Sums:
    """How many rows the whole of it has, and how much money that is."""
    c = bank_lines.c
    amount = c.amount if folder is Folder.DONE else c.amount - c.allocated - c.surplus - c.sent_back
    query = (
        select(c.currency, c.kind, c.parked, func.count(), func.sum(amount))
        .where(*_in(folder, words, both=True))
        .group_by(c.currency, c.kind, c.parked)
    )
    here, elsewhere, amounts = 0, 0, list[Money]()
    for currency, kind, parked, count, minor in connection.execute(query):
        if folder is not Folder.DONE and parked != int(folder is Folder.PARKED):
            elsewhere += count
            continue
        here += count
        if kind == LineKind.RECEIPT:
            amounts.append(Money(int(minor), currency))
    together = {each.currency: zero(each.currency) for each in amounts}
    for each in amounts:
        together[each.currency] += each
    return Sums(here, tuple(together[currency] for currency in sorted(together)), elsewhere)


def naming(connection: Connection, order: str) -> tuple[tuple[Remittance, Likeness], ...]:
    """Money that nobody has decided about and that speaks of this order, oldest first; why it is thought so."""
    rows = _NAMING.all(connection, named=order)
    return tuple((of_row(row), Likeness(row.likeness)) for row in rows)


def _in(folder: Folder, words: tuple[Word, ...], *, both: bool = False) -> Iterable[ColumnElement[bool]]:
    c = bank_lines.c
    yield c.closed == int(folder is Folder.DONE)
    yield c.kind.in_(_OURS)
    if folder is not Folder.DONE and not both:
        yield c.parked == int(folder is Folder.PARKED)
    for word in words:
        yield _fits(word, parked=folder is Folder.PARKED)


def _fits(word: Word, *, parked: bool) -> ColumnElement[bool]:
    c = bank_lines.c
    ways: list[ColumnElement[bool]] = [c.words.contains(text, autoescape=True) for text in word.spellings]
    if parked:
        ways += [func.lower(c.note).contains(text, autoescape=True) for text in word.spellings]
    if word.minor is not None:
        ways.append(c.amount - c.allocated - c.surplus - c.sent_back == word.minor)
    if word.order:
        ways.append(
            c.id.in_(select(named_orders.c.line_id).where(named_orders.c.order_reference == word.order))
        )
        tied = select(allocations.c.remittance_id).join(payments, payments.c.id == allocations.c.payment_id)
        ways.append(c.id.in_(tied.where(payments.c.order_reference == word.order)))
    return or_(*ways)
