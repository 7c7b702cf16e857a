"""A workbook of units, people, areas and the rota: good rows are kept, bad ones named, nothing is taken twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Connection, Engine

from bot.clock import SHANGHAI
from bot.db import plain_engine
from bot.roster.book import WorkbookError, read
from bot.store import offices
from bot.store.staff import Role
from tests.bot.conftest import Type
from tests.fakes.offices import PEOPLE, UNITS, take

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
TODAY = date(2026, 11, 24)
AREAS = (
    {"code": "a1", "name": "余杭区", "kind": "区"},
    {"code": "a2", "name": "良渚街道", "kind": "镇街", "parent": "a1", "unit": "lz", "worker": "30"},
    {"code": "a3", "name": "玉鸟社区", "kind": "社区", "parent": "a2"},
    {"code": "a4", "name": "3号楼", "kind": "楼幢", "parent": "a3", "worker": "11"},
)


@pytest.fixture
def engine(types: Type, tmp_path: Path) -> Iterator[Engine]:
    assert types("init").exit_code == 0
    engine = plain_engine("", tmp_path / "data")
    yield engine
    engine.dispose()


@pytest.fixture
def conn(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as conn:
        yield conn


def book(path: Path, **sheets: tuple[Sequence[str], Sequence[Sequence[Any]]]) -> Path:
    made = openpyxl.Workbook()
    for title, (heads, rows) in sheets.items():
        sheet = made.create_sheet(title)
        sheet.append(list(heads))
        for row in rows:
            sheet.append(list(row))
    made.save(path)
    return path


UNIT_ROWS = (
    ("执法局", "cg", "部门", "city_management"), ("良渚", 12.0, "镇街", ""), ("坏的", "x y", "部门", ""),
    ("坏的", "bad", "公司", ""), ("坏的", "bad2", "部门", "nowhere"), ("又一个", "cg", "部门", ""),
)  # fmt: skip
PERSON_ROWS = (
    (1, "王芳", "cg", "负责人", 1001.0), (2, "李强", "none", "", ""), (3, "", "cg", "", ""),
    (4, "赵", "12", "大王", ""), (5, "钱", 12, None, "@qian"),
)  # fmt: skip
DUTY_ROWS = ((TODAY, "cg", "1", ""), ("2026/11/25", "cg", "王芳", ""), ("明天", "cg", "1", ""))


def small_book(tmp_path: Path) -> Path:
    return book(
        tmp_path / "offices.xlsx",
        单位=(["名称", "代码", "类型", "对应部门"], UNIT_ROWS),
        人员=(["工号", "姓名", "单位", "角色", "Telegram 编号"], PERSON_ROWS),
        值班=(["日期", "单位", "值班人", "替班人"], DUTY_ROWS),
    )


def test_the_report_names_every_bad_row_and_keeps_the_good_ones(types: Type, engine: Engine, tmp_path: Path) -> None:
    did = types("staff", "import", str(small_book(tmp_path)))
    assert did.exit_code == 1
    said = did.output
    assert "单位：新增 2，更新 0，不变 0，有误 4" in said
    assert "第 4 行：“代码”'x y' 只能用字母" in said
    assert "第 6 行：没有部门“nowhere”" in said
    assert "第 7 行：和第 2 行重复" in said
    assert "人员：新增 1，更新 0，不变 0，有误 4" in said
    assert "没有单位“none”" in said
    assert "“姓名”没有填" in said
    assert "应当全是数字" in said
    assert "值班：新增 2，更新 0，不变 0，有误 1" in said
    assert "不是日期" in said
    with engine.begin() as conn:
        assert [unit.code for unit in offices.units(conn)] == ["cg", "12"]
        head = offices.on_duty(conn, "cg", TODAY, NOW)
        assert head is not None
        assert (head.name, head.role) == ("王芳", Role.HEAD)
    again = types("staff", "import", str(small_book(tmp_path))).output
    assert "单位：新增 0，更新 0，不变 2，有误 4" in again
    assert "人员：新增 0，更新 0，不变 1" in again


def test_a_dry_run_says_the_same_and_writes_nothing(types: Type, engine: Engine, tmp_path: Path) -> None:
    said = types("staff", "import", str(small_book(tmp_path)), "--dry-run").output
    assert "单位：新增 2" in said
    assert "试运行" in said
    with engine.begin() as conn:
        assert offices.units(conn) == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"code,name\n"])
def test_what_is_no_workbook_is_refused_in_one_sentence(types: Type, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.xlsx"
    path.write_bytes(content)
    with pytest.raises(WorkbookError, match="不是能读的"):
        read(path)
    did = types("staff", "import", str(path))
    assert did.exit_code == 1
    assert "不是能读的" in did.output


def test_a_workbook_without_our_sheets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="没有认得的工作表"):
        read(book(tmp_path / "other.xlsx", 别的=(["a"], [])))


def test_areas_know_their_unit_and_their_worker(conn: Connection) -> None:
    take(conn, NOW, units=UNITS, people=PEOPLE, areas=AREAS)
    found = {name: offices.area_in(conn, name) for name in ("玉鸟社区", "良渚街道玉鸟社区3号楼", "别处")}
    assert found["别处"] is None
    community, building = found["玉鸟社区"], found["良渚街道玉鸟社区3号楼"]
    assert community is not None
    assert building is not None
    worker = offices.area_worker(conn, community)
    assert worker is not None
    assert worker.name == "街道头"
    nearer = offices.area_worker(conn, building)
    assert nearer is not None
    assert nearer.name == "城管甲"
    unit = offices.area_unit(conn, building)
    assert unit is not None
    assert unit.code == "lz"


@pytest.mark.parametrize(
    ("sheet", "row", "why"),
    [("areas", {"code": "a1", "name": "余杭区", "kind": "区", "parent": "a3"}, "属于它自己"),
     ("areas", {"code": "a9", "name": "新区", "kind": "社区", "parent": "none"}, "没有上级区域"),
     ("areas", {"code": "a9", "name": "新区", "kind": "社区", "worker": "999"}, "没有人员"),
     ("units", {"code": "n", "name": "新", "kind": "部门", "parent": "none"}, "没有单位"),
     ("rota", {"unit": "cg", "day": "2026-12-01", "who": "11", "substitute": "11"}, "同一个人"),
     ("absences", {"who": "11", "begins": "2026-12-02", "ends": "2026-12-01"}, "早于"),
     ("people", {"code": "", "name": "无号"}, "没有填")],
)  # fmt: skip
def test_what_does_not_fit_is_named(conn: Connection, sheet: str, row: Mapping[str, str], why: str) -> None:
    take(conn, NOW, units=UNITS, people=PEOPLE, areas=AREAS)
    (report,) = take(conn, NOW, **{sheet: [row]})
    assert [number for number, _ in report.bad] == [2]
    assert why in report.bad[0][1]


def test_who_is_away_has_no_duty(conn: Connection) -> None:
    rota = [{"unit": "cg", "day": "2026-11-24", "who": "11", "substitute": "10"}]
    absences = [{"who": "11", "begins": "2026-11-24", "ends": "2026-11-24"}]
    take(conn, NOW, units=UNITS, people=PEOPLE, rota=rota)
    here = offices.on_duty(conn, "cg", TODAY, NOW)
    assert here is not None
    assert here.name == "城管甲"
    take(conn, NOW, absences=absences)
    instead = offices.on_duty(conn, "cg", TODAY, NOW)
    assert instead is not None
    assert instead.name == "城管头"
    after = datetime(2026, 11, 25, 0, 0, tzinfo=SHANGHAI)
    assert offices.away(conn, here.id, after) is None


def test_only_who_spoke_to_the_assistant_can_be_reached(conn: Connection) -> None:
    take(conn, NOW, units=UNITS, people=PEOPLE)
    assert len(offices.unreachable(conn)) == len(PEOPLE)
    assert [unit.code for unit in offices.without_group(conn)] == [unit["code"] for unit in UNITS]
