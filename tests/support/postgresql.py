"""Schemas of a PostgreSQL server: each is a database of its own to whoever is given its URL."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from checkout_tui.store import open_engine, upgrade
from checkout_tui.store.tables import metadata


@contextmanager
def schema(server: str, name: str) -> Iterator[str]:
    """The URL of a schema that is there as long as it is needed, with nothing in it."""
    engine = open_engine(server)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    yield f"{server}{'&' if '?' in server else '?'}options=-csearch_path%3D{name}"
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


def fill_with_tables(url: str) -> None:
    """Bring the schema up to date."""
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()


def take_every_row_out(url: str) -> None:
    """Leave the tables, which take longer to make than most tests do."""
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY"))
    engine.dispose()
