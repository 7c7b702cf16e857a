"""Mailboxes of channels whose replies are fetched: which chats exist, and which files belong to one."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.tables import file, identity, intake, mailbox, outgoing
from bot.message import conversation_key
from bot.store.files import Kept


def open_box(conn: Connection, channel: str, chat: str) -> None:
    """Makes a chat known before anything was said in it; a known one stays as it is."""
    upsert = (postgresql if conn.dialect.name == "postgresql" else sqlite).insert(mailbox)
    conn.execute(upsert.values(channel=channel, chat=chat, seq=0).on_conflict_do_nothing())


def newest(conn: Connection, channel: str, chat: str) -> int | None:
    """The newest reply number of a known chat, 0 while it is empty; None when the chat is not known."""
    row = conn.execute(select(mailbox.c.seq).where(mailbox.c.channel == channel, mailbox.c.chat == chat)).first()
    return int(row[0]) if row else None


def stored_message(conn: Connection, channel: str, message_id: str) -> dict[str, object] | None:
    """The payload of a message that came in before, or None."""
    row = conn.execute(
        select(intake.c.payload).where(intake.c.channel == channel, intake.c.message_id == message_id)
    ).first()
    payload: dict[str, object] | None = json.loads(row[0]) if row else None
    return payload


def usable_file(conn: Connection, channel: str, chat: str, file_id: str) -> Kept | None:
    """A kept file that this chat may attach: one that nobody has sent yet, or one of its own person's."""
    row = conn.execute(
        select(file.c.id, file.c.hash, file.c.mime, file.c.size, file.c.name, file.c.person_id)
        .where(file.c.id == file_id)
    ).first()  # fmt: skip
    if row is None or (row.person_id is not None and row.person_id != _person(conn, channel, chat)):
        return None
    return Kept(*row[:5])


def own_file(conn: Connection, channel: str, chat: str, file_id: str) -> Kept | None:
    """A kept file that this chat may read: its person's, sent in it, or shown to it in a reply."""
    row = conn.execute(
        select(file.c.id, file.c.hash, file.c.mime, file.c.size, file.c.name, file.c.person_id)
        .where(file.c.id == file_id)
    ).first()  # fmt: skip
    if row is None:
        return None
    person = _person(conn, channel, chat)
    if (person is not None and row.person_id == person) or _mentioned(conn, channel, chat, file_id):
        return Kept(*row[:5])
    return None


def _person(conn: Connection, channel: str, chat: str) -> int | None:
    """Who speaks in a private chat of a channel where the chat is the sender."""
    row = conn.execute(
        select(identity.c.person_id).where(identity.c.channel == channel, identity.c.external == chat)
    ).first()
    return int(row[0]) if row else None


def _mentioned(conn: Connection, channel: str, chat: str, file_id: str) -> bool:
    """Whether the file stands in a message or a reply of this chat."""
    quoted = f'"{file_id}"'  # ids are JSON strings in the payloads and hold no characters that JSON escapes
    sent = select(intake.c.id).where(
        intake.c.conversation == conversation_key(channel, chat, chat),
        intake.c.payload.contains(quoted, autoescape=True),
    )
    shown = select(outgoing.c.id).where(
        outgoing.c.channel == channel, outgoing.c.chat == chat, outgoing.c.payload.contains(quoted, autoescape=True)
    )
    return any(conn.execute(query.limit(1)).first() is not None for query in (sent, shown))
