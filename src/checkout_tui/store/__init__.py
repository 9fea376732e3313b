"""The database: the only place with SQL. SQLite by default, PostgreSQL by URL, one set of queries for both.

Functions take a connection, so that whoever calls decides what belongs to one transaction.
"""

from checkout_tui.store.engine import Store, open_engine
from checkout_tui.store.upgrade import create, needs_upgrade, upgrade

__all__ = ["Store", "create", "needs_upgrade", "open_engine", "upgrade"]
