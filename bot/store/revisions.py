"""Published revisions of entries and the units' signatures: rows that win over the shipped files."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from bot.clock import SHANGHAI
from bot.db.either import either, ours
from bot.db.tables import counter, entry_revision, entry_signature
from bot.db.types import wake
from bot.store import timers
from knowledge.editing.merge import Merged, Revision, Signature, merged
from knowledge.load import Knowledge

COUNTER = "content"
"""Counts every change of what is served; whoever sees it grow reads the rows again."""


@dataclass(frozen=True, slots=True)
class Published:
    """A revision with everything known about it, for people who look after the content."""

    revision: Revision
    author: str
    note: str
    at: datetime


def number(conn: Connection) -> int:
    """How often the content was changed; 0 before the first change."""
    row = conn.execute(select(counter.c.value).where(counter.c.name == COUNTER)).first()
    return int(row[0]) if row else 0


def changed(conn: Connection) -> None:
    """Tells every process that there is something new to read."""
    timers.count(conn, COUNTER)
    wake(conn, COUNTER)


def publish(
    conn: Connection, made: Iterable[tuple[str, str, bool]], author: str, note: str, now: datetime
) -> int:  # fmt: skip
    """Publishes revisions (entry, its JSON, enabled) and returns how many; in the same transaction or not at all."""
    rows = [
        {"entry": entry, "data": data, "enabled": enabled, "author": author[:100], "note": note[:500], "at": now}
        for entry, data, enabled in made
    ]
    if rows:
        conn.execute(insert(entry_revision), rows)
        changed(conn)
    return len(rows)


_NEWEST = select(func.max(entry_revision.c.id)).group_by(entry_revision.c.entry)


def newest(conn: Connection) -> list[Revision]:
    """The newest revision of every entry that has one."""
    rows = conn.execute(
        select(entry_revision.c.id, entry_revision.c.entry, entry_revision.c.data, entry_revision.c.enabled)
        .where(entry_revision.c.id.in_(_NEWEST))
        .order_by(entry_revision.c.id)
    )
    return [Revision(*row) for row in rows]


def history(conn: Connection, entry: str, most: int = 20) -> list[Published]:
    """The revisions of an entry, newest first."""
    rows = conn.execute(
        select(entry_revision).where(entry_revision.c.entry == entry).order_by(entry_revision.c.id.desc()).limit(most)
    )
    return [Published(Revision(row.id, row.entry, row.data, row.enabled), row.author, row.note, row.at) for row in rows]


_STATES = (
    select(entry_revision.c.entry, entry_revision.c.enabled)
    .where(entry_revision.c.entry.in_(bindparam("entries", expanding=True)))
    .order_by(entry_revision.c.id)
)


def disabled_among(conn: Connection, entries: Collection[str]) -> set[str]:
    """Which of these entries are disabled at this moment, whatever this process has read so far."""
    newest = {row.entry: row.enabled for row in conn.execute(_STATES, {"entries": list(entries)})}
    return {entry for entry, enabled in newest.items() if not enabled}


_SIGN = either(
    entry_signature,
    lambda upsert: upsert.on_conflict_do_update(
        index_elements=["entry"],
        set_={name: upsert.excluded[name] for name in ("digest", "unit", "staff_id", "name", "at")},
    ),
)


def sign(conn: Connection, signature: Signature, staff_id: int | None, name: str, now: datetime) -> None:
    """A unit answers for an entry; `name` says who signed, and is never shown to residents."""
    values = {"entry": signature.entry, "digest": signature.digest, "unit": signature.unit, "staff_id": staff_id,
              "name": name[:100], "at": now}  # fmt: skip
    conn.execute(ours(_SIGN, conn), values)
    changed(conn)


def unsign(conn: Connection, entry: str) -> bool:
    """Takes a signature back; False when there was none."""
    gone = conn.execute(delete(entry_signature).where(entry_signature.c.entry == entry)).rowcount == 1
    if gone:
        changed(conn)
    return gone


def signatures(conn: Connection) -> list[Signature]:
    """Every signature, valid or not: an entry that was changed afterwards has another digest."""
    rows = conn.execute(
        select(entry_signature.c.entry, entry_signature.c.digest, entry_signature.c.unit, entry_signature.c.at)
    )
    return [Signature(row[0], row[1], row[2], row[3].astimezone(SHANGHAI).date()) for row in rows]


def standing(conn: Connection, seed: Knowledge) -> Merged:
    """Everything there is at this moment: the shipped entries under what was published and signed."""
    return merged(seed, newest(conn), signatures(conn))
