"""The table of places: rows that the operator brought in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from bot.db.either import either, ours
from bot.db.tables import place
from bot.store import revisions
from knowledge.editing.places import dumped, loaded
from knowledge.places import Place

_PUT = either(
    place,
    lambda upsert: upsert.on_conflict_do_update(
        index_elements=["id"], set_={name: upsert.excluded[name] for name in ("data", "author", "at")}
    ),
)


def every(conn: Connection) -> tuple[dict[str, Place], list[str]]:
    """All places by id, those out of service included, and one line for each row that is none."""
    found: dict[str, Place] = {}
    mistakes = []
    for name, data in conn.execute(select(place.c.id, place.c.data).order_by(place.c.id)):
        try:
            found[name] = loaded(data)
        except (ValueError, TypeError) as error:
            mistakes.append(f"place {name}: {error}: import it again")
    return found, mistakes


def put(conn: Connection, changed: Iterable[Place], author: str, now: datetime) -> int:
    """Stores places instead of those with the same id; returns how many. Every process sees them soon."""
    rows = [{"id": each.id, "data": dumped(each), "author": author[:100], "at": now} for each in changed]
    if rows:
        conn.execute(ours(_PUT, conn), rows)
        revisions.changed(conn)
    return len(rows)
