"""Slips of the keyboard are mended by what the corpus says; its own words pass unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.load import Knowledge
from knowledge.normal import normalise
from knowledge.search.spelling import Speller, simplified


@pytest.fixture(scope="session")
def speller(knowledge: Knowledge) -> Speller:
    made = Speller.build(wording for entry in knowledge.entries.values() for wording in entry.wordings)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("深份证丢了怎么补办", "身份证丢了怎么补办"), ("居住正怎么办", "居住证怎么办"), ("护照到其了", "护照到期了"),
        ("物爷不作为找谁", "物业不作为找谁"), ("身份證丟了怎麼補辦", "身份证丢了怎么补办"), ("戶口遷移", "户口迁移"),
        ("shenfenzheng diu le", "身份证丢了"), ("hu zhao", "护照"), ("juzhuzheng怎么办", "居住证怎么办"),
        ("hu zhao dao qi le zen me huan", "护照到期了怎么换"), ("jiazhao zenme ban", "驾照怎么办"),
    ],
)  # fmt: skip
def test_what_was_meant(speller: Speller, typed: str, meant: str) -> None:
    assert speller.repaired(typed) == meant


@pytest.mark.parametrize(
    "text", ["how do i renew my passport", "can i change my name", "hello", "i lost my id card", "工商年报没报咋整",
             "明天天气怎么样", "量子纠缠的贝尔不等式怎么证明", "e-bike", "12345", "", "a",
             "ban me", "can he ban me", "hukou"],
)  # fmt: skip
def test_what_is_no_slip_stays(speller: Speller, text: str) -> None:
    assert speller.repaired(text) == text


def test_the_corpus_own_wordings_pass_unchanged(speller: Speller, knowledge: Knowledge) -> None:
    wordings = [normalise(wording) for entry in knowledge.entries.values() for wording in entry.wordings]
    changed = [wording for wording in wordings if speller.repaired(wording) != wording]
    assert len(changed) <= len(wordings) / 200, changed


@given(text=st.text(max_size=80))
def test_no_text_breaks_it(speller: Speller, text: str) -> None:
    assert isinstance(speller.repaired(normalise(text)), str)


@given(text=st.text(alphabet="abcdefghinouz' ", max_size=120))
def test_letters_end_in_time(speller: Speller, text: str) -> None:
    assert isinstance(speller.repaired(text), str)


def test_a_corpus_that_is_small_or_not_chinese_mends_nothing() -> None:
    assert Speller.build(["身份证丢了怎么办"]) is None
    assert Speller.build(["How do I renew my passport?"] * 500) is None
    japanese = [f"住民票の写しはどこで取れますか{chr(0x4E00 + at)}{chr(0x4E00 + 2 * at)}" for at in range(400)]
    assert Speller.build(japanese) is None


def test_traditional_characters_become_simplified_ones() -> None:
    assert simplified("護照") == "护照"
    assert simplified("passport") == "passport"
