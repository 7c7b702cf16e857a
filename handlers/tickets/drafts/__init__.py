"""A staff member's answer becomes the draft of an entry: masked, kept once, listed and exported for whoever edits."""

from __future__ import annotations

from bot.errors import PersonError
from bot.redact import mask
from bot.store.staff import Staff
from bot.work import Tx
from handlers.tickets import store as tickets
from handlers.tickets.drafts import store
from handlers.tickets.drafts.store import EntryDraft
from handlers.tickets.matter import Ticket


def keep(tx: Tx, matter: Ticket, member: Staff, answer: str) -> EntryDraft:
    """Keeps these words as an answer to what the matter asks; the same words of one matter are kept once."""
    # Of a gap the first line is the question, and what follows tells how many asked it in which other words.
    asked = matter.what.partition("\n")[0] if matter.kind.of_nobody else matter.what
    return store.keep(tx.conn, matter.id, matter.unit, mask(asked), mask(answer), matter.lang, member.id, tx.now)


def keep_reply(tx: Tx, matter: Ticket, member: Staff) -> EntryDraft:
    """Keeps the answer that went out last; `PersonError` where none did, or where the matter is a delicate one."""
    replies = [line.text for line in tickets.history(tx.conn, matter.id) if line.event == "reply" and line.text]
    if not replies or matter.sensitive:
        raise PersonError("tickets.no_reply_yet", number=matter.number)
    return keep(tx, matter, member, replies[-1])
