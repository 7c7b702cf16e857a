"""One lead, many cooperating units: asked with a press, each with its receipt, deadline and answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.tickets import owning, store
from handlers.tickets.rules import State
from handlers.tickets.subtasks import store as subtasks
from handlers.tickets.subtasks.rules import SUB_OPEN, SUB_TABLE, SubState, Subtask
from tests.fakes.offices import at, open_offices
from tests.fakes.town import Town
from tests.handlers.tickets.test_passing import Story
from tests.journeys.test_report import reports


@pytest.fixture
async def story(line_town: Town) -> Story:
    await open_offices(line_town)
    return Story(line_town, await reports(line_town))


async def tasks(story: Story) -> list[Subtask]:
    made = await story.ticket()
    return await story.town.app.db.read(lambda conn: subtasks.of_ticket(conn, made.id))


async def sent(story: Story, *units: str) -> list[Subtask]:
    """The city management leads, these units cooperate."""
    await story.goes_to("cg")
    await story.press(story.cg, "claim")
    for unit in units:
        await story.press(story.cg, "coopwith", unit)
    return await tasks(story)


def test_every_open_state_leads_to_an_end() -> None:
    assert {state for state, _ in SUB_TABLE} == SUB_OPEN
    assert {row.next for row in SUB_TABLE.values()} == set(SubState) - {SubState.SENT}


async def test_one_press_sends_the_lead_and_each_other_unit(story: Story) -> None:
    await story.desk.presses("派单")
    told = await story.desk.presses("综合行政执法局")
    assert "需要协办的请点" in told[-1].text
    for unit in ("住房和城乡建设局", "良渚街道"):
        await story.desk.presses(unit)
    made = await story.ticket()
    assert made.due_at is not None
    for task in await tasks(story):
        assert task.due_at < made.due_at
        assert task.receipt_by - task.created_at == timedelta(minutes=30)
    assert "协办：住房和城乡建设局（待接收）、良渚街道（待接收）" in await story.cg.heard()
    assert (await story.zj.all_heard()).count("【协办") == 1
    assert "已经在住房和城乡建设局" in (await story.press(story.desk, "coopwith", "zj"))[-1].text
    assert (await story.li.all_heard()).count("已转") == 1


async def test_the_unit_takes_it_and_answers_the_lead_and_nobody_else(story: Story) -> None:
    (task,) = await sent(story, "zj")
    assert "不由您的单位" in (await story.lz.picks(f"subtake:{task.id}"))[-1].text
    await story.zj.picks(f"subtake:{task.id}")
    heard = await story.li.all_heard()
    told = await story.zj.answers("【协办", "灯杆产权已查清，归物业")
    assert "已转给主办单位" in told[-1].text
    assert "住房和城乡建设局协办回复：灯杆产权已查清，归物业" in await story.cg.all_heard()
    assert await story.li.all_heard() == heard
    assert (await tasks(story))[0].state is SubState.ANSWERED
    assert "已经结束" in (await story.zj.answers("【协办", "再补一句"))[-1].text


async def test_it_may_be_refused_in_time_and_not_later(story: Story) -> None:
    first, second = await sent(story, "zj", "lz")
    await story.zj.picks(f"subrefuse:{first.id}")
    assert "已退回主办单位" in (await story.zj.presses("不属本单位职责"))[-1].text
    assert "住房和城乡建设局退回协办：不属本单位职责" in await story.cg.all_heard()
    await story.town.passes(minutes=31)
    assert "协办还没有接收（良渚街道）" in await story.lz.all_heard()
    assert "已过退回时限" in (await story.lz.picks(f"subrefuseas:{second.id}:not_ours"))[-1].text


async def test_nothing_is_closed_over_an_open_part_without_a_written_reason(story: Story) -> None:
    (task,) = await sent(story, "zj")
    await story.cg.answers(f"【{story.number}】", "已更换灯泡")
    told = await story.press(story.cg, "done")
    assert "还有协办没有回复：住房和城乡建设局" in told[-1].text
    assert (await story.ticket()).state is State.ANSWERED
    await story.cg.presses("写明原因后办结")
    await story.cg.answers("为什么不等协办", "产权已由物业确认")
    assert (await story.ticket()).state is State.CONFIRMING
    assert (await tasks(story))[0].state is SubState.CALLED_OFF
    assert "产权已由物业确认" in await story.zj.all_heard()
    made = await story.ticket()
    past = await story.town.app.db.read(lambda conn: store.history(conn, made.id))
    assert [line.text for line in past if line.event == "done"] == ["产权已由物业确认"]
    assert task.id in {line.subtask_id for line in past}


async def test_a_yes_closes_it_when_the_last_part_is_answered(story: Story) -> None:
    await sent(story, "zj")
    await story.cg.answers(f"【{story.number}】", "已更换灯泡")
    await story.li.presses("解决了")
    assert (await story.ticket()).state is State.CONFIRMED
    await story.zj.answers("【协办", "已登记产权")
    assert (await story.ticket()).state is State.CLOSED


async def test_silence_does_not_close_it_over_an_open_part(story: Story) -> None:
    await sent(story, "zj")
    await story.cg.answers(f"【{story.number}】", "已更换灯泡")
    await story.town.passes(days=8)
    assert (await story.ticket()).state is State.ANSWERED


async def test_a_partner_reads_no_word_of_the_resident(story: Story) -> None:
    await sent(story, "wy")
    seen = await at(story.town, "物业张", "wy").all_heard()
    made = await story.ticket()
    assert story.number in seen
    assert made.place in seen
    assert made.what not in seen
    assert "13812345678" not in seen


async def test_what_is_taken_back_ends_at_every_unit(story: Story) -> None:
    await sent(story, "zj", "lz")
    await story.li.picks(f"withdraw:{(await story.ticket()).id}")
    assert {task.state for task in await tasks(story)} == {SubState.CALLED_OFF}
    assert "主单已经结束" in await story.zj.all_heard()
    assert "主单已经结束" in await story.lz.all_heard()


async def test_the_time_is_all_accounted_for(story: Story) -> None:
    await story.town.passes(minutes=10)
    await sent(story, "zj")
    await story.town.passes(days=8)
    await story.zj.answers("【协办", "晚了，抱歉")
    await story.town.passes(hours=1)
    await story.cg.answers(f"【{story.number}】", "已更换灯泡")
    await story.town.passes(hours=2)
    made = await story.ticket()
    past = await story.town.app.db.read(lambda conn: store.history(conn, made.id))
    found = owning.held(owning.steps(past), owning.lates(await tasks(story)), story.town.clock.now())
    total = owning.owned(found)
    assert sum(total.values(), timedelta(0)) == story.town.clock.now() - made.created_at
    assert total[owning.Owner(owning.Hand.DESK)] == timedelta(minutes=10)
    assert total[owning.Owner(owning.Hand.RESIDENT)] == timedelta(hours=2)
    assert total[owning.Owner(owning.Hand.UNIT, "zj")] > timedelta(hours=12)
