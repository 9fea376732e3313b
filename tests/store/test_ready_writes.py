"""What is written straight by the driver is what SQLAlchemy would have written."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Date, Integer, event, insert
from sqlalchemy.exc import IntegrityError

from checkout_tui.domain.errors import TakenMeanwhile
from checkout_tui.domain.history import Asked, Question, Standing
from checkout_tui.domain.letter import MailKind, MailState
from checkout_tui.domain.payment import key_for
from checkout_tui.store import Store, awaited, invoices, licences, mails, orders, payments, search
from checkout_tui.store.ready_writes import Write
from checkout_tui.store.tables import Instant, search_keys
from checkout_tui.testing import sample_order, sample_payment

NOW = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
WORDS: dict[str, object] = {"kind": MailKind.RECEIPT, "state": MailState.QUEUED, "standing": Standing.NEW}


def every() -> dict[str, Write]:
    """Each statement that the store has ready to write, by where it stands."""
    modules = (awaited, invoices, licences, mails, orders, payments, search)
    return {
        f"{module.__name__}.{name}": each
        for module in modules
        for name, each in vars(module).items()
        if isinstance(each, Write)
    }


def value_for(column: Any) -> object:
    if isinstance(column.type, Instant):
        return NOW
    if isinstance(column.type, Date):
        return date(2026, 12, 1)
    return 7 if isinstance(column.type, Integer) else WORDS.get(column.name, "zz")


def given(write: Write) -> dict[str, object]:
    """A value for each column that nobody else has a value for, and for what says where it is written."""
    columns = [] if write.statement.is_delete else list(write.statement.table.c)
    filled = [column for column in columns if column.default is None]
    values = {column.key: value_for(column) for column in filled}
    binds = write.statement.compile(column_keys=list(values)).binds.items()
    places = {name: 3 if isinstance(bound.type, Integer) else "zz" for name, bound in binds if bound.required}
    return places | values


def by_sqlalchemy(write: Write, connection: Connection, values: Mapping[str, object]) -> object:
    return connection.execute(write.statement, values)


def test_the_driver_writes_what_sqlalchemy_writes(store: Store) -> None:
    """Every statement of the store, with and without what columns say themselves: the same words and values."""
    if store.engine.dialect.name != "sqlite":
        pytest.skip("any other database is written to by SQLAlchemy itself")
    said: list[tuple[str, object]] = []

    def keep(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        said.append((statement, values))

    event.listen(store.engine, "before_cursor_execute", keep)
    for name, write in every().items():
        said.clear()
        for carry_out in (by_sqlalchemy, Write.one):
            # What there is no order for is refused, after it was said.
            with suppress(IntegrityError), store.engine.connect() as connection:
                carry_out(write, connection, given(write))
        by_the_book, ours = said
        assert ours == by_the_book, name
    assert len(every()) > 8


def test_what_is_there_already_is_refused_as_ever(store: Store) -> None:
    """A number that is taken undoes the whole transaction, of one row and of many; nothing half is left."""
    order = sample_order()
    payment = sample_payment(order, "card")
    asked = Asked(Question.AUTHORIZE, key_for(payment, Question.AUTHORIZE), payment.amount)
    with store.writing() as connection:
        number = orders.add(connection, order) or 0
        payments.add(connection, payment)
        payments.append(connection, payment, asked, at=NOW, by="op")
    with pytest.raises(TakenMeanwhile), store.writing() as connection:
        payments.append(connection, payment, asked, at=NOW, by="op")
    with pytest.raises(TakenMeanwhile), store.writing() as connection:
        payments.add(connection, payment)
    twice = [{"kind": "who", "key": "ada", "order_id": number}] * 2
    with pytest.raises((IntegrityError, TakenMeanwhile)), store.writing() as connection:
        Write(insert(search_keys)).every(connection, twice)
    with store.reading() as connection:
        assert len(payments.history(connection, payment.id)) == 1
        assert payments.get(connection, payment.id).seq == 1
