"""Everything an order can be found by, one small row each; orders that are there already become findable."""

import sqlalchemy as sa
from alembic import op

from checkout_tui.domain.order import Order
from checkout_tui.domain.payment import Payment
from checkout_tui.domain.query import KeyKind, keys_for, payment_keys
from checkout_tui.store import codec

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BATCH = 1000


def upgrade() -> None:
    table = op.create_table(
        "search_keys",
        sa.Column("kind", sa.String(12), primary_key=True),
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column(
            "order_id",
            sa.BigInteger(),
            sa.ForeignKey("orders.id", name="fk_search_keys_order_id"),
            primary_key=True,
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_keys_newest", "search_keys", ["kind", "key", sa.text("order_id DESC")])
    _backfill(op.get_bind(), table)


def _backfill(connection: sa.Connection, table: sa.Table) -> None:
    """Keys are derived data: today's rules are the right ones for yesterday's orders too."""
    last = 0
    while True:
        rows = connection.execute(
            sa.text("SELECT id, reference, body FROM orders WHERE id > :last ORDER BY id LIMIT :batch"),
            {"last": last, "batch": _BATCH},
        ).all()
        if not rows:
            return
        last = rows[-1].id
        found = []
        for row in rows:
            keys = set(keys_for(codec.read(row.body, Order))) | _later_keys(connection, row.reference)
            found += [{"kind": kind, "key": key, "order_id": row.id} for kind, key in sorted(keys) if key]
        if found:
            connection.execute(sa.insert(table), found)


def _later_keys(connection: sa.Connection, reference: str) -> set[tuple[KeyKind, str]]:
    """What payments and the invoice add to what the order itself is found by."""
    keys: set[tuple[KeyKind, str]] = set()
    query = sa.text("SELECT body FROM payments WHERE order_reference = :reference")
    for body in connection.execute(query, {"reference": reference}).scalars():
        payment = codec.read(body, Payment)
        if payment.shows:
            keys |= set(payment_keys(payment.shows, payment.amount))
    issued = connection.execute(
        sa.text("SELECT number, issued_at FROM invoices WHERE order_reference = :reference"),
        {"reference": reference},
    ).first()
    if issued is not None:
        keys.add((KeyKind.INVOICE, f"{issued.issued_at[:4]}-{issued.number:06d}"))
    return keys
