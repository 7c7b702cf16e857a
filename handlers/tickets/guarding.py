"""A complaint about a unit or an officer goes to the supervisors alone, and past every group."""

from __future__ import annotations

from bot.message import Reply
from bot.store import offices
from bot.store.staff import Role
from bot.work import Tx
from handlers.tickets.digest.pinging import ping
from handlers.tickets.ladder import people
from handlers.tickets.ladder.people import Place
from handlers.tickets.matter import NOTE, Ticket


def guards(tx: Tx, matter: Ticket) -> list[Place]:
    """Where the supervisors who guard it can be told; empty where it needs no guard or nobody could be told."""
    if not matter.guarded or not offices.configured(tx.conn):
        return []
    return people.alone(tx, *offices.with_role(tx.conn, Role.SUPERVISOR))


def alarm(tx: Tx, matter: Ticket) -> None:
    """One that needs a guard and has none stands in the groups, without its words: the operator must name somebody."""
    if matter.guarded and offices.configured(tx.conn):
        tx.alarm("no_supervisor", tx.within("zh").say("sensitive.no_supervisor", number=matter.number), matter.about)


def opened(tx: Tx, matter: Ticket, places: list[Place]) -> None:
    """A new one: the supervisors are told that it is there and where to read it."""
    link = f"{tx.settings.url}/staff/tickets/{matter.number}"
    tell(tx, matter, places, tx.within("zh").say("sensitive.guarded_new", number=matter.number, link=link))


def tell(tx: Tx, matter: Ticket, places: list[Place], text: str) -> None:
    """Something happened to it."""
    for place in places:
        if place.who is not None:
            ping(tx, place.who, place.to, Reply(text), matter.about + NOTE, urgent=matter.urgent)
