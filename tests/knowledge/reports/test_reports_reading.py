"""What a report says: category, lead, danger, place; whatever the script, the typing and the length."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import ContentError
from knowledge.load import SHIPPED, Knowledge
from knowledge.reports import Category, Lead, Reading, load_reports, place_in, read, read_reports
from knowledge.reports.lexicon import ASPECT_FILES, read_lexicon
from knowledge.reports.plain import LONGEST, plain

PIECES = st.sampled_from(
    ["翡翠城", "7幢", "路灯", "坏了", "文一西路", "噪音", "the lift", " is broken", "，", "\n", "井盖", "没了"]
)


def said(text: str) -> Reading:
    reports = load_reports(SHIPPED)
    return read(text, reports)


@pytest.mark.parametrize(
    ("text", "category", "lead"),
    [
        ("楼上天天半夜蹦迪", "noise", "public_security"),
        ("旁边的厂子通宵开机器，噪声很大", "noise", "ecology"),
        ("工地凌晨还在打桩，吵得睡不着", "noise", "city_management"),
        ("城管态度恶劣，掀了我的摊子", "conduct", "city_management"),
        ("村道破得没法走", "road", "transport"),
    ],
)
def test_who_leads_follows_from_what_it_is(text: str, category: str, lead: str) -> None:
    reading = said(text)
    assert (reading.category, reading.lead) == (category, lead)


def test_mistyped_and_traditional_words_are_understood() -> None:
    assert said("电剃又坏了").category is Category.LIFT
    assert said("路登不亮").category is Category.STREET_LIGHT
    assert said("電梯壞了，老人下不來").category is Category.LIFT


def test_what_says_nothing_is_other_and_sure_of_nothing() -> None:
    reading = said("你好")
    assert (reading.category, reading.lead, reading.urgent, reading.place) == (
        Category.OTHER,
        Lead.TOWNSHIP,
        False,
        None,
    )
    assert reading.confidence == 0
    assert reading.aspect == ""


@pytest.mark.parametrize(
    ("danger", "calm"),
    [
        ("井盖没了，一个大洞", "井盖松了，哐当响"),
        ("楼道里很重的煤气味", "燃气公司一直不来换表"),
        ("电动车在楼道充电冒烟了", "电动车停在楼道，怕着火"),
        ("有人困在电梯里", "电梯年检过期"),
        ("a live wire is hanging over the path", "the street light is broken"),
    ],
)
def test_danger_is_told_from_worry(danger: str, calm: str) -> None:
    assert said(danger).urgent
    assert not said(calm).urgent


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("我住仁和街道云会村，路灯坏了", "仁和街道云会村"),
        ("文一西路与高教路交叉口红绿灯不亮", "文一西路与高教路交叉口"),
        ("常二路68号门口有个坑", "常二路68号门口"),
        ("翡翠城12幢2单元电梯坏了", "翡翠城12幢2单元"),
        ("Garbage outside Building 7, Xixi Garden", "Building 7, Xixi Garden"),
        ("小区门口的路灯坏了", None),
        ("网约车司机绕路", None),
    ],
)
def test_places_are_found_as_they_were_written(text: str, place: str | None) -> None:
    assert said(text).place == place


def test_names_of_the_operators_own_areas_are_known() -> None:
    words = load_reports(SHIPPED).places
    text = "听风观澜的喷泉坏了"
    assert place_in(text, words) is None
    assert place_in(text, words.knowing(["听风观澜"])) == "听风观澜"


@given(st.text(max_size=300) | st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(text: str) -> None:
    reading = said(text)
    assert reading.place is None or reading.place in text
    assert 0 <= reading.confidence <= 1
    assert list(reading.aspects) == sorted(reading.aspects, key=lambda item: -item[1])


@given(st.text(max_size=200) | st.lists(PIECES, max_size=12).map("".join))
@settings(deadline=None)
def test_plain_text_stays_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_long_stories_are_read_to_the_end_of_what_counts() -> None:
    assert said("我先说几句。" * 100 + "我们小区电梯坏了").category is Category.LIFT
    assert said("啊" * LONGEST * 3 + "电梯坏了").category is Category.OTHER


def test_every_kind_of_unit_is_a_department(knowledge: Knowledge) -> None:
    assert {lead.value for lead in Lead} == set(knowledge.departments)


def test_mistakes_in_the_words_are_named(tmp_path: Path) -> None:
    for name in (*ASPECT_FILES, "urgent.toml", "words.toml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "home.toml").write_text('[[aspect]]\nid = "x"\ncategory = "weather"\nsure = ["("]\n', encoding="utf-8")
    (tmp_path / "street.toml").write_text('[[aspect]]\nid = "y"\ncategory = "road"\nsure = ["("]\n', encoding="utf-8")
    mistakes: list[str] = []
    read_lexicon(tmp_path, mistakes)
    assert any("home.toml" in line and "weather" in line for line in mistakes)
    assert any("street.toml: y" in line for line in mistakes)
    assert any("no default lead" in line for line in mistakes)


def test_a_folder_without_words_is_refused_with_every_mistake(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        read_reports(tmp_path)
    assert len(caught.value.mistakes) > 5
