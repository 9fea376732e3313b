"""Looking over everything at once: what must add up, whatever happened. Reads only."""

from attrs import frozen
from sqlalchemy import Connection, func, select

from checkout_tui.domain.remittance import LineKind
from checkout_tui.store.ready import Ready
from checkout_tui.store.tables import allocations, bank_lines, payments


@frozen
class Unbalanced:
    """A row whose amounts do not add up."""

    what: str
    id: str
    said: int
    counted: int


_TIED = func.coalesce(func.sum(allocations.c.amount), 0)
_PER_LINE = Ready(
    select(bank_lines.c.id, bank_lines.c.allocated, _TIED)
    .outerjoin(allocations, allocations.c.remittance_id == bank_lines.c.id)
    .where(bank_lines.c.kind == LineKind.RECEIPT)
    .group_by(bank_lines.c.id, bank_lines.c.allocated)
    .having(bank_lines.c.allocated != _TIED)
)
_PER_PAYMENT = Ready(
    select(payments.c.id, payments.c.allocated, _TIED)
    .outerjoin(allocations, allocations.c.payment_id == payments.c.id)
    .group_by(payments.c.id, payments.c.allocated)
    .having(payments.c.allocated != _TIED)
)
_LEFT = bank_lines.c.amount - bank_lines.c.allocated - bank_lines.c.surplus - bank_lines.c.sent_back
_HIDDEN = Ready(
    select(bank_lines.c.id, _LEFT).where(
        bank_lines.c.kind == LineKind.RECEIPT, (_LEFT < 0) | ((_LEFT > 0) & (bank_lines.c.closed == 1))
    )
)
_RECEIPTS = Ready(
    select(bank_lines.c.method, bank_lines.c.currency, func.sum(bank_lines.c.amount))
    .where(bank_lines.c.kind == LineKind.RECEIPT)
    .group_by(bank_lines.c.method, bank_lines.c.currency)
)
_PUSHED = Ready(
    select(payments.c.method, func.sum(payments.c.allocated), func.sum(payments.c.returned)).group_by(
        payments.c.method
    )
)


def unbalanced(connection: Connection) -> tuple[Unbalanced, ...]:
    """Money that does not add up (rule 4): between what arrived, its allocations, and the payments they went to."""
    found = [Unbalanced("remittance", *row) for row in _PER_LINE.all(connection)]
    found += [Unbalanced("payment", *row) for row in _PER_PAYMENT.all(connection)]
    found += [Unbalanced("inbox", row[0], 0, row[1]) for row in _HIDDEN.all(connection)]
    return tuple(found)


def receipts(connection: Connection) -> dict[tuple[str, str], int]:
    """Everything that banks reported as having come in, by method and currency."""
    return {(row[0], row[1]): int(row[2]) for row in _RECEIPTS.all(connection)}


def pushed(connection: Connection) -> dict[str, tuple[int, int]]:
    """What arrived for payments and what was taken back of it, by method: time alone must not change it (rule 7)."""
    return {row[0]: (int(row[1]), int(row[2])) for row in _PUSHED.all(connection)}
