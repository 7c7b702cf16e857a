"""Short follow-ups: what they ask for, and what they put in the place of what was asked before."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.follow import FollowUps, read_follow_ups
from knowledge.load import SHIPPED
from knowledge.shapes import Aspect

FILE = SHIPPED / "words" / "follow_ups.toml"


def words() -> FollowUps:
    mistakes: list[str] = []
    found = read_follow_ups(FILE, mistakes)
    assert not mistakes
    return found


WORDS = words()


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("那要多少钱？", Aspect.COST), ("收费吗", Aspect.COST), ("要带什么材料", Aspect.PAPERS),
        ("网上能办吗", Aspect.ONLINE), ("去哪里办", Aspect.WHERE), ("多久能拿到", Aspect.TIME),
        ("逾期了会怎样", Aspect.PENALTY), ("不办会罚款吗", Aspect.PENALTY), ("不服怎么申诉", Aspect.RIGHTS),
        ("要什么条件", Aspect.WHO), ("how much does it cost?", Aspect.COST), ("how long does it take", Aspect.TIME),
        ("can I do it online?", Aspect.ONLINE),
    ],
)  # fmt: skip
def test_a_follow_up_asks_for_one_aspect_and_says_nothing_new(text: str, aspect: Aspect) -> None:
    read = WORDS.read(text)
    assert read is not None
    assert (read.aspect, read.new) == (aspect, "")


@pytest.mark.parametrize(
    ("text", "new"), [("那孩子呢", "孩子呢"), ("护照呢？", "护照呢"), ("what about children?", "children")]
)
def test_whom_or_what_instead(text: str, new: str) -> None:
    read = WORDS.read(text)
    assert read is not None
    assert read.new == new


@pytest.mark.parametrize("text", ["身份证丢了怎么补办", "居住证怎么办", "小区消防通道被占了找谁", "", "x" * 200])
def test_what_stands_alone_is_no_follow_up(text: str) -> None:
    assert WORDS.read(text) is None


@pytest.mark.parametrize(
    ("asked", "new", "rewritten"),
    [
        ("身份证丢了怎么补办", "护照呢", "护照丢了怎么补办"), ("护照到期怎么办", "丢了呢", "护照丢了怎么办"),
        ("大人办护照要几天", "小孩呢", "小孩办护照要几天"),
        ("身份证丢了怎么补办", "代办呢", "身份证丢了怎么补办 代办呢"),
    ],
)  # fmt: skip
def test_the_earlier_question_is_asked_about_something_else(asked: str, new: str, rewritten: str) -> None:
    assert WORDS.rewritten(asked, new) == rewritten


@given(text=st.text(max_size=120), asked=st.text(max_size=60))
def test_no_text_breaks_it(text: str, asked: str) -> None:
    read = WORDS.read(text)
    assert read is None or isinstance(WORDS.rewritten(asked, read.new), str)


def test_a_broken_file_is_reported_and_means_nothing(tmp_path: Path) -> None:
    file = tmp_path / "follow_ups.toml"
    file.write_text('openers = ["那"]\n[[aspect]]\nid = "weight"\npatterns = ["("]\n[[swap]]\nnames = []\n', "utf-8")
    mistakes: list[str] = []
    found = read_follow_ups(file, mistakes)
    assert any("weight" in line for line in mistakes)
    assert any("names" in line for line in mistakes)
    assert not found.aspects
    assert not found.swaps
