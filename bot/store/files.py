"""Which files are kept; their bytes lie in the data folder under their hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from bot.db.tables import file


@dataclass(frozen=True, slots=True)
class Kept:
    """A file on disk: opaque id, hash of the stripped bytes, media type, size in bytes, the name it came with."""

    id: str
    hash: str
    mime: str
    size: int
    name: str = ""


def note(conn: Connection, kept: Kept, now: datetime, person_id: int | None = None) -> None:
    """Makes a stored file part of the record; a file noted before only learns its owner."""
    if find(conn, kept.id) is None:
        conn.execute(
            insert(file).values(
                id=kept.id, hash=kept.hash, person_id=person_id, mime=kept.mime, size=kept.size, name=kept.name,
                created_at=now,
            )
        )  # fmt: skip
    elif person_id is not None:
        conn.execute(update(file).where(file.c.id == kept.id, file.c.person_id.is_(None)).values(person_id=person_id))


def find(conn: Connection, file_id: str) -> Kept | None:
    """The file of that id."""
    row = conn.execute(
        select(file.c.id, file.c.hash, file.c.mime, file.c.size, file.c.name).where(file.c.id == file_id)
    ).first()
    return Kept(*row) if row else None


def of_person(conn: Connection, person_id: int) -> list[Kept]:
    """Everything that a person sent."""
    rows = conn.execute(
        select(file.c.id, file.c.hash, file.c.mime, file.c.size, file.c.name).where(file.c.person_id == person_id)
    )
    return [Kept(*row) for row in rows]


def unlink_person(conn: Connection, person_id: int) -> None:
    """Takes a person off the files that she sent."""
    conn.execute(update(file).where(file.c.person_id == person_id).values(person_id=None))
