"""The money inbox by pages: what each line is found by, where it lies, and which orders it speaks of."""

import sqlalchemy as sa
from alembic import op

from checkout_tui.domain.remittance import Likeness, LineKind
from checkout_tui.store.bank_words import known_of

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_BATCH = 1000
_INDEX = [
    "closed",
    "booked_on",
    "id",
    "parked",
    "kind",
    "currency",
    "amount",
    "allocated",
    "surplus",
    "sent_back",
    "words",
]


def upgrade() -> None:
    op.add_column("bank_lines", sa.Column("parked", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("bank_lines", sa.Column("words", sa.Text(), nullable=False, server_default=""))
    named = op.create_table(
        "named_orders",
        sa.Column("order_reference", sa.String(length=16), nullable=False),
        sa.Column("line_id", sa.String(length=40), nullable=False),
        sa.Column("likeness", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["bank_lines.id"], name="fk_named_orders_line_id"),
        sa.PrimaryKeyConstraint("order_reference", "line_id", name="pk_named_orders"),
        sqlite_with_rowid=False,
    )
    _fill(op.get_bind(), named)
    op.execute(sa.text("UPDATE bank_lines SET parked = 1 WHERE note <> '' AND closed = 0"))
    op.drop_index("ix_bank_lines_open", table_name="bank_lines")
    op.create_index("ix_bank_lines_inbox", "bank_lines", _INDEX, unique=False)


def _fill(connection: sa.Connection, named: sa.Table) -> None:
    """Receipts and returns that are there already become findable, by today's rules."""
    ours = sa.text(
        "SELECT id, body, method FROM bank_lines WHERE id > :last AND kind IN (:receipt, :back) "
        "ORDER BY id LIMIT :batch"
    )
    keep = sa.text("UPDATE bank_lines SET words = :words WHERE id = :id")
    last = ""
    while True:
        wanted = {"last": last, "batch": _BATCH, "receipt": LineKind.RECEIPT, "back": LineKind.RETURN}
        rows = connection.execute(ours, wanted).all()
        if not rows:
            return
        last = rows[-1].id
        known = {row.id: known_of(row.body, row.method) for row in rows}
        connection.execute(keep, [{"id": line, "words": words} for line, (words, _) in known.items()])
        found = [
            {"order_reference": order, "line_id": line, "likeness": Likeness.REFERENCE}
            for line, (_, orders) in known.items()
            for order in orders
        ]
        if found:
            connection.execute(sa.insert(named), found)
