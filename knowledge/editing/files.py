"""Entries in and out of files of every kind that staff work with: Excel, CSV, Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from knowledge.editing.columns import ASPECT, COLUMNS, ID, REGION, STATUS
from knowledge.editing.markdown import read_markdown, write_markdown
from knowledge.editing.sheets import read_sheet, write_sheet
from knowledge.editing.table import Table
from knowledge.editing.written import rows_of
from knowledge.shapes import Entry

NOTES = (
    "怎么填：一格写一件事。一条答案占几行，看它最长的那一列；同一条的每一行都写同样的「编号」。",
    "步骤、依据、清单各占一组列：同一件事的中文、英文、状态写在同一行。",
    f"状态从这几个里选：{'、'.join(STATUS.values())}。范围：{'、'.join(REGION.values())}。"
    f"步骤类别：{'、'.join(ASPECT.values())}。",
    "日期写成 2026-11-28。不要用公式。不要改列名；不想改的列可以整列删掉，那些内容保持不变。",
    "「启用」填「否」，这一条马上停用，不再回答。表里没有的条目不受影响。",
    "「核签单位」「核签日期」只供查看：核签在工作台或用命令做，改了内容要重新核签。",
)


def read_entry_table(path: Path) -> Table:
    """The table in that file; `TableError` says why there is none."""
    return read_markdown(path) if path.suffix.lower() == ".md" else read_sheet(path, ID.name)


def write_entries(path: Path, entries: Iterable[Entry], disabled: frozenset[str] = frozenset()) -> None:
    """Writes all entries, in the kind of file that its name says."""
    if path.suffix.lower() == ".md":
        write_markdown(path, entries, disabled)
        return
    names = [column.name for column in COLUMNS]
    rows = ([cells.get(name, "") for name in names] for cells in rows_of(entries, disabled))
    write_sheet(path, names, rows, NOTES)
