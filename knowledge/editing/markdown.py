"""Entries as Markdown: the same columns as the table, one item of a list after the other, easy to read and compare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from knowledge.editing.columns import COLUMNS, ENABLED, GROUPS, ID, SIGNED, SINGLE
from knowledge.editing.plain import as_data
from knowledge.editing.sheets import MAX_BYTES, MAX_CELL
from knowledge.editing.table import Problem, Row, Table, TableError
from knowledge.editing.written import group_rows, head
from knowledge.shapes import Entry

_ENTRY = re.compile(r"##\s+(\S.*)")
_SECTION = re.compile(r"###\s+(\S.*)")
_ITEM = re.compile(r"(\s*)[-*]\s+([^：:]+)[：:]\s?(.*)")
_NAMES = frozenset(column.name for column in COLUMNS)
_TITLE = "# 条目"


def write_markdown(path: Path, entries: Iterable[Entry], disabled: frozenset[str] = frozenset()) -> None:
    """Writes the entries, each under its id."""
    blocks = (_block(entry, enabled=entry.id not in disabled) for entry in entries)
    path.write_text("\n\n".join([_TITLE, *blocks]) + "\n", encoding="utf-8")


def _block(entry: Entry, *, enabled: bool) -> str:
    data = as_data(entry)
    cells = head(entry, data, enabled=enabled)
    lines = [f"## {entry.id}", ""]
    order = (ENABLED, *SINGLE[1:], *SIGNED)
    lines += [f"- {column.name}：{_one_line(cells[column.name])}" for column in order if column.name in cells]
    for group in GROUPS:
        rows = group_rows(group, data)
        if rows:
            lines += ["", f"### {group.main.name}", ""]
        for row in rows:
            (name, text), *others = row.items()
            lines.append(f"- {name}：{_one_line(text)}")
            lines += [f"  - {other}：{_one_line(value)}" for other, value in others]
    return "\n".join(lines)


def read_markdown(path: Path) -> Table:
    """The file as a table, each item of a list as a row of its own; `TableError` when there is no entry in it."""
    if not path.is_file():
        raise TableError(f"{path.name}：找不到这个文件")
    if path.stat().st_size > MAX_BYTES:
        raise TableError(f"{path.name}：文件超过 {MAX_BYTES // 1_000_000} MB，请拆成几个再导入")
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise TableError(f"{path.name}：文字编码读不出来，请存为 UTF-8") from error
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, name, cells, reason in _items(lines):
        if reason:
            problems.append(Problem(number, "", reason))
        if name:
            rows.append(Row(number, {ID.name: name, **cells}))
    if not rows:
        raise TableError(f"{path.name}：里面没有「## 编号」开头的条目，请用导出的文件来改")
    # Every column is there: what an entry does not say, it does not have.
    return Table(tuple(_NAMES), tuple(rows), tuple(problems))


def _items(lines: Iterable[str]) -> Iterator[tuple[int, str, dict[str, str], str]]:
    """Line number, entry, cells and trouble of every item; the head of an entry is an item without cells."""
    name, cells, at = "", dict[str, str](), 0
    for number, line in enumerate(lines, 1):
        item = _ITEM.fullmatch(line)
        nested = item is not None and bool(item[1]) and bool(cells)
        if not nested:
            if at:
                yield at, name, cells, ""
            cells, at = {}, 0
        found = _ENTRY.fullmatch(line.rstrip())
        if found is not None:
            name = found[1].strip()
            at = number
            continue
        if not line.strip() or line.startswith("# ") or _SECTION.fullmatch(line.rstrip()):
            continue
        if item is None or item[2].strip() not in _NAMES:
            yield number, "", {}, f"看不懂这一行：{line.strip()[:30]}"
            continue
        text = _many_lines(item[3].strip())
        if len(text) > MAX_CELL:
            yield number, "", {}, f"这一行有 {len(text)} 个字，最多 {MAX_CELL} 个"
            continue
        at = at or number
        if text:
            cells[item[2].strip()] = text
    if at:
        yield at, name, cells, ""


def _one_line(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _many_lines(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text)
