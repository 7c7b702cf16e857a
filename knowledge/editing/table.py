"""Tables as they come out of a file: rows of cells with their numbers, and what was wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DANGER = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
"""Beginnings for which a spreadsheet takes a text for a formula."""


class TableError(Exception):
    """The file as a whole cannot be used; the text says why, in Chinese, for who sent it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file and its cells that are not empty, by the name of their column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row was not taken: its number (0: the file as a whole), what it is about, the reason in Chinese."""

    row: int
    about: str
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: the columns in its order, the rows, and what could not be read."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()


def safe(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula; `plain` gives it back unchanged."""
    return f"'{text}" if text.lstrip("'").startswith(DANGER) else text


def plain(cell: str) -> str:
    """The text that `safe` was given."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(DANGER) else cell
