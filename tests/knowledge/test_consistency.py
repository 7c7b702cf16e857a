"""Entries that contradict each other and wordings that another entry takes are found; lists of cases are left alone."""

from __future__ import annotations

from dataclasses import replace

from knowledge.consistency import captured, contradictions
from knowledge.load import Knowledge
from knowledge.shapes import Entry, Fact, Status

NAME = "idcard.first"


def with_fact(entry: Entry, text: str, **values: object) -> Entry:
    facts = (*entry.facts, Fact(text, Status.VERIFIED))
    return replace(entry, facts=facts, **values)  # type: ignore[arg-type]


def test_the_shipped_entries_agree(knowledge: Knowledge) -> None:
    assert list(contradictions(knowledge.entries.values())) == []


def test_the_same_sentence_with_another_figure_is_a_contradiction(knowledge: Knowledge) -> None:
    one = with_fact(knowledge.entries[NAME], "补领身份证的工本费是 40 元。")
    other = with_fact(knowledge.entries["idcard.renew"], "补领身份证的工本费是20元（2018年起）。")
    (found,) = contradictions([one, other])
    assert (found.entry, found.other) == (NAME, "idcard.renew")
    assert "40 元" in found.text
    assert "20元" in found.contrary
    assert list(contradictions([one, with_fact(knowledge.entries["idcard.renew"], "补领身份证的工本费是40元。")])) == []


def test_a_list_of_cases_in_one_entry_is_none(knowledge: Knowledge) -> None:
    entry = with_fact(
        with_fact(knowledge.entries[NAME], "有效期满了要换证，十年的 10 年。"), "有效期满了要换证，十年的 20 年。"
    )
    assert list(contradictions([entry])) == []


def test_in_one_topic_fewer_common_words_are_enough(knowledge: Knowledge) -> None:
    one = with_fact(knowledge.entries[NAME], "窗口办结以后15日内拿到新的身份证。")
    other = with_fact(knowledge.entries["idcard.renew"], "窗口办结以后30日内可以拿到新身份证。")
    assert list(contradictions([one, other])) == []
    assert len(list(contradictions([one, replace(other, topic=one.topic)]))) == 1


def test_a_wording_that_another_entry_takes(knowledge: Knowledge) -> None:
    one = replace(knowledge.entries[NAME], questions=("满十六岁办证", "小孩第一次办证件", "停车位怎么租"))
    other = replace(knowledge.entries["idcard.renew"], questions=("停车位怎么租呢", "到期换证", "换一张新证"))
    assert ("停车位怎么租", "停车位怎么租呢") in [(found.wording, found.by) for found in captured([one, other])]
    apart = replace(other, questions=("到期换证", "换一张新证"))
    assert list(captured([one, apart])) == []


def test_no_shipped_wording_is_taken_by_another(knowledge: Knowledge) -> None:
    assert list(captured(list(knowledge.entries.values()))) == []
