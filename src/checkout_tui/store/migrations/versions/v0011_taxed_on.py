"""Up to when the rates of an unpaid order were looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("taxed_on", sa.Date(), nullable=True))
    # What is paid or cancelled is never looked at: only the rows of the queue are filled in.
    first = sa.func.substr(sa.column("placed_at"), 1, 10)
    day = first if op.get_bind().dialect.name == "sqlite" else sa.cast(first, sa.Date())
    op.execute(
        sa.update(sa.table("orders", sa.column("taxed_on")))
        .where(sa.text("urgency > 0"))
        .values(taxed_on=day)
    )
    op.create_index(
        "ix_orders_taxed",
        "orders",
        ["taxed_on", "id"],
        sqlite_where=sa.text("urgency > 0"),
        postgresql_where=sa.text("urgency > 0"),
    )
