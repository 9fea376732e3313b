"""Bringing a database to this version, by Alembic with its configuration in code."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from checkout_tui.store.engine import told

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
    with told(), engine.connect().execution_options(checkout_reading=True) as connection:
        return MigrationContext.configure(connection).get_current_revision() != head


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("path_separator", "os")
    return config
