"""The group's side: accept, edit, reject; the first press counts, whoever comes later is told how it ended."""

from __future__ import annotations

import re

from bot.message import Kind, Reply
from bot.router import ident
from bot.store import outbox
from bot.work import Change, Turn, TurnTx
from handlers.faq.approval import actions, store
from handlers.faq.approval.rules import State
from handlers.offices.members import member_of

_ABOUT = re.compile(r"^approval:(\d+)(:edit)?$")
LONGEST = 2000


async def press(turn: Turn) -> Change:
    """One of the three buttons."""
    _name, number, what = (*turn.message.pick.split(":"), "", "")[:3]

    def change(tx: TurnTx) -> Reply | None:
        member = member_of(tx, turn)
        looked = store.get(tx.conn, ident(number))
        if looked is None or not actions.is_theirs(tx, looked, turn.message.address):
            return Reply(tx.say("approval.gone"))
        if looked.state is not State.WAITING:
            return Reply(tx.say("approval.late", state=actions.state_of(tx, looked)))
        if what == "edit":
            tx.about = f"{looked.about}:edit"
            return Reply(tx.say("approval.how_to_edit", draft=looked.draft))
        state = State.ACCEPTED if what == "accept" else State.REJECTED
        if what in ("accept", "reject") and actions.settle(tx, looked, state, member):
            return None
        return Reply(tx.say("approval.gone"))

    return change


async def listen(turn: Turn) -> Reply | Change | None:
    """Words in answer to the card, or to the question for them, go out in the member's name."""
    message = turn.message
    if not message.replies_to or message.kind is Kind.EDITED:
        return None
    about = await turn.work.read(lambda conn: outbox.about_of(conn, message.channel, message.chat, message.replies_to))
    found = _ABOUT.match(about)
    if found is None:
        return None
    words = message.text.strip()[:LONGEST]
    if not words:
        return Reply(turn.say("approval.words_only"))

    def change(tx: TurnTx) -> Reply | None:
        member = member_of(tx, turn)
        looked = store.get(tx.conn, int(found[1]))
        if looked is None:
            return Reply(tx.say("approval.gone"))
        if not actions.settle(tx, looked, State.EDITED, member, words):
            settled = store.get(tx.conn, looked.id) or looked
            return Reply(tx.say("approval.late", state=actions.state_of(tx, settled)))
        return None

    return change
