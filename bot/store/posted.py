"""Cards: messages that live on in a chat and are edited when their matter changes."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from bot.db.tables import card, outgoing
from bot.message import Address, OutKind, Reply
from bot.quiet import Hours
from bot.store.outbox import QUEUED, queue


def put_card(conn: Connection, to: Address, about: str, reply: Reply, now: datetime, hours: Hours = Hours.ANY) -> None:
    """Sends a card: a message that lives on and is edited when its matter changes."""
    made = conn.execute(
        insert(card)
        .values(about=about, channel=to.channel, chat=to.chat, topic=to.topic, updated_at=now)
        .returning(card.c.id)
    ).scalar_one()
    queue(conn, to, reply, now, about=about, card_id=made, hours=hours)


def edit_cards(conn: Connection, about: str, reply: Reply, now: datetime) -> int:
    """Edits every card of a matter; an edit that still waits is replaced, not queued twice. Returns how many."""
    cards = conn.execute(select(card).where(card.c.about == about)).all()
    payload = json.dumps(reply.data(), ensure_ascii=False)
    for row in cards:
        waiting = update(outgoing).where(
            outgoing.c.card_id == row.id, outgoing.c.state == QUEUED, outgoing.c.kind == "edit"
        )
        if conn.execute(waiting.values(payload=payload)).rowcount == 0:
            to = Address(row.channel, row.chat, row.topic)
            queue(conn, to, reply, now, kind=OutKind.EDIT, about=about, card_id=row.id)
    return len(cards)


def drop_cards(conn: Connection, about: str) -> None:
    """What stands of a matter so far is brought up to date no more; edits of it that wait are not sent."""
    cards = select(card.c.id).where(card.c.about == about)
    waiting = outgoing.c.card_id.in_(cards) & (outgoing.c.state == QUEUED) & (outgoing.c.kind == "edit")
    conn.execute(delete(outgoing).where(waiting))
    conn.execute(delete(card).where(card.c.about == about))


def card_places(conn: Connection, about: str) -> list[tuple[Address, str]]:
    """Each chat where a matter's card stands, with the platform id of the newest one there (empty while unsent)."""
    rows = conn.execute(select(card).where(card.c.about == about).order_by(card.c.id))
    newest = {(row.channel, row.chat): (Address(row.channel, row.chat, row.topic), row.platform_id) for row in rows}
    return list(newest.values())
