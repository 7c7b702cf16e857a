"""Outgoing messages: queued in the transaction that decided them, sent in order for each chat and topic."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    case,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from bot.db.either import either, ours
from bot.db.tables import card, mailbox, outgoing
from bot.db.types import wake
from bot.message import Address, Outgoing, OutKind, Reply
from bot.quiet import Hours

MAX_MAILBOX_REPLIES = 200

_QUEUE = insert(outgoing)
_NEXT_SEQ = either(
    mailbox,
    lambda upsert: upsert.on_conflict_do_update(
        index_elements=["channel", "chat"], set_={"seq": mailbox.c.seq + 1}
    ).returning(mailbox.c.seq),
)
QUEUED: ColumnElement[str] = literal_column("'queued'")
"""Written into the statements instead of bound: only then do both databases see that the index of what waits fits."""


def queue(
    conn: Connection, to: Address, reply: Reply, now: datetime, *, kind: OutKind = OutKind.SEND, about: str = "",
    card_id: int | None = None, mail: bool = False, hours: Hours = Hours.ANY,
) -> int:  # fmt: skip
    """Queues one wire message and returns its row id. A `mail` row is delivered by being stored: readers fetch it.

    `hours` says when it may still go out where an outage holds it back.
    """
    values = {
        "channel": to.channel, "chat": to.chat, "topic": to.topic, "lane": f"{to.chat}|{to.topic}", "kind": kind.value,
        "payload": json.dumps(reply.data(), ensure_ascii=False), "about": about, "card_id": card_id,
        "state": "sent" if mail else "queued", "created_at": now, "due_at": now,
        "hours": hours.value,
    }  # fmt: skip
    if mail:
        values |= {"seq": _next_seq(conn, to), "done_at": now}
        wake(conn, f"mail:{to.channel}:{to.chat}")
    else:
        wake(conn, f"out:{to.channel}")
    made = conn.execute(_QUEUE, values).inserted_primary_key  # cheaper than a row that comes back
    assert made is not None
    return int(made[0])


def _next_seq(conn: Connection, to: Address) -> int:
    """Numbers in commit order for each mailbox: the row stays locked until the transaction ends."""
    values = {"channel": to.channel, "chat": to.chat, "seq": 1}
    return int(conn.execute(ours(_NEXT_SEQ, conn), values).scalar_one())


def mails(conn: Connection, channel: str, chat: str, after: int) -> list[Outgoing]:
    """The replies of a mailbox behind number `after`, in order; an edit's `target` names those that it replaces."""
    rows = conn.execute(
        select(outgoing)
        .where(outgoing.c.channel == channel, outgoing.c.chat == chat, outgoing.c.seq > after)
        .order_by(outgoing.c.seq)
        .limit(MAX_MAILBOX_REPLIES)
    )
    return [
        Outgoing(
            row.id, Address(row.channel, row.chat, row.topic), OutKind(row.kind), Reply.load(json.loads(row.payload)),
            row.about, _replaced(conn, row) if row.kind == "edit" else "", seq=row.seq, at=row.created_at.isoformat(),
        )
        for row in rows
    ]  # fmt: skip


def _replaced(conn: Connection, edit: Row[*tuple[Any, ...]]) -> str:
    """The numbers of the replies about the same matter before an edit, between commas."""
    rows = conn.execute(
        select(outgoing.c.seq)
        .where(outgoing.c.channel == edit.channel, outgoing.c.chat == edit.chat, outgoing.c.about == edit.about,
               outgoing.c.seq < edit.seq)
        .order_by(outgoing.c.seq)
    )  # fmt: skip
    return ",".join(str(row[0]) for row in rows)


_ROW = select(
    outgoing.c.id, outgoing.c.channel, outgoing.c.chat, outgoing.c.topic, outgoing.c.kind, outgoing.c.payload,
    outgoing.c.about, outgoing.c.tries, outgoing.c.card_id, card.c.platform_id, outgoing.c.lane, outgoing.c.hours,
    outgoing.c.created_at,
).outerjoin(card, card.c.id == outgoing.c.card_id)  # fmt: skip
_waiting = outgoing.alias("waiting")
_FIRSTS = (
    select(func.min(_waiting.c.id))
    .where(
        _waiting.c.channel == bindparam("channel"),
        _waiting.c.state == QUEUED,
        _waiting.c.lane.not_in(bindparam("busy", expanding=True)),
    )
    .group_by(_waiting.c.lane)
)
_DUE = (
    # From what waits to its rows, never through what was sent: that is the whole past.
    _ROW.where(
        outgoing.c.id.in_(_FIRSTS),
        outgoing.c.due_at <= bindparam("now", type_=outgoing.c.due_at.type),
    )
    .order_by(outgoing.c.id)
    .limit(bindparam("most"))
)
_ONE = _ROW.where(outgoing.c.id == bindparam("the_id"))


@dataclass(frozen=True, slots=True)
class Due:
    """A queued message that is first in its lane."""

    item: Outgoing
    lane: str
    card_id: int | None
    payload: str
    hours: Hours
    queued: datetime


def due(conn: Connection, channel: str, now: datetime, busy: Collection[str], most: int) -> list[Due]:
    """The first due message of every lane that is not busy, oldest first."""
    # Passed over by the database: what is on the wire is still queued, and each row costs a change of threads.
    rows = conn.execute(_DUE, {"channel": channel, "now": now, "most": most, "busy": _filled(busy)}).all()
    return [_due(row) for row in rows]


def _filled(busy: Collection[str]) -> list[str]:
    """The lanes, and nothings up to a power of two: few lengths are few statements to prepare."""
    return [*busy, *[""] * ((1 << len(busy).bit_length()) - len(busy))]


def newest(conn: Connection, waiting: Due) -> Due:
    """The same row as it stands now: an edit may have been replaced while it waited for its turn."""
    row = conn.execute(_ONE, {"the_id": waiting.item.id}).first()
    return _due(row) if row is not None else waiting


def _due(row: Row[*tuple[Any, ...]]) -> Due:
    to = Address(row.channel, row.chat, row.topic)
    reply = Reply.load(json.loads(row.payload))
    item = Outgoing(row.id, to, OutKind(row.kind), reply, row.about, row.platform_id or "", row.tries)
    return Due(item, row.lane, row.card_id, row.payload, Hours(row.hours), row.created_at)


def next_due(conn: Connection, channel: str) -> datetime | None:
    """When the next queued message of a channel may go, or None when nothing waits."""
    statement = select(func.min(outgoing.c.due_at)).where(outgoing.c.channel == channel, outgoing.c.state == QUEUED)
    found: datetime | None = conn.execute(statement).scalar_one()
    return found


_SENT = (
    update(outgoing)
    .where(
        outgoing.c.id == bindparam("the_id"),
        or_(outgoing.c.kind != "edit", outgoing.c.payload == bindparam("the_payload")),
    )
    .values(state="sent", platform_id=bindparam("the_platform"), done_at=bindparam("the_now"))
)


def mark_sent(conn: Connection, sent: Sequence[tuple[Due, str]], now: datetime) -> None:
    """Notes that the wire took these, each with its platform id; a new card learns its platform id here.

    An edit that was replaced while the wire took the one before it stays queued, so that the newest state is shown.
    """
    conn.execute(
        _SENT,
        [
            {"the_id": row.item.id, "the_platform": platform_id, "the_payload": row.payload, "the_now": now}
            for row, platform_id in sent
        ],
    )
    for row, platform_id in sent:
        if row.card_id is not None and row.item.kind is OutKind.SEND:
            conn.execute(update(card).where(card.c.id == row.card_id).values(platform_id=platform_id, updated_at=now))


def mark_failed(conn: Connection, failed: Due, reason: str, now: datetime, retry_at: datetime | None) -> None:
    """Lets a message wait until `retry_at`, or gives it up for good when that is None."""
    values: dict[str, object] = {"tries": outgoing.c.tries + 1, "error": reason[:500]}
    values |= {"due_at": retry_at} if retry_at else {"state": "failed", "done_at": now}
    conn.execute(update(outgoing).where(outgoing.c.id == failed.item.id).values(**values))


_ASIDE = "|later"


def set_aside(conn: Connection, held: Due, until: datetime) -> None:
    """Lets a message wait beside its lane, so that what is urgent does not wait behind it."""
    lane = held.lane if held.lane.endswith(_ASIDE) else held.lane + _ASIDE
    waiting = (outgoing.c.id == held.item.id) & (outgoing.c.state == QUEUED)
    conn.execute(update(outgoing).where(waiting).values(lane=lane, due_at=until))
    wake(conn, f"out:{held.item.address.channel}")  # the next one of its lane is first now


def delay_chat(conn: Connection, channel: str, chat: str, until: datetime) -> None:
    """No message of this chat before `until`: the platform asked for the pause."""
    conn.execute(
        update(outgoing)
        .where(outgoing.c.channel == channel, outgoing.c.chat == chat, outgoing.c.state == QUEUED,
               outgoing.c.due_at < until)
        .values(due_at=until)
    )  # fmt: skip


def move_chat(conn: Connection, channel: str, old: str, new: str) -> None:
    """The platform gave a chat a new id: everything queued and every card moves with it."""
    aside = case((outgoing.c.lane.endswith(_ASIDE), _ASIDE), else_="")
    conn.execute(
        update(outgoing)
        .where(outgoing.c.channel == channel, outgoing.c.chat == old, outgoing.c.state == QUEUED)
        .values(chat=new, lane=new + "|" + outgoing.c.topic + aside)
    )
    conn.execute(update(card).where(card.c.channel == channel, card.c.chat == old).values(chat=new))


def about_of(conn: Connection, channel: str, chat: str, platform_id: str) -> str:
    """What the message with that platform id was about; empty when we did not send it."""
    row = conn.execute(
        select(outgoing.c.about)
        .where(outgoing.c.channel == channel, outgoing.c.chat == chat, outgoing.c.platform_id == platform_id,
               or_(outgoing.c.kind == "send", outgoing.c.kind == "edit"))
        .order_by(outgoing.c.id)
        .limit(1)
    ).first()  # fmt: skip
    return str(row[0]) if row else ""


def said_since(conn: Connection, to: Address, about: str, since: datetime) -> bool:
    """Whether something about that was said in a chat since a moment, or waits to be."""
    row = conn.execute(
        select(outgoing.c.id)
        .where(outgoing.c.about == about, outgoing.c.channel == to.channel, outgoing.c.chat == to.chat,
               outgoing.c.created_at >= since)
        .limit(1)
    ).first()  # fmt: skip
    return row is not None
