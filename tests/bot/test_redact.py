"""No phone, identity or bank card number survives; our own numbers and the hotlines do."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redact import has_identity, mask, mask_event

AROUND = st.text(alphabet="我的电话是，。 号\n：abc", max_size=12)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
SPOKEN = str.maketrans("0123456789", "零幺二三四五六七八九")
IDENTITY = r"33010[0-9]((19|20)[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9])[0-9]{3}[0-9Xx]"
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


def digits(text: str) -> str:
    """All digits of the text in a row, whatever script and marks they are written with."""
    return "".join(str(int(char)) for char in text if char.isdecimal())


def separated(number: str, groups: tuple[int, ...], mark: str) -> str:
    parts, rest = [], number
    for size in groups:
        parts.append(rest[:size])
        rest = rest[size:]
    return mark.join(part for part in (*parts, rest) if part)


@given(
    AROUND, mobiles, st.sampled_from([(), (3, 4, 4), (3, 3, 5), (4, 3, 4), (5, 6), (1,) * 11]),
    st.sampled_from(["", " ", "-", ".", "·", "\u3000", "\u200b"]), st.sampled_from(["", "+86", "86 ", "0086",
    "+86-"]), AROUND,
)  # fmt: skip
def test_no_mobile_number_survives(
    before: str, number: str, groups: tuple[int, ...], mark: str, prefix: str, after: str
) -> None:
    text = f"{before}{prefix}{separated(number, groups, mark)}{after}"
    assert number not in digits(mask(text)), mask(text)


@given(mobiles, st.sampled_from([WIDE, ARABIC]))
def test_other_digits_are_digits_too(number: str, script: dict[int, int]) -> None:
    assert number not in digits(mask(f"打{number.translate(script)}找我"))


@given(mobiles, st.sampled_from(["", " ", "，"]))
def test_a_number_written_in_words_does_not_survive(number: str, mark: str) -> None:
    spoken = mark.join(number.translate(SPOKEN))
    assert "***" in mask(f"电话是{spoken}。")
    assert spoken not in mask(f"电话是{spoken}。")


@given(AROUND, st.from_regex(IDENTITY, fullmatch=True),
       st.sampled_from([(), (6, 8, 4), (3, 3, 4, 4, 4)]), st.sampled_from([" ", "-"]), AROUND)  # fmt: skip
def test_no_identity_number_survives(before: str, number: str, groups: tuple[int, ...], mark: str, after: str) -> None:
    text = f"{before}{separated(number, groups, mark)}{after}"
    assert number[:17] not in digits(mask(text)), mask(text)
    assert has_identity(text)


def with_check_digit(front: str) -> str:
    doubled = [int(char) if index % 2 else sum(divmod(int(char) * 2, 10)) for index, char in enumerate(reversed(front))]
    return front + str(-sum(doubled) % 10)


@given(AROUND, st.from_regex(r"(62|4|5|9558|9)[0-9]{14,15}", fullmatch=True), st.sampled_from(["", " ", "-"]), AROUND)
def test_no_bank_card_survives(before: str, front: str, mark: str, after: str) -> None:
    card = with_check_digit(front[:18])
    text = f"{before}{separated(card, (4, 4, 4, 4), mark)}{after}"
    assert card not in digits(mask(text)), mask(text)
    assert has_identity(text)


@given(
    st.integers(2020, 2039), st.integers(1, 12), st.integers(1, 28), st.integers(1, 99_999), st.sampled_from(["-", ""])
)
def test_ticket_numbers_survive(year: int, month: int, day: int, serial: int, mark: str) -> None:
    text = f"我的 YH{mark}{year}{month:02}{day:02}{mark}{serial:04} 5678 怎么样了"
    assert mask(text) == text


@pytest.mark.parametrize(
    "text",
    ["打 12345", "110、119、120、122", "0571-12345", "96110 12356 12315 12367 12123 12328", "95598 95588",
     "2026-11-24 13:00-15:00", "13:30-17:00", "2026年11月24日", "订单 20261124138123456789", "400-812-3123",
     "一三五限行",
     "一楼二楼三楼", "G20 峰会", "第 15 条第 3 款", "311121", "10000 元"],
)  # fmt: skip
def test_public_and_harmless_numbers_survive(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("0571-88888888", "0571****8888"), ("（0571）8888 8888", "0571****8888"), ("浙A12345", "浙A***45"),
     ("浙a·d12345", "浙a***45"), ("护照 E12345678", "护照 E*****78"), ("li.ming@example.com", "l***@example.com"),
     ("3号楼2单元201室", "*号楼*单元*室"), ("身份证ID330106199001011233", "身份证ID330106***********3")],
)  # fmt: skip
def test_what_is_left_of_others(text: str, shown: str) -> None:
    assert mask(text) == shown


@given(st.text(alphabet=st.characters()))
def test_it_never_raises_and_once_is_enough(text: str) -> None:
    once = mask(text)
    assert mask(once).count("*") >= once.count("*")


@pytest.mark.parametrize(
    "text", ["a" * 20_000 + "1", "1 " * 10_000, "13" * 10_000, "a@" * 10_000, "幺" * 20_000, "0571-" * 4000]
)
def test_long_texts_are_masked_quickly(text: str) -> None:
    begun = time.perf_counter()
    mask(text)
    assert time.perf_counter() - begun < 1.0


def test_no_value_of_a_log_line_leaves_unmasked() -> None:
    line = mask_event(None, "info", {"event": "told 13812345678", "count": 3, "timestamp": "2026-11-24T02:00:00Z"})
    assert not re.search("13812345678", str(line))
    assert line["timestamp"] == "2026-11-24T02:00:00Z"
