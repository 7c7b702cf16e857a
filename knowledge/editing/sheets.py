"""Tables in and out of files: Excel (.xlsx) and CSV, with every way in which such a file can be wrong."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from knowledge.editing.table import Problem, Row, Table, TableError, plain, safe

MAX_BYTES = 20_000_000
MAX_UNPACKED = 300_000_000
MAX_ROWS = 50_000
MAX_CELL = 3000
HEAD_WITHIN = 10
"""The row of column names may have a title and a note above it."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
"""Signs that nobody typed and that no workbook may hold."""
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
Cells = Sequence[tuple[str, str]]
"""Text and trouble of each cell; only one of them is filled."""


def read_sheet(path: Path, key: str) -> Table:
    """The table in an .xlsx or .csv file whose columns include `key`; `TableError` says why there is none."""
    if not path.is_file():
        raise TableError(f"{path.name}：找不到这个文件")
    if path.stat().st_size > MAX_BYTES:
        raise TableError(f"{path.name}：文件超过 {MAX_BYTES // 1_000_000} MB，请拆成几个再导入")
    reader: Callable[[Path, str], Table] | None = {".xlsx": _read_excel, ".csv": _read_csv}.get(path.suffix.lower())
    if reader is None:
        raise TableError(f"{path.name}：只能读 .xlsx、.csv 文件")
    return reader(path, key)


def write_sheet(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]], notes: Sequence[str] = ()) -> None:
    """Writes a table; what begins like a formula is written as text. `notes` become a sheet of their own in Excel."""
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows([safe(cell) for cell in row] for row in rows)
        return
    if path.suffix.lower() != ".xlsx":
        raise TableError(f"{path.name}：只能写 .xlsx、.csv 文件")
    _write_excel(path, columns, rows, notes)


def _write_excel(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]], notes: Sequence[str]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("条目")
    sheet.freeze_panes = "B2"
    for number, name in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = max(12, 3 * len(name))
    heads = [WriteOnlyCell(sheet, name) for name in columns]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([safe(cell) or None for cell in row])
    if notes:
        told = book.create_sheet("说明")
        told.column_dimensions["A"].width = 100
        for note in notes:
            told.append([note])
    book.save(path)


def _read_excel(path: Path, key: str) -> Table:
    from openpyxl import load_workbook

    _whole_zip(path)
    try:
        book = load_workbook(path, read_only=True)
    except Exception as error:
        raise TableError(f"{path.name}：不是能打开的 Excel 文件，请用 Excel 或 WPS 另存为 .xlsx") from error
    try:
        found: TableError | None = None
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            try:
                return _table(path, key, ((_cell(cell) for cell in row) for row in sheet.iter_rows()))
            except TableError as error:
                found = found or error
        raise found or TableError(f"{path.name}：没有工作表")
    except TableError:
        raise
    except Exception as error:  # a damaged sheet raises almost anything
        raise TableError(f"{path.name}：文件损坏，读不出来，请重新另存为 .xlsx") from error
    finally:
        book.close()


def _whole_zip(path: Path) -> None:
    """Refuses what is no .xlsx before a parser unpacks it: old formats, passwords, bombs."""
    with path.open("rb") as file:
        if file.read(4) == _OLD_EXCEL:
            raise TableError(f"{path.name}：这是旧版 .xls 或加了密码的文件，请去掉密码并另存为 .xlsx")
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(item.file_size for item in packed.infolist())
    except zipfile.BadZipFile as error:
        raise TableError(f"{path.name}：不是 Excel 文件，请用 Excel 或 WPS 另存为 .xlsx") from error
    if size > MAX_UNPACKED:
        raise TableError(f"{path.name}：解开后太大，请拆成几个再导入")


def _cell(cell: Any) -> tuple[str, str]:
    value = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "f":
        return "", "这一格是公式，请改成文字（复制后「选择性粘贴为数值」）"
    if cell.data_type == "e":
        return "", f"这一格是错误值 {value}"
    if isinstance(value, bool):
        return ("是" if value else "否"), ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat(), ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value), ""


def _read_csv(path: Path, key: str) -> Table:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise TableError(f"{path.name}：文字编码读不出来，请存为 UTF-8 的 CSV")
    if "\0" in text:
        raise TableError(f"{path.name}：不是文字文件，请存为 UTF-8 的 CSV")
    head = text.partition("\n")[0]
    delimiter = max(",\t;", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False))
    except csv.Error as error:
        raise TableError(f"{path.name}：读不出表格（{error}）") from error
    return _table(path, key, ((((cell, "") for cell in row)) for row in rows))


def _table(path: Path, key: str, rows: Iterator[Iterable[tuple[str, str]]] | Iterable[Any]) -> Table:
    names: tuple[str, ...] = ()
    found: list[Row] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows, 1):
        if number > MAX_ROWS:
            raise TableError(f"{path.name}：超过 {MAX_ROWS} 行，请拆成几个再导入")
        cells: Cells = list(row)
        if not names:
            texts = tuple(_tidy(text) for text, _trouble in cells)
            names = texts if key in texts else ()
            if not names and number >= HEAD_WITHIN:
                break
            continue
        kept, wrong = _kept(names, cells)
        problems += [Problem(number, name, reason) for name, reason in wrong]
        if kept:
            found.append(Row(number, kept))
    if not names:
        raise TableError(f"{path.name}：前 {HEAD_WITHIN} 行里没有「{key}」这一列，请用导出的表格来改")
    twice = {name for name in names if name and names.count(name) > 1}
    if twice:
        raise TableError(f"{path.name}：有两列都叫「{'、'.join(sorted(twice))}」")
    return Table(tuple(name for name in names if name), tuple(found), tuple(problems))


def _kept(names: Sequence[str], cells: Cells) -> tuple[dict[str, str], list[tuple[str, str]]]:
    kept: dict[str, str] = {}
    wrong = []
    for at, (text, trouble) in enumerate(cells):
        name = names[at] if at < len(names) else ""
        cell = plain(_tidy(text))
        if not trouble and len(cell) > MAX_CELL:
            trouble = f"这一格有 {len(cell)} 个字，最多 {MAX_CELL} 个"
        if not trouble and cell and not name:
            trouble = f"第 {at + 1} 列没有列名"
        if trouble:
            wrong.append((name, trouble))
        elif cell:
            kept[name] = cell
    return kept, wrong


def _tidy(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("_x000D_", "")).strip()
