"""Who works where, read from a workbook: units, people, areas, the duty rota, absences."""

from __future__ import annotations

from dataclasses import dataclass, field


class RowError(Exception):
    """A row that cannot be taken; the text says why, in Chinese, for whoever keeps the workbook."""


@dataclass(slots=True)
class SheetReport:
    """What became of one sheet: how many rows are new, changed or the same, and each bad one with its reason."""

    name: str
    added: int = 0
    changed: int = 0
    same: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """As lines of the report."""
        head = f"{self.name}：新增 {self.added}，更新 {self.changed}，不变 {self.same}，有误 {len(self.bad)}"
        return [head, *(f"  第 {row} 行：{why}" for row, why in self.bad)]
