"""What is masked elsewhere, in the staff room: phone numbers open when asked for, and every look is written down."""

from __future__ import annotations

from datetime import timedelta

from bot.redact import mask_phones
from bot.store.staff import Staff
from bot.work import Tx
from handlers.tickets.matter import Ticket
from handlers.tickets.phone import store
from handlers.tickets.phone.store import What as What

SHOWN_FOR = timedelta(minutes=10)
"""So long it stays open for who asked: enough for a call, and the page may be loaded again meanwhile."""


def show(tx: Tx, matter: Ticket, member: Staff) -> None:
    """Opens the numbers of a ticket to a staff member and writes down who, when and which ticket."""
    store.note(tx.conn, matter.id, member, tx.now)


def is_shown(tx: Tx, matter: Ticket, member: Staff) -> bool:
    """Whether this staff member asked for the numbers of this ticket a moment ago."""
    return store.seen_since(tx.conn, matter.id, member.id, tx.now - SHOWN_FOR)


def look(tx: Tx, matter: Ticket, member: Staff, what: What) -> None:
    """Writes down who read a ticket or opened a file of it; a page that loads itself again is the same look."""
    if not store.seen_since(tx.conn, matter.id, member.id, tx.now - SHOWN_FOR, what):
        store.note(tx.conn, matter.id, member, tx.now, what)


def masked(phone: str) -> str:
    """A number that stands alone, with enough of it left to tell two apart; empty stays empty."""
    short = mask_phones(phone)
    return short if short != phone or not phone else f"****{phone[-2:]}"
