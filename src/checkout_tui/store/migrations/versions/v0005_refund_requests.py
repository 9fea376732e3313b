"""Refunds are asked for, confirmed by the customer, and executed: the first of the three gets a table."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("attention", sa.String(length=16), nullable=False, server_default=""))
    op.create_table(
        "refund_requests",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("order_reference", sa.String(length=16), nullable=False),
        sa.Column("payment_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
        sa.Column("ends_subscription", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=128), nullable=False),
        sa.Column("ended_at", sa.String(32), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.CheckConstraint("amount > 0", name="ck_refund_requests_something"),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_refund_requests_payment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_refund_requests"),
    )
    op.create_index(
        "ix_refund_requests_order_reference", "refund_requests", ["order_reference"], unique=False
    )
    op.create_index("ix_refund_requests_state", "refund_requests", ["state", "id"], unique=False)
