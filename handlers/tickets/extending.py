"""More time (延期): asked for by the unit before it is late, granted by a supervisor, and the resident is told."""

from __future__ import annotations

from datetime import datetime

from bot.errors import PersonError
from bot.message import Choice
from bot.store.staff import Staff
from bot.work import Tx
from handlers.tickets import deadlines
from handlers.tickets.matter import Ticket
from handlers.tickets.moving import allowed, apply, by_staff
from handlers.tickets.notices import tell_resident, unit
from handlers.tickets.rules import Event
from knowledge.calendar import end_of_working_day, spoken, working_time
from knowledge.limits import Span

DAYS = (1, 3, 5)
"""Working days that may be asked for."""
MOST = 1
"""So often a ticket gets more time."""


def ask(tx: Tx, matter: Ticket, member: Staff, days: int, why: str) -> Ticket:
    """A unit asks for that many working days more and says why; never when it is late already, never when urgent."""
    span = matter.span
    if days not in DAYS or span is None:
        raise PersonError("tickets.not_now", number=matter.number)
    if matter.urgent:
        raise PersonError("tickets.extend_urgent", number=matter.number)
    if matter.extensions >= MOST:
        raise PersonError("tickets.extend_once", number=matter.number)
    if matter.wanted_until is not None:
        raise PersonError("tickets.extend_asked", number=matter.number)
    if (matter.paused_at or tx.now) >= span.due:
        raise PersonError("tickets.extend_late", number=matter.number)
    if not why.strip():
        raise PersonError("tickets.extend_why", number=matter.number)
    until = end_of_working_day(span.due, days)
    say = tx.within("zh").say
    text = say("tickets.extend_text", unit=matter.unit_name, when=spoken(until, "zh"), why=why)
    choices = (Choice(say("tickets.button_grant"), f"grant:{matter.id}"),
               Choice(say("tickets.button_refuse"), f"refuse:{matter.id}"))  # fmt: skip
    changed, _row = apply(tx, matter, Event.EXTEND_ASK, by_staff(member), text, values={"wanted_until": until},
                          choices=choices)  # fmt: skip
    return changed


def grant(tx: Tx, matter: Ticket, member: Staff) -> Ticket:
    """A supervisor grants what was asked for; the ladder begins anew, and the resident hears the new date."""
    until = _asked(tx, matter, member, Event.EXTEND_GRANT)
    span = matter.span
    assert span is not None
    longer = Span(until, span.length + working_time(span.due, until), wall=False)
    values = {**deadlines.of(longer), "wanted_until": None, "extensions": matter.extensions + 1,
              "round": matter.round + 1}  # fmt: skip
    text = spoken(until, "zh")
    changed, row = apply(tx, matter, Event.EXTEND_GRANT, by_staff(member), text, values=values)
    tell_resident(tx, changed, row.resident, unit=unit(tx, changed), when=spoken(until, matter.lang))
    return changed


def refuse(tx: Tx, matter: Ticket, member: Staff) -> Ticket:
    """A supervisor does not grant it: the old date stands."""
    _asked(tx, matter, member, Event.EXTEND_REFUSE)
    due = spoken(matter.due_at, "zh") if matter.due_at else ""
    return apply(tx, matter, Event.EXTEND_REFUSE, by_staff(member), due, values={"wanted_until": None})[0]


def _asked(tx: Tx, matter: Ticket, member: Staff, event: Event) -> datetime:
    allowed(tx, matter, event, by_staff(member))
    if matter.wanted_until is None:
        raise PersonError("tickets.extend_none", number=matter.number)
    return matter.wanted_until
