"""The staff group's side: the newest statements, and what became of one."""

from __future__ import annotations

from bot.errors import PersonError
from bot.message import Reply
from bot.redact import mask
from bot.router import ident
from bot.store import staff as staff_store
from bot.work import Change, Turn, TurnTx
from handlers.opinions import actions, store


async def listing(turn: Turn) -> Reply:
    """`/opinions`: the newest statements with their numbers."""
    newest = await turn.work.read(store.newest)
    if not newest:
        return Reply(turn.say("opinions.none_said"))
    rows = [
        turn.say("opinions.listed", number=one.id, words=mask(one.text)[:100],
                 outcome=one.outcome or turn.say("opinions.pending"))
        for one in newest
    ]  # fmt: skip
    return Reply("\n".join([turn.say("opinions.how_to_settle"), *rows]))


async def outcome(turn: Turn) -> Change | Reply:
    """`/outcome 12 words`: what became of statement 12; its author is told."""
    number, _, words = turn.message.text.partition(" ")[2].strip().partition(" ")
    if not ident(number) or not words.strip():
        return Reply(turn.say("opinions.how_to_settle"))
    if not turn.message.trusted:
        return Reply(turn.say("tickets.anonymous_staff"))

    def change(tx: TurnTx) -> Reply:
        message = turn.message
        member = staff_store.enrol(tx.conn, message.channel, message.sender, message.name, tx.now)
        staff_store.note_act(tx.conn, member, tx.now)
        settled = actions.settle(tx, ident(number), words.strip())
        if settled is None:
            raise PersonError("opinions.unknown")
        return Reply(tx.say("opinions.settled", number=settled.id, outcome=settled.outcome))

    return change
