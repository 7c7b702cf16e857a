"""Alembic's entry: runs on the connection it is handed."""

from alembic import context

from bot.db.types import metadata

config = context.config
connection = config.attributes.get("connection")
if connection is not None:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    context.run_migrations()
else:
    context.configure(dialect_name=config.attributes["dialect"], target_metadata=metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
