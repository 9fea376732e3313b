"""Alembic's entry point; the connection is given by :mod:`checkout_tui.store.upgrade`."""

from alembic import context

from checkout_tui.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
