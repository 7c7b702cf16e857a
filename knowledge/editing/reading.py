"""Rows of a table back into entries: what each row says, and in Chinese what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from knowledge.editing.columns import BY_NAME, CASES, ENABLED, GROUPS, ID, LISTS, SINGLE, Column, Group, Kind
from knowledge.editing.plain import as_data
from knowledge.editing.table import Problem, Row, Table, TableError
from knowledge.shapes import Entry

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+00:00(?::00)?)?")
_ID = re.compile(r"[a-z0-9][a-z0-9_]*(?:\.[a-z0-9_]+)+")
MAX_ID = 50
"""An entry's id travels in buttons, with the number of one of its checklists."""


@dataclass(slots=True)
class Draft:
    """What a table says about one entry: its plain data, whether it is enabled (None: not said), its rows."""

    id: str
    rows: list[Row]
    data: dict[str, Any] = field(default_factory=dict)
    enabled: bool | None = None
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, row: int, reason: str) -> None:
        """Notes what is wrong with a row of it."""
        self.problems.append(Problem(row, self.id, reason))


def read_entries(table: Table, known: Mapping[str, Entry]) -> tuple[list[Draft], list[Problem]]:
    """A draft for each entry of the table, and rows that belong to none.

    Fields whose columns the table does not have stay as they are in `known`. Raises TableError for unknown columns
    and for groups of columns of which only a part is there.
    """
    _check_columns(table.columns)
    drafts, lost = _by_entry(table.rows)
    at = {row.number: draft for draft in drafts for row in draft.rows}
    for problem in table.problems:
        owner = at.get(problem.row)
        if owner is None:
            lost.append(problem)
        else:
            owner.wrong(problem.row, f"「{problem.about}」{problem.reason}" if problem.about else problem.reason)
    for draft in drafts:
        before = known.get(draft.id)
        draft.data = as_data(before) if before is not None else {}
        _read(draft, table.columns)
    return drafts, lost


def _check_columns(names: Sequence[str]) -> None:
    strange = [name for name in names if name not in BY_NAME]
    if strange:
        raise TableError(f"不认识的列：{'、'.join(strange)}。请用导出的表格来改，不要改列名")
    for group in GROUPS:
        there = [column.name for column in group.columns if column.name in names]
        missing = [column.name for column in group.columns if column.name not in names]
        if there and missing:
            raise TableError(f"有「{there[0]}」列，就要有：{'、'.join(missing)}")


def _by_entry(rows: Iterable[Row]) -> tuple[list[Draft], list[Problem]]:
    """Rows with the same id, one after the other, are one entry; a row without an id goes with the one above it."""
    drafts: dict[str, Draft] = {}
    lost: list[Problem] = []
    last: Draft | None = None
    seen: dict[tuple[tuple[str, str], ...], int] = {}
    for row in rows:
        name = row.cells.get(ID.name, "")
        if not name and last is None:
            lost.append(Problem(row.number, "", "没有编号，不知道是哪一条"))
            continue
        if name and (last is None or name != last.id):
            found = drafts.get(name)
            if found is not None:
                found.wrong(row.number, f"编号重复：第 {found.rows[0].number} 行已经有 {name}，两处要放在一起")
            last = drafts.setdefault(name, Draft(name, []))
        assert last is not None
        whole = tuple(sorted(row.cells.items()))
        if name and len(whole) > 1 and whole in seen:
            last.wrong(row.number, f"和第 {seen[whole]} 行完全一样，请删掉一行")
        seen.setdefault(whole, row.number)
        last.rows.append(row)
    return list(drafts.values()), lost


def _read(draft: Draft, names: Sequence[str]) -> None:
    first = draft.rows[0].number
    if not _ID.fullmatch(draft.id) or len(draft.id) > MAX_ID:
        draft.wrong(first, f"编号「{draft.id[:60]}」要写成 类别.名称，小写字母、数字和下划线，最长 {MAX_ID}")
    for column in SINGLE:
        if column.name in names:
            _single(draft, column)
        elif column.needed and column.key not in draft.data:
            draft.wrong(first, f"新条目要有「{column.name}」列")
    for group in GROUPS:
        if group.main.name in names:
            _group(draft, group)
    _enabled(draft)


def _single(draft: Draft, column: Column) -> None:
    said = {row.cells[column.name]: row.number for row in reversed(draft.rows) if column.name in row.cells}
    draft.data.pop(column.key, None)
    if len(said) > 1:
        text, number = max(said.items(), key=lambda item: item[1])
        draft.wrong(number, f"「{column.name}」前面已经写了别的，这里是「{text[:20]}」")
    elif said:
        text, number = next(iter(said.items()))
        value = _value(column, text)
        if value is None:
            draft.wrong(number, _unreadable(column, text))
        else:
            draft.data[column.key] = value
    elif column.needed:
        draft.wrong(draft.rows[0].number, f"「{column.name}」没有填")


def _group(draft: Draft, group: Group) -> None:
    if group in LISTS:
        column = group.main
        draft.data[column.key] = [row.cells[column.name] for row in draft.rows if column.name in row.cells]
    elif group is CASES:
        draft.data[group.key] = list(_cases(draft))
    else:
        draft.data[group.key] = list(_tables(draft, group))
    if not draft.data[group.key or group.main.key]:
        del draft.data[group.key or group.main.key]
        if group.main.needed and group is not CASES:
            draft.wrong(draft.rows[0].number, f"「{group.main.name}」一个也没有")


def _tables(draft: Draft, group: Group) -> Iterator[dict[str, Any]]:
    for row in draft.rows:
        filled = [column for column in group.columns if column.name in row.cells]
        if filled:
            yield _filled(draft, row, group.columns)


def _filled(draft: Draft, row: Row, columns: Iterable[Column]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in columns:
        text = row.cells.get(column.name, "")
        value = _value(column, text) if text else None
        if value is not None:
            values[column.key] = value
        elif text:
            draft.wrong(row.number, _unreadable(column, text))
        elif column.needed:
            draft.wrong(row.number, f"「{column.name}」没有填")
    return values


def _cases(draft: Draft) -> Iterator[dict[str, Any]]:
    *plain, items, items_en = CASES.columns
    case: dict[str, Any] = {}
    for row in draft.rows:
        if not any(column.name in row.cells for column in CASES.columns):
            continue
        name = row.cells.get(CASES.main.name, "")
        if name and name != case.get("id"):
            if case:
                yield case
            case = {**_filled(draft, row, plain), "items": []}
        elif not case:
            draft.wrong(row.number, f"「{CASES.main.name}」没有填，不知道是哪一张清单")
            continue
        else:
            told = [column.name for column in plain[1:] if column.name in row.cells]
            if told:
                draft.wrong(row.number, f"「{told[0]}」只在清单的第一行写")
        for column in (items, items_en):
            if column.name in row.cells:
                case.setdefault(column.key, []).append(row.cells[column.name])
        if items_en.name in row.cells and items.name not in row.cells:
            draft.wrong(row.number, f"有「{items_en.name}」没有「{items.name}」")
    if case:
        yield case


def _enabled(draft: Draft) -> None:
    said = {row.cells[ENABLED.name]: row.number for row in draft.rows if ENABLED.name in row.cells}
    for text, number in said.items():
        value = _value(ENABLED, text)
        if value is None or len(said) > 1:
            draft.wrong(number, _unreadable(ENABLED, text))
        else:
            draft.enabled = value == "yes"


def _value(column: Column, text: str) -> Any:
    """What the cell says, None when it cannot be read."""
    if column.kind is Kind.LABEL:
        return next((str(value) for value, label in column.labels.items() if text in (label, value)), None)
    if column.kind is Kind.NUMBER:
        return int(text) if text.isdecimal() and len(text) < 6 else None
    if column.kind is Kind.DAY:
        found = _DAY.fullmatch(text)
        try:
            return date(*map(int, found.groups())) if found else None
        except ValueError:
            return None
    return text


def _unreadable(column: Column, text: str) -> str:
    wanted = {
        Kind.LABEL: f"请从这几个里选：{'、'.join(column.labels.values())}",
        Kind.DAY: "请写成 2026-11-28 这样的日期",
        Kind.NUMBER: "请写整数",
    }.get(column.kind, "")
    return f"「{column.name}」写的是「{text[:30]}」，{wanted}"
