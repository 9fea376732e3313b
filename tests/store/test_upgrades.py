"""Databases of earlier versions are brought to this one with everything they hold."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from attrs import evolve
from sqlalchemy import Connection, insert, inspect

from checkout_tui.domain import outcomes as o
from checkout_tui.domain.errors import BadSetup
from checkout_tui.domain.history import Answered, Asked, Question
from checkout_tui.domain.matching import name_words
from checkout_tui.domain.money import Money
from checkout_tui.domain.order import Contact, Order
from checkout_tui.domain.payment import key_for
from checkout_tui.domain.query import Key, KeyKind, Match, keys_for
from checkout_tui.store import (
    Store,
    awaited,
    codec,
    create,
    invoices,
    needs_upgrade,
    open_engine,
    orders,
    payments,
    search,
    upgrade,
)
from checkout_tui.store.tables import metadata
from checkout_tui.store.tables import orders as orders_table
from checkout_tui.store.tables import payments as payments_table
from checkout_tui.testing import sample_order, sample_payment
from checkout_tui.testing.story import nth_reference

NOW = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)


def placed(connection: Connection, order: Order, *, urgency: int = 8) -> int:
    """An order as the versions before 0011 wrote it."""
    row = {
        "reference": order.reference, "state": "awaiting-funds" if urgency else "paid", "urgency": urgency,
        "customer": order.customer.name, "email": order.customer.email, "language": order.language,
        "currency": order.currency, "total": order.total.minor, "placed_at": order.placed_at,
        "body": codec.write(order),
    }  # fmt: skip
    number = connection.execute(insert(orders_table).values(**row).returning(orders_table.c.id)).scalar_one()
    return int(number)


def test_an_upgrade_keeps_every_order_and_makes_it_findable(bare_database_url: str) -> None:
    """Orders, payments and invoices of the first version are found by name, last 4, amount and invoice after it."""
    engine = open_engine(bare_database_url)
    upgrade(engine, "0001")
    store = Store(engine)
    order = sample_order(Money(11880, "EUR"))
    payment = sample_payment(order, "card")
    with store.writing() as connection:
        number = placed(connection, order)
        other = Contact("Zoe Other", "zoe@other.test")
        paid = evolve(sample_order(Money(1, "EUR"), reference=nth_reference(2)), customer=other)
        settled = placed(connection, paid, urgency=0)
        payments.add(connection, payment)
        asked = Asked(Question.AUTHORIZE, key_for(payment, Question.AUTHORIZE), payment.amount)
        payment = payments.append(connection, payment, asked, at=NOW, by="op")
        answered = Answered(
            Question.AUTHORIZE, asked.key, o.Settled("ch_1", payment.amount, shows="Visa •••• 4242")
        )
        payments.append(connection, payment, answered, at=NOW, by="op")
        invoice, _ = invoices.number_for(connection, order.reference, NOW)
    assert needs_upgrade(engine)

    upgrade(engine)

    assert not needs_upgrade(engine)
    with store.reading() as connection:
        assert orders.get(connection, order.reference).order == order
        for key in (
            Key(KeyKind.REFERENCE, order.reference),
            Key(KeyKind.WHO, "exam", Match.STARTS),
            Key(KeyKind.WHO, "ada@example.com"),
            Key(KeyKind.DOMAIN, "example.com"),
            Key(KeyKind.LAST4, "4242"),
            Key(KeyKind.AMOUNT, "118.80"),
            Key(KeyKind.INVOICE, invoice),
        ):
            assert search.scan(connection, key, 20) == (number,), key
        # Only what is not paid is looked at for new tax rates.
        later = order.placed_at.date() + timedelta(days=1)
        assert [each.id for each in orders.taxed_before(connection, later, 9, 0)] == [number] != [settled]
        assert orders.taxed_before(connection, order.placed_at.date(), 9, 0) == ()
    store.close()


def test_upgrading_twice_is_upgrading_once(store: Store) -> None:
    """A second upgrade finds nothing to do."""
    upgrade(store.engine)
    assert not needs_upgrade(store.engine)


def test_the_migrations_build_what_the_program_uses(store: Store) -> None:
    """Tables, columns and constraints after all migrations are those that the queries are written for."""
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _no_text_index})
        differences = compare_metadata(context, metadata)
    assert not differences


def test_the_lookup_reads_an_index_in_order(store: Store) -> None:
    """The index that the lookup box needs is there: kind, key, newest first."""
    names = {index["name"] for index in inspect(store.engine).get_indexes("search_keys")}
    assert "ix_search_keys_newest" in names


@pytest.mark.parametrize("url", ["mysql://x/y", "not a url", "sqlite:////proc/nowhere/x.db"])
def test_a_database_that_cannot_be_used_is_a_sentence(url: str) -> None:
    """A wrong URL or a folder that cannot be written says what to do, without a traceback's words."""
    with pytest.raises(BadSetup):
        open_engine(url)


def _no_text_index(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    """Alembic cannot compare an index with an expression in it; the test below looks at that one."""
    return not (kind == "index" and name == "ix_search_keys_newest")


def test_what_is_awaited_is_found_by_name_after_an_upgrade(bare_database_url: str) -> None:
    """Payments that waited before the table was there are in it afterwards, by amount and by each word."""
    engine = open_engine(bare_database_url)
    upgrade(engine, "0006")
    order = evolve(sample_order(Money(9900, "USD")), customer=Contact("Søren Cœur", "s@example.com"))
    with Store(engine).writing() as connection:
        number = placed(connection, order)
        search.add(connection, number, keys_for(order))
        connection.execute(
            insert(payments_table).values(
                id="p1", order_reference=order.reference, method="wire", standing="awaiting-funds", doubt="none",
                seq=3, currency="USD", amount=9900, allocated=900, opened_at=order.placed_at, body="{}",
            )
        )  # fmt: skip
    upgrade(engine)
    left = Money(9000, "USD")
    with Store(engine).reading() as connection:
        by_word = awaited.by_words(connection, name_words("Soren Coeur"), left, left, 5)
        assert [(found.payment, found.order, found.amount) for found in by_word] == [
            ("p1", order.reference, left)
        ]
        assert awaited.by_amount(connection, left, "wire", 5)[0].payment == "p1"
        assert awaited.by_amount(connection, Money(9900, "USD"), "wire", 5) == ()
    engine.dispose()


def test_what_was_stored_before_is_found_as_it_is_typed_now(bare_database_url: str) -> None:
    """Yen and dinars by one form of an amount; names with œ, ø, ’ and hyphens by a caller's letters."""
    engine = open_engine(bare_database_url)
    upgrade(engine, "0012")
    stored = (
        *((KeyKind.AMOUNT, amount) for amount in ("11880", "118.800", "118.805")),
        *(
            (KeyKind.WHO, word)
            for word in ("søren cœur", "søren", "cœur", "o’brien", "jean-pierre", "a-b@c.test")
        ),
        (KeyKind.PURCHASE_ORDER, "bø-1"),
    )
    with Store(engine).writing() as connection:
        number = placed(connection, sample_order())
        search.add(connection, number, stored)
    upgrade(engine)
    found = (
        *((KeyKind.AMOUNT, amount) for amount in ("11880.00", "118.80", "118.805")),
        *(
            (KeyKind.WHO, word)
            for word in ("soren coeur", "soren", "coeur", "o'brien", "brien", "obrien", "pierre")
        ),
        (KeyKind.PURCHASE_ORDER, "bo-1"),
    )
    with Store(engine).reading() as connection:
        for kind, key in found:
            assert search.scan(connection, Key(kind, key), 5) == (number,), key
        for kind, key in ((KeyKind.AMOUNT, "11880"), (KeyKind.WHO, "b@c.test")):
            assert search.scan(connection, Key(kind, key), 5) == (), key
    engine.dispose()


def test_a_database_made_as_a_copy_is_one_that_was_upgraded(tmp_path: Path) -> None:
    """The same tables, indexes and version; only its owner reads it, and nothing that is there is overwritten."""
    upgraded = open_engine(f"sqlite:///{tmp_path / 'upgraded.db'}")
    upgrade(upgraded)
    create(tmp_path / "copied.db")
    copied = open_engine(f"sqlite:///{tmp_path / 'copied.db'}")
    assert not needs_upgrade(copied)
    texts = []
    for engine in (upgraded, copied):
        with engine.connect() as connection:
            asked = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
            texts.append(connection.exec_driver_sql(asked).fetchall())
        engine.dispose()
    assert texts[0] == texts[1]
    assert len(texts[0]) > 20
    assert stat.S_IMODE((tmp_path / "copied.db").stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        create(tmp_path / "copied.db")
