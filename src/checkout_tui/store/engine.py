"""Opening the database: the settings without which money is lost.

SQLite: WAL with ``synchronous=FULL`` (with NORMAL two of three power cuts lost acknowledged
work), transactions begun by us with BEGIN IMMEDIATE (with the defaults concurrent updates are
silently lost), foreign keys on, and a file that only its owner can read.
"""

import os
import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, registry
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
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
        self._connections = _Connections()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one consistent state and writes nothing."""
        with told():
            if self.engine.dialect.name == "sqlite":
                with self._connections.reading(self.engine) as connection:
                    yield connection
            else:
                with self.engine.connect() as connection:
                    yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it is kept, or none."""
        with told():
            if self.engine.dialect.name == "sqlite":
                with self._connections.lent(self.engine) as connection, connection.begin():
                    yield connection
            else:
                with self.engine.begin() as connection:
                    yield connection
        self.written += 1

    def close(self) -> None:
        self._connections.close()
        self.engine.dispose()


class _Connections:
    """SQLite's, kept for who is next: to take one out of the pool takes longer than most answers."""

    def __init__(self) -> None:
        self._idle = deque[Connection]()

    @contextmanager
    def lent(self, engine: Engine) -> Iterator[Connection]:
        """One for the borrower alone, in no transaction. After a mistake it goes back to the pool."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = engine.connect()
        fit = False
        try:
            yield connection
            fit = len(self._idle) < _KEPT
        finally:
            if fit:
                self._idle.append(connection)
            else:
                connection.close()

    @contextmanager
    def reading(self, engine: Engine) -> Iterator[Connection]:
        """One inside a transaction that sees what was there when it began."""
        with self.lent(engine) as connection:
            driver = driver_of(connection)
            driver.execute("BEGIN")
            try:
                yield connection
            finally:
                # SQLAlchemy believes in a transaction of its own once it was asked anything.
                if connection.in_transaction():
                    connection.rollback()
                else:
                    driver.rollback()

    def close(self) -> None:
        """Give back what is lent to nobody."""
        while self._idle:
            self._idle.pop().close()


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


@contextmanager
def told() -> Iterator[None]:
    """A lost database is a sentence, not a traceback with somebody's data in it."""
    try:
        yield
    except IntegrityError as error:
        if _state(error) not in _WRITTEN_TWICE:
            raise _silent(error) from None
        raise _taken() from None
    except sqlite3.Error as error:
        raise _silent(error) from None
    except DBAPIError as error:
        if _state(error) in _IN_EACH_OTHERS_WAY:
            raise _taken() from None
        raise _silent(error) from None
    except PoolTimeoutError as error:
        raise _silent(error) from None


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
