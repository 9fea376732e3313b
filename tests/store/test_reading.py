"""Whoever reads sees one state of the database, however many read and whatever went wrong before."""

import sqlite3
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from checkout_tui.domain.errors import BadSetup, NotFoundHere
from checkout_tui.store import Store, engine, orders
from checkout_tui.testing import sample_order

ORDER = sample_order()


def is_there(store: Store) -> bool:
    with store.reading() as connection:
        return orders.find(connection, ORDER.reference) is not None


def test_many_read_at_once_and_the_next_ones_after_them(store: Store) -> None:
    """More than are kept ready, one within another, by the driver and by SQLAlchemy; none is left behind reading."""
    for _ in range(3):
        with ExitStack() as readers:
            for _ in range(8):
                connection = readers.enter_context(store.reading())
                assert orders.find(connection, ORDER.reference) is None
                assert connection.execute(text("SELECT 1")).scalar() == 1
    with store.writing() as connection:
        orders.add(connection, ORDER)
    assert is_there(store)


def test_a_reader_that_failed_leaves_the_next_one_what_it_needs(store: Store) -> None:
    """A mistake in the middle ends that reader's transaction with it."""
    for _ in range(20):
        with pytest.raises(NotFoundHere), store.reading() as connection:
            orders.get(connection, ORDER.reference)
    with store.writing() as connection:
        orders.add(connection, ORDER)
    assert is_there(store)


@pytest.mark.parametrize("at", ["its connection", "its beginning"])
def test_a_database_that_is_gone_as_a_reader_begins_is_a_sentence(
    store: Store, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """Whatever it is that fails first; and the next reader has what it needs."""
    if store.engine.dialect.name != "sqlite":
        pytest.skip("elsewhere a connection is taken out of the pool")
    assert not is_there(store)

    class Gone:
        def execute(self, _: str) -> None:
            raise sqlite3.OperationalError("unable to open database file")

    def gone(_: object) -> Gone:
        if at == "its beginning":
            return Gone()
        raise sqlite3.OperationalError("unable to open database file")

    with monkeypatch.context() as lost:
        lost.setattr(engine, "driver_of", gone)
        for _ in range(20):
            with pytest.raises(BadSetup, match="does not answer"), store.reading():
                pass
    assert not is_there(store)


def test_after_it_was_closed_nothing_holds_the_database(store: Store) -> None:
    """The last connection that goes takes SQLite's journal with it: none was forgotten."""
    if store.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps no file here")
    assert not is_there(store)
    journal = Path(f"{store.engine.url.database}-wal")
    assert journal.exists()
    store.close()
    assert not journal.exists()
