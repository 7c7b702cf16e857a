"""Wordings that the shipped programmes do not reach: amounts, programmes out of season, hints that count against."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from handlers.benefits.rules import judge
from handlers.benefits.wording import result_text
from knowledge.benefits import Condition, Field, FieldKind, Op, Programme, Test, Words
from knowledge.benefits.shapes import Span
from knowledge.shapes import Citation, Status
from knowledge.texts import load_texts

TEXTS = load_texts(Path(__file__).parents[3] / "knowledge" / "content" / "texts", [])
TODAY = date(2026, 11, 24)
ANY = Words("某处", "somewhere")
MONTHS = Field("permit_months", FieldKind.NUMBER, 0, unit=Words("个月", "months"), bounds=Span(0, 600))
DAY = Field("injury_date", FieldKind.DATE, 1)


def condition(test: Test, status: Status = Status.VERIFIED) -> Condition:
    return Condition(
        test, Words("持证满 12 个月", "you have had the permit for 12 months"), "第五条", status, ANY, "2023~"
    )


def programme(*hard: Condition) -> Programme:
    name = Words("示例", "Example")
    sources = (Citation("某规定"),)
    return Programme("P90", name, Status.VERIFIED, hard, ANY, ANY, ANY, ANY, ANY, sources, TODAY)


A_YEAR = condition(Test(MONTHS, Op.GE, Span(12, float("inf"))))
SINCE_JULY = condition(Test(DAY, Op.GE, Span(date(2025, 7, 1).toordinal(), float("inf"))))


def said(programmes: list[Programme], persona: dict[str, object], lang: str = "zh") -> str:
    verdicts = judge(programmes, persona, TODAY)
    return result_text(verdicts, lambda key, **params: TEXTS.say(key, lang, **params), lang)


@pytest.mark.parametrize(("lang", "line"), [("zh", "还差 4 个月。"), ("en", "4 months short.")])
def test_a_no_says_how_much_is_missing(lang: str, line: str) -> None:
    assert line in said([programme(A_YEAR)], {"permit_months": 8}, lang).splitlines()


def test_days_are_counted_and_rough_dates_are_not() -> None:
    assert "还差 3 天。" in said([programme(SINCE_JULY)], {"injury_date": "2025-06-28"})
    assert "还差" not in said([programme(SINCE_JULY)], {"injury_date": "2025-06"})


def test_when_nothing_fits_it_says_so_without_a_verdict() -> None:
    text = said([programme(A_YEAR)], {"permit_months": 8})
    assert text.startswith("从您说的看，目前没有哪一项能说对得上。")
    assert "眼下更对得上的是" not in text


def test_out_of_season_is_only_introduced() -> None:
    text = said([replace(programme(A_YEAR), valid_to=date(2026, 8, 31))], {"permit_months": 36})
    assert "【示例】今天不在办理的日期里，只介绍，不判断。" in text


def test_what_a_soft_condition_speaks_against_comes_later_and_says_why() -> None:
    doubtful = replace(programme(A_YEAR), id="P1", soft=(SINCE_JULY,))
    plain = replace(programme(A_YEAR), id="P2")
    persona = {"permit_months": 12, "injury_date": "2024-01-01"}
    assert [verdict.programme.id for verdict in judge([doubtful, plain], persona, TODAY)] == ["P2", "P1"]
    assert "请留意：一般要求持证满 12 个月。某处" in said([doubtful], persona)
