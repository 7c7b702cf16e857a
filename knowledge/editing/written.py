"""Entries as rows of a table: what an export holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any

from knowledge.editing.columns import CASES, ENABLED, GROUPS, SIGNED, SINGLE, Column, Group, Kind
from knowledge.editing.plain import as_data
from knowledge.shapes import Entry

Cells = dict[str, str]


def rows_of(entries: Iterable[Entry], disabled: frozenset[str] = frozenset()) -> Iterator[Cells]:
    """The rows of all entries, each a mapping from column name to text; empty cells are left out."""
    for entry in entries:
        yield from entry_rows(entry, enabled=entry.id not in disabled)


def entry_rows(entry: Entry, *, enabled: bool) -> list[Cells]:
    """As many rows as the longest list needs; every row carries the entry's id."""
    data = as_data(entry)
    first = head(entry, data, enabled=enabled)
    lists = [group_rows(group, data) for group in GROUPS]
    rows = [first]
    for number, parts in enumerate(zip_longest(*lists, fillvalue={})):
        row = first if number == 0 else {SINGLE[0].name: entry.id}
        for part in parts:
            row |= part
        if number:
            rows.append(row)
    return rows


def head(entry: Entry, data: Mapping[str, Any], *, enabled: bool) -> Cells:
    """The cells that an entry has once."""
    cells = _cells(SINGLE, data)
    cells[ENABLED.name] = ENABLED.labels["yes" if enabled else "no"]
    if entry.signed_by and entry.signed_on is not None:
        cells |= dict(zip((column.name for column in SIGNED), (entry.signed_by, entry.signed_on.isoformat()),
                          strict=True))  # fmt: skip
    return cells


def group_rows(group: Group, data: Mapping[str, Any]) -> list[Cells]:
    """The rows of one group of columns, from the top."""
    if not group.key:
        return [{group.main.name: value} for value in data.get(group.main.key, ())]
    tables = data.get(group.key, ())
    return [row for table in tables for row in _case_rows(table)] if group is CASES else [
        _cells(group.columns, table) for table in tables
    ]  # fmt: skip


def _case_rows(case: Mapping[str, Any]) -> list[Cells]:
    *plain, items, items_en = CASES.columns
    rows = [{CASES.main.name: str(case["id"])} for _ in range(max(1, len(case["items"])))]
    rows[0] |= _cells(tuple(plain), case)
    for column in (items, items_en):
        for row, text in zip(rows, case.get(column.key, ()), strict=False):
            row[column.name] = text
    return rows


def _cells(columns: Iterable[Column], data: Mapping[str, Any]) -> Cells:
    return {
        column.name: _text(column, data[column.key]) for column in columns if data.get(column.key) not in (None, "")
    }


def _text(column: Column, value: Any) -> str:
    if column.kind is Kind.LABEL:
        return column.labels[value]
    return str(value.isoformat()) if column.kind is Kind.DAY else str(value)
