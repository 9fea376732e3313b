"""Licences, and subscriptions found by their id."""

import sqlalchemy as sa
from alembic import op

from checkout_tui.store.tables import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "licences",
        sa.Column("key", sa.String(length=20), primary_key=True),
        sa.Column("order_reference", sa.String(length=16), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant()),
        sa.ForeignKeyConstraint(
            ["order_reference"], ["orders.reference"], name="fk_licences_order_reference"
        ),
    )
    op.create_index("ix_licences_order_reference", "licences", ["order_reference"])
    found = (
        "INSERT INTO search_keys (kind, key, order_id) SELECT 'subscription', s.id, o.id FROM subscriptions s"
    )
    for orders in (
        "JOIN orders o ON o.reference = s.order_reference",
        "JOIN renewals r ON r.subscription_id = s.id JOIN orders o ON o.reference = r.order_reference",
    ):
        op.execute(sa.text(f"{found} {orders} ON CONFLICT DO NOTHING"))
