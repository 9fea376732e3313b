"""Calls, the orders opened in them, and drafts that outlive a dropped call."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("began_at", sa.String(32), nullable=False),
        sa.Column("ended_at", sa.String(32), nullable=True),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("wrap_up", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
    )
    op.create_index(
        "ix_calls_open", "calls", ["operator"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_index("ix_calls_phone", "calls", ["phone"], unique=False)
    op.create_index("ix_calls_email", "calls", ["email"], unique=False)
    op.create_table(
        "call_orders",
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("order_reference", sa.String(length=16), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_call_orders_call_id"),
        sa.PrimaryKeyConstraint("call_id", "order_reference", name="pk_call_orders"),
    )
    op.create_index("ix_call_orders_order_reference", "call_orders", ["order_reference"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.String(32), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_drafts"),
    )
    for column in ("call_id", "operator", "phone", "email"):
        op.create_index(f"ix_drafts_{column}", "drafts", [column], unique=False)
