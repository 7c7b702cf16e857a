"""What a typed answer means."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import BadAnswerError, declines, read_answer, read_phone
from knowledge.shapes import Step, StepKind

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


def read(kind: StepKind, text: str, most: int = 0) -> str:
    return read_answer(Step("key", kind, max=most), text, NOW)


@pytest.mark.parametrize(
    ("kind", "said", "stored"),
    [(StepKind.YES_NO, "是", "yes"), (StepKind.YES_NO, "好的。", "yes"), (StepKind.YES_NO, "ＹＥＳ", "yes"),
     (StepKind.YES_NO, "没有", "no"), (StepKind.YES_NO, "不同意！", "no"), (StepKind.NUMBER, "3", "3"),
     (StepKind.NUMBER, "约３个月", "3"), (StepKind.NUMBER, "12.0", "12"), (StepKind.DATE, "昨天", "2026-11-23"),
     (StepKind.DATE, "11月20日", "2026-11-20"), (StepKind.DATE, "2025/3/1", "2025-03-01"),
     (StepKind.TEXT, "  两  句\n话 ", "两  句\n话")],
)  # fmt: skip
def test_answers(kind: StepKind, said: str, stored: str) -> None:
    assert read(kind, said) == stored


@pytest.mark.parametrize(
    ("kind", "said", "key"),
    [(StepKind.YES_NO, "也许", "dialog.want_yes_no"), (StepKind.NUMBER, "很多", "dialog.want_number"),
     (StepKind.NUMBER, "1.5", "dialog.want_number"), (StepKind.DATE, "2月30日", "dialog.want_date"),
     (StepKind.DATE, "1800-01-01", "dialog.want_date"), (StepKind.DATE, "不知道", "dialog.want_date"),
     (StepKind.PHONE, "12345678", "dialog.want_phone"), (StepKind.PHOTO, "看", "dialog.want_photo"),
     (StepKind.CHOICE, "别的", "dialog.want_choice"), (StepKind.TEXT, "\u200b\ud83d", "dialog.empty"),
     (StepKind.TEXT, "x" * 1001, "dialog.too_long")],
)  # fmt: skip
def test_what_is_no_answer_says_what_is_wanted(kind: StepKind, said: str, key: str) -> None:
    with pytest.raises(BadAnswerError) as bad:
        read(kind, said)
    assert bad.value.key == key


def test_a_limit_is_told() -> None:
    with pytest.raises(BadAnswerError) as bad:
        read(StepKind.TEXT, "x" * 11, most=10)
    assert bad.value.limit == 10


@given(st.sampled_from(StepKind), st.text(alphabet=st.characters()), st.integers(0, 50))
def test_anything_is_an_answer_or_told_why_not(kind: StepKind, said: str, most: int) -> None:
    try:
        stored = read(kind, said, most)
    except BadAnswerError as bad:
        assert bad.key.startswith("dialog.")
    else:
        stored.encode()
        assert stored
        if kind is StepKind.DATE:
            date.fromisoformat(stored)
        if kind is StepKind.NUMBER:
            assert str(int(stored)) == stored


@pytest.mark.parametrize(
    ("said", "number"),
    [("138 1234 5678", "13812345678"), ("+86-13812345678", "13812345678"), ("我的电话是13812345678", "13812345678"),
     ("13812345678谢谢", "13812345678"), ("0571-88888888", "057188888888"), ("400-812-3123", "4008123123"),
     ("+1 650 253 0000", "+16502530000"), ("１３８１２３４５６７８", "13812345678"),
     ("0571-88888888转801", "057188888888")],
)  # fmt: skip
def test_phones(said: str, number: str) -> None:
    assert read_phone(said) == number


@given(st.from_regex(r"1(3[0-9]|5[0-35-9]|8[0-9])[0-9]{8}", fullmatch=True), st.sampled_from(["", " ", "-"]))
def test_every_mobile_number_is_taken_as_it_is(number: str, mark: str) -> None:
    assert read_phone(mark.join((number[:3], number[3:7], number[7:]))) == number


@pytest.mark.parametrize("said", ["没有", "不用了", "无。", "跳过", "不留", "No", "没拍"])
def test_words_that_leave_an_answer_out(said: str) -> None:
    assert declines(said)


@pytest.mark.parametrize("said", ["没有水了", "不知道", "", "有", "13812345678"])
def test_words_that_do_not(said: str) -> None:
    assert not declines(said)
