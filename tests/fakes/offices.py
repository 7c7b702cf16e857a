"""A small district: units with groups and people, as a workbook would bring them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.message import Address
from bot.roster import SheetReport
from bot.roster.book import Cell, Line
from bot.store import groups, roster
from bot.store import staff as staff_store
from tests.fakes.town import Person, Town

LEADS = ("city_management", "housing", "public_security", "township")
UNITS = (
    {"code": "qu", "name": "余杭区社会治理中心", "kind": "区级"},
    {"code": "cg", "name": "综合行政执法局", "name_en": "Urban Management Office", "kind": "部门",
     "lead": "city_management"},
    {"code": "zj", "name": "住房和城乡建设局", "kind": "部门", "lead": "housing"},
    {"code": "lz", "name": "良渚街道", "kind": "镇街", "lead": "township"},
    {"code": "wy", "name": "幸福物业", "kind": "协作单位"},
)  # fmt: skip
PEOPLE = (
    {"code": "1", "name": "总管", "unit": "qu", "role": "管理员"},
    {"code": "2", "name": "督察", "unit": "qu", "role": "督办"},
    {"code": "3", "name": "派单员", "unit": "qu", "role": "派单"},
    {"code": "10", "name": "城管头", "unit": "cg", "role": "负责人"},
    {"code": "11", "name": "城管甲", "unit": "cg"},
    {"code": "20", "name": "住建头", "unit": "zj", "role": "负责人"},
    {"code": "30", "name": "街道头", "unit": "lz", "role": "负责人"},
    {"code": "40", "name": "物业张", "unit": "wy"},
)
GROUPS = {"": "-100", "cg": "-201", "zj": "-202", "lz": "-203", "wy": "-204"}


def lines(rows: Sequence[Mapping[str, Cell]]) -> list[Line]:
    """Rows as they stand in a sheet, from its second line on."""
    return [Line(number, row) for number, row in enumerate(rows, 2)]


def take(conn: Connection, now: datetime, **sheets: Sequence[Mapping[str, Any]]) -> list[SheetReport]:
    """Takes sheets in, as `staff import` does."""
    return roster.take(conn, {name: lines(rows) for name, rows in sheets.items()}, LEADS, now)


async def open_offices(town: Town, **more: Sequence[Mapping[str, Any]]) -> None:
    """Brings the units and people in and binds a group to each unit; everybody is known by her name on the line."""
    channel = town.stage.staff_channel

    def bring(conn: Connection) -> None:
        reports = take(conn, town.clock.now(), units=UNITS, people=PEOPLE, **more)
        assert not [report.bad for report in reports if report.bad], reports
        for who in staff_store.everyone(conn):
            staff_store.know(conn, who.id, channel, who.name)
        for unit, chat in GROUPS.items():
            if unit:
                groups.bind_unit(conn, Address(channel, chat), unit)

    await town.app.db.write(bring)


def at(town: Town, name: str, unit: str = "") -> Person:
    """Somebody in the group of a unit."""
    return town.member(name, GROUPS[unit] if unit else "")
