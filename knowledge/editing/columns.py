"""The columns of a table of entries: what each is called, which field it fills, how its cells are read and written.

One thing stands in one cell. An entry takes as many rows as its longest list; each list goes down its own column, and
what belongs together (a step with its English, mark and aspect) stands in one row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from knowledge.shapes import Aspect, Region, Status


class Kind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `name` heads it, `key` is the field. `labels` are the words for the values of a fixed list."""

    name: str
    key: str
    kind: Kind = Kind.TEXT
    labels: Mapping[str, str] = field(default_factory=dict)
    needed: bool = False


STATUS: Mapping[str, str] = MappingProxyType(
    {Status.VERIFIED: "已核对", Status.RECALLED: "待核实", Status.VOLATILE: "常变动"}
)
REGION: Mapping[str, str] = MappingProxyType(
    {Region.COUNTRY: "全国", Region.PROVINCE: "全省", Region.CITY: "全市", Region.DISTRICT: "全区"}
)
ASPECT: Mapping[str, str] = MappingProxyType({
    Aspect.WHO: "谁能办", Aspect.PAPERS: "材料", Aspect.STEPS: "步骤", Aspect.WHERE: "在哪办", Aspect.ONLINE: "网上办",
    Aspect.COST: "费用", Aspect.TIME: "时限", Aspect.PENALTY: "处罚", Aspect.RIGHTS: "权利", Aspect.NOTE: "说明",
})  # fmt: skip

ID = Column("编号", "id", needed=True)
ENABLED = Column("启用", "enabled", Kind.LABEL, MappingProxyType({"yes": "是", "no": "否"}))
SIGNED = (Column("核签单位", "signed_by"), Column("核签日期", "signed_on", Kind.DAY))
"""Written out to be seen; who signs does so in the staff room or with `knowledge sign`."""

SINGLE = (
    ID,
    Column("主题", "topic", needed=True),
    Column("类别", "area", needed=True),
    Column("标题", "title", needed=True),
    Column("标题英文", "title_en"),
    Column("简答", "short", needed=True),
    Column("简答英文", "short_en"),
    Column("请留意", "unsure"),
    Column("请留意英文", "unsure_en"),
    Column("状态", "status", Kind.LABEL, STATUS, needed=True),
    Column("范围", "region", Kind.LABEL, REGION),
    Column("答复单位", "owner", needed=True),
    Column("核签部门", "unit"),
    Column("窗口", "window"),
    Column("电话", "hotline"),
    Column("核对日期", "checked", Kind.DAY, needed=True),
    Column("复核日期", "review", Kind.DAY),
    Column("生效日期", "valid_from", Kind.DAY),
    Column("失效日期", "valid_to", Kind.DAY),
)
"""One cell for each entry, in its first row."""


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that go down together; `main` must be filled in every row that fills one of the others.

    With `key` the rows become tables under that field of the entry, without it each column is a list of its own.
    """

    columns: tuple[Column, ...]
    key: str = ""

    @property
    def main(self) -> Column:
        """The column without which the others say nothing."""
        return self.columns[0]


LISTS = tuple(
    Group((column,))
    for column in (
        Column("问法", "questions", needed=True),
        Column("问法英文", "questions_en"),
        Column("不是这条", "negatives"),
        Column("追问", "follow_ups"),
        Column("追问英文", "follow_ups_en"),
        Column("相关条目", "related"),
    )
)
FACTS = Group(
    (
        Column("步骤", "text", needed=True),
        Column("步骤英文", "en"),
        Column("步骤状态", "status", Kind.LABEL, STATUS, needed=True),
        Column("步骤类别", "aspect", Kind.LABEL, ASPECT),
    ),
    "facts",
)
SOURCES = Group(
    (
        Column("依据", "title", needed=True),
        Column("文号", "number"),
        Column("依据日期", "date"),
        Column("依据网址", "url"),
        Column("发布单位", "unit"),
        Column("依据范围", "region", Kind.LABEL, REGION),
    ),
    "sources",
)
CASES = Group(
    (
        Column("清单编号", "id", needed=True),
        Column("清单名称", "title", needed=True),
        Column("清单名称英文", "title_en"),
        Column("提醒日", "due"),
        Column("提醒日英文", "due_en"),
        Column("提前天数", "ahead_days", Kind.NUMBER),
        Column("清单事项", "items"),
        Column("清单事项英文", "items_en"),
    ),
    "cases",
)
"""The rows of a case carry its number; name and day stand in its first row, one item in each."""

GROUPS = (*LISTS, FACTS, SOURCES, CASES)
COLUMNS = (*SINGLE[:1], ENABLED, *SINGLE[1:], *(column for group in GROUPS for column in group.columns), *SIGNED)
BY_NAME = MappingProxyType({column.name: column for column in COLUMNS})
