"""Alembic's entry: runs on the connection it is handed."""

from typing import Any

from alembic import context

from bot.db.types import Utc, metadata

config = context.config
connection = config.attributes.get("connection")


def render(kind: str, item: Any, _context: Any) -> Any:
    """Migrations are frozen: they name plain column types, never ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Utc) else False


if connection is not None:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, render_item=render)
    context.run_migrations()
else:
    context.configure(dialect_name=config.attributes["dialect"], target_metadata=metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
