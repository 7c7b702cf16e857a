"""The sets themselves: big enough, well formed, judged by topics that exist, split in two fair halves."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest

from handlers.faq.outcomes import Outcome
from knowledge.load import Knowledge
from tests.evaluation.baseline import fallen
from tests.evaluation.figures import report, share
from tests.evaluation.play import Played, says
from tests.evaluation.sets import SETS, TUNING, Case, read, topics

AT_LEAST = {
    "questions": 400,
    "english": 40,
    "follow_ups": 60,
    "two_questions": 20,
    "ambiguous": 40,
    "out_of_scope": 150,
    "human_wanted": 120,
    "injections": 60,
    "crisis_unseen": 150,
    "specific": 60,
    "ambiguous_second": 60,
    "follow_ups_second": 60,
    "out_of_scope_second": 60,
    "specific_third": 25,
    "ambiguous_third": 30,
    "follow_ups_third": 25,
    "out_of_scope_third": 30,
}


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_big_enough_and_asks_nothing_twice(name: str) -> None:
    cases = read(name)
    assert len(cases) >= AT_LEAST[name]
    for what in (Counter(case.id for case in cases), Counter(case.turns for case in cases)):
        assert [twice for twice, count in what.items() if count > 1] == []
    half = sum(case.half == TUNING for case in cases) / len(cases)
    assert 0.25 < half < 0.75


@pytest.mark.parametrize("name", SETS)
def test_what_is_judged_exists(name: str, knowledge: Knowledge) -> None:
    known, kinds = set(topics()), {kind.id for kind, _rule in knowledge.crisis.kinds}
    for case in read(name):
        assert all(turn.strip() for turn in case.turns), case.id
        assert set(case.topics) <= known, case.id
        assert set(case.judged.get("outcomes", ())) <= set(Outcome), case.id
        if name == "crisis_unseen":
            assert {case.judged["kind"], *case.judged.get("also", ())} <= {"", *kinds}, case.id
        for fact in (*case.judged.get("facts", ()), *case.judged.get("never", ())):
            assert not says("", fact), f"{case.id}: {fact} is in every text"


def test_every_topic_is_asked_about() -> None:
    asked = {topic for case in read("questions") for topic in case.topics}
    assert set(topics()) <= asked


def test_topics_are_listed_once_in_order() -> None:
    listed = topics()
    assert len(listed) == len(set(listed)) == 290
    assert all(re.fullmatch(r"(res:[HJIEFTAL]|ent:[ERC])\d\d", topic) for topic in listed)
    assert all(one < other for one, other in pairwise(listed) if one[:5] == other[:5])


@pytest.mark.parametrize(
    ("text", "fact", "there"),
    [
        ("罚款 1,000–2,000 元", r"1000-2000\s*元", True),
        ("30 日内，到派出所", "30日内", True),
        ("满１６周岁", r"16\s*周?岁", True),
        ("within one month", "one month", True),
        ("在杭州市区", "余杭", False),
    ],
)
def test_facts_are_found_however_they_are_written(text: str, fact: str, there: bool) -> None:
    assert says(text, fact) is there


def _played(outcome: Outcome, topic: str, text: str) -> Played:
    judged = {"topics": ["res:I03"], "facts": ["旧证"], "never": ["20元"]}
    case = Case("questions", "x", TUNING, ("身份证到期",), judged)
    return Played(case, outcome, topic, text, (), (topic,), "", "zh", 0.9)


def test_a_right_answer_is_on_topic_with_its_facts_and_nothing_forbidden() -> None:
    good = _played(Outcome.ANSWERED, "res:I03", "交回旧证")
    silent = _played(Outcome.ANSWERED, "res:I03", "去派出所")
    forbidden = _played(Outcome.ANSWERED, "res:I03", "交回旧证，20 元")
    elsewhere = _played(Outcome.ANSWERED, "res:T01", "交回旧证")
    refused = _played(Outcome.NO_CONTENT, "", "没有找到")
    found = report([good, silent, forbidden, elsewhere, refused])
    assert found["facts"]["all"] == {"right": 20.0, "complete": 33.33}
    assert found["outcome"]["all"] == {
        "answered": 60.0,
        "clarified": 0.0,
        "false_refusals": 20.0,
        "diverted": 0.0,
        "wrong_but_confident": 20.0,
    }
    assert found["retrieval"]["held_out"]["recall@1"] == share([], lambda one: True) == 0.0


def test_the_gate_names_what_fell_by_more_than_a_point_in_either_direction() -> None:
    before = {"outcome": {"all": {"answered": 90.0, "wrong_but_confident": 1.0}}, "facts": {"all": {"right": 80.0}}}
    level = {"outcome": {"all": {"answered": 89.0, "wrong_but_confident": 2.0}}, "facts": {"all": {"right": 99.0}}}
    worse = {"outcome": {"all": {"answered": 88.9, "wrong_but_confident": 2.1}}}
    assert fallen(before, level) == []
    assert [line.split(":")[0] for line in fallen(before, worse)] == [
        "outcome answered", "outcome wrong_but_confident", "facts right",
    ]  # fmt: skip
