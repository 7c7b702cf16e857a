"""Deleting old rows in batches, by table name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.db.tables import retention
from bot.db.types import metadata


def retention_days(conn: Connection) -> dict[str, int]:
    """The days that the operator set, by table."""
    return {row.table_name: row.days for row in conn.execute(select(retention))}


def delete_old(conn: Connection, table_name: str, moment: str, before: datetime, most: int) -> int:
    """Deletes up to `most` rows whose moment is older; rows without that moment stay. Returns how many went."""
    table = metadata.tables[table_name]
    key = next(iter(table.primary_key.columns))
    old = select(key).where(table.c[moment] < before).limit(most)
    return conn.execute(delete(table).where(key.in_(old))).rowcount
