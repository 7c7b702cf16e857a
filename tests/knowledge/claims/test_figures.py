"""Figures are the same figure however they are written, and another one when anything about them changed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.claims.figures import figures
from knowledge.claims.numerals import han, value_of, written
from tests.evaluation.claims.honest import han as spelled


def read(text: str) -> list[tuple[str, object]]:
    return [(figure.kind, figure.value) for figure in figures(written(text))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("15日", "十五天"), ("１５ 日", "15 days"), ("两个月", "2 months"), ("一年半", "18个月"), ("半年", "6 months"),
        ("百分之二十", "20%"), ("20 per cent", "２０％"), ("1.5万元", "15,000元"), ("二十万元", "RMB 200,000"),
        ("120元", "一百二十块钱"), ("2019年4月1日", "1 April 2019"), ("2019-04-01", "April 1st, 2019"),
        ("10月8日", "Oct 8"), ("二〇二六年一月一日", "2026/1/1"), ("7个工作日", "seven working days"),
        ("时速25公里", "25 km/h"), ("1.5公里", "1500米"), ("16周岁", "16 years old"), ("三分之二", "two thirds"),
        ("第三十六条", "Article 36"), ("上午9点半", "9:30"), ("0571-88888888", "057188888888"), ("两周", "14天"),
        ("五万三千元", "53000元"), ("幺二三四五", "12345"), ("每年3600元", "3,600 yuan a year"),
    ],
)  # fmt: skip
def test_one_figure_in_two_writings(one: str, other: str) -> None:
    assert read(one) == read(other)
    assert len(read(one)) == 1


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("16周岁以上", {"up"}), ("不满16周岁", {"down"}), ("满16周岁", {"up"}), ("不超过15日", {"down"}), ("超过15日", {"up"}),
        ("15日内", {"down"}), ("15日后", {"after"}), ("15日前", {"before"}), ("within 15 days", {"down"}),
        ("at least 15 days", {"up"}), ("not less than 15 days", {"up"}), ("no more than 15 days", {"down"}),
        ("15 days or more", {"up"}), ("after 15 days", {"after"}), ("15 days before", {"before"}), ("under 16", {"down"}),
        ("15日", set()),
    ],
)  # fmt: skip
def test_a_limit_has_its_side(text: str, sides: set[str]) -> None:
    assert set(figures(written(text))[0].sides) == sides


def test_words_that_only_look_like_figures_are_none() -> None:
    for text in (
        "一般一起办",
        "十分重要",
        "统一办理",
        "万一丢了",
        "一两天后",
        "三五个人也行吗",
        "第一步先登记",
        "下周一",
    ):
        assert [figure for figure in figures(written(text)) if figure.value != 1] == [], text


def test_a_range_shares_its_unit_and_its_scale() -> None:
    assert read("3到5个工作日") == [("workday", 3), ("workday", 5)]
    assert read("2万到5万元") == [("yuan", 20_000), ("yuan", 50_000)]
    assert read("1到2万元") == [("yuan", 10_000), ("yuan", 20_000)]
    assert read("5000到5万元") == [("yuan", 5000), ("yuan", 50_000)]
    assert read("10-15 days") == [("day", 10), ("day", 15)]


@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_numerals_are_read_as_they_are_written(number: int) -> None:
    assert han(spelled(number)) == number
    assert value_of(f"{number:,}") == Fraction(number)


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for figure in figures(written(text)):
        assert figure.start < figure.end
