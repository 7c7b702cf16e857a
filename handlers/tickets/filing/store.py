"""SQL of what somebody of the staff is about to file: the taps in between are kept here, in a group as well."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, String, Table, Text, insert, select, update

from bot.db.types import BigId, Utc, metadata

filing = Table(
    "filing",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("staff_id", BigId, ForeignKey("staff.id"), nullable=False),
    Column("what", Text, nullable=False),
    Column("place", Text, nullable=False, server_default=""),
    Column("phone", String(32), nullable=False, server_default=""),
    Column("files", Text, nullable=False, server_default=""),
    Column("source", String(16), nullable=False, server_default=""),
    Column("lang", String(8), nullable=False, server_default="zh"),
    Column("ticket_id", BigId, ForeignKey("ticket.id")),
    Column("created_at", Utc, nullable=False),
    Column("dropped_at", Utc),
)


@dataclass(frozen=True, slots=True)
class Filing:
    """What is filed so far; `ticket_id` once it is a ticket, `dropped_at` where its author gave it up."""

    id: int
    staff_id: int
    what: str
    place: str
    phone: str
    files: tuple[str, ...]
    source: str
    lang: str
    ticket_id: int | None
    created_at: datetime
    dropped_at: datetime | None

    @property
    def about(self) -> str:
        """How its prompts name it."""
        return f"filing:{self.id}"


def add(conn: Connection, staff_id: int, what: str, place: str, files: tuple[str, ...], lang: str, now: datetime,
        phone: str = "") -> Filing:  # fmt: skip
    """Begins one."""
    values = {
        "staff_id": staff_id, "what": what, "place": place, "files": json.dumps(files), "lang": lang, "phone": phone,
        "created_at": now,
    }  # fmt: skip
    made = conn.execute(insert(filing).values(**values).returning(filing.c.id)).scalar_one()
    found = get(conn, made)
    assert found is not None
    return found


def get(conn: Connection, filing_id: int, *, lock: bool = False) -> Filing | None:
    """The one of that row; with `lock` nobody else changes it until the transaction ends."""
    rows = select(filing).where(filing.c.id == filing_id)
    row = conn.execute(rows.with_for_update() if lock else rows).first()
    if row is None:
        return None
    values = dict(row._mapping)
    return Filing(**{**values, "files": tuple(json.loads(values["files"] or "[]"))})


def change(conn: Connection, changed: Filing, **values: object) -> Filing:
    """Writes new values; the caller holds the lock."""
    conn.execute(update(filing).where(filing.c.id == changed.id).values(**values))
    found = get(conn, changed.id)
    assert found is not None
    return found


def files_used(conn: Connection) -> set[str]:
    """The ids of the files that something unfiled names."""
    rows = conn.execute(select(filing.c.files).where(filing.c.ticket_id.is_(None), filing.c.files.not_in(["", "[]"])))
    return {name for (text,) in rows for name in json.loads(text)}
