"""A workbook as rows of named cells: sheets and headings may be Chinese or English, their order does not matter."""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from bot.errors import AssistantError

SHEETS: Mapping[str, str] = MappingProxyType({
    "units": "单位", "people": "人员", "areas": "区域", "rota": "值班", "absences": "请假",
})  # fmt: skip
"""The sheets in the order in which they are taken, and how each is headed in Chinese."""
HEADINGS: Mapping[str, str] = MappingProxyType({
    "代码": "code", "名称": "name", "英文名": "name_en", "类型": "kind", "对应部门": "lead", "上级": "parent",
    "责任单位": "unit", "单位": "unit", "网格员": "worker", "工号": "code", "姓名": "name", "角色": "role",
    "日期": "day", "值班人": "who", "替班人": "substitute", "请假人": "who", "开始": "begins", "结束": "ends",
    "telegram": "telegram", "企业微信": "wecom",
})  # fmt: skip
MAX_ROWS = 20_000
Cell = str | datetime | date


class WorkbookError(AssistantError):
    """The file is no workbook that can be read."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number in the sheet, and its cells by the English name of their column."""

    number: int
    cells: Mapping[str, Cell]

    def text(self, name: str) -> str:
        """A cell as words; empty where it is empty."""
        value = self.cells.get(name, "")
        return value if isinstance(value, str) else value.isoformat()


def read(path: Path) -> dict[str, list[Line]]:
    """The rows of every sheet that is known; `WorkbookError` when the file cannot be read or holds none of them."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as problem:
        raise WorkbookError(f"{path}：不是能读的 .xlsx 文件（{type(problem).__name__}）") from problem
    by_title = {_plain(title): name for name, title in SHEETS.items()} | {name: name for name in SHEETS}
    found: dict[str, list[Line]] = {}
    try:
        for sheet in book.worksheets:
            name = by_title.get(_plain(sheet.title))
            if name is not None:
                found[name] = _lines(sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 2))
    finally:
        book.close()
    if not found:
        raise WorkbookError(f"{path}：没有认得的工作表，需要：{'、'.join(SHEETS.values())}")
    return found


def _lines(rows: object) -> list[Line]:
    heads: list[str] | None = None
    lines: list[Line] = []
    for number, row in enumerate(rows, 1):  # type: ignore[arg-type,var-annotated]  # openpyxl's rows of values
        if len(lines) > MAX_ROWS:
            raise WorkbookError(f"一张工作表最多 {MAX_ROWS} 行")
        values = [_cell(value) for value in row]
        if not any(values):
            continue
        if heads is None:
            heads = [_head(str(value)) for value in values]
            continue
        lines.append(Line(number, {head: value for head, value in zip(heads, values, strict=False) if head and value}))
    return lines


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _head(text: str) -> str:
    name = _plain(text)
    for heading, column in HEADINGS.items():
        if name.removesuffix("编号").removesuffix("帐号").removesuffix("账号").strip() == heading:
            return column
    return name


def _cell(value: object) -> Cell:
    """Numbers that Excel made of codes become codes again."""
    if isinstance(value, datetime | date):
        return value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFKC", str(value)).strip()
