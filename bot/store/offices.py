"""Units, the people in them, who is on duty, who is away, and where each of them can be reached."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, select

from bot.db.offices import absence, duty, unit
from bot.db.tables import area, identity, staff, staff_group, staff_identity
from bot.message import Address
from bot.store.staff import Role, Staff


class UnitKind(StrEnum):
    """What a unit is; `partner` ones (property company, owners' committee, laboratory) read masked sub-tasks only."""

    DISTRICT = "district"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    COMMUNITY = "community"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Unit:
    """An office that deals with matters. `lead` is the department (of the content files) whose matters it takes."""

    id: int
    code: str
    name: str
    name_en: str
    kind: UnitKind
    lead: str = ""
    parent: str = ""

    def called(self, lang: str) -> str:
        """Its name in that language."""
        return self.name_en if lang == "en" and self.name_en else self.name


_UNIT = (unit.c.id, unit.c.code, unit.c.name, unit.c.name_en, unit.c.kind, unit.c.lead, unit.c.parent)
_STAFF = (staff.c.id, staff.c.name, staff.c.unit, staff.c.role)
_RANK = {Role.HEAD: 0, Role.MEMBER: 1}


def _unit(row: tuple[object, ...]) -> Unit:
    number, code, name, name_en, kind, lead, parent = row
    return Unit(int(str(number)), str(code), str(name), str(name_en), UnitKind(str(kind)), str(lead), str(parent))


def units(conn: Connection) -> list[Unit]:
    """Every active unit in the order in which they were brought in; empty where no units are configured."""
    rows = conn.execute(select(*_UNIT).where(unit.c.active).order_by(unit.c.id))
    return [_unit(tuple(row)) for row in rows]


def configured(conn: Connection) -> bool:
    """Whether units are configured at all; without them one group takes everything."""
    return conn.execute(select(unit.c.id).where(unit.c.active).limit(1)).first() is not None


def by_code(conn: Connection, code: str) -> Unit | None:
    """The active unit of that code."""
    row = conn.execute(select(*_UNIT).where(unit.c.code == code, unit.c.active)).first()
    return _unit(tuple(row)) if row else None


def by_id(conn: Connection, unit_id: int) -> Unit | None:
    """The active unit of that row, as a button names it."""
    row = conn.execute(select(*_UNIT).where(unit.c.id == unit_id, unit.c.active)).first()
    return _unit(tuple(row)) if row else None


def named(conn: Connection, words: str) -> list[Unit]:
    """The units that somebody means: that code, that name, or else every name in which the words stand."""
    wanted = unicodedata.normalize("NFKC", words).strip().casefold()
    if not wanted:
        return []
    every = units(conn)
    exact = [one for one in every if wanted in (one.code.casefold(), one.name.casefold(), one.name_en.casefold())]
    return exact or [one for one in every if wanted in one.name.casefold()]


def district(conn: Connection) -> Unit | None:
    """The unit that takes what nobody else takes."""
    row = conn.execute(
        select(*_UNIT).where(unit.c.kind == UnitKind.DISTRICT.value, unit.c.active).order_by(unit.c.id).limit(1)
    ).first()
    return _unit(tuple(row)) if row else None


def people(conn: Connection, code: str, *roles: Role) -> list[Staff]:
    """The active people of a unit, the head first; only those of the roles named, where any are."""
    found = [Staff(*row) for row in conn.execute(select(*_STAFF).where(staff.c.active, staff.c.unit == code))]
    wanted = [who for who in found if not roles or who.role in roles]
    return sorted(wanted, key=lambda who: (_RANK.get(Role(who.role), 2), who.id))


def with_role(conn: Connection, *roles: Role) -> list[Staff]:
    """The active people of these roles, whatever their unit."""
    names = [role.value for role in roles]
    rows = conn.execute(select(*_STAFF).where(staff.c.active, staff.c.role.in_(names)).order_by(staff.c.id))
    return [Staff(*row) for row in rows]


def person(conn: Connection, staff_id: int) -> Staff | None:
    """The active account of that row."""
    row = conn.execute(select(*_STAFF).where(staff.c.id == staff_id, staff.c.active)).first()
    return Staff(*row) if row else None


def away(conn: Connection, staff_id: int, now: datetime) -> tuple[datetime, int | None] | None:
    """Until when somebody is away and who stands in for her; None while she is there."""
    row = conn.execute(
        select(absence.c.ends_at, absence.c.substitute_id)
        .where(absence.c.staff_id == staff_id, absence.c.begins_at <= now, absence.c.ends_at > now)
        .order_by(absence.c.ends_at.desc())
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None


def on_duty(conn: Connection, code: str, day: date, now: datetime) -> Staff | None:
    """Who answers for a unit on that day: by the rota, her substitute while she is away, else the head, else anybody.

    None when nobody of the unit is there.
    """
    row = conn.execute(
        select(duty.c.staff_id, duty.c.substitute_id).where(duty.c.unit == code, duty.c.day == day)
    ).first()
    candidates: list[int | None] = []
    if row is not None:
        gone = away(conn, row.staff_id, now)
        candidates = [row.substitute_id, gone[1]] if gone else [row.staff_id]
    candidates += [who.id for who in people(conn, code)]
    for staff_id in candidates:
        if staff_id is not None and away(conn, staff_id, now) is None and (who := person(conn, staff_id)):
            return who
    return None


def reach(conn: Connection, staff_id: int) -> Address | None:
    """Where the assistant can write to somebody alone: a channel on which she has spoken to it and not blocked it."""
    row = conn.execute(
        select(staff_identity.c.channel, staff_identity.c.external)
        .join(
            identity,
            (identity.c.channel == staff_identity.c.channel) & (identity.c.external == staff_identity.c.external),
        )
        .where(staff_identity.c.staff_id == staff_id, identity.c.reachable)
        .order_by(staff_identity.c.channel)
        .limit(1)
    ).first()
    return Address(row[0], row[1]) if row else None


def unreachable(conn: Connection) -> list[Staff]:
    """The active people whom the assistant cannot write to: no channel known, never spoken to it, or blocked."""
    rows = conn.execute(select(*_STAFF).where(staff.c.active).order_by(staff.c.unit, staff.c.id)).all()
    return [Staff(*row) for row in rows if reach(conn, row[0]) is None]


def without_group(conn: Connection) -> list[Unit]:
    """The units that no living group is bound to: what is theirs falls to the group of everybody."""
    bound = set(conn.execute(select(staff_group.c.unit).where(staff_group.c.alive)).scalars())
    return [one for one in units(conn) if one.code not in bound]


def area_worker(conn: Connection, area_id: int) -> Staff | None:
    """The grid worker who answers for an area: its own, or that of the nearest area around it."""
    at: int | None = area_id
    for _ in range(8):
        row = conn.execute(select(area.c.worker_id, area.c.parent_id).where(area.c.id == at)).first()
        if row is None:
            return None
        if row.worker_id is not None and (who := person(conn, row.worker_id)):
            return who
        at = row.parent_id
    return None


def area_unit(conn: Connection, area_id: int) -> Unit | None:
    """The unit that answers for an area: its own, or that of the nearest area around it."""
    at: int | None = area_id
    for _ in range(8):
        row = conn.execute(select(area.c.unit, area.c.parent_id).where(area.c.id == at)).first()
        if row is None:
            return None
        if row.unit and (found := by_code(conn, row.unit)):
            return found
        at = row.parent_id
    return None


def area_names(conn: Connection, area_id: int) -> tuple[str, ...]:
    """The names of an area and of those around it, the smallest first."""
    return tuple(row.name for row in _around(conn, area_id))


def area_units(conn: Connection, area_id: int) -> list[Unit]:
    """The units that answer for an area and for those around it, the nearest first."""
    found = (by_code(conn, row.unit) for row in _around(conn, area_id) if row.unit)
    return [unit for unit in found if unit is not None]


def _around(conn: Connection, area_id: int) -> list[Row[Any, Any, Any]]:
    rows, at = list[Row[Any, Any, Any]](), area_id
    for _ in range(8):
        row = conn.execute(select(area.c.name, area.c.unit, area.c.parent_id).where(area.c.id == at)).first()
        if row is None:
            break
        rows.append(row)
        at = row.parent_id
    return rows


def area_in(conn: Connection, words: str) -> int | None:
    """The smallest area whose name stands in the words; None for none, or for two that are as small."""
    text = unicodedata.normalize("NFKC", words)
    rows = conn.execute(select(area.c.id, area.c.name, area.c.kind)).all()
    order = {"building": 0, "estate": 1, "park": 2, "community": 2, "town": 3, "district": 4}
    hits = sorted((order.get(row.kind, 9), -len(row.name), row.id) for row in rows if row.name in text)
    if not hits or (len(hits) > 1 and hits[0][:2] == hits[1][:2]):
        return None
    return int(hits[0][2])


def count(conn: Connection) -> dict[str, int]:
    """How many units, areas and rota days there are."""
    tables = {"units": unit, "areas": area, "rota": duty}
    return {name: int(conn.execute(select(func.count()).select_from(t)).scalar_one()) for name, t in tables.items()}
