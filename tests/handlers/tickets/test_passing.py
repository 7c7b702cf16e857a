"""A ticket among units: who may do what, from hand to hand, more time, merged reports."""

from __future__ import annotations

import pytest

from handlers.tickets import store
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import State
from tests.fakes.offices import GROUPS, at, open_offices
from tests.fakes.stages import Shown
from tests.fakes.town import Person, Town
from tests.journeys.test_report import reports


class Story:
    """One report in a district with units, and everybody who deals with it."""

    def __init__(self, town: Town, number: str) -> None:
        self.town = town
        self.number = number
        self.li = town.resident()
        self.desk = at(town, "派单员")
        self.supervisor = at(town, "督察")
        self.cg = at(town, "城管甲", "cg")
        self.zj = at(town, "住建头", "zj")
        self.lz = at(town, "街道头", "lz")

    async def ticket(self, number: str = "") -> Ticket:
        found = await self.town.app.db.read(lambda conn: store.by_number(conn, number or self.number))
        assert found is not None
        return found

    async def press(self, who: Person, name: str, argument: str = "") -> list[Shown]:
        """Presses a button of the card by its payload."""
        made = await self.ticket()
        return await who.picks(f"{name}:{made.id}" + (f":{argument}" if argument else ""))

    async def goes_to(self, code: str) -> None:
        await self.press(self.desk, "passto", code)
        assert (await self.ticket()).unit == code


@pytest.fixture
async def story(line_town: Town) -> Story:
    await open_offices(line_town)
    return Story(line_town, await reports(line_town))


async def test_the_desk_sends_it_and_the_unit_takes_it(story: Story) -> None:
    assert story.number in await story.desk.heard()
    assert "期限：12月1日（周二）下午5点（还剩" in await story.desk.heard()
    assert await story.town.stage.shown(story.cg) == []
    await story.desk.presses("派单")
    await story.desk.presses("综合行政执法局")
    assert "已派综合行政执法局" in await story.cg.heard()
    assert "已转综合行政执法局，要求在 12月1日（周二）下午5点 前答复" in await story.li.heard()
    await story.cg.presses("接单")
    made = await story.ticket()
    assert (made.state, made.owner_name, made.first_unit) == (State.IN_WORK, "城管甲", "cg")
    assert "已签收" not in await story.zj.all_heard()


async def test_role_and_unit_are_checked_on_every_press(story: Story) -> None:
    await story.goes_to("cg")
    before = await story.ticket()
    for who in (story.zj, story.lz, at(story.town, "物业张", "wy")):
        for name, argument in (("claim", ""), ("accept", ""), ("returnas", "not_ours"), ("passto", "lz"),
                               ("verdictfor", "lz"), ("grant", ""), ("redirectto", "court")):  # fmt: skip
            told = await story.press(who, name, argument)
            assert told, f"{who.name} {name}"
            assert "不由您的单位或岗位" in told[-1].text or "不能这样操作" in told[-1].text
    assert "不由您的单位" in (await story.press(story.desk, "returnas", "not_ours"))[-1].text
    assert (await story.ticket()).state is before.state
    assert (await story.ticket()).version == before.version


async def test_a_second_return_goes_to_a_verdict_that_stands(story: Story) -> None:
    await story.goes_to("cg")
    assert "已退回派单台" in (await story.press(story.cg, "returnas", "not_ours"))[-1].text
    made = await story.ticket()
    assert (made.state, made.unit, made.passes) == (State.RETURNED, "", 1)
    assert "被退单" in await story.desk.all_heard()
    assert "综合行政执法局：不属本单位职责" in await story.desk.all_heard()
    heard = await story.li.all_heard()
    await story.goes_to("zj")
    assert "转给督办裁定" in (await story.press(story.zj, "returnas", "wrong_place"))[-1].text
    assert (await story.ticket()).state is State.ARBITRATION
    assert "不由您的单位" in (await story.press(story.desk, "verdictfor", "zj"))[-1].text
    await story.press(story.supervisor, "verdictfor", "zj")
    made = await story.ticket()
    assert (made.state, made.unit, made.ruled, made.passes) == (State.DISPATCHED, "zj", True, 0)
    for name, argument in (("returnas", "not_ours"), ("passto", "cg")):
        assert "已经裁定" in (await story.press(story.zj, name, argument))[-1].text
    new = (await story.li.all_heard()).removeprefix(heard)
    assert not any(word in new for word in ("退单", "督办", "裁定", "主办"))
    assert new.count("已转住房和城乡建设局") == 2


async def test_nobody_passes_it_on_more_than_twice(story: Story) -> None:
    await story.goes_to("cg")
    await story.press(story.cg, "passto", "zj")
    await story.press(story.zj, "passto", "lz")
    assert (await story.ticket()).passes == 2
    assert "转给督办裁定" in (await story.press(story.lz, "passto", "cg"))[-1].text
    made = await story.ticket()
    assert (made.state, made.unit) == (State.ARBITRATION, "lz")


async def test_without_a_verdict_in_time_the_first_receiver_leads(story: Story) -> None:
    await story.goes_to("cg")
    await story.press(story.cg, "returnas", "not_ours")
    await story.goes_to("zj")
    await story.press(story.zj, "returnas", "not_ours")
    await story.town.passes(hours=23)
    assert (await story.ticket()).state is State.ARBITRATION
    await story.town.passes(hours=2)
    made = await story.ticket()
    assert (made.state, made.unit, made.ruled) == (State.DISPATCHED, "cg", True)
    assert "按首接负责由综合行政执法局办理" in await story.desk.all_heard()


async def test_more_time_is_asked_for_before_and_granted_once(story: Story) -> None:
    await story.goes_to("cg")
    await story.press(story.cg, "claim")
    await story.press(story.cg, "extend")
    await story.press(story.cg, "extendby", "3")
    await story.cg.answers("为什么需要延期", "要等配件到货")
    assert "申请延到 12月4日（周五）下午5点：要等配件到货" in await story.desk.all_heard()
    assert "不由您的单位" in (await story.press(story.cg, "grant"))[-1].text
    await story.press(story.supervisor, "grant")
    assert "要求综合行政执法局在 12月4日（周五）下午5点 前答复" in await story.li.heard()
    made = await story.ticket()
    assert (made.extensions, made.round, made.wanted_until) == (1, 2, None)
    await story.press(story.cg, "extendby", "1")
    assert "已经延过一次" in (await story.cg.answers("为什么需要延期", "还不够"))[-1].text


async def test_when_it_is_late_nobody_may_ask_for_more(story: Story) -> None:
    await story.goes_to("cg")
    await story.press(story.cg, "claim")
    await story.town.passes(days=8)
    await story.press(story.cg, "extendby", "1")
    assert "已经超期" in (await story.cg.answers("为什么需要延期", "忘了"))[-1].text


async def test_reports_of_the_same_thing_hear_each_stage_once(story: Story) -> None:
    zhang = story.town.resident("zhang")
    second = await reports(story.town, "zhang")
    await story.goes_to("cg")
    follower = await story.ticket(second)
    await story.desk.picks(f"merge:{follower.id}")
    told = await story.desk.answers("要并到哪一件", story.number)
    assert f"{second} 已并入 {story.number}" in told[-1].text
    assert "是同一件事" in await zhang.heard()
    assert story.number not in await zhang.all_heard()
    await story.press(story.cg, "claim")
    await story.cg.answers(story.number, "今晚修好")
    for stage in ("有工作人员接手", "今晚修好"):
        assert (await zhang.all_heard()).count(stage) == 1
        assert (await story.li.all_heard()).count(stage) == 1
    await zhang.presses("不是同一件事")
    assert (await story.ticket(second)).state is State.RECEIVED
    assert "重新单独办理" in await story.desk.all_heard()


async def test_what_no_office_can_do_ends_with_the_right_path(story: Story) -> None:
    await story.press(story.desk, "redirectto", "court")
    assert "可以向法院起诉" in await story.li.heard()
    assert (await story.ticket()).state is State.OUT_OF_REACH
    await story.li.presses("看进度")
    assert "已办结" in await story.li.heard()


async def test_a_unit_without_a_group_falls_to_the_desk_with_an_alarm(story: Story) -> None:
    await story.press(story.desk, "passto", "qu")
    assert "没有绑定群" in await story.desk.all_heard()
    assert (await story.ticket()).unit == "qu"
    for unit in filter(None, GROUPS):
        assert story.number not in await at(story.town, "x", unit).all_heard()


async def test_time_stands_still_while_the_resident_is_waited_for(story: Story) -> None:
    await story.goes_to("cg")
    await story.press(story.cg, "claim")
    due = (await story.ticket()).due_at
    assert due is not None
    await story.press(story.cg, "ask")
    await story.cg.answers("写下要问居民的问题", "哪一盏？")
    assert "暂停计时" in await story.cg.all_heard()
    await story.town.passes(days=1)
    await story.li.says("靠学校那一侧")
    later = (await story.ticket()).due_at
    assert later is not None
    assert (later - due).total_seconds() == 24 * 3600  # a working day from Tuesday to Wednesday, 10 o'clock each
