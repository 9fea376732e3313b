"""The tables. Times are UTC instants as ISO text, which sorts; amounts are minor units."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)


class Instant(TypeDecorator[datetime]):
    """A UTC instant to the microsecond, as text of constant width: the same order in every database."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        if value is None:
            return None
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")

    def process_result_value(self, value: Any | None, dialect: Any) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


BigId = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite counts rows by itself only in a column declared INTEGER."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

orders = Table(
    "orders",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("reference", String(16), nullable=False, unique=True),
    Column("state", String(24), nullable=False),
    Column("urgency", Integer, nullable=False, default=0),
    # Why a person is needed although the order itself is in order: a refund that was refused, say.
    Column("attention", String(16), nullable=False, server_default=""),
    Column("customer", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("method", String(40), nullable=False, default=""),
    Column("expected_to", Date),
    Column("placed_at", Instant, nullable=False),
    Column("cancelled_at", Instant),
    # Up to when its rates were looked at, while it is not paid.
    Column("taxed_on", Date),
    Column("body", Text, nullable=False),
    # Taken, and never asked to pay: whoever was not written to is looked for every minute.
    Index(
        "ix_orders_new",
        "placed_at",
        "id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    # What a new rate may change: few, and none once they were looked at.
    Index(
        "ix_orders_taxed",
        "taxed_on",
        "id",
        sqlite_where=text("urgency > 0"),
        postgresql_where=text("urgency > 0"),
    ),
    # The queue reads its few rows in order without sorting the rest.
    Index(
        "ix_orders_queue",
        "urgency",
        "expected_to",
        "id",
        sqlite_where=text("urgency > 0"),
        postgresql_where=text("urgency > 0"),
    ),
)

WATCHED = "(open = 1 OR standing IN ('awaiting-customer', 'authorized'))"
"""Payments about which somebody outside is asked, until it is known what became of them: few of all there are."""

payments = Table(
    "payments",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("order_reference", String(16), ForeignKey("orders.reference"), nullable=False, index=True),
    Column("method", String(40), nullable=False),
    Column("standing", String(24), nullable=False),
    Column("doubt", String(16), nullable=False),
    Column("open", Integer, nullable=False, default=0),
    Column("seq", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("allocated", BigInteger, nullable=False, default=0),
    Column("settled", BigInteger, nullable=False, default=0),
    Column("refunded", BigInteger, nullable=False, default=0),
    Column("refunding", BigInteger, nullable=False, default=0),
    Column("returned", BigInteger, nullable=False, default=0),
    Column("opened_at", Instant, nullable=False),
    Column("expected_from", Date),
    Column("expected_to", Date),
    Column("window", Text),
    Column("body", Text, nullable=False),
    Index("ix_payments_due", "id", sqlite_where=text(WATCHED), postgresql_where=text(WATCHED)),
    Index("ix_payments_standing", "standing", "opened_at"),
    CheckConstraint(
        "refunded >= 0 AND refunding >= 0 AND returned >= 0 AND returned <= settled", name="money"
    ),
)

entries = Table(
    "entries",
    metadata,
    Column("payment_id", String(40), ForeignKey("payments.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("body", Text, nullable=False),
)

refunds = Table(
    "refunds",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("order_reference", String(16), nullable=False, index=True),
    Column("payment_id", String(40), ForeignKey("payments.id"), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("granted_by", Text, nullable=False),
    Column("granted_at", Instant, nullable=False),
)

refund_requests = Table(
    "refund_requests",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("order_reference", String(16), nullable=False, index=True),
    Column("payment_id", String(40), ForeignKey("payments.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("state", String(16), nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ends_subscription", Integer, nullable=False),
    Column("facts", Text, nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Column("wrong_codes", Integer, nullable=False, default=0),
    # A slow hash: whoever reads the database cannot confirm in the customer's name.
    Column("code_hash", String(128), nullable=False, default=""),
    Column("ended_at", Instant),
    Column("ended_by", Text, nullable=False, default=""),
    Index("ix_refund_requests_state", "state", "id"),
    CheckConstraint("amount > 0", name="something"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("order_reference", String(16), ForeignKey("orders.reference"), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("renews_on", Date),
    Column("body", Text, nullable=False),
    Index("ix_subscriptions_due", "state", "renews_on"),
)

renewals = Table(
    "renewals",
    metadata,
    # One order for each period: of two workers one wins.
    Column("subscription_id", String(20), ForeignKey("subscriptions.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("order_reference", String(16), ForeignKey("orders.reference"), nullable=False, unique=True),
    Column("payment_id", String(40), ForeignKey("payments.id"), index=True),
    Column("due_on", Date, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("method", String(40), nullable=False),
    Column("imported_at", Instant, nullable=False),
    Column("imported_by", Text, nullable=False),
    Column("report", Text, nullable=False),
)

bank_lines = Table(
    "bank_lines",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("document", String(64), ForeignKey("documents.digest"), nullable=False, index=True),
    Column("method", String(40), nullable=False),
    Column("line", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("identity", Text, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("booked_on", Date, nullable=False),
    Column("body", Text, nullable=False),
    Column("allocated", BigInteger, nullable=False, default=0),
    Column("surplus", BigInteger, nullable=False, default=0),
    Column("sent_back", BigInteger, nullable=False, default=0),
    Column("closed", Integer, nullable=False, default=0),
    Column("note", Text, nullable=False, default=""),
    Column("proposal", Text, nullable=False, default=""),
    Column("parked", Integer, nullable=False, server_default="0"),
    # What it is found by, in one folded line.
    Column("words", Text, nullable=False, server_default=""),
    # Booked once, however often the bank reports it.
    UniqueConstraint("method", "kind", "identity"),
    CheckConstraint(
        "allocated >= 0 AND surplus >= 0 AND sent_back >= 0 AND allocated + surplus + sent_back <= amount",
        name="whole",
    ),
    # The inbox is read, counted and looked through without a row of the table itself.
    Index(
        "ix_bank_lines_inbox",
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
    ),
)

named_orders = Table(
    "named_orders",
    metadata,
    # Which orders money speaks of: by a reference that stands in its text, or by what it is likeliest for.
    Column("order_reference", String(16), primary_key=True),
    Column("line_id", String(40), ForeignKey("bank_lines.id"), primary_key=True),
    Column("likeness", String(16), nullable=False),
    sqlite_with_rowid=False,
)

awaited_names = Table(
    "awaited_names",
    metadata,
    # Currency, word and amount as one text, which sorts: many are asked for in one list.
    Column("key", Text, primary_key=True),
    Column("payment_id", String(40), ForeignKey("payments.id"), primary_key=True),
    Column("order_reference", String(16), nullable=False, index=True),
    Column("method", String(40), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("names", Text, nullable=False),
    sqlite_with_rowid=False,
)

allocations = Table(
    "allocations",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("remittance_id", String(40), ForeignKey("bank_lines.id"), nullable=False, index=True),
    Column("payment_id", String(40), ForeignKey("payments.id"), nullable=False, index=True),
    Column("amount", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False, default=""),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("remittance_id", String(40), ForeignKey("bank_lines.id"), nullable=False, index=True),
    Column("verb", String(16), nullable=False),
    Column("step", String(16), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("payment_id", String(40), nullable=False, default=""),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False, default=""),
)

invoices = Table(
    "invoices",
    metadata,
    Column("number", BigId, primary_key=True, autoincrement=False),
    Column("order_reference", String(16), nullable=False, unique=True),
    Column("issued_at", Instant, nullable=False),
)

licences = Table(
    "licences",
    metadata,
    Column("key", String(20), primary_key=True),
    Column("order_reference", String(16), ForeignKey("orders.reference"), nullable=False, index=True),
    Column("product", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("seats", Integer, nullable=False),
    Column("holder", Text, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("order_reference", String(16), ForeignKey("orders.reference"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("was", Text, nullable=False),
    Column("now", Text, nullable=False),
)

mails = Table(
    "mails",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("state", String(16), nullable=False),
    Column("order_reference", String(16), nullable=False, default="", index=True),
    Column("to", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("subject", Text, nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("trouble", Text, nullable=False, default=""),
    Column("letter", Text, nullable=False, default=""),
    Index("ix_mails_state", "state", "queued_at"),
)

calls = Table(
    "calls",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("operator", Text, nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("caller", Text, nullable=False, default=""),
    Column("phone", String(16), nullable=False, default="", index=True),
    Column("email", Text, nullable=False, default="", index=True),
    Column("note", Text, nullable=False, default=""),
    Column("wrap_up", Text, nullable=False, default=""),
    # Somebody is in one call at a time, however often the key is pressed.
    Index(
        "ix_calls_open",
        "operator",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

call_orders = Table(
    "call_orders",
    metadata,
    Column("call_id", String(40), ForeignKey("calls.id"), primary_key=True),
    Column("order_reference", String(16), primary_key=True, index=True),
    Column("at", Instant, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("reference", String(16), primary_key=True),
    Column("call_id", String(40), nullable=False, default="", index=True),
    Column("operator", Text, nullable=False, index=True),
    Column("kept_at", Instant, nullable=False),
    Column("phone", String(16), nullable=False, default="", index=True),
    Column("email", Text, nullable=False, default="", index=True),
    Column("body", Text, nullable=False),
)

privacy_requests = Table(
    "privacy_requests",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("email", Text, nullable=False, index=True),
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", String(16), nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", Text, nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Index("ix_privacy_requests_state", "state", "due_on"),
    # Asked for twice is asked for once, and its month runs from the first time.
    Index(
        "ix_privacy_requests_open",
        "email",
        "kind",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)

search_keys = Table(
    "search_keys",
    metadata,
    Column("kind", String(12), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("order_id", BigInteger, ForeignKey("orders.id"), primary_key=True),
    Index("ix_search_keys_newest", "kind", "key", text("order_id DESC")),
    # Whether a few orders have a key too: by the orders, not by all that begins as it does.
    Index("ix_search_keys_order", "order_id", "kind", "key"),
    sqlite_with_rowid=False,
)
