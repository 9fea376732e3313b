"""The few rows that are looked for every minute or at every key press, without reading all the others."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_WATCHED = sa.text("(open = 1 OR standing IN ('awaiting-customer', 'authorized'))")
_NEW = sa.text("state = 'new'")


def upgrade() -> None:
    op.drop_index("ix_payments_due", "payments")
    op.create_index("ix_payments_due", "payments", ["id"], sqlite_where=_WATCHED, postgresql_where=_WATCHED)
    op.create_index("ix_search_keys_order", "search_keys", ["order_id", "kind", "key"])
    op.create_index("ix_payments_standing", "payments", ["standing", "opened_at"])
    op.create_index("ix_orders_new", "orders", ["placed_at", "id"], sqlite_where=_NEW, postgresql_where=_NEW)
