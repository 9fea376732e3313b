"""Opening the database: the settings without which money is lost.

SQLite: WAL with ``synchronous=FULL`` (with NORMAL two of three power cuts lost acknowledged
work), transactions begun by us with BEGIN IMMEDIATE (with the defaults concurrent updates are
silently lost), foreign keys on, and a file that only its owner can read.
"""

import os
import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, registry
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from checkout_tui.domain.errors import BadSetup, N_, TakenMeanwhile

BUSY_SECONDS = 10
_KEPT = 3
"""So many of the pool's fifteen connections are kept for whoever reads or writes next."""


def open_engine(url: str, *, durable: bool = True) -> Engine:
    """An engine for ``url``, set up so that what was acknowledged stays.

    Without ``durable`` it never waits for the disk: for a database that is thrown away anyway.
    Raises BadSetup for a URL that cannot be used.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise BadSetup(
            N_("The database URL cannot be read; write sqlite:///path or postgresql+psycopg://…")
        ) from error
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, durable=durable)
    if parsed.get_backend_name() != "postgresql":
        raise BadSetup(
            N_("{backend} is not supported: use sqlite:/// or postgresql+psycopg://"),
            backend=parsed.get_backend_name(),
        )
    try:
        return create_engine(url, pool_pre_ping=True, isolation_level="READ COMMITTED", hide_parameters=True)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise BadSetup(
            N_("PostgreSQL needs the extra “postgres”: pip install 'checkout-tui[postgres]'")
        ) from error


class Immediate(SQLiteDialect_pysqlite):
    """SQLite with transactions that are begun by us: a reading one has begun already, any other is for writing.

    As a dialect, because a listener to SQLAlchemy's events takes longer than what it would listen for.
    """

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        """BEGIN IMMEDIATE: of two writers one waits, and neither loses anything."""
        if not dbapi_connection.in_transaction:
            dbapi_connection.execute("BEGIN IMMEDIATE")


registry.register("sqlite.immediate", __name__, Immediate.__name__)


def _sqlite(url: URL, *, durable: bool) -> Engine:
    if url.database and url.database != ":memory:":
        _private_file(Path(url.database))
    engine = create_engine(
        url.set(drivername="sqlite+immediate"),
        hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _: object) -> None:
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={'FULL' if durable else 'OFF'}",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_SECONDS * 1000}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _private_file(path: Path) -> None:
    """Create the file readable by its owner only; SQLite gives the WAL the same mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise BadSetup(
            N_("The database {path} cannot be opened: {why}."), path=str(path), why=error.strerror or "?"
        ) from error


class Store:
    """A database and the two ways to use it: reading, and one transaction of writing."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.written = 0
        """How many transactions were kept since it was opened."""
        self._connections = _Connections() if engine.dialect.name == "sqlite" else None

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection that sees one consistent state and writes nothing."""
        return _pooled(self.engine) if self._connections is None else _Reading(self._connections, self.engine)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it is kept, or none."""
        with told():
            if self._connections is None:
                with self.engine.begin() as connection:
                    yield connection
            else:
                with self._connections.lent(self.engine) as connection, connection.begin():
                    yield connection
        self.written += 1

    def close(self) -> None:
        if self._connections is not None:
            self._connections.close()
        self.engine.dispose()


@contextmanager
def _pooled(engine: Engine) -> Iterator[Connection]:
    with told(), engine.connect() as connection:
        yield connection


class _Connections:
    """SQLite's, kept for who is next: to take one out of the pool takes longer than most answers."""

    def __init__(self) -> None:
        self._idle = deque[Connection]()

    @contextmanager
    def lent(self, engine: Engine) -> Iterator[Connection]:
        """One for the borrower alone, in no transaction."""
        connection, fit = self.take(engine), False
        try:
            yield connection
            fit = True
        finally:
            self.give_back(connection, fit=fit)

    def take(self, engine: Engine) -> Connection:
        """One that whoever takes it gives back."""
        try:
            return self._idle.pop()
        except IndexError:
            return engine.connect()

    def give_back(self, connection: Connection, *, fit: bool) -> None:
        """After a mistake it is not ``fit`` to be lent again and goes back to the pool."""
        if fit and len(self._idle) < _KEPT:
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Give back what is lent to nobody."""
        while self._idle:
            self._idle.pop().close()


class _Reading:
    """A transaction of SQLite that sees what was there when it began.

    A class, because there are more of these than of anything else that is asked of a store, and four
    generators around each took longer than most answers.
    """

    __slots__ = ("_connection", "_connections", "_driver", "_engine")

    def __init__(self, connections: _Connections, engine: Engine) -> None:
        self._connections, self._engine = connections, engine

    def __enter__(self) -> Connection:
        with told():
            self._connection = self._connections.take(self._engine)
        try:
            self._driver = driver_of(self._connection)
            self._driver.execute("BEGIN")
        except _TOLD as error:
            self._connections.give_back(self._connection, fit=False)
            raise _as_sentence(error) from None
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        ended = False
        try:
            # SQLAlchemy believes in a transaction of its own once it was asked anything.
            if self._connection.in_transaction():
                self._connection.rollback()
            else:
                self._driver.rollback()
            ended = True
        except _TOLD as lost:
            error = error or lost
        finally:
            self._connections.give_back(self._connection, fit=ended and error is None)
        if isinstance(error, _TOLD):
            raise _as_sentence(error) from None


def driver_of(connection: Connection) -> Any:
    """SQLite's own connection: through SQLAlchemy everything takes five to ten times as long."""
    return connection.connection.driver_connection


def insert_once(connection: Connection, table: Table) -> sqlite_dialect.Insert | postgresql.Insert:
    """An INSERT that leaves a row that is there already as it is. Both databases can; SQLAlchemy spells it twice."""
    return insert_once_in(connection.dialect.name, table)


@cache
def insert_once_in(dialect: str, table: Table) -> sqlite_dialect.Insert | postgresql.Insert:
    """The same in the words of one of the two."""
    if dialect == "sqlite":
        return sqlite_dialect.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


_TOLD = (sqlite3.Error, DBAPIError, PoolTimeoutError)
"""What a database says that is lost, or in which somebody else writes."""


@contextmanager
def told() -> Iterator[None]:
    """A lost database is a sentence, not a traceback with somebody's data in it."""
    try:
        yield
    except _TOLD as error:
        raise _as_sentence(error) from None


def _as_sentence(error: sqlite3.Error | SQLAlchemyError) -> TakenMeanwhile | BadSetup:
    in_the_way = isinstance(error, DBAPIError) and _state(error) in (
        _WRITTEN_TWICE if isinstance(error, IntegrityError) else _IN_EACH_OTHERS_WAY
    )
    return _taken() if in_the_way else _silent(error)


_WRITTEN_TWICE = frozenset({"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})
_IN_EACH_OTHERS_WAY = frozenset({"40001", "40P01"})
"""Serialization failure and deadlock: the database undid one of two writers."""


def _state(error: DBAPIError) -> str:
    original: Any = error.orig
    return getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None) or ""


def _taken() -> TakenMeanwhile:
    return TakenMeanwhile(N_("Somebody else was writing the same. Nothing was done; look again."))


def _silent(error: Exception) -> BadSetup:
    # Only the first line: PostgreSQL's next ones quote the row.
    original = getattr(error, "orig", error if isinstance(error, sqlite3.Error) else None)
    said = str(original).strip().splitlines() if original is not None else []
    return BadSetup(
        N_(
            "The database does not answer ({why}). Nothing was lost: try again, or see “checkout-tui doctor”."
        ),
        why=" ".join(said[0].split())[:120] if said else type(error).__name__,
    )
