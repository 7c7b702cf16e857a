"""Evenings: whether a report can wait is asked, the person on duty sees it, and an outage wakes nobody at night."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.errors import DeliveryError
from handlers.tickets import store
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import State
from tests.fakes.clock import FakeClock
from tests.fakes.offices import at, open_offices
from tests.fakes.stages.line import LineStage
from tests.fakes.town import Town
from tests.journeys.test_report import reports

EVENING = datetime(2026, 11, 24, 12, tzinfo=UTC)  # Tuesday, eight in the evening in Shanghai


async def ticket(town: Town, number: str) -> Ticket:
    found = await town.app.db.read(lambda conn: store.by_number(conn, number))
    assert found is not None
    return found


async def reports_at_night(town: Town, danger: str, name: str = "li") -> str:
    li = town.resident(name)
    await li.says("/report")
    await li.says("楼下路灯坏了三天")
    await li.says("良渚街道古墩路口")
    asked = await li.presses("就是现在")
    assert "到明天早上会更糟" in asked[-1].text
    await li.presses(danger)
    for press in ("跳过", "匿名", "跳过", "是", "确认提交"):
        told = await li.presses(press)
    return told[-1].text


async def test_whether_it_can_wait_is_asked_outside_hours(closed_town: Town) -> None:
    closed_town.clock = FakeClock(EVENING)
    async with closed_town.open() as town:
        calm = await reports_at_night(town, "否")
        assert "要求在 12月1日（周二）下午5点 前给您第一次答复" in calm
        urgent = await reports_at_night(town, "是")
        assert "按紧急登记" in urgent
        assert "晚上10点 前给您第一次答复" in urgent
        assert "【紧急】" in await town.member().heard()


async def test_the_same_in_english(closed_town: Town) -> None:
    closed_town.clock = FakeClock(EVENING)
    async with closed_town.open() as town:
        li = town.resident()
        await li.says("/report")
        await li.says("the street lamp at the gate is broken")
        await li.says("Gudun Road crossing")
        asked = await li.presses("Right now")
        assert "is it worse by morning?" in asked[-1].text


async def test_in_hours_nothing_is_asked(town: Town) -> None:
    number = await reports(town)
    assert not (await ticket(town, number)).urgent
    assert "要求在 12月1日（周二）下午5点 前" in await town.resident().all_heard()


@pytest.fixture
async def evening(line_town: Town) -> Town:
    line_town.clock.advance(hours=10)
    rota = [{"unit": "qu", "day": date(2026, 11, 24), "who": "督察"}]
    await open_offices(line_town, rota=rota)
    await line_town.resident("督察").says("你好")
    return line_town


async def test_who_is_on_duty_sees_every_new_one(evening: Town) -> None:
    await reports_at_night(evening, "否")
    duty = evening.resident("督察")
    told = await duty.heard()
    assert "【值班】下班后新登记" in told
    assert "楼下路灯坏了三天" in told
    assert "期限" in told
    assert "回复本卡片" not in told


async def test_the_desk_weighs_it_anew(evening: Town) -> None:
    await reports_at_night(evening, "是")
    (made,) = await evening.app.db.read(store.open_tickets)
    desk = at(evening, "派单员")
    await desk.picks(f"urgency:{made.id}")
    assert "不按紧急办" in await desk.all_heard()
    changed = await ticket(evening, made.number)
    assert (changed.urgent, changed.answer_by) == (False, None)
    await at(evening, "城管甲", "cg").picks(f"urgency:{made.id}")
    assert not (await ticket(evening, made.number)).urgent


@pytest.mark.parametrize("urgent", [False, True])
async def test_what_an_outage_held_back_waits_for_the_morning_unless_urgent(line_town: Town, urgent: bool) -> None:
    town = line_town
    number = await reports(town)
    stage, wang, li = town.stage, town.member(), town.resident()
    assert isinstance(stage, LineStage)
    await wang.presses("接单")
    if urgent:
        made = await ticket(town, number)
        await town.app.db.write(lambda conn: store.change(conn, made, urgent=True))
    town.clock.advance(hours=6)  # four in the afternoon
    stage.line.refuse[li.chat] = [DeliveryError("the wire is down")]
    await wang.answers(number, "明天上午修好")
    assert "明天上午修好" not in await li.all_heard()
    await town.passes(hours=7)  # eleven at night
    assert ("明天上午修好" in await li.all_heard()) is urgent
    await li.says("在吗")  # who speaks herself is answered, whatever waits for her
    assert len(await li.all_heard()) > 0
    before = await li.all_heard()
    await town.passes(hours=9, minutes=1)
    after = await li.all_heard()
    assert "明天上午修好" in after
    assert before != after or urgent
    assert (await ticket(town, number)).state is State.ANSWERED
