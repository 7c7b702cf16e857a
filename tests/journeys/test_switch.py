"""The operator pauses a channel: its residents are told once, the staff goes on, and nothing said is lost silently."""

from __future__ import annotations

import asyncio
import time

from sqlalchemy import select

from bot.db.sqlite import open_engine
from bot.db.tables import intake, outgoing
from bot.store import timers
from bot.work import Tx
from tests.fakes.town import Town
from tests.journeys.test_report import reports

REASON = "服务器维护，今天18点恢复"


async def turns(town: Town, on: bool, reason: str = "") -> None:
    """Turns every channel of the stage and waits until the assistant has noticed."""

    def turn(tx: Tx) -> None:
        for name in town.app.channels:
            timers.turn_switch(tx.conn, name, on, reason, tx.now)

    await town.app.work.write(turn)
    wanted = set() if on else set(town.app.channels)
    for _ in range(200):
        if set(town.app.assistant.switches.off) == wanted:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the switch was not seen within two seconds")


async def outcomes(town: Town) -> list[str]:
    """How every message so far ended, oldest first."""
    query = select(intake.c.outcome).order_by(intake.c.id)
    return await town.app.db.read(lambda conn: list(conn.execute(query).scalars()))


async def test_residents_are_told_once_and_their_words_are_kept(town: Town) -> None:
    li = town.resident()
    await li.says("身份证丢了怎么补办")
    await turns(town, False, REASON)
    told = await li.says("居住证怎么办理")
    assert len(told) == 1
    assert REASON in told[0].text
    assert "12345" in told[0].text
    assert "110" in told[0].text
    assert await li.says("有人吗") == []
    assert (await outcomes(town))[-2:] == ["channel_off", "channel_off"]
    await town.passes(minutes=11)
    assert REASON in (await li.says("还没好吗"))[0].text
    assert await li.says("喂") == []
    assert REASON in (await town.resident("zhou").says("你好"))[0].text


async def test_on_again_answers_again_and_a_second_pause_is_told_anew(town: Town) -> None:
    li = town.resident()
    await turns(town, False, REASON)
    await li.says("你好")
    await turns(town, True)
    assert REASON not in (await li.says("居住证怎么办理"))[-1].text
    await town.passes(minutes=1)
    await turns(town, False)
    told = await li.says("居住证怎么办理")
    assert len(told) == 1
    assert told[0].text.startswith("本渠道暂停服务。")


async def test_who_is_in_danger_is_told_whom_to_call_even_while_the_channel_is_off(town: Town) -> None:
    li, wang = town.resident(), town.member()
    await turns(town, False, REASON)
    await li.says("居住证怎么办理")
    told = await li.says("有人要跳楼")
    assert len(told) == 1
    assert "110" in told[0].text
    assert REASON not in told[0].text
    assert "紧急情况" in await wang.heard()
    assert (await outcomes(town))[-1] == "done"


async def test_a_channel_for_staff_only_hears_danger_too(closed_town: Town) -> None:
    closed_town.values["residents_on"] = "somewhere_else"
    async with closed_town.open() as town:
        assert "110" in (await town.resident().says("有人要跳楼"))[0].text
        assert await outcomes(town) == ["done"]


async def test_the_staff_works_on_and_its_answers_go_out(town: Town) -> None:
    number = await reports(town)
    li, wang = town.resident(), town.member()
    await turns(town, False, REASON)
    await wang.presses("接单")
    await wang.answers(number, "明天上午修好。")
    assert "明天上午修好。" in await li.all_heard()
    told = await li.presses("解决了")
    assert REASON in told[-1].text
    await turns(town, True)
    assert "已办结" in (await li.presses("解决了"))[-1].text


async def test_an_open_talk_waits_for_the_end_of_the_pause(town: Town) -> None:
    li = town.resident()
    await li.says("我要反映问题")
    await li.presses("反映问题")
    await turns(town, False, REASON)
    await li.says("楼下路灯坏了三天")
    await turns(town, True)
    await li.says("楼下路灯坏了三天")
    assert "楼下路灯坏了三天" not in await li.heard()
    await li.says("良渚街道古墩路口")
    assert (await outcomes(town)).count("channel_off") == 1


async def test_somebody_who_writes_english_is_told_in_english(town: Town) -> None:
    await turns(town, False)
    told = await town.resident("john").says("How do I renew my residence permit?")
    assert told[0].text.startswith("This channel is paused.")


async def test_another_process_turns_the_switch(line_town: Town) -> None:
    engine = open_engine(line_town.folder / "yuxiaoyi.db")
    begun = time.monotonic()
    with engine.begin() as conn:
        timers.turn_switch(conn, "line", False, REASON, line_town.clock.now())
    while "line" not in line_town.app.assistant.switches.off:
        assert time.monotonic() - begun < 2
        await asyncio.sleep(0.01)
    engine.dispose()
    assert REASON in (await line_town.resident().says("你好"))[0].text


async def test_a_restart_does_not_forget_it(closed_town: Town) -> None:
    async with closed_town.open() as town:
        await turns(town, False, REASON)
        await town.resident().says("你好")
    async with closed_town.open() as town:
        assert await town.resident().says("有人吗") == []
        assert (await outcomes(town))[-1] == "channel_off"


async def test_a_channel_for_staff_only_says_so_once_a_day(closed_town: Town) -> None:
    closed_town.values["residents_on"] = "somewhere_else"
    async with closed_town.open() as town:
        li, wang = town.resident(), town.member()
        told = await li.says("居住证怎么办理")
        assert len(told) == 1
        assert "只供工作人员使用" in told[0].text
        assert await li.says("有人吗") == []
        await town.passes(hours=25)
        assert "只供工作人员使用" in (await li.says("有人吗"))[0].text
        assert await outcomes(town) == ["staff_only"] * 3
        assert await wang.says("/help") != []


async def test_a_group_of_strangers_is_not_talked_into(line_town: Town) -> None:
    await turns(line_town, False, REASON)
    stage = line_town.stage
    stranger = stage.message(line_town.resident(), text="你好", group=True, chat="-200")  # type: ignore[attr-defined]
    await stage.take(stranger)  # type: ignore[attr-defined]
    await line_town.settle()
    queued = await line_town.app.db.read(lambda conn: conn.execute(select(outgoing.c.chat)).scalars().all())
    assert "-200" not in queued
    assert await outcomes(line_town) == ["channel_off"]
