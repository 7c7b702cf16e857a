"""The dispatcher goes from one matter to the next, urgent ones first, and sends the clear ones together."""

from __future__ import annotations

import pytest

from handlers.tickets import store
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import State
from tests.fakes.offices import at, open_offices
from tests.fakes.town import Town
from tests.journeys.test_dispatching import AREAS, WHAT, opens
from tests.journeys.test_report import reports


@pytest.fixture
async def district(line_town: Town) -> Town:
    await open_offices(line_town, areas=AREAS)
    await line_town.resident().says("你好")
    return line_town


async def states(town: Town, *matters: Ticket) -> list[State]:
    found = [await town.app.db.read(lambda conn, one=one: store.get(conn, one.id)) for one in matters]  # type: ignore[misc]
    return [one.state for one in found if one is not None]


async def test_one_after_the_other_urgent_ones_first(district: Town) -> None:
    desk = at(district, "派单员")
    assert "没有待派的" in (await desk.says("/next"))[-1].text
    calm, later = await opens(district), await opens(district, "路灯又不亮了，晚上看不见路")
    urgent = await opens(district)
    await desk.picks(f"urgency:{urgent.id}")
    shown = (await desk.says("/next"))[-1].text
    assert "待派 3 件，其中紧急 1 件；这是第 1 件" in shown
    assert urgent.number in shown
    order = []
    for _ in range(3):
        order.append((await desk.presses("下一件"))[-1].text)
    assert calm.number in order[0] or later.number in order[0]
    assert urgent.number in order[2], "behind the last one it begins again"
    sent = await desk.picks(f"asproposed:{urgent.id}")
    assert "已派" in sent[-1].text
    assert "待派 2 件，其中紧急 0 件" in (await desk.picks(f"next:{urgent.id}"))[-1].text


async def test_the_clear_ones_go_together_as_they_were_read(district: Town) -> None:
    desk = at(district, "派单员")
    first, second = await opens(district), await opens(district)
    urgent, delicate = await opens(district), await opens(district, f"我老公打我，{WHAT}")
    await desk.picks(f"urgency:{urgent.id}")
    await desk.says("/next")
    listed = (await desk.presses("其余一起派（2）"))[-1].text
    assert f"· {first.number}" in listed
    assert "→ 综合行政执法局、良渚街道" in listed
    assert urgent.number not in listed
    assert delicate.number not in listed
    third = await opens(district)
    again = (await desk.presses("全部派出（2）"))[-1].text
    assert "名单刚才有变化，还没有派" in again
    assert third.number in again
    assert await states(district, first, second, third) == [State.RECEIVED] * 3
    done = (await desk.presses("全部派出（3）"))[-1].text
    assert "已派出 3 件" in done
    assert await states(district, first, second, third) == [State.DISPATCHED] * 3
    assert await states(district, urgent, delicate) == [State.RECEIVED] * 2
    assert first.number in await at(district, "城管甲", "cg").all_heard()
    assert "没有可以一起派的" in (await desk.presses("全部派出（3）"))[-1].text


async def test_only_the_desk_has_a_queue(district: Town) -> None:
    await opens(district)
    worker = at(district, "城管甲", "cg")
    for act in (worker.says("/next"), worker.picks("next:1"), worker.picks("together"), worker.picks("togethergo:x")):
        assert "派单由派单员来做" in (await act)[-1].text


async def test_a_single_office_has_one_too(town: Town) -> None:
    wang = town.member()
    number = await reports(town)
    shown = (await wang.says("/next"))[-1].text
    assert "待派 1 件" in shown
    assert number in shown
    await wang.answers("待派 1 件", "路灯已修好")
    assert "路灯已修好" in await town.resident().heard()
    assert "没有待派的" in (await wang.says("/next"))[-1].text
