"""What happens to a group itself: it got another id, the assistant was thrown out of it, or taken in again."""

from __future__ import annotations

from bot.message import Kind, Message
from bot.store import groups, outbox
from bot.work import Change, TurnTx

EVENTS = frozenset({Kind.MIGRATED, Kind.BLOCKED, Kind.UNBLOCKED})


def note(message: Message) -> Change:
    """The change that keeps our record of a group right; only groups of the staff are on record."""

    def change(tx: TurnTx) -> None:
        channel, chat = message.channel, message.chat
        if message.kind is Kind.MIGRATED:
            outbox.move_chat(tx.conn, channel, chat, message.moved_to)
            groups.move(tx.conn, channel, chat, message.moved_to)
            return
        alive = message.kind is Kind.UNBLOCKED
        if groups.set_alive(tx.conn, channel, chat, living=alive) and not alive:
            tx.alarm("staff_group_lost", f"{channel} {chat}: the assistant was thrown out")

    return change
