"""Questions that lean on others, as a talk has them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.finder import IndexFinder, open_finder
from handlers.faq.cli import converse
from handlers.faq.outcomes import Outcome
from handlers.faq.pipeline import answer
from handlers.faq.steps import Answer, Context, Question
from knowledge.load import Knowledge
from tests.fakes.town import plain_settings

LOST = "身份证丢了怎么补办"


Talk = Callable[..., Awaitable[Answer]]


@pytest.fixture(scope="module")
def finder(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexFinder]:
    """The search by words and meaning, as in a running assistant."""
    made = asyncio.run(open_finder(knowledge, plain_settings(tmp_path_factory.mktemp("follow")), wait=True))
    yield made
    asyncio.run(made.close())


@pytest.fixture
def talk(knowledge: Knowledge, finder: IndexFinder, tmp_path: Path) -> Talk:
    async def play(*turns: str) -> Answer:
        return (await converse(knowledge, finder, plain_settings(tmp_path), list(turns), ""))[0]

    return play


@pytest.mark.parametrize(
    ("turns", "entry", "said"),
    [
        (["宝宝出生怎么上户口", "超过一个月了怎么办"], "household.newborn", "补报"),
        ([LOST, "那护照呢"], "exit.passport_lost", "作废"),
        (["怎么办护照", "小孩呢"], "exit.passport_minor", "监护人"),
        (["怎么办护照", "小孩呢", "丢了呢"], "exit.passport_lost", "补发"),
        (["怎么办护照", "那港澳的呢", "多少钱"], "exit.hkmo_permit", "60"),
        (["专利保护几年", "商标呢"], "enterprise.trademark", "10年"),
        (["护照有效期几年", "小孩呢"], "exit.passport_validity", "5年"),
        ([LOST, "驾照到期了怎么换"], "traffic.licence_renew", "90日"),
        (["I lost my Chinese passport, what do I do?", "and what does it cost?"], "exit.passport_lost", "120"),
    ],
)
async def test_a_follow_up_is_read_by_what_was_answered(talk: Talk, turns: list[str], entry: str, said: str) -> None:
    settled = await talk(*turns)
    assert settled.entry == entry
    assert settled.outcome in (Outcome.ANSWERED, Outcome.ANSWERED_PARTIAL)
    assert said in settled.text


async def test_small_talk_in_between_does_not_lose_the_thread(talk: Talk) -> None:
    assert (await talk(LOST, "谢谢", "那护照呢")).entry == "exit.passport_lost"


async def test_what_is_not_in_the_entry_is_said_so(question: Question) -> None:
    entry = question.knowledge.entries["household.newborn"]
    bare = replace(entry, facts=tuple(replace(fact, aspect="note") for fact in entry.facts))  # type: ignore[arg-type]
    shown = replace(question.knowledge, entries={**question.knowledge.entries, bare.id: bare})
    asked = replace(question, text="那要多少钱", knowledge=shown, context=Context("宝宝出生怎么上户口", bare.id))
    settled = await answer(asked)
    assert settled.outcome is Outcome.ANSWERED_PARTIAL
    assert "没有写到" in settled.text
    assert bare.short in settled.text


@pytest.mark.parametrize(
    "text",
    [
        "那要多少钱",
        "要带什么材料",
        "怎么预约",
        "要本人去吗",
        "外地的能办吗",
        "how much does it cost?",
        "Do I need an appointment?",
    ],
)
async def test_with_nothing_before_it_a_follow_up_is_asked_back_about(question: Question, text: str) -> None:
    settled = await answer(replace(question, text=text))
    assert settled.outcome is Outcome.CLARIFICATION
    assert not settled.entry


async def test_nobody_is_asked_back_twice(question: Question) -> None:
    offered = ("exit.passport_minor", "idcard.child")
    asked = replace(question, text="护照的", context=Context("孩子的证件", offered=offered))
    settled = await answer(asked)
    assert settled.outcome is Outcome.ANSWERED
    assert settled.entry == "exit.passport_minor"


async def test_two_questions_in_one_message_are_both_answered(question: Question) -> None:
    settled = await answer(replace(question, text="身份证丢了怎么补办？护照丢了怎么补？"))
    assert settled.outcome is Outcome.ANSWERED
    for name in ("idcard.lost", "exit.passport_lost"):
        assert question.knowledge.entries[name].short in settled.text
    assert {source.unit for source in settled.sources} >= {"余杭区公安分局户籍窗口", "余杭区公安分局出入境窗口"}


async def test_a_bare_noun_picks_among_what_was_offered_and_nobody_is_asked_back_twice(talk: Talk) -> None:
    asked = await talk("证件丢了怎么办")
    assert asked.outcome is Outcome.CLARIFICATION
    assert [choice.value for choice in asked.choices[:2]] == ["faq:idcard.lost", "faq:exit.passport_lost"]
    assert (await talk("证件丢了怎么办", "护照")).entry == "exit.passport_lost"
    assert (await talk("证件丢了怎么办", "3")).entry == "traffic.licence_lost"
    unclear = await talk("证件丢了怎么办", "补贴")
    assert unclear.outcome is not Outcome.CLARIFICATION


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("身份证和护照丢了怎么补", {"idcard.lost", "exit.passport_lost"}),
        ("领结婚证要带什么，产假有多少天", {"marriage.register", "family.leave"}),
        ("How do I register an e-bike? And can I fly a drone here?", {"ebike.plate", "security.drone"}),
    ],
)
async def test_two_questions_are_told_apart_without_a_mark_between_them(
    talk: Talk, text: str, entries: set[str]
) -> None:
    settled = await talk(text)
    assert settled.outcome is Outcome.ANSWERED
    assert {settled.entry, *settled.also} == entries


async def test_the_sure_half_is_answered_and_the_other_named(talk: Talk) -> None:
    settled = await talk("身份证丢了怎么补办？图书馆能借几本书？")
    assert settled.outcome is Outcome.ANSWERED_PARTIAL
    assert settled.entry == "idcard.lost"
    assert "您还问了「图书馆能借几本书」" in settled.text


@pytest.mark.parametrize(
    ("turns", "entry"),
    [
        (["无犯罪记录证明怎么开", "要本人去吗"], "security.record_query"),
        (["改名字要什么材料", "小孩的呢"], "household.name_change"),
        (["余杭出入境窗口在哪", "周六能去吗"], "exit.where_hotline"),
    ],
)
async def test_words_that_name_no_matter_stay_with_what_was_answered(talk: Talk, turns: list[str], entry: str) -> None:
    settled = await talk(*turns)
    assert settled.entry == entry
    assert settled.outcome in (Outcome.ANSWERED, Outcome.ANSWERED_PARTIAL)


async def test_a_field_named_after_an_answer_is_asked_back_about(talk: Talk) -> None:
    settled = await talk(LOST, "小区停车")
    assert settled.outcome is Outcome.CLARIFICATION
    assert "faq:community.parking" in [choice.value for choice in settled.choices]


async def test_the_name_of_a_field_is_no_open_question_though_it_is_an_aspect(talk: Talk) -> None:
    settled = await talk("申诉怎么弄")
    assert settled.outcome is Outcome.CLARIFICATION
    assert "faq:traffic.violation_appeal" in [choice.value for choice in settled.choices]


async def test_few_words_are_offered_up_to_four_matters_of_different_topics_first(
    talk: Talk, knowledge: Knowledge
) -> None:
    settled = await talk("全家迁过来呀迁过来")
    offered = [choice.value.removeprefix("faq:") for choice in settled.choices if choice.value.startswith("faq:")]
    topics = [knowledge.entries[name].topic for name in offered]
    assert len(topics) == 4
    assert len(set(topics)) == 4


async def test_an_entry_s_own_wording_is_heard_though_it_sounds_like_an_own_record(talk: Talk) -> None:
    settled = await talk("民警查我证他自己没亮证，我能拒绝不")
    assert settled.entry == "idcard.check"


async def test_chinese_in_latin_letters_is_answered_in_chinese(talk: Talk) -> None:
    settled = await talk("shenfenzheng diu le zenme bu")
    assert settled.entry == "idcard.lost"
    assert "补领" in settled.text
