"""Texts and buttons as Telegram takes them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.keyboard import MAX_TEXT, dressed, fitted
from bot.layout import Layout, compose, units
from bot.message import MAX_VALUE_BYTES, Choice, Reply
from tests.fakes.telegram_markup import check_markup


def labels(reply: Reply) -> list[list[object]]:
    return [[button["text"] for button in row] for row in dressed(reply)[1]]


def test_two_short_labels_share_a_row_and_controls_come_last() -> None:
    choices = (
        Choice("返回", "d:1:!back", control=True),
        Choice("户籍", "t:1"), Choice("身份证", "t:2"), Choice("外地户口的孩子怎样在余杭上学", "t:3"),
        Choice("骑手", "t:4"),
        Choice("取消", "d:1:!cancel", control=True),
    )  # fmt: skip
    assert labels(Reply("选哪个？", choices)) == [
        ["户籍", "身份证"], ["外地户口的孩子怎样在余杭上学"], ["骑手"], ["返回", "取消"],
    ]  # fmt: skip


def test_long_controls_get_rows_of_their_own() -> None:
    choices = tuple(Choice(label, label, control=True) for label in ("继续填写刚才没写完的", "取消", "跳过", "上一步"))
    assert labels(Reply("a", choices)) == [["继续填写刚才没写完的"], ["取消", "跳过", "上一步"]]


def test_a_number_to_call_stands_in_the_text_once() -> None:
    call = Choice("拨打市民热线", url="tel:12345")
    assert dressed(Reply("请说。", (call,))) == ("请说。\n拨打市民热线 12345", [])
    assert dressed(Reply("请打 12345。", (call,)))[0] == "请打 12345。"
    assert dressed(Reply("请说。", (Choice("拨打 12345", url="tel:12345"),)))[0] == "请说。\n拨打 12345"


def test_web_addresses_are_buttons() -> None:
    _, rows = dressed(Reply("a", (Choice("官网", url="https://example.org/"), Choice("菜单", "menu"))))
    assert rows == [[{"text": "官网", "url": "https://example.org/"}, {"text": "菜单", "callback_data": "1:menu"}]]


def test_a_number_beside_a_full_text_can_still_be_copied() -> None:
    text, rows = dressed(Reply("长" * MAX_TEXT, (Choice("拨打", url="tel:12345"),)))
    assert text == "长" * MAX_TEXT
    assert rows == [[{"text": "拨打", "copy_text": {"text": "12345"}}]]


def test_a_text_that_nobody_split_is_cut_with_a_mark() -> None:
    cut = fitted("好😀" * 4000)
    assert units(cut) <= MAX_TEXT
    assert cut.endswith(" …")
    cut.encode()


@given(
    st.lists(
        st.builds(
            Choice,
            st.text("余a好😀1", min_size=1, max_size=30),
            st.text("ab:余", min_size=1, max_size=MAX_VALUE_BYTES // 3),
            control=st.booleans(),
        ),
        max_size=130,
    )
)
def test_any_choices_make_a_keyboard_that_telegram_takes(choices: list[Choice]) -> None:
    _, rows = dressed(Reply("a", tuple(choices)))
    if sum(choice.control for choice in choices) <= 100:
        check_markup({"inline_keyboard": rows}, "private")
        assert sum(len(row) for row in rows) == min(len(choices), 100)


def test_long_answers_are_split_behind_sentences_and_emoji_stay_whole() -> None:
    sentence = "请带上身份证和居住证到社区便民服务中心办理😀。"
    parts = compose(Reply(sentence * 400, (Choice("菜单", "menu"),)), Layout(max_units=MAX_TEXT), str)
    assert len(parts) > 1
    assert "".join(part.text for part in parts) == sentence * 400
    assert all(units(part.text) <= MAX_TEXT and part.text.endswith("。") for part in parts)
    assert [bool(part.choices) for part in parts] == [False] * (len(parts) - 1) + [True]
