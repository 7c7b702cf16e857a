"""Which files are kept; their bytes lie in the data folder under their hash."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, delete, insert, or_, select, update

from bot.db.tables import conversation, file, intake, outgoing
from bot.db.types import wake

SWEEP = "files"
"""Rung when rows of files are gone and their bytes may go too."""
_ID = re.compile(r"(?<![\w-])[\w-]{22}(?![\w-])", re.ASCII)


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


def forget(conn: Connection, person_id: int, conversations: list[str]) -> None:
    """Deletes the rows of a person's files, and of those that she only named in these conversations.

    Their bytes go once this is committed, unless somebody else's row has the same hash (see bot/sweeping.py).
    """
    named = _ids(conn, select(intake.c.payload).where(intake.c.conversation.in_(conversations), _has_files(intake)))
    conn.execute(delete(file).where(file.c.person_id == person_id))
    conn.execute(delete(file).where(file.c.id.in_(named), file.c.person_id.is_(None)))
    wake(conn, SWEEP)


def drop_unused(conn: Connection, before: datetime, used: set[str]) -> int:
    """Deletes the rows that came before that moment and that neither `used` nor a draft nor a message names.

    Returns how many went.
    """
    old = set(conn.execute(select(file.c.id).where(file.c.created_at < before)).scalars())
    if not old:
        return 0
    talks = select(conversation.c.dialog + " " + conversation.c.recent).where(
        or_(conversation.c.dialog != "", conversation.c.recent != "")
    )
    messages = [select(table.c.payload).where(_has_files(table)) for table in (intake, outgoing)]
    unused = old.difference(used, *(_ids(conn, texts) for texts in (talks, *messages)))
    for name in unused:
        conn.execute(delete(file).where(file.c.id == name))
    if unused:
        wake(conn, SWEEP)
    return len(unused)


def _has_files(table: Table) -> ColumnElement[bool]:
    return table.c.payload.contains('"kept"')


def _ids(conn: Connection, texts: Select[tuple[Any]]) -> set[str]:
    """Whatever may be a file's id in these texts: rather one too many than one too few."""
    return {name for text in conn.execute(texts).scalars() for name in _ID.findall(str(text))}


def known(conn: Connection, hashes: Collection[str]) -> set[str]:
    """Those of the hashes that a row names."""
    return set(conn.execute(select(file.c.hash).where(file.c.hash.in_(hashes))).scalars())
