"""Grouping: every text once, the same groups in any order, labels kept apart, the middle one as the name."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.grouping import Text, group, likeness

METRO = ("地铁末班车几点", "最晚的地铁是几点", "地铁几点停")
LIBRARY = ("余杭图书馆开放时间", "图书馆周一开吗")
BATTERY = ("哪里能给电动车换电池", "电瓶车换电池去哪")
WORDS = st.text(alphabet="地铁图书馆几点停开换电池 abc?，", max_size=8)
LABELLED = st.lists(st.tuples(WORDS, st.sampled_from([0, 0, 0, 1, 2])), max_size=14)


def named(texts: list[str], **options: float) -> set[frozenset[str]]:
    found = group([Text(text) for text in texts], **options)
    return {frozenset(texts[at] for at in made.members) for made in found}


def test_like_questions_come_together_by_their_words() -> None:
    assert named([*METRO, *LIBRARY, *BATTERY]) == {frozenset(METRO), frozenset(LIBRARY), frozenset(BATTERY)}


def test_the_most_central_text_is_the_name() -> None:
    texts = [Text(text) for text in ("地铁几点停", "地铁末班车几点停", "地铁末班车几点")]
    [only] = group(texts)
    assert texts[only.medoid].words == "地铁末班车几点停"


def test_meaning_counts_where_both_have_it() -> None:
    one, other = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
    swim = [Text("游泳", one), Text("swim", one), Text("bathe", other), Text("洗澡", other)]
    assert [made.members for made in group(swim)] == [(0, 1), (2, 3)]
    assert likeness([Text("游泳", one), Text("swim")])[0, 1] == 0


def test_texts_without_anything_to_count_stand_alone() -> None:
    assert [made.members for made in group([Text("？！"), Text(""), Text("？")])] == [(0,), (1,), (2,)]
    assert group([]) == []


def test_a_new_text_joins_the_group_that_is_there() -> None:
    old = [Text(METRO[0], fixed=7), Text(METRO[1], fixed=7), Text(LIBRARY[0], fixed=9)]
    found = {made.fixed: made.members for made in group([*old, Text(METRO[2]), Text(LIBRARY[1]), Text(BATTERY[0])])}
    assert found == {7: (0, 1, 3), 9: (2, 4), 0: (5,)}


def test_groups_of_different_labels_stay_apart_though_they_say_the_same() -> None:
    found = group([Text(METRO[0], fixed=1), Text(METRO[0], fixed=2), Text(METRO[0])])
    assert sorted(made.fixed for made in found) == [1, 2]
    assert sorted(len(made.members) for made in found) == [1, 2]


@given(LABELLED, st.randoms(use_true_random=False))
def test_every_text_is_in_one_group_whatever_the_order(items: list[tuple[str, int]], dice: random.Random) -> None:
    texts = [Text(words, fixed=label) for words, label in items]
    found = group(texts)
    assert sorted(at for made in found for at in made.members) == list(range(len(texts)))
    for made in found:
        assert made.medoid in made.members
        assert {texts[at].fixed for at in made.members} <= {0, made.fixed}
    for label in {text.fixed for text in texts} - {0}:
        assert sum(made.fixed == label for made in found) == 1

    mixed = dice.sample(texts, len(texts))

    def as_words(of: list[Text]) -> list[list[str]]:
        return sorted(sorted(of[at].words for at in made.members) for made in group(of))

    assert as_words(texts) == as_words(mixed)


@given(st.lists(WORDS, max_size=12), st.floats(0.1, 0.9))
def test_groups_are_alike_on_average_and_no_two_could_still_be_joined(items: list[str], near: float) -> None:
    texts = [Text(words) for words in items]
    alike, found = likeness(texts), group(texts, near)
    for one in found:
        for other in found:
            if one is not other:
                assert alike[np.ix_(one.members, other.members)].mean() < near + 1e-5
