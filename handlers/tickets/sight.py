"""What somebody of the staff may see of a ticket: all of it, a masked part of it (partner units), or nothing."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto

from bot.redact import mask
from bot.store import offices
from bot.store.offices import UnitKind
from bot.store.staff import Staff
from bot.work import Tx
from handlers.tickets import standing
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import Part
from handlers.tickets.subtasks import store as subtasks
from handlers.tickets.subtasks.rules import SubState, Subtask


class Sight(Enum):
    """How much."""

    WHOLE = auto()
    MASKED = auto()
    NONE = auto()


def sight(tx: Tx, member: Staff | None, matter: Ticket) -> Sight:
    """How much a staff member sees; without units, and for the assistant itself (None), everything.

    A complaint about a unit or an officer is seen by the supervisors, and by the unit to which one of them sent it.
    """
    if member is None or not offices.configured(tx.conn):
        return Sight.WHOLE
    own = standing.unit_of(tx, member)
    if own is not None and own.kind is UnitKind.PARTNER:
        return Sight.MASKED if task_of(tx, own.code, matter) else Sight.NONE
    if matter.guarded:
        sent = own is not None and own.code == matter.unit
        return Sight.WHOLE if sent or Part.SUPERVISOR in standing.parts_of(tx, member, matter) else Sight.NONE
    return Sight.WHOLE


def task_of(tx: Tx, unit: str, matter: Ticket) -> Subtask | None:
    """What a unit was asked to do for a ticket, the newest."""
    found = [task for task in subtasks.of_ticket(tx.conn, matter.id) if task.unit == unit]
    return next((task for task in reversed(found) if task.state is not SubState.CALLED_OFF), None)


def bare(tx: Tx, member: Staff, matter: Ticket) -> Ticket:
    """The ticket as a partner reads it: what she was asked to do, where, and no word of the resident's."""
    own = standing.unit_of(tx, member)
    task = task_of(tx, own.code, matter) if own else None
    return replace(
        matter, what=mask(task.what) if task else "", place="" if matter.sensitive else mask(matter.place),
        happened="", phone="", named=False, files=(), conversation="", person_id=None, code="", taken_by=None,
        taken_name="", owner_name=task.owner_name if task else "", sensitive="",
    )  # fmt: skip


def handles(member: Staff | None, matter: Ticket) -> bool:
    """Whether that is who deals with it: of a confidential matter only she sees the person."""
    return member is not None and matter.owner_id == member.id


def visible(tx: Tx, member: Staff, matters: list[Ticket]) -> list[Ticket]:
    """Those of which she may see something, as she may see them."""
    seen = ((matter, sight(tx, member, matter)) for matter in matters)
    return [bare(tx, member, one) if how is Sight.MASKED else one for one, how in seen if how is not Sight.NONE]
