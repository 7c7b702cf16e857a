"""Everything that the machine's own tables hold of one person, as JSON values under the names that she is shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, false, or_, select

from bot.db.tables import conversation, identity, intake, link_code, mailbox, outgoing, person
from bot.store import files, people
from bot.store.people import MARK, SPOKE

EXPORT = "mydata"
"""What an export itself is about: the next one names it, but does not repeat it."""


def of_person(conn: Connection, person_id: int) -> dict[str, Any]:
    """Settings, channels, talks and messages, consents and files of a person."""
    who = conn.execute(select(person).where(person.c.id == person_id)).one()
    talks = conn.execute(select(conversation).where(conversation.c.person_id == person_id)).all()
    return {
        "language": who.lang,
        "large_type": who.large,
        "known_since": who.created_at.isoformat(),
        "first_notice": _iso(who.greeted_at),
        "channels": [
            {"channel": row.channel, "name_there": row.external, "reachable": row.reachable}
            for row in conn.execute(select(identity).where(identity.c.person_id == person_id))
        ],
        "link_codes_until": [
            row.expires_at.isoformat()
            for row in conn.execute(select(link_code).where(link_code.c.person_id == person_id))
        ],
        "conversations": [_talk(conn, row) for row in talks],
        "you_wrote": [_heard(row) for row in _intake(conn, [row.key for row in talks])],
        "we_wrote": [_said(row) for row in _outgoing(conn, talks)],
        "consents": [
            {"purpose": purpose, "text": version, "given": given.isoformat(), "withdrawn": _iso(withdrawn)}
            for purpose, version, given, withdrawn in people.consents(conn, person_id)
        ],
        "files": [
            {"name": item.name, "type": item.mime, "bytes": item.size} for item in files.of_person(conn, person_id)
        ],
    }


def _talk(conn: Connection, row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """Where one talk stands; our own marks among its last lines are spelt out."""
    lines = json.loads(row.recent) if row.recent else []
    box = select(mailbox.c.seq).where(mailbox.c.channel == row.channel, mailbox.c.chat == row.chat)
    return {
        "channel": row.channel,
        "last_lines": [
            f"(language: {line.removeprefix(SPOKE)})" if line.startswith(SPOKE) else line.replace(MARK, "")
            for line in lines
        ],
        "open_form": json.loads(row.dialog) if row.dialog else None,
        "choices_shown": [item["label"] for item in json.loads(row.offered)] if row.offered else [],
        "with_a_person_about": row.with_person or None,
        "replies_so_far": conn.execute(box).scalar(),
        "last_used": row.touched_at.isoformat(),
    }


def _intake(conn: Connection, keys: list[str]) -> list[Row[*tuple[Any, ...]]]:
    return list(conn.execute(select(intake).where(intake.c.conversation.in_(keys)).order_by(intake.c.id)))


_HEARD = ("text", "pick", "name", "lang", "source")


def _heard(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """One message of hers; what only the wire needs (ids, buttons' marks) says nothing more about her."""
    payload = json.loads(row.payload)
    found = {name: payload[name] for name in _HEARD if payload.get(name)}
    attached = [item.get("name") or item.get("mime", "") for item in payload.get("files", ())]
    return {"at": row.received_at.isoformat(), **found, **({"files": attached} if attached else {})}


def _outgoing(conn: Connection, talks: Sequence[Row[*tuple[Any, ...]]]) -> list[Row[*tuple[Any, ...]]]:
    places: list[ColumnElement[bool]] = [
        and_(outgoing.c.channel == row.channel, outgoing.c.chat == row.chat) for row in talks
    ]
    return list(conn.execute(select(outgoing).where(or_(false(), *places)).order_by(outgoing.c.id)))


def _said(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """One message to her; an earlier export is only named, or each would hold all before it."""
    said = {"at": row.created_at.isoformat(), "state": row.state}
    if row.about == EXPORT:
        return {**said, "export": True}
    payload = json.loads(row.payload)
    return {**said, "text": payload.get("text", ""), "whose_words": payload.get("origin", "rule")}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
