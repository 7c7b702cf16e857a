"""Takes the rows of a workbook into the tables: good rows are kept, bad ones are named and left out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, insert, select, update

from bot.db.offices import absence, duty, unit
from bot.db.tables import area, staff
from bot.roster import RowError, SheetReport, rows
from bot.roster.book import SHEETS, Line
from bot.store.staff import know


def take(
    conn: Connection, book: Mapping[str, Sequence[Line]], leads: Collection[str], now: datetime
) -> list[SheetReport]:
    """Takes every sheet in the order in which they name one another; `leads` are the departments of the content."""
    takers: Mapping[str, Callable[[Line], str]] = {
        "units": lambda line: _unit(conn, rows.unit(line), leads),
        "people": lambda line: _person(conn, rows.person(line), now),
        "areas": lambda line: _area(conn, rows.area(line)),
        "rota": lambda line: _rota(conn, rows.rota(line)),
        "absences": lambda line: _absence(conn, rows.absence(line)),
    }
    return [_sheet(SHEETS[name], book[name], takers[name]) for name in SHEETS if name in book]


def _sheet(name: str, lines: Sequence[Line], taker: Callable[[Line], str]) -> SheetReport:
    report, seen = SheetReport(name), dict[tuple[str, ...], int]()
    for line in lines:
        key = tuple(line.text(part) for part in _KEYS.get(name, ())) or (str(line.number),)
        try:
            if key in seen:
                raise RowError(f"和第 {seen[key]} 行重复")
            what = taker(line)
        except RowError as why:
            report.bad.append((line.number, str(why)))
            continue
        seen[key] = line.number
        setattr(report, what, getattr(report, what) + 1)
    return report


_KEYS = {"单位": ("code",), "人员": ("code",), "区域": ("code",), "值班": ("unit", "day")}


def _merge(conn: Connection, table: Table, where: ColumnElement[bool], key: dict[str, Any], values: dict[str, Any],
           fresh: Mapping[str, Any] | None = None) -> str:  # fmt: skip
    """Inserts or updates one row; says which of the two, or that nothing changed."""
    have = conn.execute(select(table).where(where)).first()
    if have is None:
        conn.execute(insert(table).values(**key, **values, **(fresh or {})))
        return "added"
    if all(getattr(have, name) == value for name, value in values.items()):
        return "same"
    conn.execute(update(table).where(where).values(**values))
    return "changed"


def _unit(conn: Connection, row: rows.UnitRow, leads: Collection[str]) -> str:
    if row.lead and row.lead not in leads:
        raise RowError(f"没有部门“{row.lead}”，可用：{'、'.join(sorted(leads))}")
    if row.parent:
        _need_unit(conn, row.parent)
    values = {"name": row.name, "name_en": row.name_en, "kind": row.kind, "lead": row.lead, "parent": row.parent,
              "active": True}  # fmt: skip
    return _merge(conn, unit, unit.c.code == row.code, {"code": row.code}, values)


def _need_unit(conn: Connection, code: str) -> None:
    if conn.execute(select(unit.c.id).where(unit.c.code == code)).first() is None:
        raise RowError(f"没有单位“{code}”，请先写进“单位”表（或改正前面的错误）")


def _staff_id(conn: Connection, who: str) -> int:
    """The account of that code, or the only one of that name."""
    found = conn.execute(select(staff.c.id).where(staff.c.code == who, staff.c.active)).scalars().all()
    found = found or conn.execute(select(staff.c.id).where(staff.c.name == who, staff.c.active)).scalars().all()
    if len(found) != 1:
        raise RowError(f"没有人员“{who}”，请先写进“人员”表" if not found else f"有 {len(found)} 个“{who}”，请写工号")
    return int(found[0])


def _person(conn: Connection, row: rows.PersonRow, now: datetime) -> str:
    if row.unit:
        _need_unit(conn, row.unit)
    values = {"name": row.name, "unit": row.unit, "role": row.role, "active": True}
    did = _merge(conn, staff, staff.c.code == row.code, {"code": row.code}, values, {"created_at": now})
    staff_id = _staff_id(conn, row.code)
    for channel, external in row.known:
        know(conn, staff_id, channel, external)
    return did


def _area(conn: Connection, row: rows.AreaRow) -> str:
    parent: int | None = None
    if row.parent:
        above = conn.execute(select(area.c.id).where(area.c.code == row.parent)).first()
        if above is None:
            raise RowError(f"没有上级区域“{row.parent}”，请写在它上面的行里")
        parent = int(above[0])
        _no_circle(conn, row.code, parent)
    if row.unit:
        _need_unit(conn, row.unit)
    worker = _staff_id(conn, row.worker) if row.worker else None
    values = {"name": row.name, "kind": row.kind, "parent_id": parent, "unit": row.unit, "worker_id": worker}
    return _merge(conn, area, area.c.code == row.code, {"code": row.code}, values)


def _no_circle(conn: Connection, code: str, parent: int) -> None:
    at: int | None = parent
    for _ in range(8):
        row = conn.execute(select(area.c.code, area.c.parent_id).where(area.c.id == at)).first()
        if row is None:
            return
        if row.code == code:
            raise RowError("上级区域又属于它自己")
        at = row.parent_id
        if at is None:
            return
    raise RowError("区域层级太深，最多 8 层")


def _rota(conn: Connection, row: rows.DutyRow) -> str:
    _need_unit(conn, row.unit)
    values = {
        "staff_id": _staff_id(conn, row.who),
        "substitute_id": _staff_id(conn, row.substitute) if row.substitute else None,
    }
    where = (duty.c.unit == row.unit) & (duty.c.day == row.day)
    return _merge(conn, duty, where, {"unit": row.unit, "day": row.day}, values)


def _absence(conn: Connection, row: rows.AbsenceRow) -> str:
    staff_id = _staff_id(conn, row.who)
    substitute = _staff_id(conn, row.substitute) if row.substitute else None
    where = (absence.c.staff_id == staff_id) & (absence.c.begins_at == row.begins)
    key = {"staff_id": staff_id, "begins_at": row.begins}
    return _merge(conn, absence, where, key, {"ends_at": row.ends, "substitute_id": substitute})
