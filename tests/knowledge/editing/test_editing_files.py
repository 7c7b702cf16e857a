"""Entries out of a table and back: nothing is lost, one changed cell changes one entry, bad rows are named."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from knowledge.checking import Wrong
from knowledge.editing.files import read_entry_table, write_entries
from knowledge.editing.merge import Merged
from knowledge.editing.planning import REASONS, Plan, plan
from knowledge.editing.table import TableError, plain, safe
from knowledge.load import Knowledge

NAME = "idcard.first"
Rows = list[dict[str, str]]


@pytest.fixture
def now(knowledge: Knowledge) -> Merged:
    return Merged(knowledge.entries, frozenset(), ())


@pytest.fixture
def edited(knowledge: Knowledge, now: Merged, tmp_path: Path) -> Callable[[Callable[[Rows], object]], Plan]:
    """Exports three entries, lets the test edit the rows, and plans their import."""
    few = [knowledge.entries[name] for name in (NAME, "idcard.renew", "community.change_manager")]

    def edit(change: Callable[[Rows], object]) -> Plan:
        path = tmp_path / "few.csv"
        write_entries(path, few)
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows, names = list(reader), list(reader.fieldnames or ())
        change(rows)
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(rows)
        return plan(knowledge, now, read_entry_table(path))

    return edit


@pytest.mark.parametrize("name", ["all.csv", "all.md", pytest.param("all.xlsx", marks=pytest.mark.slow)])
def test_everything_goes_round_without_a_change(knowledge: Knowledge, now: Merged, tmp_path: Path, name: str) -> None:
    write_entries(tmp_path / name, knowledge.entries.values())
    found = plan(knowledge, now, read_entry_table(tmp_path / name))
    assert (found.changes, found.problems, found.unchanged) == ((), (), len(knowledge.entries))


@pytest.mark.parametrize("name", ["few.csv", "few.md", "few.xlsx"])
def test_awkward_texts_go_round(knowledge: Knowledge, tmp_path: Path, name: str) -> None:
    awkward = (
        "=1+1",
        "'=x",
        "''-",
        "-5 元",
        "@某人",
        "＋86",
        "a\nb",
        "逗号,引号\"'",
        "\\n",
        "：冒号：",
        "- 破折",
        "# 井",
    )
    entry = replace(knowledge.entries[NAME], negatives=awkward, unsure=awkward[0], hotline="+86 571")
    write_entries(tmp_path / name, [entry], frozenset({NAME}))
    found = plan(knowledge, Merged({NAME: entry}, frozenset({NAME}), ()), read_entry_table(tmp_path / name))
    assert (found.changes, found.problems, found.unchanged) == ((), (), 1)


@given(st.text())
def test_no_text_becomes_a_formula_and_none_is_lost(text: str) -> None:
    assert plain(safe(text)) == text
    assert not safe(text).startswith(("=", "+", "-", "@"))


def test_an_excel_file_holds_no_formula(knowledge: Knowledge, tmp_path: Path) -> None:
    entry = replace(knowledge.entries[NAME], unsure='=HYPERLINK("http://evil")')
    write_entries(tmp_path / "x.xlsx", [entry])
    cells = [cell for row in load_workbook(tmp_path / "x.xlsx").worksheets[0].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_one_changed_cell_changes_exactly_this_entry(edited: Callable[..., Plan], knowledge: Knowledge) -> None:
    def change(rows: Rows) -> None:
        next(row for row in rows if row["编号"] == "idcard.renew")["简答"] = "换证的新说法。"

    found = edited(change)
    assert [(each.entry.id, each.fields) for each in found.changes] == [("idcard.renew", ("简答",))]
    assert found.changes[0].entry == replace(knowledge.entries["idcard.renew"], short="换证的新说法。")
    assert (found.problems, found.unchanged) == ((), 2)


def test_steps_are_added_moved_and_taken_out(edited: Callable[..., Plan], knowledge: Knowledge) -> None:
    def change(rows: Rows) -> None:
        steps = [row for row in rows if row["编号"] == NAME and row["步骤"]]
        for column in ("步骤", "步骤英文", "步骤状态", "步骤类别"):
            steps[0][column] = ""
        rows.append({"编号": "community.change_manager", "步骤": "新的一步。", "步骤状态": "待核实"})

    first, second = edited(change).changes
    assert first.entry.facts == knowledge.entries[NAME].facts[1:]
    assert second.entry.facts[-1].text == "新的一步。"
    assert second.entry.cases == knowledge.entries["community.change_manager"].cases


def test_a_new_entry_and_a_disabled_one(edited: Callable[..., Plan], knowledge: Knowledge) -> None:
    def change(rows: Rows) -> None:
        next(row for row in rows if row["编号"] == NAME)["启用"] = "否"
        rows.append({"编号": "x.new", "主题": "res:I01", "类别": "id_card", "标题": "新的", "简答": "新的一条。",
                     "问法": "新问", "状态": "verified",
                     "答复单位": "派出所", "核对日期": "2026年11月5日", "依据": "身份证法",
                     "步骤": "第一步。", "步骤状态": "已核对", "启用": "是"})  # fmt: skip

    first, second = edited(change).changes
    assert (first.entry.id, first.enabled, first.fields) == (NAME, False, ())
    assert (second.entry.id, second.new, second.entry.checked.isoformat()) == ("x.new", True, "2026-11-05")
    published = {entry: data for entry, data, _enabled in edited(change).revisions(knowledge)}
    assert published[NAME] == ""  # the shipped text, only switched off
    assert "新的一条" in published["x.new"]


BAD: dict[str, tuple[dict[str, str], str]] = {
    "day": ({"核对日期": "上个月"}, "「核对日期」写的是「上个月」，请写成 2026-11-28 这样的日期"),
    "impossible day": ({"核对日期": "2026-02-30"}, "「核对日期」"),
    "label": ({"状态": "好"}, "请从这几个里选：已核对、待核实、常变动"),
    "needed": ({"简答": ""}, "「简答」没有填"),
    "related": ({"相关条目": "nobody.here"}, "「相关条目」里的 nobody.here 不存在"),
    "unit": ({"核签部门": "nowhere"}, "「核签部门」nowhere 不在部门表里"),
    "window": ({"窗口": "nowhere"}, "「窗口」nowhere 不在窗口表里"),
    "wording": ({"问法": "身份证到期换证"}, "和别的条目重复"),
    "forbidden": ({"简答": "您输入有误。"}, "不能说「您输入有误」"),
    "case days": ({"提前天数": "几天"}, "「提前天数」写的是「几天」，请写整数"),
    "enabled": ({"启用": "也许"}, "「启用」写的是「也许」"),
    "long": ({"简答": "长" * 4000}, "4000 个字"),
    "step without mark": ({"步骤状态": ""}, "「步骤状态」没有填"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_is_named_and_the_good_ones_are_not_lost(edited: Callable[..., Plan], name: str) -> None:
    cells, reason = BAD[name]

    def change(rows: Rows) -> None:
        next(row for row in rows if row["编号"] == NAME).update(cells)
        next(row for row in rows if row["编号"] == "idcard.renew")["简答"] = "好的一行。"

    found = edited(change)
    assert [each.entry.id for each in found.changes] == ["idcard.renew"]
    assert any(problem.row == 2 and problem.about == NAME and reason in problem.reason for problem in found.problems), (
        found.problems
    )


def test_rows_twice_and_rows_of_nobody(edited: Callable[..., Plan]) -> None:
    found = edited(lambda rows: rows.append(rows[0]))
    assert "编号重复" in found.problems[0].reason
    assert not found.changes
    found = edited(lambda rows: rows.insert(1, rows[0]))
    assert "完全一样" in found.problems[0].reason
    found = edited(lambda rows: rows.insert(0, {"简答": "没有主人"}))
    assert "没有编号" in found.problems[0].reason
    assert not edited(lambda rows: rows.insert(3, {})).problems  # an empty row is no row


def test_an_entry_that_leans_on_a_bad_one_is_not_taken_either(edited: Callable[..., Plan]) -> None:
    def change(rows: Rows) -> None:
        rows[0]["编号"] = "x.one"
        for row in [row for row in rows if row["编号"] == NAME]:
            row["编号"] = "x.one"
        rows[0]["简答"] = ""
        next(row for row in rows if row["编号"] == "idcard.renew")["相关条目"] = "x.one"

    found = edited(change)
    assert not found.changes
    assert {problem.about for problem in found.problems} == {"x.one", "idcard.renew"}


def test_columns_that_are_not_there_stay_as_they_are(knowledge: Knowledge, now: Merged, tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text(f"说明,,\n编号,简答,电话\n{NAME},新的一句。,96110\n", encoding="gb18030")
    found = plan(knowledge, now, read_entry_table(path))
    assert found.changes[0].entry == replace(knowledge.entries[NAME], short="新的一句。", hotline="96110")


def workbook(**cells: object) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["编号", "简答", "核对日期", "电话"])
    sheet.append([NAME, cells.get("short"), cells.get("checked"), cells.get("hotline")])
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def test_what_excel_makes_of_cells_is_understood(knowledge: Knowledge, now: Merged, tmp_path: Path) -> None:
    import datetime

    path = tmp_path / "x.xlsx"
    path.write_bytes(workbook(short=" 新的。\r\n", checked=datetime.datetime(2026, 11, 5), hotline=12345.0))  # noqa: DTZ001
    change = plan(knowledge, now, read_entry_table(path)).changes[0]
    assert (change.entry.short, change.entry.checked.isoformat(), change.entry.hotline) == (
        "新的。", "2026-11-05", "12345",
    )  # fmt: skip
    path.write_bytes(workbook(short="=A1", checked="2026-11-05", hotline="12345"))
    found = plan(knowledge, now, read_entry_table(path))
    assert "这一格是公式" in found.problems[0].reason


NO_TABLE: dict[str, tuple[str, bytes, str]] = {
    "text as excel": ("x.xlsx", "编号,简答".encode(), "不是 Excel 文件"),
    "old excel": ("x.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), "旧版 .xls"),
    "empty": ("x.xlsx", b"", "不是 Excel 文件"),
    "another zip": ("x.xlsx", b"", "不是能打开的 Excel 文件"),
    "picture": ("x.csv", bytes(range(256)) * 4, "编码读不出来"),
    "nothing": ("x.csv", b"", "没有「编号」这一列"),
    "other header": ("x.csv", "姓名,年龄\n王,3\n".encode(), "没有「编号」这一列"),
    "strange column": ("x.csv", "编号,简答,心情\na.b,c,好\n".encode(), "不认识的列：心情"),
    "part of a group": ("x.csv", "编号,步骤\na.b,c\n".encode(), "有「步骤」列，就要有：步骤英文"),
    "column twice": ("x.csv", "编号,简答,简答\na.b,c,d\n".encode(), "有两列都叫「简答」"),
    "other kind": ("x.pdf", b"%PDF", "只能读 .xlsx、.csv"),
    "markdown of something else": ("x.md", "# 你好\n".encode(), "没有「## 编号」"),
    "not there": ("gone.xlsx", b"", "找不到这个文件"),
}


@pytest.mark.parametrize("name", NO_TABLE)
def test_what_is_no_table_is_told_in_one_sentence(knowledge: Knowledge, now: Merged, tmp_path: Path, name: str) -> None:
    file, raw, reason = NO_TABLE[name]
    path = tmp_path / file
    if name == "another zip":
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("a.txt", "hello")
    elif name != "not there":
        path.write_bytes(raw)
    with pytest.raises(TableError, match=reason):
        plan(knowledge, now, read_entry_table(path))


def test_every_reason_is_told_in_chinese() -> None:
    assert set(REASONS) == set(Wrong)


def test_markdown_lines_that_say_nothing_are_named(knowledge: Knowledge, now: Merged, tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    write_entries(path, [knowledge.entries[NAME]])
    path.write_text(path.read_text(encoding="utf-8") + "\n随便写一句\n- 心情：好\n", encoding="utf-8")
    found = plan(knowledge, now, read_entry_table(path))
    assert ["看不懂这一行" in problem.reason for problem in found.problems] == [True, True]
