"""One event behind many reports: a ticket follows another one, its resident hears the same, and it may part again."""

from __future__ import annotations

from bot.errors import PersonError
from bot.message import Choice
from bot.store.staff import Staff
from bot.work import Tx
from handlers.tickets import store
from handlers.tickets.matter import Ticket
from handlers.tickets.moving import RESIDENT, apply, by_staff
from handlers.tickets.notices import tell_resident
from handlers.tickets.rules import Event


def merge(tx: Tx, matter: Ticket, member: Staff, into: Ticket) -> Ticket:
    """The ticket follows `into` from now on; delicate ones never do, nor does one follow itself or a follower."""
    if into.id == matter.id or into.final or into.merged_into is not None:
        raise PersonError("tickets.merge_into_what", number=into.number)
    if matter.sensitive or into.sensitive:
        raise PersonError("tickets.merge_never", number=matter.number)
    values = {"merged_into": into.id}
    changed, row = apply(tx, matter, Event.MERGE, by_staff(member), into.number, values=values)
    speak = tx.within(matter.lang)
    not_mine = Choice(speak.say("tickets.not_mine"), f"notmine:{matter.id}")
    tell_resident(tx, changed, row.resident, (not_mine,))
    for follower in store.followers(tx.conn, matter.id):
        store.change(tx.conn, follower, merged_into=into.id)
    return changed


def part(tx: Tx, matter: Ticket) -> Ticket:
    """The resident says that hers is another matter: it stands alone again."""
    return apply(tx, matter, Event.PART, RESIDENT, values={"merged_into": None})[0]


def split(tx: Tx, matter: Ticket, member: Staff) -> Ticket:
    """The desk takes a ticket out again."""
    return apply(tx, matter, Event.SPLIT, by_staff(member), values={"merged_into": None})[0]
