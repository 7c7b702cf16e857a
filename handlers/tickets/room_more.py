"""What the page of a ticket offers beside the plain moves: proposal, ready replies, cooperation, the second look."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from bot.store import offices
from bot.work import Tx
from handlers.tickets import cards
from handlers.tickets.dispatching import line
from handlers.tickets.longer import actions as lasting
from handlers.tickets.matter import Ticket
from handlers.tickets.rating import actions as ratings
from handlers.tickets.rules import MOVABLE, Event, Part, State
from handlers.tickets.subtasks import store as subtasks
from knowledge.reports import Category

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class More:
    """The names of the buttons, and what they choose from; `ready`: id, label and words of each ready-made reply."""

    acts: tuple[str, ...] = ()
    proposed: str = ""
    rated: str = ""
    categories: Pairs = ()
    partners: Pairs = ()
    next_days: Pairs = ()
    ready: tuple[tuple[str, str, str], ...] = ()


def more(tx: Tx, matter: Ticket, events: Set[Event], parts: Set[Part]) -> More:
    """What may be done now by somebody who may make these moves and plays these parts."""
    units = offices.configured(tx.conn)
    desk = units and Event.DISPATCH in events and matter.state in MOVABLE and bool(matter.category)
    going = units and bool(parts) and not matter.final and not matter.kind.of_nobody
    rated = _rated(tx, matter) if Event.REVISIT in events else ""
    offered = {
        "asproposed": desk and line.waiting(tx, matter) is not None,
        "recat": desk, "urgency": desk, "call_back": Event.CALL_BACK in events,
        "coop": going and bool(matter.unit) and matter.state is not State.CONFIRMED,
        "interim": Event.INTERIM in events and matter.reaches,
        "meeting": going, "result": going,
        "canned": Event.REPLY in events and cards.may_use_ready(tx, matter),
        "revisit": bool(rated), "uphold": bool(rated),
    }  # fmt: skip
    acts = tuple(name for name, so in offered.items() if so)
    return More(
        acts,
        line.proposed(tx, matter) if "asproposed" in acts else "",
        rated,
        tuple((one.value, tx.say(f"dispatching.category_{one}")) for one in Category if one != matter.category)
        if "recat" in acts else (),
        _partners(tx, matter) if "coop" in acts else (),
        tuple((str(days), tx.say("tickets.extend_days", days=days)) for days in lasting.DAYS),
        _ready(tx, matter) if "canned" in acts else (),
    )  # fmt: skip


def _rated(tx: Tx, matter: Ticket) -> str:
    """How it was rated, where somebody has to look at that."""
    found = ratings.waiting(tx, matter)
    return ratings.review(tx, matter, found, "rating.in_room") if found is not None else ""


def _partners(tx: Tx, matter: Ticket) -> Pairs:
    busy = {matter.unit, *(task.unit for task in subtasks.open_of(tx.conn, matter.id))}
    return tuple((unit.code, unit.called(tx.lang)) for unit in offices.units(tx.conn) if unit.code not in busy)


def _ready(tx: Tx, matter: Ticket) -> tuple[tuple[str, str, str], ...]:
    speak = tx.within(matter.lang)
    return tuple(
        (one.id, tx.say(f"canned.{one.id}_name"), speak.say(f"canned.{one.id}"))
        for one in tx.knowledge.canned
        if one.fits(matter.category)
    )
