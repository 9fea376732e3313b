"""Bringing a database to this version, by Alembic with its configuration in code."""

import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from checkout_tui.store.engine import Store, open_engine, told

_HERE = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, to: str = "head") -> None:
    """Create the tables, or change those that are there; what they hold stays."""
    config = _config()
    with told(), engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def needs_upgrade(engine: Engine) -> bool:
    """Whether the database is not the one this version of the program writes."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    with Store(engine).reading() as connection:
        return MigrationContext.configure(connection).get_current_revision() != head


def create(path: Path) -> None:
    """A new SQLite database of this version, as a copy of one that was made once.

    It takes a hundredth of the time: for the many that are opened, used once and thrown away.
    """
    content = _empty()
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)


@cache
def _empty() -> bytes:
    with TemporaryDirectory(prefix="checkout-tui-") as folder:
        path = Path(folder) / "empty.db"
        engine = open_engine(f"sqlite:///{path}", durable=False)
        upgrade(engine)
        # The last connection that closes writes everything into the one file.
        engine.dispose()
        return path.read_bytes()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("path_separator", "os")
    return config
