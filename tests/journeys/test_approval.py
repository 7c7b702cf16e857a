"""Answers in a machine's words that a colleague looks over: accepted, edited, rejected, or the entry in two minutes."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace

import openai
import pytest
from sqlalchemy import Connection

from bot.message import Address
from bot.store import groups
from knowledge.approval import ApprovalRules
from tests.fakes.openai import FakeOpenAI, Messages, honest
from tests.fakes.stages.line import LineStage
from tests.fakes.town import Town

assert openai.OpenAI  # loaded once, before any question waits for it
LABEL = "AI 生成，仅供参考"
ENTRY = "exit.passport_first"
ITS_WORDS, OURS = "无需回户籍地", "不用回户籍地"


@pytest.fixture
async def model() -> AsyncIterator[FakeOpenAI]:
    async with FakeOpenAI() as server:
        yield server


@pytest.fixture
def waiting_town(closed_town: Town, model: FakeOpenAI) -> Town:
    closed_town.values = model.settings(openai_timeout_s=1.5)
    closed_town.knowledge = replace(closed_town.knowledge, approval=ApprovalRules(areas=("exit_entry",)))
    return closed_town


@pytest.fixture
async def town(waiting_town: Town) -> AsyncIterator[Town]:
    async with waiting_town.open():
        yield waiting_town


async def asks(town: Town) -> str:
    told = (await town.resident().says(town.knowledge.entries[ENTRY].title))[-1].text
    assert "同事正在看" in told
    assert ITS_WORDS not in told
    assert OURS not in told
    return told


async def test_accepted_it_goes_out_as_the_machines_words(town: Town) -> None:
    li, wang = town.resident(), town.member()
    await asks(town)
    assert "拟答" in await wang.heard()
    assert ITS_WORDS in await wang.heard()
    await wang.presses("采用")
    heard = await li.heard()
    assert heard.startswith("您刚才问的「首次办护照」")
    assert ITS_WORDS in heard
    assert LABEL in heard
    assert "已采用" in await wang.heard()
    thanks = await li.presses("有用")
    assert "随时问" in thanks[-1].text
    await town.passes(minutes=5)
    assert (await li.all_heard()).count("您刚才问的") == 1


async def test_edited_it_goes_out_as_the_colleagues_words(town: Town) -> None:
    li, wang = town.resident(), town.member()
    await asks(town)
    prompt = (await wang.presses("修改"))[-1]
    assert "请回复这条消息" in prompt.text
    await wang.says("带身份证到窗口就行，先打12367约时间。", prompt.id)
    assert "先打12367约时间" in await li.heard()
    assert LABEL not in await li.heard()
    assert ITS_WORDS not in await li.all_heard()


async def test_rejected_the_entry_itself_goes_out(town: Town) -> None:
    li, wang = town.resident(), town.member()
    await asks(town)
    await wang.presses("不用，发原文")
    assert OURS in await li.heard()
    assert LABEL not in await li.heard()


async def test_unanswered_the_entry_goes_out_after_two_minutes_also_after_a_restart(waiting_town: Town) -> None:
    town = waiting_town
    async with town.open():
        await asks(town)
        await town.passes(seconds=100)
        assert OURS not in await town.resident().heard()
    town.clock.advance(seconds=30)
    async with town.open():
        await town.settle()
        li, wang = town.resident(), town.member()
        assert OURS in await li.heard()
        assert LABEL not in await li.heard()
        assert "两分钟没有人按" in await wang.heard()
        await town.passes(minutes=5)
        assert (await li.all_heard()).count("您刚才问的") == 1


async def test_the_first_press_counts(town: Town) -> None:
    li, wang = town.resident(), town.member()
    await asks(town)
    shown, accept = await wang.find("采用")
    reject = next(choice for choice in shown.choices if choice.label.startswith("不用"))
    await wang.presses("不用，发原文")
    late = await wang._act(town.stage.press(wang, shown.id, accept.value))
    assert "已经有结果了" in late[-1].text
    late = await wang._act(town.stage.press(wang, shown.id, reject.value))
    assert "已经有结果了" in late[-1].text
    assert (await li.all_heard()).count("您刚才问的") == 1
    assert LABEL not in await li.all_heard()


async def test_of_two_who_press_at_once_one_decides(town: Town) -> None:
    li, wang, zhao = town.resident(), town.member(), town.member("zhao")
    await asks(town)
    shown, accept = await wang.find("采用")
    reject = next(choice for choice in shown.choices if choice.label.startswith("不用"))
    presses = [(wang, accept), (zhao, reject), (zhao, accept), (wang, reject)]
    await asyncio.gather(*(town.stage.press(who, shown.id, choice.value) for who, choice in presses))
    await town.settle()
    heard = await li.all_heard()
    assert heard.count("您刚才问的") == 1
    assert (LABEL in heard) is (ITS_WORDS in heard)
    assert (await wang.all_heard()).count("已经有结果了") == 3


async def test_residents_cannot_let_it_out_nor_read_it(town: Town) -> None:
    li, stranger = town.resident(), town.resident("stranger")
    await stranger.says("你好")
    await asks(town)
    for who in (li, stranger):
        for what in ("accept", "reject", "edit"):
            await who.picks(f"appr:1:{what}")
    await li.says("/mydata")
    for who in (li, stranger):
        assert ITS_WORDS not in await who.all_heard()
        assert "您刚才问的" not in await who.all_heard()
    await town.member().presses("采用")
    assert ITS_WORDS in await li.heard()


async def test_another_units_group_cannot_decide(waiting_town: Town) -> None:
    if type(waiting_town.stage) is not LineStage:
        pytest.skip("groups of units are bound on the line")
    async with waiting_town.open() as town:
        unit = town.knowledge.entries[ENTRY].unit

        def bind(conn: Connection) -> None:
            for name, chat in ((unit, "-501"), ("elsewhere", "-502")):
                groups.bind_unit(conn, Address(town.stage.staff_channel, chat), name)

        await town.app.db.write(bind)
        li, theirs, others = town.resident(), town.member("wang", "-501"), town.member("zhao", "-502")
        await asks(town)
        shown, accept = await theirs.find("采用")
        told = await others._act(town.stage.press(others, shown.id, accept.value))
        assert "不在了" in told[-1].text
        assert "您刚才问的" not in await li.all_heard()
        await theirs.presses("采用")
        assert ITS_WORDS in await li.heard()


async def test_what_a_kill_leaves_on_disk_is_enough_to_answer(
    waiting_town: Town, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if type(waiting_town.stage) is not LineStage:
        pytest.skip("the others keep their side of the talk in a server of their own")
    left = tmp_path_factory.mktemp("left")
    async with waiting_town.open() as town:
        await asks(town)
        shutil.copytree(town.folder, left, dirs_exist_ok=True)  # as it stood in the middle of everything
    waiting_town.folder = left
    waiting_town.clock.advance(minutes=3)
    async with waiting_town.open() as town:
        await town.settle()
        heard = await town.resident().all_heard()
        assert heard.count("您刚才问的") == 1
        assert OURS in await town.resident().heard()
        assert LABEL not in heard


async def test_the_card_says_that_a_machine_wrote_it(town: Town) -> None:
    await asks(town)
    assert LABEL in await town.member().heard()


async def test_other_topics_do_not_wait_and_other_questions_go_on(town: Town, model: FakeOpenAI) -> None:
    li, wang = town.resident(), town.member()
    await asks(town)
    other = next(entry for entry in town.knowledge.entries.values() if entry.area == "traffic")
    assert LABEL in (await li.says(other.title))[-1].text
    await wang.presses("采用")
    assert ITS_WORDS in await li.heard()


async def test_a_failing_model_makes_nobody_wait(town: Town, model: FakeOpenAI) -> None:
    def lie(messages: Messages) -> str:
        return honest(messages) + "\n工本费300元。[1]"

    model.say = lie
    told = (await town.resident().says(town.knowledge.entries[ENTRY].title))[-1].text
    assert OURS in told
    assert "同事正在看" not in told
