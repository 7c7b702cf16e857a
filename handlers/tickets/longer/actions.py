"""Writes of long matters: an interim reply, the reminder of its date, a meeting and its result."""

from __future__ import annotations

from bot.errors import PersonError
from bot.message import Origin, Reply
from bot.router import ident
from bot.store import offices, timers
from bot.store import staff as staff_store
from bot.store.staff import Staff
from bot.store.timers import Timer
from bot.work import Tx
from handlers.tickets import cards, standing, store
from handlers.tickets.digest.pinging import ping
from handlers.tickets.ladder import people
from handlers.tickets.matter import NOTE, Ticket
from handlers.tickets.moving import apply, by_staff
from handlers.tickets.notices import tell_resident, unit
from handlers.tickets.rules import Event, Part
from handlers.tickets.subtasks import store as subtasks
from knowledge.calendar import end_of_working_day, spoken

DAYS = (3, 5, 10)
"""Working days until the next word, as the staff may choose."""
NEXT = "tickets.next_word"
RESULT = ":result"


def interim(tx: Tx, matter: Ticket, member: Staff, days: int, text: str) -> Ticket:
    """How far it is, and by when the resident hears again; the time of the ticket runs on."""
    if days not in DAYS or not text.strip():
        raise PersonError("tickets.not_now", number=matter.number)
    if not matter.reaches:
        raise PersonError("tickets.nobody_to_tell", number=matter.number)
    by = end_of_working_day(tx.now, days)
    changed, row = apply(tx, matter, Event.INTERIM, by_staff(member), text=text, values={"next_at": by})
    tx.forget(matter.about, NEXT)
    timers.put(tx.conn, NEXT, matter.about, by)
    when = spoken(by, changed.lang)
    tell_resident(tx, changed, row.resident, origin=Origin.STAFF, unit=unit(tx, changed), text=text, when=when)
    return changed


def date_came(tx: Tx, timer: Timer) -> None:
    """The date of the next word came and nothing was said since: who has it is reminded, and her unit reads it."""
    matter = store.get(tx.conn, ident(timer.about.partition(":")[2]), lock=True)
    if matter is None or matter.final or matter.next_at is None or matter.next_at > tx.now:
        return
    zh = tx.within("zh")
    told = Reply(zh.say("longer.date_came", number=matter.number, when=spoken(matter.next_at, "zh")))
    owner = offices.person(tx.conn, matter.owner_id) if matter.owner_id is not None else None
    for place in people.alone(tx, owner):
        if place.who is not None:
            ping(tx, place.who, place.to, told, matter.about + NOTE, urgent=matter.urgent)
    tx.under_cards(matter.about, told, NOTE, matter.hours)


def call_meeting(tx: Tx, matter: Ticket, member: Staff, text: str) -> list[str]:
    """Calls every unit that has a part in it together; the names of those that are told come back."""
    _takes_part(tx, matter, member)
    if matter.final:
        raise PersonError("tickets.closed_already", number=matter.number)
    codes = dict.fromkeys([matter.unit, *(task.unit for task in subtasks.open_of(tx.conn, matter.id))])
    _note(tx, matter, member, "meeting", text)
    zh = tx.within("zh")
    said = cards.shown(zh, matter, text, ())
    told = Reply(zh.say("longer.called", number=matter.number, who=member.name, text=said))
    places = dict.fromkeys(group for code in codes for group in tx.groups_of(code))
    for group in places:
        tx.send(group, told, matter.about + RESULT, matter.hours)
    found = (offices.by_code(tx.conn, code) for code in codes if code)
    return [one.name for one in found if one is not None]


def meeting_result(tx: Tx, matter: Ticket, member: Staff, text: str) -> Ticket:
    """What came of a meeting returns to the ticket: into its history and under its card."""
    _takes_part(tx, matter, member)
    _note(tx, matter, member, "meeting_result", text)
    zh = tx.within("zh")
    said = cards.shown(zh, matter, text, ())
    tx.under_cards(matter.about, Reply(zh.say("longer.result", number=matter.number, text=said)), NOTE, matter.hours)
    return matter


def _takes_part(tx: Tx, matter: Ticket, member: Staff) -> None:
    own = standing.unit_of(tx, member)
    cooperates = own is not None and any(task.unit == own.code for task in subtasks.of_ticket(tx.conn, matter.id))
    if not cooperates and not standing.parts_of(tx, member, matter) & frozenset(Part):
        raise PersonError("tickets.not_your_part", number=matter.number)


def _note(tx: Tx, matter: Ticket, member: Staff, event: str, text: str) -> None:
    store.note(tx.conn, matter, event, "staff", tx.now, text=text, actor_id=member.id, actor_name=member.name)
    staff_store.note_act(tx.conn, member, tx.now)
