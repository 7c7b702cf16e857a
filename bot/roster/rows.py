"""Pure: a row of the workbook as a value, or the reason why it cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from bot.clock import SHANGHAI
from bot.roster import RowError
from bot.roster.book import Line

_CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$")
UNIT_KINDS: Mapping[str, str] = MappingProxyType({
    "区级": "district", "部门": "department", "镇街": "township", "社区": "community", "协作单位": "partner",
})  # fmt: skip
AREA_KINDS: Mapping[str, str] = MappingProxyType({
    "区": "district", "镇街": "town", "社区": "community", "园区": "park", "小区": "estate", "楼幢": "building",
})  # fmt: skip
ROLES: Mapping[str, str] = MappingProxyType({
    "成员": "member", "负责人": "head", "督办": "supervisor", "派单": "dispatcher", "编辑": "editor",
    "领导": "leader", "管理员": "administrator",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit."""

    code: str
    name: str
    name_en: str
    kind: str
    lead: str
    parent: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody of the staff; `known` are the identities (channel, external) under which channels know her."""

    code: str
    name: str
    unit: str
    role: str
    known: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area, the unit that answers for it and its grid worker (by her code)."""

    code: str
    name: str
    kind: str
    parent: str
    unit: str
    worker: str


@dataclass(frozen=True, slots=True)
class DutyRow:
    """Who is on duty for a unit on a day, and who stands in."""

    unit: str
    day: date
    who: str
    substitute: str


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Somebody is away between two moments."""

    who: str
    begins: datetime
    ends: datetime
    substitute: str


def unit(line: Line) -> UnitRow:
    """A row of 单位."""
    kind = _one_of(line, "kind", "类型", UNIT_KINDS)
    return UnitRow(_code(line, "code", "代码"), _name(line, "name", "名称"), line.text("name_en")[:100], kind,
                   line.text("lead"), line.text("parent"))  # fmt: skip


def person(line: Line) -> PersonRow:
    """A row of 人员."""
    role = _one_of(line, "role", "角色", ROLES, "member")
    known = tuple((channel, ident) for channel in ("telegram", "wecom") if (ident := line.text(channel)))
    for channel, ident in known:
        if channel == "telegram" and not ident.isdecimal():
            raise RowError(f"Telegram 编号“{ident}”应当全是数字")
    return PersonRow(_code(line, "code", "工号"), _name(line, "name", "姓名"), line.text("unit"), role, known)


def area(line: Line) -> AreaRow:
    """A row of 区域."""
    kind = _one_of(line, "kind", "类型", AREA_KINDS)
    return AreaRow(_code(line, "code", "代码"), _name(line, "name", "名称"), kind, line.text("parent"),
                   line.text("unit"), line.text("worker"))  # fmt: skip


def rota(line: Line) -> DutyRow:
    """A row of 值班."""
    who, substitute = _needed(line, "who", "值班人"), line.text("substitute")
    if who == substitute:
        raise RowError("替班人和值班人是同一个人")
    return DutyRow(_needed(line, "unit", "单位"), _moment(line, "day", "日期").date(), who, substitute)


def absence(line: Line) -> AbsenceRow:
    """A row of 请假: whole days unless hours are given; the last day counts."""
    begins, ends = _moment(line, "begins", "开始"), _moment(line, "ends", "结束")
    if ends.time() == time():
        ends += timedelta(days=1)
    if ends <= begins:
        raise RowError("“结束”早于“开始”")
    who, substitute = _needed(line, "who", "请假人"), line.text("substitute")
    if who == substitute:
        raise RowError("替班人和请假人是同一个人")
    return AbsenceRow(who, begins.replace(tzinfo=SHANGHAI), ends.replace(tzinfo=SHANGHAI), substitute)


def _needed(line: Line, column: str, called: str) -> str:
    if not (text := line.text(column)):
        raise RowError(f"“{called}”没有填")
    return text


def _name(line: Line, column: str, called: str) -> str:
    text = _needed(line, column, called)
    if len(text) > 100:
        raise RowError(f"“{called}”太长，最多 100 字")
    return text


def _code(line: Line, column: str, called: str) -> str:
    text = _needed(line, column, called)
    if not _CODE.match(text):
        raise RowError(f"“{called}”{text!r} 只能用字母、数字、点、横线和下划线，最多 32 位")
    return text


def _one_of(line: Line, column: str, called: str, allowed: Mapping[str, str], default: str = "") -> str:
    text = line.text(column)
    if not text and default:
        return default
    if text in allowed.values():
        return text
    if text not in allowed:
        raise RowError(f"“{called}”{text or '空着'}：应当是 {'、'.join(allowed)} 之一")
    return allowed[text]


def _moment(line: Line, column: str, called: str) -> datetime:
    value = line.cells.get(column, "")
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    text = value.replace("/", "-").replace("年", "-").replace("月", "-").replace("日", "")
    for form in ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007  (its zone is put in by the caller)
        except ValueError:
            continue
    raise RowError(f"“{called}”{value or '空着'}：不是日期，例如 2026-12-01")
