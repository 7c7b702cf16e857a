"""How a reply becomes wire messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.layout import Layout, compose, split, units
from bot.message import Choice, Origin, Reply, Source

TEXTS = st.text(alphabet=st.sampled_from("字a。！，. \n😀👍🏽é\u200d"), max_size=400)


def without_space(text: str) -> str:
    return "".join(text.split())


@given(TEXTS, st.integers(2, 60))
def test_pieces_fit_and_nothing_but_space_is_lost(text: str, most: int) -> None:
    pieces = list(split(text, most))
    assert all(0 < units(piece) <= most for piece in pieces)
    assert without_space("".join(pieces)) == without_space(text)
    for piece in pieces:
        piece.encode("utf-16")  # a torn pair would refuse


@given(TEXTS)
def test_units_are_those_of_utf_16(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le")) // 2


def test_a_sentence_is_not_torn_where_one_ends_in_reach() -> None:
    assert list(split("第一句话在这里。第二句话也在。", 12)) == ["第一句话在这里。", "第二句话也在。"]


def say(key: str, **params: object) -> str:
    return {
        "machine.sources": "依据：",
        "machine.ai_label": "AI 生成，仅供参考",
        "machine.checked": f"（{params.get('day')}）",
    }[key]


def test_sources_stand_below_where_the_wire_has_no_place_for_them() -> None:
    reply = Reply("答案", sources=(Source("《办法》", "https://a.gov.cn", checked="2026-11-01"),))
    assert compose(reply, Layout(), say)[0].text == "答案\n\n依据：\n· 《办法》（2026-11-01） https://a.gov.cn"
    assert compose(reply, Layout(sources_below=False), say)[0].sources == reply.sources


def test_a_machines_words_are_labelled() -> None:
    assert "AI 生成" in compose(Reply("x", origin=Origin.MODEL), Layout(), say)[0].text
    assert "AI 生成" not in compose(Reply("x", origin=Origin.EXTRACT), Layout(), say)[0].text


@pytest.mark.parametrize("text", ["字" * 250, "一句话。" * 60, " " * 500, "\n" * 500])
def test_buttons_stand_under_the_last_piece_only(text: str) -> None:
    parts = compose(Reply(text, (Choice("好", "ok"),), under="p1"), Layout(max_units=100), say)
    assert [bool(part.choices) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert all(units(part.text) <= 100 for part in parts)
