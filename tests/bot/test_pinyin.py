"""Chinese in Latin letters is Chinese."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pinyin import is_pinyin
from bot.work import written_in
from knowledge.load import Knowledge


@pytest.mark.parametrize(
    "text", ["shenfenzheng diu le zenme bu", "hu zhao dao qi le", "wo de hukou", "lü you qian zheng"]
)
def test_syllables_are_chinese(text: str) -> None:
    assert is_pinyin(text)
    assert written_in(text) == "zh"


@pytest.mark.parametrize("text", ["change name", "can he ban me", "my bike", "lost card", "how long", "we can pay"])
def test_english_is_english(text: str) -> None:
    assert not is_pinyin(text)
    assert written_in(text) == "en"


def test_no_english_wording_of_ours_is_taken_for_chinese(knowledge: Knowledge) -> None:
    wordings = [wording for entry in knowledge.entries.values() for wording in entry.wordings if wording.isascii()]
    assert [wording for wording in wordings if is_pinyin(wording)] == []


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert written_in(text) in ("zh", "en", "")
