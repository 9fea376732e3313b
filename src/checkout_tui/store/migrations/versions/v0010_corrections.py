"""Addresses that were put right."""

import sqlalchemy as sa
from alembic import op

from checkout_tui.store.tables import BigId, Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", BigId, primary_key=True, autoincrement=True),
        sa.Column("order_reference", sa.String(length=16), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("now", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_reference"], ["orders.reference"], name="fk_corrections_order_reference"
        ),
    )
    op.create_index("ix_corrections_order_reference", "corrections", ["order_reference"])
