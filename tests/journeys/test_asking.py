"""The staff ask about several tickets: each answer finds the right one, and no word is lost meanwhile."""

from __future__ import annotations

import pytest

from handlers.tickets import store
from handlers.tickets.rules import State
from tests.fakes.pictures import jpeg
from tests.fakes.town import Person, Town


async def report(li: Person, what: str) -> str:
    await li.says("/report")
    for words in (what, "古墩路", "今天", "跳过", "匿名", "跳过", "是"):
        await li.says(words)
    receipt = (await li.presses("确认提交"))[-1].text
    return receipt.partition("编号：")[2].partition("\n")[0]


async def asked(town: Town) -> tuple[str, str]:
    """Two reports, and a question of the staff about each."""
    li, wang = town.resident(), town.member()
    numbers = []
    for what, question in (("井盖没了", "哪个路口的井盖？"), ("路灯坏了", "哪一盏路灯？")):
        numbers.append(await report(li, what))
        await wang.presses("需补充")
        await wang.answers("写下要问居民的问题", question)
        assert question in await li.heard()
    return numbers[0], numbers[1]


async def state(town: Town, number: str) -> State:
    found = await town.app.db.read(lambda conn: store.by_number(conn, number))
    assert found is not None
    return found.state


async def test_two_wait_and_the_person_says_which(town: Town) -> None:
    first, second = await asked(town)
    li, wang = town.resident(), town.member()
    which = (await li.says("靠学校那一侧"))[-1]
    assert "哪个路口的井盖？" in which.text
    assert [choice.label for choice in which.choices][:2] == [first, second]
    assert "靠学校那一侧" not in await wang.all_heard()
    more = (await li.says("还有一块松动的"))[-1]
    assert "加到前面的内容里" in more.text
    told = (await li.presses(first))[-1]
    assert f"已转给工作人员（{first}）" in told.text
    assert f"{first} 居民补充：靠学校那一侧，还有一块松动的" in await wang.all_heard()
    assert await state(town, first) is State.IN_WORK
    assert await state(town, second) is State.WAITING
    assert f"（{second}）" in (await li.says("靠河那一盏"))[-1].text


async def test_the_words_are_kept_over_a_restart_and_another_form(closed_town: Town) -> None:
    town = closed_town
    async with town.open():
        first, _second = await asked(town)
        await town.resident().says("靠学校那一侧")
    async with town.open():
        li = town.resident()
        await li.says("/opinion")
        assert first in [choice.label for choice in (await li.says("取消"))[-1].choices]
        await li.presses(first)
        assert f"{first} 居民补充：靠学校那一侧" in await town.member().all_heard()


async def test_a_photo_waits_for_its_ticket_too(town: Town) -> None:
    first, _second = await asked(town)
    li = town.resident()
    await li.sends(jpeg(), words="就是这里")
    await li.presses(first)
    assert f"{first} 居民补充：就是这里（附 1 个文件）" in await town.member().all_heard()


async def test_an_answer_to_the_message_itself_needs_no_asking(town: Town) -> None:
    if type(town.stage).__name__ in ("ConsoleStage", "WebStage"):
        pytest.skip("no replies to a message there")
    first, second = await asked(town)
    li, wang = town.resident(), town.member()
    await li.says("/opinion")
    told = (await li.answers("哪个路口的井盖？", "靠学校那一侧？"))[-1]
    assert f"已转给工作人员（{first}）" in told.text
    assert f"{first} 居民补充：靠学校那一侧？" in await wang.all_heard()
    assert await state(town, second) is State.WAITING
