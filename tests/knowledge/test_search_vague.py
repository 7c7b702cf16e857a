"""Questions of few words: when they are answered, asked back about, refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.load import Knowledge
from knowledge.search import Band, Index
from knowledge.search.vague import asked_back_from, joined, length, needed


@pytest.mark.parametrize(
    ("core", "says"), [("", 0), ("卡丢", 2), ("card expired", 4), ("12 分", 2), ("换 e-bike", 5), ("护照 到期", 4)]
)
def test_how_much_a_core_says(core: str, says: int) -> None:
    assert length(core) == says


def test_what_stood_beside_fillers_meets() -> None:
    assert joined("护照 期换") == "护照期换"
    assert joined("card expired") == "card expired"


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0, 1))
def test_fewer_words_never_need_less(few: int, many: int, usual: float) -> None:
    few, many = sorted((few, many))
    assert needed(few, usual) >= needed(many, usual) >= usual
    assert 0 <= asked_back_from(max(few, 1), usual) <= asked_back_from(many or 1, usual) <= usual


def test_without_words_nothing_is_asked_back_about_sooner() -> None:
    assert asked_back_from(0, 0.4) == 0.4


@pytest.mark.parametrize("said", ["落户怎么弄", "怎么申诉啊", "租房怎么办", "一般的执照怎么办"])
def test_a_noun_that_many_entries_say_names_none_of_them(word_index: Index, knowledge: Knowledge, said: str) -> None:
    assert word_index.search(said, bare=knowledge.follow_ups.content).band is Band.CLARIFY


@pytest.mark.parametrize("said", ["试用期最长多久", "小哥码怎么申请"])
def test_a_short_question_that_one_entry_says_is_answered(word_index: Index, knowledge: Knowledge, said: str) -> None:
    assert word_index.search(said, bare=knowledge.follow_ups.content).band is Band.ANSWER


def test_what_others_say_as_well_is_asked_back_about_only_where_fillers_are_known(
    word_index: Index, knowledge: Knowledge
) -> None:
    said = "那请问申诉呢"
    assert word_index.search(said, bare=knowledge.follow_ups.content).band is Band.CLARIFY
    assert word_index.search(said).band is not Band.ANSWER
