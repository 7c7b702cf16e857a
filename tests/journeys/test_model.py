"""With a model: answers in its words carry the label; whatever goes wrong with it, the entry itself is said instead."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import openai
import pytest

from tests.fakes.openai import FakeOpenAI, Messages, Mood, facts_of, honest
from tests.fakes.town import Town

LABEL = "AI 生成，仅供参考"
assert openai.OpenAI  # loaded once, before any question waits for it


@pytest.fixture
async def model() -> AsyncIterator[FakeOpenAI]:
    async with FakeOpenAI() as server:
        yield server


@pytest.fixture
async def town(closed_town: Town, model: FakeOpenAI) -> AsyncIterator[Town]:
    closed_town.values = model.settings(openai_timeout_s=1.5)
    async with closed_town.open():
        yield closed_town


def titles(town: Town, count: int) -> list[str]:
    """Questions that the search surely knows: titles of entries that a model may word."""
    entries = [entry for entry in town.knowledge.entries.values() if entry.area == "exit_entry"]
    return [entry.title for entry in entries[:count]]


async def test_an_answer_in_the_models_words_is_labelled_and_has_its_sources(town: Town, model: FakeOpenAI) -> None:
    li = town.resident()
    entry = town.knowledge.entries["exit.passport_first"]
    told = (await li.says(entry.title))[-1]
    assert "无需回户籍地" in told.text  # its words, not ours
    assert LABEL in told.text
    assert "[1]" not in told.text
    assert entry.unsure in told.text  # what is unsure stands there whoever words it
    assert any(choice.label == "内容有误" for choice in told.choices)
    assert len(model.asked) == 1
    await li.says("你好")
    assert LABEL not in await li.heard()


async def test_the_export_keeps_the_label_and_says_whose_words_they_are(town: Town) -> None:
    li = town.resident()
    await li.says(town.knowledge.entries["exit.passport_first"].title)
    await li.says("/mydata")
    asked = await li.all_heard()
    assert LABEL in asked


async def test_whatever_goes_wrong_the_entry_itself_is_said(town: Town, model: FakeOpenAI) -> None:
    li = town.resident()
    bad = [mood for mood in Mood if mood not in (Mood.STREAMS, Mood.WHOLE, Mood.OLD)]
    for mood, title in zip(bad, titles(town, len(bad)), strict=True):
        model.mood = mood
        entry = next(entry for entry in town.knowledge.entries.values() if entry.title == title)
        told = (await li.says(title))[-1].text
        assert entry.short in told, mood
        assert LABEL not in told, mood
        await town.passes(minutes=10)  # the pause after failures is over


SAYINGS: dict[str, Callable[[Messages], str]] = {
    "empty": lambda _messages: "",
    "nothing": lambda _messages: "NONE",
    "another figure": lambda messages: honest(messages) + "\n工本费300元。[1]",
    "another office": lambda messages: honest(messages) + "\n也可以到税务局办。[1]",
    "an address of its own": lambda messages: honest(messages) + "\n详见 https://example.com/a 。[1]",
    "a promise": lambda messages: honest(messages) + "\n您一定能领到，包您通过。[1]",
    "another language": lambda _messages: (
        "You can apply at any window with your ID card and your household booklet.[1]"
    ),
    "nothing from its sources": lambda _messages: "今天天气真好，祝您心情愉快。",
    "a novel": lambda messages: facts_of(messages)[0] * 500,
}


async def test_whatever_it_says_that_the_entry_does_not_the_entry_itself_is_said(town: Town, model: FakeOpenAI) -> None:
    li = town.resident()
    for name, title in zip(SAYINGS, titles(town, len(SAYINGS)), strict=True):
        model.say = SAYINGS[name]
        entry = next(entry for entry in town.knowledge.entries.values() if entry.title == title)
        told = (await li.says(title))[-1].text
        assert entry.short in told, name
        assert LABEL not in told, name


async def test_personal_data_never_reaches_the_model(town: Town, model: FakeOpenAI) -> None:
    li = town.resident()
    await li.says("我叫李明，电话13812345678，想问首次办护照要带什么")
    await li.says("首次办护照")
    assert model.asked
    assert not any("13812345678" in words for words in model.words())
    before = len(model.asked)
    await li.says("我老公打我，我想办护照离开他，首次办护照")
    assert len(model.asked) == before  # what is delicate is not told to anybody


async def test_english_is_answered_in_english_words(town: Town, model: FakeOpenAI) -> None:
    li = town.resident()
    told = (await li.says("Applying for a first Chinese passport"))[-1].text
    assert "AI-generated" in told
    assert "household booklet" in told


async def test_what_rules_and_search_do_not_understand_is_asked_in_other_words(town: Town, model: FakeOpenAI) -> None:
    li = town.resident()
    await li.says("你好呀，我有一件事想问一下你")

    def say(messages: Messages) -> str:
        return "首次办护照" if "Last message:" in messages[-1]["content"] else honest(messages)

    model.say = say
    told = (await li.says("ящик паспорт хочу впервые"))[-1].text
    assert any("Last message" in words for words in model.words())
    entry = town.knowledge.entries["exit.passport_first"]
    assert entry.short in told  # the model answered in another language than she wrote: the entry itself
