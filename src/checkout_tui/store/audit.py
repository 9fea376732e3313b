"""Looking over everything at once: what must add up, whatever happened. Reads only."""

from attrs import frozen
from sqlalchemy import Connection, func, select

from checkout_tui.domain.remittance import LineKind
from checkout_tui.store.tables import allocations, bank_lines, payments


@frozen
class Unbalanced:
    """A row whose amounts do not add up."""

    what: str
    id: str
    said: int
    counted: int


def unbalanced(connection: Connection) -> tuple[Unbalanced, ...]:
    """Money that does not add up (rule 4): between what arrived, its allocations, and the payments they went to."""
    tied = func.coalesce(func.sum(allocations.c.amount), 0)
    per_line = (
        select(bank_lines.c.id, bank_lines.c.allocated, tied)
        .outerjoin(allocations, allocations.c.remittance_id == bank_lines.c.id)
        .where(bank_lines.c.kind == LineKind.RECEIPT)
        .group_by(bank_lines.c.id, bank_lines.c.allocated)
        .having(tied != bank_lines.c.allocated)
    )
    per_payment = (
        select(payments.c.id, payments.c.allocated, tied)
        .outerjoin(allocations, allocations.c.payment_id == payments.c.id)
        .group_by(payments.c.id, payments.c.allocated)
        .having(tied != payments.c.allocated)
    )
    left = bank_lines.c.amount - bank_lines.c.allocated - bank_lines.c.surplus - bank_lines.c.sent_back
    hidden = select(bank_lines.c.id, left).where(
        bank_lines.c.kind == LineKind.RECEIPT, (left < 0) | ((left > 0) & (bank_lines.c.closed == 1))
    )
    found = [Unbalanced("remittance", *row) for row in connection.execute(per_line)]
    found += [Unbalanced("payment", *row) for row in connection.execute(per_payment)]
    found += [Unbalanced("inbox", row[0], 0, row[1]) for row in connection.execute(hidden)]
    return tuple(found)


def receipts(connection: Connection) -> dict[tuple[str, str], int]:
    """Everything that banks reported as having come in, by method and currency."""
    query = (
        select(bank_lines.c.method, bank_lines.c.currency, func.sum(bank_lines.c.amount))
        .where(bank_lines.c.kind == LineKind.RECEIPT)
        .group_by(bank_lines.c.method, bank_lines.c.currency)
    )
    return {(row[0], row[1]): int(row[2]) for row in connection.execute(query)}


def pushed(connection: Connection) -> dict[str, tuple[int, int]]:
    """What arrived for payments and what was taken back of it, by method: time alone must not change it (rule 7)."""
    query = select(payments.c.method, func.sum(payments.c.allocated), func.sum(payments.c.returned)).group_by(
        payments.c.method
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in connection.execute(query)}
