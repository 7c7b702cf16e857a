"""Every write of taking in: begun, completed, filed as a ticket, given up; and a resident who makes one her own."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.answers import MAX_TEXT, BadAnswerError, read_phone
from bot.errors import PersonError
from bot.store import offices, people
from bot.store import staff as staff_store
from bot.store.staff import Staff
from bot.work import TurnTx, Tx
from handlers.tickets import actions
from handlers.tickets import store as tickets
from handlers.tickets.filing import store
from handlers.tickets.filing.store import Filing
from handlers.tickets.matter import Draft, Ticket
from handlers.tickets.states import Kind, Source
from knowledge.reports import Reading

CONSENT_VERSION = "2026-11"
DISCIPLINE = "12388"
"""The number of the discipline inspection, which takes up bribery; nothing of that is kept here."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What is filed: the words, and what was read out of them or asked."""

    what: str
    place: str
    phone: str
    files: tuple[str, ...]
    source: Source
    reading: Reading | None
    urgent: bool
    lang: str = "zh"


def file(tx: Tx, member: Staff, noted: Noted) -> Ticket:
    """Opens the ticket; it keeps where it comes from and who took it in."""
    draft = Draft(
        kind=Kind.REPORT, conversation="", person_id=None, lang=noted.lang, what=noted.what, place=noted.place,
        phone=noted.phone, named=bool(noted.phone), files=noted.files, reading=noted.reading, urgent=noted.urgent,
        source=noted.source, area_id=offices.area_in(tx.conn, f"{noted.place} {noted.what}"),
        taken_by=member.id, taken_name=member.name,
    )  # fmt: skip
    made = actions.open_ticket(tx, draft)
    staff_store.note_act(tx.conn, member, tx.now)
    return made


def finish(tx: Tx, begun: Filing, member: Staff, reading: Reading | None, *, urgent: bool) -> Ticket:
    """What was noted tap by tap becomes a ticket, once; its words stand there alone from now on."""
    noted = Noted(begun.what, begun.place, begun.phone, begun.files, Source(begun.source), reading, urgent, begun.lang)
    made = file(tx, member, noted)
    store.change(tx.conn, begun, ticket_id=made.id, what="", place="", phone="", files="")
    return made


def complete(tx: Tx, begun: Filing, text: str, files: tuple[str, ...] = ()) -> Filing:
    """Something more to it: a number to call, the place where none was named, else more words."""
    values: dict[str, object] = {}
    if files:
        values["files"] = json.dumps((*begun.files, *files))
    phone = _phone(text)
    if phone and not begun.phone:
        values["phone"] = phone
    elif text and not begun.place:
        values["place"] = text[:200]
    elif text:
        values["what"] = f"{begun.what}\n{text}"[:MAX_TEXT] if begun.what else text[:MAX_TEXT]
    return store.change(tx.conn, begun, **values) if values else begun


def _phone(text: str) -> str:
    try:
        return read_phone(text) if any(char.isdecimal() for char in text) and len(text) <= 30 else ""
    except BadAnswerError:
        return ""


def open_one(tx: Tx, filing_id: int, member: Staff) -> Filing:
    """The one that a button names, locked; `PersonError` when it is another's, filed already, or given up."""
    begun = store.get(tx.conn, filing_id, lock=True)
    if begun is None or begun.dropped_at is not None:
        raise PersonError("filing.gone")
    if begun.staff_id != member.id:
        raise PersonError("filing.not_yours")
    if begun.ticket_id is not None:
        made = tickets.get(tx.conn, begun.ticket_id)
        raise PersonError("filing.done_already", number=made.number if made else "")
    return begun


def make_own(tx: TurnTx, matter: Ticket, conversation: str) -> Ticket:
    """The resident for whom it was filed shows its receipt code: from now on the answers come to her."""
    people.give_consent(tx.conn, tx.person.id, "report", CONSENT_VERSION, tx.now)
    changed = tickets.change(tx.conn, matter, person_id=tx.person.id, conversation=conversation, lang=tx.lang)
    tickets.note(tx.conn, changed, "own", "resident", tx.now)
    return changed
