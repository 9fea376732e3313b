"""Subscriptions and their renewals."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("order_reference", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("renews_on", sa.Date(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_reference"], ["orders.reference"], name="fk_subscriptions_order_reference"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
    )
    op.create_index("ix_subscriptions_order_reference", "subscriptions", ["order_reference"], unique=False)
    op.create_index("ix_subscriptions_due", "subscriptions", ["state", "renews_on"], unique=False)
    op.create_table(
        "renewals",
        sa.Column("subscription_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("order_reference", sa.String(length=16), nullable=False),
        sa.Column("payment_id", sa.String(length=40), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscriptions.id"], name="fk_renewals_subscription_id"
        ),
        sa.ForeignKeyConstraint(
            ["order_reference"], ["orders.reference"], name="fk_renewals_order_reference"
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_renewals_payment_id"),
        sa.PrimaryKeyConstraint("subscription_id", "number", name="pk_renewals"),
        sa.UniqueConstraint("order_reference", name="uq_renewals_order_reference"),
    )
    op.create_index("ix_renewals_payment_id", "renewals", ["payment_id"], unique=False)
