"""Which part somebody of the staff plays for a ticket, by her role and unit; checked on every press."""

from __future__ import annotations

from bot.store import offices
from bot.store.offices import Unit
from bot.store.staff import Role, Staff
from bot.work import Tx
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import Part

EVERY = frozenset(Part)
_BY_ROLE = {
    Role.ADMINISTRATOR: frozenset({Part.DESK, Part.SUPERVISOR}),
    Role.SUPERVISOR: frozenset({Part.DESK, Part.SUPERVISOR}),
    Role.DISPATCHER: frozenset({Part.DESK}),
}


def parts(role: str, own: str, holder: str) -> frozenset[Part]:
    """Pure: the parts of somebody of that role and unit for a ticket that `holder` has.

    Whoever belongs to no unit sits at the desk. What no unit has, the desk holds.
    """
    found = set(_BY_ROLE.get(Role(role), frozenset()))
    if not own and role in (Role.MEMBER, Role.HEAD):
        found.add(Part.DESK)
    if own and own == holder:
        found |= {Part.HOLDER, Part.HEAD} if role == Role.HEAD else {Part.HOLDER}
    if not holder and Part.DESK in found:
        found.add(Part.HOLDER)
    return frozenset(found)


def unit_of(tx: Tx, member: Staff) -> Unit | None:
    """The unit somebody works for: by its code, or by its name where the account was made by hand."""
    found = offices.by_code(tx.conn, member.unit) if member.unit else None
    if found is None and member.unit:
        named = offices.named(tx.conn, member.unit)
        return named[0] if len(named) == 1 else None
    return found


def parts_of(tx: Tx, member: Staff, matter: Ticket) -> frozenset[Part]:
    """The parts of a staff member for a ticket; without units everybody does everything."""
    if not offices.configured(tx.conn):
        return EVERY
    own = unit_of(tx, member)
    found = _parts(tx, member, matter, own.code if own else "")
    if matter.guarded and Part.SUPERVISOR not in found:
        return found & {Part.HOLDER, Part.HEAD} if own and own.code == matter.unit else frozenset()
    return found


def sits_at_desk(tx: Tx, member: Staff) -> bool:
    """Whether she sends matters on, whichever they are."""
    own = unit_of(tx, member)
    return Part.DESK in parts(member.role, own.code if own else "", "")


def _parts(tx: Tx, member: Staff, matter: Ticket, own: str) -> frozenset[Part]:
    # A ticket that still lies with a department of the content files, from before there were units, is the desk's.
    holder = matter.unit if offices.by_code(tx.conn, matter.unit) else ""
    return parts(member.role, own, holder)


def named(tx: Tx, code: str) -> tuple[str, str] | None:
    """The Chinese and English name of what may have a ticket: a unit, or without units a department."""
    if offices.configured(tx.conn):
        unit = offices.by_code(tx.conn, code)
        return (unit.name, unit.name_en or unit.name) if unit else None
    department = tx.knowledge.departments.get(code)
    return (department.name, department.name_en) if department else None


def choices(tx: Tx, but: str = "") -> list[tuple[str, str]]:
    """Code and name of every place a ticket may go to, in this transaction's language; partners only cooperate."""
    if offices.configured(tx.conn):
        every = [unit for unit in offices.units(tx.conn) if unit.kind is not offices.UnitKind.PARTNER]
        return [(unit.code, unit.called(tx.lang)) for unit in every if unit.code != but]
    departments = tx.knowledge.departments.values()
    return [(one.id, one.name_en if tx.lang == "en" else one.name) for one in departments if one.id != but]
