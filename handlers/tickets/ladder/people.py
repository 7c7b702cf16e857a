"""Who stands on a rung of the ladder now, and where each of them can be written to."""

from __future__ import annotations

from dataclasses import dataclass

from bot.clock import SHANGHAI
from bot.message import Address
from bot.store import groups, offices
from bot.store.staff import Role, Staff
from bot.work import Tx
from handlers.tickets.ladder.case import Case
from knowledge.calendar import is_working
from knowledge.ladder import Rung

_STAND_INS = 3
"""A substitute may be away herself: so often the next one is asked for."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to say something: a group, or somebody alone."""

    to: Address
    who: Staff | None = None


def places(tx: Tx, case: Case, rung: Rung) -> list[Place]:
    """Where those on a rung can be told; empty where nobody of them can."""
    unit = case.unit if offices.by_code(tx.conn, case.unit) else ""
    if rung is Rung.PERSON:
        return alone(tx, _person(tx, case, unit))
    if rung is Rung.GROUP:
        return [Place(to) for to in groups.alive(tx.conn, unit)]
    if rung is Rung.LEAD:
        lead = case.matter.unit if offices.by_code(tx.conn, case.matter.unit) else ""
        return [Place(to) for to in groups.alive(tx.conn, lead)] if case.task else []
    if rung is Rung.HEAD:
        return alone(tx, *(offices.people(tx.conn, unit, Role.HEAD) if unit else ()))
    if rung is Rung.SUPERVISOR:
        return alone(tx, *offices.with_role(tx.conn, Role.SUPERVISOR))
    return []


def _person(tx: Tx, case: Case, unit: str) -> Staff | None:
    """Who has it in work; outside hours, when only what is urgent is told, who is on duty."""
    if unit and not is_working(tx.now):
        on_duty = offices.on_duty(tx.conn, unit, tx.now.astimezone(SHANGHAI).date(), tx.now)
        if on_duty is not None:
            return on_duty
    return offices.person(tx.conn, case.owner_id) if case.owner_id is not None else None


def alone(tx: Tx, *people: Staff | None) -> list[Place]:
    """Where these people can be written to alone; for who is away, her substitute. Nobody twice."""
    found: dict[int, Place] = {}
    for one in people:
        who = present(tx, one)
        at = offices.reach(tx.conn, who.id) if who else None
        if who is not None and at is not None:
            found.setdefault(who.id, Place(at, who))
    return list(found.values())


def present(tx: Tx, who: Staff | None) -> Staff | None:
    """Somebody, or while she is away who stands in for her; None where nobody does."""
    for _ in range(_STAND_INS):
        gone = offices.away(tx.conn, who.id, tx.now) if who else None
        if who is None or gone is None:
            return who
        who = offices.person(tx.conn, gone[1]) if gone[1] is not None else None
    return None
