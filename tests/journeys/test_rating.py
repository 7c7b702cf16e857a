"""Five steps, once a ticket; a low one is explained and looked at by somebody who did not deal with the matter."""

from __future__ import annotations

import pytest

from bot.store import timers
from handlers.tickets import store
from handlers.tickets.rating import store as ratings
from handlers.tickets.rating.actions import MOST_ASKED
from handlers.tickets.rating.store import Rating, Verdict
from handlers.tickets.rules import State
from tests.fakes.offices import at, open_offices
from tests.fakes.town import Person, Town
from tests.journeys.test_report import reports

WHY = "修了又坏，也没人来看，打我电话13912345678"


async def solved(town: Town) -> tuple[str, Person, Person]:
    """A report that was dealt with and that its resident calls solved: its number, she, and who dealt with it."""
    number = await reports(town)
    li, wang = town.resident(), town.member()
    await wang.presses("接单")
    await wang.answers(number, "路灯已修好")
    await li.presses("解决了")
    return number, li, wang


async def rated(town: Town, number: str) -> Rating | None:
    def read(conn):  # type: ignore[no-untyped-def]  # a connection
        matter = store.by_number(conn, number)
        assert matter is not None
        return ratings.of(conn, matter.id)

    return await town.app.db.read(read)


async def state(town: Town, number: str) -> State:
    found = await town.app.db.read(lambda conn: store.by_number(conn, number))
    assert found is not None
    return found.state


async def test_a_resident_rates_once(town: Town) -> None:
    number, li, wang = await solved(town)
    asked = await li.heard()
    assert "已办结" in asked
    assert "您对这次办理满意吗" in asked
    await li.presses("非常满意")
    assert f"只评这件事（{number}）" in await li.heard()
    assert "居民评价：非常满意" in await wang.all_heard()
    await li.presses("不满意")
    assert "已经评价过了" in await li.heard()
    found = await rated(town, number)
    assert found is not None
    assert (found.score, found.verdict) == (5, Verdict.NONE)
    await li.says(number)
    assert "您的评价：非常满意" in await li.heard()


async def test_a_low_one_is_looked_at_by_somebody_else_and_dealt_with_again(town: Town) -> None:
    number, li, wang = await solved(town)
    await li.presses("非常不满意")
    asked = await li.heard()
    assert "评价已经记下" in asked
    assert "哪里没办好" in asked
    found = await rated(town, number)
    assert found is not None, "the step counts before anything is explained"
    await li.says(WHY)
    assert "没有经手这件事的人" in await li.heard()
    asked = await wang.heard()
    assert "也没人来看" in asked
    assert "13912345678" not in asked
    await wang.presses("重新办理")
    await wang.answers("写下为什么重新办理", "我看没问题")
    assert "您经手过" in await wang.heard()
    chen = town.member("chen")
    await chen.presses("重新办理")
    await chen.answers("写下为什么重新办理", "接线没有修牢，明天再去")
    assert "重新打开" in await chen.heard()
    assert "接线没有修牢" in await li.heard()
    assert await state(town, number) is State.REOPENED
    await chen.picks(f"revisit:{found.ticket_id}")
    await chen.answers("写下为什么重新办理", "再来")
    assert "没有等着复核的评价" in await chen.heard()
    assert await state(town, number) is State.REOPENED


async def test_a_second_look_may_leave_it_as_it_is(town: Town) -> None:
    number, li, _wang = await solved(town)
    await li.presses("不满意")
    await li.presses("跳过")
    chen = town.member("chen")
    assert "原因：没有说" in await chen.heard()
    await chen.presses("维持原结果")
    await chen.answers("写下为什么结果不变", "现场看过，路灯是亮的")
    assert "维持原结果" in await chen.heard()
    heard = await li.heard()
    assert "结果不变" in heard
    assert "现场看过" in heard
    assert await state(town, number) is State.CLOSED
    await li.presses("补充一句")
    await li.says("今天晚上又不亮了")
    assert await state(town, number) is State.REOPENED


async def test_nobody_rates_what_is_open_or_another_persons(line_town: Town) -> None:
    number = await reports(line_town)
    matter = await line_town.app.db.read(lambda conn: store.by_number(conn, number))
    assert matter is not None
    li, eve = line_town.resident(), line_town.resident("eve")
    await li.picks(f"rate:{matter.id}:5")
    assert "还没有办结" in await li.heard()
    await eve.says("你好")
    for pick in (
        f"rate:{matter.id}:5",
        f"rate:{matter.id}:1",
        "rate:99:1",
        "rate::",
        f"rate:{matter.id}:9",
        "rate:x:2",
    ):
        await eve.picks(pick)
        assert await rated(line_town, number) is None
    wang = line_town.member()
    await wang.picks(f"rate:{matter.id}:5")
    assert await rated(line_town, number) is None


@pytest.mark.parametrize("explained", [True, False])
async def test_a_low_one_is_not_forgotten(line_town: Town, explained: bool) -> None:
    _number, li, _wang = await solved(line_town)
    await li.presses("不满意")
    if explained:
        await li.presses("跳过")
    chen = line_town.member("chen")
    for days in range(3):
        assert (await chen.all_heard()).count("请由没有经手的人看一遍") == days + explained
        await line_town.passes(hours=25 if days else 29 if explained else 5)
    for day in range(7):  # in the morning of each, over a weekend
        await line_town.passes(hours=24 if day else 17)
    assert (await chen.all_heard()).count("请由没有经手的人看一遍") == MOST_ASKED
    kinds = [alarm[1] for alarm in await line_town.app.db.read(timers.alarms)]
    assert kinds.count("rating_not_looked_at") == 1


async def test_silence_offers_the_steps_too(town: Town) -> None:
    number = await reports(town)
    li, wang = town.resident(), town.member()
    await wang.presses("接单")
    await wang.answers(number, "路灯已修好")
    await town.passes(days=8)
    assert "也请您评价" in await li.heard()
    await li.presses("基本满意")
    found = await rated(town, number)
    assert found is not None
    assert found.score == 3


async def test_in_a_district_only_supervisors_decide(line_town: Town) -> None:
    await open_offices(line_town)
    number = await reports(line_town)
    li, desk, worker = line_town.resident(), at(line_town, "派单员"), at(line_town, "城管甲", "cg")
    matter = await line_town.app.db.read(lambda conn: store.by_number(conn, number))
    assert matter is not None
    await desk.picks(f"passto:{matter.id}:cg")
    await worker.presses("接单")
    await worker.answers(number, "The lamp is repaired.")
    await li.says("English")
    await li.presses("解决了")
    assert "How satisfied are you" in await li.heard()
    await li.presses("Very dissatisfied")
    assert "What was not good?" in await li.heard()
    await li.says("It is dark again")
    for nobody in (worker, desk, at(line_town, "城管头", "cg")):
        await nobody.picks(f"uphold:{matter.id}")
        assert "不由您" in await nobody.heard()
    boss = at(line_town, "督察")
    await boss.presses("重新办理")
    await boss.answers("写下为什么重新办理", "The cable is checked tomorrow.")
    heard = await li.heard()
    assert "决定重新办理" in heard  # she reported in Chinese
    assert "The cable is checked tomorrow." in heard
    assert await state(line_town, number) is State.REOPENED
    assert "复核后重新办理" in await worker.all_heard()


async def test_her_words_go_with_her_data(line_town: Town) -> None:
    number, li, _wang = await solved(line_town)
    await li.presses("不满意")
    await li.says(WHY)
    await li.says("/delete")
    await li.presses("确定删除")
    found = await rated(line_town, number)
    assert found is not None
    assert (found.score, found.why) == (2, "")
