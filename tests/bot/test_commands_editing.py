"""`knowledge export`, `import`, `disable`, `enable`: what is published, told in a report, and seen by who reads it."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.db import plain_engine
from bot.store import revisions
from tests.bot.conftest import Type
from tests.fakes.shipped import shipped

NAME = "idcard.first"
ALL = len(shipped().entries)


@pytest.fixture
def table(types: Type, tmp_path: Path) -> Path:
    assert types("init").exit_code == 0
    path = tmp_path / "all.csv"
    assert f"{ALL} 条" in types("knowledge", "export", str(path)).output
    return path


def edit(path: Path, entry: str, **cells: str) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows, names = list(reader), list(reader.fieldnames or ())
    next(row for row in rows if row["编号"] == entry).update(cells)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def test_an_edited_table_is_published_once(types: Type, table: Path, tmp_path: Path) -> None:
    assert types("knowledge", "import", str(table), "--dry-run").output.startswith("0 changes")
    edit(table, NAME, 简答="新的一句。")
    edit(table, "idcard.renew", 核对日期="昨天")
    dry = types("knowledge", "import", str(table), "--dry-run")
    assert dry.exit_code == 1
    assert f"{NAME}：改了 简答" in dry.output
    assert "idcard.renew：「核对日期」写的是「昨天」" in dry.output
    assert "1 changes (dry run" in dry.output
    done = types("knowledge", "import", str(table), "--author", "王芳", "--note", "年检")
    assert f"1 changes · 新增 0 条，修改 1 条，不变 {ALL - 2} 条；1 处有问题" in done.output
    again = types("knowledge", "import", str(table))
    assert f"0 changes · 新增 0 条，修改 0 条，不变 {ALL - 1} 条；1 处有问题" in again.output
    engine = plain_engine("", tmp_path / "data")
    with engine.connect() as conn:
        (kept,) = revisions.history(conn, NAME)
    engine.dispose()
    assert (kept.author, kept.note, kept.revision.enabled) == ("王芳", "年检", True)
    assert "新的一句。" in kept.revision.data


def test_disabled_and_enabled_again(types: Type, table: Path, tmp_path: Path) -> None:
    assert "停用" in types("knowledge", "disable", NAME).output
    assert "停用 1 条" in types("knowledge", "export", str(tmp_path / "again.csv")).output
    assert "启用" in types("knowledge", "import", str(table)).output  # the table from before says that it is enabled
    assert types("knowledge", "enable", NAME).exit_code == 0
    assert types("knowledge", "disable", "nobody.here").exit_code == 1


def test_what_is_no_table_ends_with_one_sentence(types: Type, table: Path, tmp_path: Path) -> None:
    bad = tmp_path / "x.xlsx"
    bad.write_bytes(b"hello")
    told = types("knowledge", "import", str(bad))
    assert told.exit_code == 1
    assert "不是 Excel 文件" in told.output
    assert types("knowledge", "export", str(tmp_path / "x.doc")).exit_code == 1


def test_a_unit_signs_and_the_doctor_counts(types: Type, table: Path) -> None:
    waits = types("knowledge", "sign").output
    assert "公安  public_security：143 条待核签" in waits
    assert NAME in types("knowledge", "sign", "--unit", "public_security").output
    assert f"{ALL} of {ALL} are not signed" in types("check").output
    signed = types("knowledge", "sign", NAME, "--by", "王芳").output
    assert signed == f"已核签  {NAME}  第一次办身份证  公安\n"
    assert f"{ALL - 1} of {ALL} are not signed" in types("check").output
    assert f"{NAME}\n" not in types("knowledge", "sign", "--unit", "public_security").output
    edit(table, NAME, 简答="改了就要重新核签。")
    types("knowledge", "import", str(table))
    assert f"{ALL} of {ALL} are not signed" in types("check").output
    assert types("knowledge", "sign", "--all", "--unit", "education").exit_code == 0
    assert "education" not in types("knowledge", "sign").output
    assert types("knowledge", "sign", "--all").exit_code == 2
    assert types("knowledge", "sign", "--unit", "nowhere").exit_code == 2
    assert types("knowledge", "sign", "nobody.here").exit_code == 1
    assert "撤回核签" in types("knowledge", "sign", NAME, "--withdraw").output


def test_the_doctor_counts_what_is_overdue_expired_and_broken(types: Type, table: Path, tmp_path: Path) -> None:
    edit(table, NAME, 复核日期="2026-11-24", 失效日期="2026-11-25")
    types("knowledge", "import", str(table))
    told = types("check").output
    assert f"overdue entries: 1 of {ALL} should have been reviewed by now: {NAME}" in told
    assert f"expired entries: 1 of {ALL} have expired and are not told any more: {NAME}" in told
    types("knowledge", "disable", NAME)
    assert f"disabled entries: 1: {NAME}" in types("check").output
    engine = plain_engine("", tmp_path / "data")
    with engine.begin() as conn:
        revisions.publish(conn, [("idcard.renew", "{", True)], "王芳", "", datetime(2026, 11, 26, tzinfo=UTC))
    engine.dispose()
    broken = types("check")
    assert broken.exit_code == 1
    assert "published content: revision" in broken.output


def test_places_by_table(types: Type, table: Path, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    assert "空表" in types("places", "template", str(path)).output
    assert "0 changes · 不变 0 个，示例 2 行不导入" in types("places", "import", str(path)).output
    path.write_text(
        "编号,名称,窗口,地址,电话\nP1,良渚派出所,police_station,良渚路 1 号,110\nP2,,,,\n", encoding="utf-8"
    )
    dry = types("places", "import", str(path), "--dry-run")
    assert (dry.exit_code, "1 changes (dry run" in dry.output) == (1, True)
    assert "没有导入  第 3 行 P2：「名称」没有填" in dry.output
    types("places", "import", str(path))
    assert "0 changes · 不变 1 个" in types("places", "import", str(path)).output
    assert "1 个地点" in types("places", "export", str(tmp_path / "out.xlsx")).output
    assert "0 changes" in types("places", "import", str(tmp_path / "out.xlsx")).output
