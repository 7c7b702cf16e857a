"""What signing writes: the unit's word under exactly the words that were read."""

from __future__ import annotations

from bot.clock import SHANGHAI
from bot.errors import PersonError
from bot.store import offices, revisions
from bot.store import staff as staff_store
from bot.store.staff import Staff
from bot.work import Tx
from handlers.signing.rules import may_sign
from knowledge.editing.plain import digest
from knowledge.editing.signing import answers_for, signed
from knowledge.shapes import Entry


def department(tx: Tx, member: Staff) -> str:
    """The department whose matters the member's unit takes; empty when she has none."""
    unit = offices.by_code(tx.conn, member.unit) if member.unit else None
    return unit.lead if unit else member.unit


def sign(tx: Tx, name: str, read: str, member: Staff) -> Entry:
    """Signs the entry, if it still reads as it was read (`read` is its digest); `PersonError` says why not."""
    entry = tx.knowledge.entries.get(name)
    if entry is None:
        raise PersonError("signing.gone")
    if not may_sign(member, department(tx, member), entry):
        raise PersonError("signing.not_yours")
    if digest(entry) != read:
        raise PersonError("signing.changed")
    word = signed(entry, answers_for(tx.knowledge, entry), tx.now.astimezone(SHANGHAI).date())
    revisions.sign(tx.conn, word, member.id, member.name, tx.now)
    staff_store.note_act(tx.conn, member, tx.now)
    return entry
