"""Money that orders wait for, by amount and by the words of a name."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "awaited_names",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.String(length=40), nullable=False),
        sa.Column("order_reference", sa.String(length=16), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_awaited_names_payment_id"),
        sa.PrimaryKeyConstraint("key", "payment_id", name="pk_awaited_names"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_awaited_names_order_reference", "awaited_names", ["order_reference"], unique=False)
    op.drop_index("ix_payments_awaited", table_name="payments")
    _fill()


_WAITING = """
    FROM payments p JOIN orders o ON o.reference = p.order_reference
    LEFT JOIN search_keys k ON k.order_id = o.id AND k.kind = 'who' AND length(k.key) > 2
         AND k.key NOT LIKE :two AND k.key NOT LIKE :address
    WHERE p.standing = 'awaiting-funds' AND p.amount > p.allocated - p.settled
"""
_COLUMNS = (
    "p.id, p.order_reference, p.method, p.currency, p.amount - (p.allocated - p.settled), lower(o.customer)"
)


def _fill() -> None:
    """What is awaited now, from what orders are found by: whole names and addresses are no words."""
    connection = op.get_bind()
    due = "p.amount - (p.allocated - p.settled)"
    padded = f"lpad(cast({due} AS text), 15, '0')"
    if connection.dialect.name == "sqlite":
        padded = f"substr('000000000000000' || ({due}), -15)"
    for word in ("''", "coalesce(k.key, '')"):
        key = f"p.currency || ' ' || {word} || ' ' || {padded}"
        filled = sa.text(
            f"INSERT INTO awaited_names SELECT DISTINCT {key}, {_COLUMNS} {_WAITING} ON CONFLICT DO NOTHING"
        )
        connection.execute(filled, {"two": "% %", "address": "%@%"})
