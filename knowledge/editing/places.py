"""The table of places: its columns, rows out of it and back, in Chinese what is wrong with a row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from pathlib import Path
from typing import Any

from knowledge.editing.sheets import read_sheet, write_sheet
from knowledge.editing.table import Problem, Row, Table, TableError
from knowledge.load import Knowledge
from knowledge.places import Place

SAMPLE = "示例"
"""Rows whose number begins like this show how the table is filled; they are never taken in."""
COLUMNS: Mapping[str, str] = {
    "编号": "id",
    "名称": "name",
    "窗口": "windows",
    "条目": "entries",
    "镇街": "area",
    "地址": "address",
    "电话": "phone",
    "办公时间": "hours",
    "预约": "booking",
    "名称英文": "name_en",
    "地址英文": "address_en",
    "办公时间英文": "hours_en",
    "预约英文": "booking_en",
    "纬度": "lat",
    "经度": "lon",
    "启用": "enabled",
}
_LISTS = ("windows", "entries")
_SPLIT = re.compile(r"[、,，;；\s]+")
_PHONE = re.compile(r"[\d\s()（）+\-转]{3,40}")
_BETWEEN = re.compile(r"[、,，;；/]")
_ID = re.compile(r"[\w\-.]{1,60}")
LONGEST = 200
SAMPLES = (
    {
        "编号": "示例1",
        "名称": "某某派出所户籍窗口",
        "窗口": "派出所户籍窗口、居住证办理点（派出所、受托服务站）",
        "镇街": "某某街道",
        "地址": "某某路 1 号",
        "电话": "0571-00000000",
        "办公时间": "周一到周五上午 9 点到 12 点，下午 1 点半到 5 点",
        "预约": "可以在「浙里办」预约，也可以直接去",
        "纬度": "30.00000",
        "经度": "120.00000",
        "启用": "是",
    },
    {
        "编号": "示例2",
        "名称": "某某便民服务中心",
        "窗口": "street",
        "条目": "residence.permit_apply",
        "镇街": "某某镇",
        "地址": "某某路 2 号",
        "电话": "12345",
        "办公时间": "周一到周六上午 9 点到下午 5 点",
        "启用": "是",
    },
)


@dataclass(frozen=True, slots=True)
class PlacePlan:
    """What a table of places would do: places as they would be stored, how many stay, rows that are not taken."""

    changed: tuple[Place, ...]
    unchanged: int
    problems: tuple[Problem, ...]
    samples: int = 0


def dumped(place: Place) -> str:
    """As JSON text, without what is left at its default."""
    values = {key: value for key, value in asdict(place).items() if value != _DEFAULTS.get(key)}
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


_DEFAULTS = {item.name: item.default for item in fields(Place) if item.default is not MISSING}


def loaded(text: str) -> Place:
    """The place that `dumped` wrote; ValueError or TypeError where it is none."""
    raw = json.loads(text)
    known = {item.name for item in fields(Place)}
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    return Place(**{key: value for key, value in values.items() if key in known})


def write_places(path: Path, places: Iterable[Place], knowledge: Knowledge) -> None:
    """Writes the table; without places the sample rows show how it is filled."""
    rows = [_cells(place) for place in places] or [dict(row) for row in SAMPLES]
    windows = "、".join(f"{window.name}（{window.id}）" for window in knowledge.windows.values())
    notes = (
        "一行一个办事地点。编号自己定，以后按编号更新；「启用」填「否」就不再显示。",
        f"编号以「{SAMPLE}」开头的行只作示范，不会导入。",
        f"「窗口」从这些里选，可以写几个，用顿号分开：{windows}。",
        "「条目」可以不填；只在某一条答案里显示的地点，写那条的编号，用顿号分开。",
        "办公时间、预约用一句话写清楚。没有核实的格子空着，不要估计。",
        "纬度、经度用小数（高德、腾讯地图的坐标），不知道就都空着；填了，分享位置的人会先看到近的。",
    )
    write_sheet(path, list(COLUMNS), ([row.get(name, "") for name in COLUMNS] for row in rows), notes)


def _cells(place: Place) -> dict[str, str]:
    values = asdict(place)
    values |= {"lat": str(place.point[0]), "lon": str(place.point[1])} if place.point else {"lat": "", "lon": ""}
    values |= {name: "、".join(values[name]) for name in _LISTS}
    values["enabled"] = "是" if place.enabled else "否"
    return {name: values[key] for name, key in COLUMNS.items()}


def plan_places(path: Path, now: Mapping[str, Place], knowledge: Knowledge) -> PlacePlan:
    """What the table in that file would change; raises TableError when it is no table of places."""
    table = read_sheet(path, "编号")
    _check(table)
    changed: dict[str, Place] = {}
    problems: list[Problem] = list(table.problems)
    bad = {problem.row for problem in table.problems}
    seen: dict[str, int] = {}
    unchanged = samples = 0
    for row in table.rows:
        name = row.cells.get("编号", "")
        if name.startswith(SAMPLE):
            samples += 1
            continue
        place, reasons = _place(row, knowledge)
        if name in seen:
            reasons.append(f"编号重复：第 {seen[name]} 行已经有 {name}")
        seen.setdefault(name, row.number)
        problems += [Problem(row.number, name, reason) for reason in reasons]
        if reasons or row.number in bad or place is None:
            continue
        if now.get(name) == place:
            unchanged += 1
        else:
            changed[name] = place
    return PlacePlan(tuple(changed.values()), unchanged, tuple(sorted(problems, key=lambda each: each.row)), samples)


def _check(table: Table) -> None:
    strange = [name for name in table.columns if name not in COLUMNS]
    missing = [name for name in ("名称", "窗口", "地址", "电话") if name not in table.columns]
    if strange:
        raise TableError(f"不认识的列：{'、'.join(strange)}。请用 places template 写出的表格来填")
    if missing:
        raise TableError(f"缺少列：{'、'.join(missing)}。请用 places template 写出的表格来填")


def _place(row: Row, knowledge: Knowledge) -> tuple[Place | None, list[str]]:
    cells = {COLUMNS[name]: text for name, text in row.cells.items()}
    reasons = [f"「{name}」超过 {LONGEST} 个字" for name, text in row.cells.items() if len(text) > LONGEST]
    if not _ID.fullmatch(cells.get("id", "")):
        reasons.append("「编号」要填，只用文字、数字、横线和点")
    if not cells.get("name"):
        reasons.append("「名称」没有填")
    if not cells.get("address") and not cells.get("phone"):
        reasons.append("「地址」和「电话」至少填一个")
    if cells.get("phone") and not all(_PHONE.fullmatch(each) for each in _BETWEEN.split(cells["phone"])):
        reasons.append(f"「电话」写的是「{cells['phone'][:30]}」，请只写号码，几个号码用顿号分开")
    windows = _named(cells.pop("windows", ""), {window.name: window.id for window in knowledge.windows.values()})
    entries = _named(cells.pop("entries", ""), {})
    reasons += [f"「窗口」{name} 不在窗口表里" for name in windows if name not in knowledge.windows]
    reasons += [f"「条目」{name} 不存在" for name in entries if name not in knowledge.entries]
    if not windows and not entries:
        reasons.append("「窗口」和「条目」至少填一个，不然不知道在哪条答案里显示")
    point, trouble = _point(cells.pop("lat", ""), cells.pop("lon", ""))
    reasons += [trouble] if trouble else []
    enabled = cells.pop("enabled", "是")
    if enabled not in ("是", "否"):
        reasons.append(f"「启用」写的是「{enabled[:30]}」，请填「是」或「否」")
    if reasons:
        return None, reasons
    return Place(**cells, windows=windows, entries=entries, point=point, enabled=enabled == "是"), []


def _named(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Ids as they stand in a cell, some perhaps written with their names, which may hold separators themselves."""
    found = []
    for name in sorted(names, key=len, reverse=True):
        if name in text:
            found.append(names[name])
            text = text.replace(name, " ")
    return tuple(dict.fromkeys([*found, *(part for part in _SPLIT.split(text) if part)]))


def _point(lat: str, lon: str) -> tuple[tuple[float, ...], str]:
    if not lat and not lon:
        return (), ""
    try:
        point = (float(lat), float(lon))
    except ValueError:
        return (), "「纬度」「经度」要都写成小数，比如 30.27410 和 120.15510"
    if 18 <= point[0] <= 54 and 73 <= point[1] <= 136:
        return point, ""
    if 18 <= point[1] <= 54 and 73 <= point[0] <= 136:
        return (), "「纬度」「经度」写反了：纬度约 30，经度约 120"
    return (), "「纬度」「经度」不在国内，请再看一遍"
