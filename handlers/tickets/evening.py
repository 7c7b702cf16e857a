"""Outside hours whoever is on duty sees every new matter, the same evening."""

from __future__ import annotations

from bot.clock import SHANGHAI
from bot.message import Reply
from bot.store import offices
from bot.store.offices import Unit
from bot.store.staff import Staff
from bot.work import Tx
from handlers.tickets import cards, guarding
from handlers.tickets.ladder import people
from handlers.tickets.matter import NOTE, Ticket
from handlers.tickets.states import Kind
from knowledge.calendar import is_working


def tell_duty(tx: Tx, matter: Ticket) -> None:
    """Shows a new matter to the person on duty: of the unit that has it, else of the district."""
    if is_working(tx.now) or guarding.guards(tx, matter) or matter.kind in (Kind.GAP, Kind.REVIEW):
        return
    unit = offices.by_code(tx.conn, matter.unit) or offices.district(tx.conn)
    if unit is None:
        return
    zh = tx.within("zh")
    places = people.alone(tx, on_duty(tx, unit))
    for place in places:
        text = f"{zh.say('tickets.duty_new')}\n{cards.summary(zh, matter)}"
        tx.send(place.to, Reply(text), matter.about + NOTE, matter.hours)
    if not places and matter.urgent:
        tx.alarm("duty_unreachable", f"{unit.name}: {matter.number}", matter.about)


def on_duty(tx: Tx, unit: Unit) -> Staff | None:
    """Who answers for a unit now."""
    return offices.on_duty(tx.conn, unit.code, tx.now.astimezone(SHANGHAI).date(), tx.now)
