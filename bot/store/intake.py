"""Incoming messages: stored once, handled in order for each conversation, marked handled exactly once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, exists, func, insert, or_, select, update

from bot.db.either import either, ours
from bot.db.tables import intake
from bot.db.types import wake


@dataclass(frozen=True, slots=True)
class Taken:
    """One stored message, the oldest unhandled one of its conversation."""

    id: int
    channel: str
    conversation: str
    payload: str
    received_at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a channel hands in: `payload` is its own JSON, `id` unique per channel for ever."""

    channel: str
    id: str
    conversation: str
    payload: str


_ACCEPT = either(
    intake,
    lambda insert_or_ignore: insert_or_ignore.on_conflict_do_nothing(
        index_elements=["channel", "message_id"]
    ).returning(intake.c.id),  # no driver counts ignored rows alike
)
_ADD = insert(intake)


def accept(conn: Connection, items: Iterable[Incoming], now: datetime) -> int:
    """Stores what is new and returns how many that were; a repeat ends here. Locks nothing."""
    statement, new = ours(_ACCEPT, conn), 0
    for item in items:
        new += conn.execute(statement, _values(item, now)).first() is not None
    if new:
        wake(conn, "intake")
    return new


def add(conn: Connection, item: Incoming, now: datetime) -> None:
    """Stores a message that the machine makes itself (its id is new by construction)."""
    conn.execute(_ADD, _values(item, now))
    wake(conn, "intake")


def _values(item: Incoming, now: datetime) -> dict[str, object]:
    return {
        "channel": item.channel, "message_id": item.id, "conversation": item.conversation, "payload": item.payload,
        "received_at": now,
    }  # fmt: skip


_earlier = intake.alias("earlier")
_FIELDS = (intake.c.id, intake.c.channel, intake.c.conversation, intake.c.payload, intake.c.received_at, intake.c.tries)
_FIRSTS = select(func.min(_earlier.c.id)).where(_earlier.c.handled_at.is_(None)).group_by(_earlier.c.conversation)
_HEADS = (
    select(*_FIELDS)
    .where(
        # From what waits to its rows, never through what was handled: that is the whole past.
        intake.c.id.in_(_FIRSTS),
        intake.c.handled_at.is_(None),
        or_(intake.c.not_before.is_(None), intake.c.not_before <= bindparam("now", type_=intake.c.not_before.type)),
    )
    .order_by(intake.c.id)
)
_HEADS_FREE = _HEADS.limit(bindparam("most"))
_HEAD_LOCKED = _HEADS.limit(1).with_for_update(skip_locked=True, of=intake)


def heads(conn: Connection, now: datetime, busy: Collection[str], most: int) -> list[Taken]:
    """The heads of conversations that nobody in this process handles now, oldest first."""
    # A busy conversation has one head at most; passing over it here keeps the statement the same each time.
    rows = conn.execute(_HEADS_FREE, {"now": now, "most": most + len(busy)})
    return [Taken(*row) for row in rows if row.conversation not in busy][:most]


def lock_head(conn: Connection, now: datetime) -> Taken | None:
    """One head, locked until the transaction ends; heads that others hold are passed over."""
    row = conn.execute(_HEAD_LOCKED, {"now": now}).first()
    return Taken(*row) if row else None


_AGAIN = select(intake.c.id).where(intake.c.id == bindparam("the_id")).with_for_update(skip_locked=True)


def lock_again(conn: Connection, taken: Taken) -> None:
    """Locks a head once more after a commit, unless another search just holds it: then `mark_handled` decides."""
    conn.execute(_AGAIN, {"the_id": taken.id})


_MARK = (
    update(intake)
    .where(
        intake.c.id == bindparam("the_id"),
        intake.c.handled_at.is_(None),
        ~exists().where(
            and_(
                _earlier.c.conversation == bindparam("the_conversation"),
                _earlier.c.handled_at.is_(None),
                _earlier.c.id < bindparam("the_id"),
            )
        ),
    )
    .values(handled_at=bindparam("the_now"), outcome=bindparam("the_outcome"))
)


def mark_handled(conn: Connection, taken: Taken, now: datetime, outcome: str) -> bool:
    """Marks the message handled; False when somebody else did, or when something earlier still waits."""
    values = {"the_id": taken.id, "the_conversation": taken.conversation, "the_now": now, "the_outcome": outcome}
    return conn.execute(_MARK, values).rowcount == 1


def blank(conn: Connection, taken: Taken) -> None:
    """Erases what a message said; its id stays, so that a repeat is still recognised."""
    conn.execute(update(intake).where(intake.c.id == taken.id).values(payload="{}"))


def note_try(conn: Connection, taken: Taken, not_before: datetime | None) -> int:
    """Counts an attempt, lets the conversation wait until `not_before`, and returns the number of attempts."""
    statement = (
        update(intake)
        .where(intake.c.id == taken.id)
        .values(tries=intake.c.tries + 1, not_before=not_before)
        .returning(intake.c.tries)
    )
    return int(conn.execute(statement).scalar_one())


def waiting(conn: Connection) -> int:
    """How many messages are not handled yet."""
    return int(conn.execute(select(func.count()).where(intake.c.handled_at.is_(None))).scalar_one())
