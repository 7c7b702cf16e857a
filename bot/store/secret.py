"""Keys that are made at random and kept in the database, so that every process has the same."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import Connection, select

from bot.db.either import either, ours
from bot.db.tables import secret

_MAKE = either(secret, lambda insert_or_ignore: insert_or_ignore.on_conflict_do_nothing())


def kept(conn: Connection, name: str, now: datetime) -> str:
    """The key of that name; made when it is asked for the first time, by whichever process comes first."""
    conn.execute(ours(_MAKE, conn), {"name": name, "value": secrets.token_urlsafe(32), "created_at": now})
    return str(conn.execute(select(secret.c.value).where(secret.c.name == name)).scalar_one())
