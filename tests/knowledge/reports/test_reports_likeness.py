"""The same event from several people: symmetric, blind to wording and language, never across places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.load import SHIPPED
from knowledge.reports import SAME, Nearby, Print, Seen, chronic, likeness, load_reports, print_of
from knowledge.reports.nearby import ENOUGH, WITHIN

PIECES = st.sampled_from(
    ["翡翠城", "竹海水韵", "7幢", "8幢", "文一西路", "和高教路口", "路灯坏了", "电梯坏了", "Wenyi West Road", " "]
)
TEXTS = st.text(max_size=60) | st.lists(PIECES, max_size=5).map("".join)
LAMP = "翡翠城7幢门口路灯坏了"
SPOTS = ("翡翠城7幢门口路灯坏了", "翡翠城8幢门口路灯坏了", "竹海水韵7幢垃圾没人收", "文一西路1218号井盖松了")
DAY = datetime(2026, 3, 1, 4, tzinfo=UTC)


@cache
def printed(text: str) -> Print:
    reports = load_reports(SHIPPED)
    return print_of(text, reports)


def alike(one: str, other: str) -> float:
    return likeness(printed(one), printed(other))


@pytest.mark.parametrize(
    "other",
    [
        "翡翠城7栋的路灯不亮了，黑漆漆的",
        "Street light at Building 7, 翡翠城 is out",
        "翡翠城七幢楼下路登坏了",
        "我家门口路灯又坏了，翡翠城7号楼",
    ],
)
def test_wording_numbers_typing_and_language_do_not_matter(other: str) -> None:
    assert alike(LAMP, other) >= SAME


@pytest.mark.parametrize(
    "other", ["翡翠城17幢门口路灯坏了", "竹海水韵7幢门口路灯坏了", "翡翠城7幢电梯坏了", "路灯坏了"]
)
def test_another_place_or_another_thing_is_another_event(other: str) -> None:
    assert alike(LAMP, other) < SAME


def test_a_place_told_apart_from_the_text_counts() -> None:
    reports = load_reports(SHIPPED)
    told = print_of("路灯坏了", reports, place="翡翠城7幢")
    assert likeness(told, printed(LAMP)) >= SAME


@given(TEXTS, TEXTS)
@settings(max_examples=150, deadline=None)
def test_likeness_is_symmetric_and_bounded(one: str, other: str) -> None:
    a, b = printed(one), printed(other)
    assert likeness(a, b) == likeness(b, a)
    assert 0 <= likeness(a, b) <= 1


@given(st.lists(st.tuples(st.sampled_from(SPOTS), st.integers(0, 400)), max_size=14))
@settings(max_examples=60, deadline=None)
def test_the_index_finds_what_comparing_all_finds(told: Sequence[tuple[str, int]]) -> None:
    index = Nearby[int]()
    for key, (text, _) in enumerate(told):
        index.add(key, printed(text))
    for key, (text, _) in enumerate(told):
        wanted = {other for other, (words, _) in enumerate(told) if alike(words, text) >= SAME}
        assert {found for found, _ in index.find(printed(text), most=99)} == wanted
        index.remove(key)
        assert key not in {found for found, _ in index.find(printed(text), most=99)}
        index.add(key, printed(text))
    assert len(index) == len(told)


@given(st.lists(st.tuples(st.sampled_from(SPOTS), st.integers(0, 100)), max_size=14), st.randoms())
@settings(max_examples=60, deadline=None)
def test_three_in_thirty_days_at_one_place_are_a_spot(told: Sequence[tuple[str, int]], dice: Random) -> None:
    seen = [Seen(key, DAY + timedelta(days=day), printed(text)) for key, (text, day) in enumerate(told)]
    spots = chronic(seen)
    keys = [key for spot in spots for key in spot.keys]
    assert len(keys) == len(set(keys))
    for spot in spots:
        assert len(spot.keys) >= ENOUGH
        assert len({told[key][0] for key in spot.keys}) == 1
    for text in SPOTS:
        days = sorted((day, key) for key, (words, day) in enumerate(told) if words == text)
        dense = any(days[at + ENOUGH - 1][0] - days[at][0] <= WITHIN.days for at in range(len(days) - ENOUGH + 1))
        assert dense == any(told[spot.keys[0]][0] == text for spot in spots)
    mixed = list(seen)
    dice.shuffle(mixed)
    assert chronic(mixed) == spots
