"""Groups are bound to units by an administrator; anybody of the staff asks who is on duty and calls her."""

from __future__ import annotations

import pytest

from tests.fakes.offices import at, open_offices
from tests.fakes.town import Town


@pytest.fixture
async def town(line_town: Town) -> Town:
    await open_offices(line_town)
    return line_town


async def test_only_an_administrator_binds_a_group(town: Town) -> None:
    stranger, admin = town.member("路人", "-300"), town.member("总管", "-300")
    assert "只有管理员" in (await stranger.says("/bind 良渚"))[-1].text
    assert await stranger.says("/duty") == []
    assert "请写明单位" in (await admin.says("/bind"))[-1].text
    assert "请写明单位" in (await admin.says("/bind 火星"))[-1].text
    assert "已绑定到良渚街道" in (await admin.says("/bind 良渚"))[-1].text
    assert "良渚街道：街道头" in (await stranger.says("/duty"))[-1].text
    assert "总值班群" in (await admin.says("/bind 全部"))[-1].text
    assert "综合行政执法局" in (await stranger.says("谁在值班？"))[-1].text


async def test_chatter_in_a_strange_group_is_not_for_us(town: Town) -> None:
    assert await town.member("总管", "-300").says("身份证怎么办？") == []


async def test_one_press_reaches_the_duty_person_and_her_group(town: Town) -> None:
    chief = town.resident("城管头")
    await chief.says("你好")  # whoever has spoken to the assistant can be written to alone
    asker = at(town, "街道头", "lz")
    shown = await asker.says("/duty 执法")
    assert "综合行政执法局：城管头" in shown[-1].text
    told = await asker.presses("联系综合行政执法局")
    assert "已联系综合行政执法局值班：城管头" in told[-1].text
    assert "城管头：街道头（良渚街道）请您马上联系" in await chief.heard()
    assert "请您马上联系" in await at(town, "城管甲", "cg").heard()
    assert "刚刚已经联系过" in (await asker.presses("联系综合行政执法局"))[-1].text


async def test_who_cannot_be_reached_is_said(town: Town) -> None:
    asker = at(town, "街道头", "lz")
    await asker.says("/duty 治理")
    assert "没有绑定群" in (await asker.presses("联系余杭区社会治理中心"))[-1].text


async def test_an_old_or_forged_call_is_refused(town: Town) -> None:
    asker = at(town, "街道头", "lz")
    await asker.says("/duty")
    for value in ("callduty:99999", "callduty:", "callduty:x' OR 1=1"):
        assert "没有这个单位" in (await asker.picks(value))[-1].text


async def test_without_units_it_says_so(line_town: Town) -> None:
    assert "还没有导入单位" in (await line_town.member().says("/duty"))[-1].text
