"""Statements that write and are put together once, each carried out by the shortest way there is.

The counterpart of ``ready.py``: SQLAlchemy says in which words a row is written, and on SQLite the driver
carries them out itself, inside the transaction that SQLAlchemy began.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen
from sqlalchemy import Connection, Delete, Dialect, Insert, Table, Update
from sqlalchemy.exc import IntegrityError

from checkout_tui.store.engine import driver_of, insert_once, insert_once_in
from checkout_tui.store.ready import Conversion


@frozen(eq=False)
class _Words:
    """A statement as SQLite understands it, for these names of what is written."""

    sql: str
    places: tuple[tuple[str, Any, Conversion | None], ...]
    """In their order: a name, what stands there when it is not given, and how a value goes in."""

    def values(self, given: Mapping[str, object]) -> tuple[Any, ...]:
        return tuple(
            given.get(name, otherwise) if conversion is None else conversion(given.get(name, otherwise))
            for name, otherwise, conversion in self.places
        )


class Write:
    """An INSERT, UPDATE or DELETE that is ready; what is written, and where, is given by name."""

    def __init__(self, statement: Insert | Update | Delete) -> None:
        self.statement = statement
        self._words: dict[tuple[str, ...], _Words] = {}

    def one(self, connection: Connection, given: Mapping[str, object]) -> int:
        """Carry it out; how many rows that changed. Raises IntegrityError as SQLAlchemy does."""
        if connection.dialect.name != "sqlite":
            kept = {"preserve_rowcount": True}
            return connection.execute(self._elsewhere(connection), given, execution_options=kept).rowcount
        words = self._for(given)
        values = words.values(given)
        _tell(connection, words.sql, values, many=False)
        try:
            changed: int = driver_of(connection).execute(words.sql, values).rowcount
        except sqlite3.IntegrityError as error:
            raise IntegrityError(None, None, error) from error
        return changed

    def every(self, connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
        """Carry it out for each of these rows, which name the same columns; there is at least one."""
        if len(rows) == 1:
            self.one(connection, rows[0])
            return
        if connection.dialect.name != "sqlite":
            connection.execute(self._elsewhere(connection), rows)
            return
        words = self._for(rows[0])
        values = [words.values(row) for row in rows]
        _tell(connection, words.sql, values, many=True)
        try:
            driver_of(connection).executemany(words.sql, values)
        except sqlite3.IntegrityError as error:
            raise IntegrityError(None, None, error) from error

    def _elsewhere(self, connection: Connection) -> Insert | Update | Delete:
        """The same for another database than SQLite."""
        return self.statement

    def _for(self, given: Mapping[str, object]) -> _Words:
        names = tuple(given)
        words = self._words.get(names)
        if words is None:
            from sqlalchemy.dialects.sqlite.pysqlite import dialect  # noqa: PLC0415 - where it is needed only

            words = self._words[names] = _in_words(self.statement, names, dialect())
        return words


class WriteOnce(Write):
    """An INSERT that leaves a row that is there already as it is: it changes none then."""

    def __init__(self, table: Table) -> None:
        super().__init__(insert_once_in("sqlite", table))
        self._table = table

    def _elsewhere(self, connection: Connection) -> Insert:
        return insert_once(connection, self._table)


def _in_words(statement: Insert | Update | Delete, names: tuple[str, ...], dialect: Dialect) -> _Words:
    compiled: Any = statement.compile(dialect=dialect, column_keys=list(names))
    # What a table's columns say themselves when nobody else does.
    said = {column.key: column.default.arg for column in getattr(compiled, "insert_prefetch", ())}
    places = []
    for name in compiled.positiontup:
        bound = compiled.binds[name]
        conversion = bound.type.dialect_impl(dialect).bind_processor(dialect)
        places.append((name, said.get(name, bound.value), conversion))
    return _Words(compiled.string, tuple(places))


def _tell(connection: Connection, sql: str, values: object, *, many: bool) -> None:
    """Whoever listens for statements hears of these too."""
    heard: Any = connection.dispatch.before_cursor_execute
    for each in heard:
        each(connection, None, sql, values, None, many)
