"""The table of places: filled by the operator, taken in row by row; samples never, mistakes named in Chinese."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.editing.places import COLUMNS, dumped, loaded, plan_places, write_places
from knowledge.editing.table import TableError
from knowledge.load import Knowledge
from knowledge.places import Place, distance_km, point_in

GOOD = {
    "编号": "P1", "名称": "良渚派出所", "窗口": "派出所户籍窗口、police_station", "镇街": "良渚街道",
    "地址": "良渚路 1 号", "电话": "0571-88776655、110", "办公时间": "周一到周五", "纬度": "30.4", "经度": "120.03",
    "启用": "是",
}  # fmt: skip


def table(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(COLUMNS))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize("name", ["t.xlsx", "t.csv"])
def test_the_template_shows_how_and_brings_nothing_in(knowledge: Knowledge, tmp_path: Path, name: str) -> None:
    write_places(tmp_path / name, [], knowledge)
    found = plan_places(tmp_path / name, {}, knowledge)
    assert (found.changed, found.problems, found.samples) == ((), (), 2)


@pytest.mark.parametrize("name", ["p.xlsx", "p.csv"])
def test_places_go_round_without_a_change(knowledge: Knowledge, tmp_path: Path, name: str) -> None:
    (made,) = plan_places(table(tmp_path / "in.csv", GOOD), {}, knowledge).changed
    assert (made.windows, made.point, made.phone) == (
        ("police_household", "police_station"), (30.4, 120.03), "0571-88776655、110",
    )  # fmt: skip
    assert loaded(dumped(made)) == made
    write_places(tmp_path / name, [made], knowledge)
    again = plan_places(tmp_path / name, {"P1": made}, knowledge)
    assert (again.changed, again.unchanged, again.problems) == ((), 1, ())


BAD = [
    ({"编号": ""}, "「编号」要填"),
    ({"名称": ""}, "「名称」没有填"),
    ({"地址": "", "电话": ""}, "至少填一个"),
    ({"电话": "找小王"}, "请只写号码"),
    ({"窗口": "咖啡馆"}, "「窗口」咖啡馆 不在窗口表里"),
    ({"窗口": ""}, "「窗口」和「条目」至少填一个"),
    ({"条目": "no.such"}, "「条目」no.such 不存在"),
    ({"纬度": "120.03", "经度": "30.4"}, "写反了"),
    ({"纬度": "30.4", "经度": ""}, "都写成小数"),
    ({"纬度": "3.4", "经度": "12.0"}, "不在国内"),
    ({"启用": "大概"}, "请填「是」或「否」"),
    ({"地址": "长" * 300}, "超过 200 个字"),
]


@pytest.mark.parametrize(("cells", "reason"), BAD)
def test_a_bad_row_is_named_and_the_good_one_taken(
    knowledge: Knowledge, tmp_path: Path, cells: dict[str, str], reason: str
) -> None:
    path = table(tmp_path / "in.csv", {**GOOD, **cells}, {**GOOD, "编号": "P2"})
    found = plan_places(path, {}, knowledge)
    assert [place.id for place in found.changed] == ["P2"]
    assert any(reason in problem.reason and problem.row == 2 for problem in found.problems), found.problems


def test_a_number_twice_and_tables_of_something_else(knowledge: Knowledge, tmp_path: Path) -> None:
    found = plan_places(table(tmp_path / "in.csv", GOOD, GOOD), {}, knowledge)
    assert "编号重复" in found.problems[0].reason
    (tmp_path / "x.csv").write_text("编号,名称\nP1,良渚\n", encoding="utf-8")
    with pytest.raises(TableError, match="缺少列：窗口、地址、电话"):
        plan_places(tmp_path / "x.csv", {}, knowledge)


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180))
def test_distances_are_the_same_both_ways(lat: float, lon: float, lat2: float, lon2: float) -> None:
    there = distance_km((lat, lon), (lat2, lon2))
    assert 0 <= there <= 20_016
    assert there == pytest.approx(distance_km((lat2, lon2), (lat, lon)))


def test_distance_of_a_known_pair() -> None:
    assert distance_km((30.0, 120.0), (31.0, 120.0)) == pytest.approx(111.19, abs=0.1)


@pytest.mark.parametrize(
    ("text", "point"),
    [("30.274100,120.155100", (30.2741, 120.1551)), ("翡翠城 文一西路 30.2,120.1", (30.2, 120.1)), ("30.2,200.1", None),
     ("身份证", None), ("", None)],
)  # fmt: skip
def test_a_point_in_words(text: str, point: tuple[float, float] | None) -> None:
    assert point_in(text) == point


def test_a_place_knows_what_is_new_to_it_not() -> None:
    assert loaded('{"id": "P1", "name": "x", "colour": "red"}') == Place("P1", "x")
