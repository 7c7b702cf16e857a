"""What somebody away has in work goes to her substitute of the same unit, else back to the unit; both are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.message import Reply
from bot.store import offices
from bot.store.staff import Staff
from bot.work import Tx
from handlers.tickets import cards, passing
from handlers.tickets import store as tickets
from handlers.tickets.absence import store
from handlers.tickets.absence.rules import gone
from handlers.tickets.absence.store import Away
from handlers.tickets.actions import live_talk
from handlers.tickets.digest.pinging import ping
from handlers.tickets.ladder.people import alone, present
from handlers.tickets.matter import NOTE, Ticket
from handlers.tickets.subtasks import actions as parts
from handlers.tickets.subtasks import store as subtasks
from knowledge.calendar import is_working


def look(tx: Tx) -> None:
    """Whoever is away gives up what she has in work: in office hours, and what is urgent at any hour."""
    for away in store.owners_away(tx.conn, tx.now):
        if not _is_gone(tx, away):
            continue
        for held in tickets.held_by(tx.conn, away.staff_id):
            matter = tickets.get(tx.conn, held.id, lock=True)
            if matter is None or matter.owner_id != away.staff_id or live_talk(matter):
                continue  # a talk that nobody goes on with ends by its own timer
            if matter.urgent or is_working(tx.now):
                _pass_on(tx, matter, away)
        for part_id in store.parts_of(tx.conn, away.staff_id):
            _pass_part_on(tx, part_id, away)


def _is_gone(tx: Tx, away: Away) -> bool:
    if away.begins is None or away.ends is None:
        return True
    return gone(away.begins, away.ends, away.acted, tx.now, timedelta(minutes=tx.knowledge.limits.away))


def _stand_in(tx: Tx, away: Away, unit: str) -> Staff | None:
    """Her substitute, where that is somebody of the unit who is there."""
    named = offices.person(tx.conn, away.substitute_id) if away.substitute_id is not None else None
    who = present(tx, named)
    return who if who is not None and who.unit == unit and who.id != away.staff_id else None


def _pass_on(tx: Tx, matter: Ticket, away: Away) -> None:
    who = _stand_in(tx, away, matter.unit)
    if who is not None:
        passing.stand_in(tx, matter, who)
    else:
        passing.release(tx, matter, "")
    _tell(tx, matter, away, who, matter.unit_name)


def _pass_part_on(tx: Tx, part_id: int, away: Away) -> None:
    task = subtasks.get(tx.conn, part_id)
    matter = tickets.get(tx.conn, task.ticket_id, lock=True) if task else None
    if task is None or matter is None or not (task.urgent or is_working(tx.now)):
        return
    who = _stand_in(tx, away, task.unit)
    parts.release(tx, matter, task, who)
    _tell(tx, replace(matter, urgent=task.urgent), away, who, task.unit_name)


def _tell(tx: Tx, matter: Ticket, away: Away, who: Staff | None, unit: str) -> None:
    """Who was away reads who has it now, and her substitute that she has it; the group was told with the move."""
    say, about = tx.within("zh").say, matter.about + NOTE
    taker = who.name if who else unit or say("ladder.desk")
    leaver = offices.person(tx.conn, away.staff_id)
    at = offices.reach(tx.conn, leaver.id) if leaver else None
    if leaver is not None and at is not None:
        ping(tx, leaver, at, Reply(say("absence.given", number=matter.number, taker=taker)), about)
    for place in alone(tx, who):
        text = say("absence.taken", number=matter.number, name=away.name)
        due = cards.deadline(tx.within("zh"), matter)
        if place.who is not None:
            ping(tx, place.who, place.to, Reply(f"{text}\n{due}".rstrip()), about, urgent=matter.urgent)
