"""The morning: what groups and people read, the daily list, and how often one person is written to."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.errors import DeliveryError
from bot.message import Reply
from bot.store import offices, timers
from bot.store.staff import Role
from bot.work import Tx
from handlers.tickets.digest import store, wording
from handlers.tickets.digest.pinging import ping
from handlers.tickets.ladder import store as ladder
from knowledge.calendar import SHANGHAI
from tests.fakes.offices import GROUPS, at
from tests.fakes.stages.line import LineStage
from tests.handlers.tickets.test_ladder import said, steps, story, until
from tests.handlers.tickets.test_passing import Story

__all__ = ["story"]


async def until_morning(story: Story, text: str) -> None:
    """Lets time pass up to nine o'clock of that day, and lets the digests of that morning be sent."""
    await until(story, f"{text} 09:00")
    await story.town.passes(seconds=1)


async def test_a_group_and_a_person_read_what_is_due_late_and_new(story: Story) -> None:
    await story.press(story.cg, "claim")
    await until_morning(story, "2026-11-25")
    assert said(story, GROUPS["cg"], "今天的事（11月25日（周三），综合行政执法局）") == 0, "nothing is due, late or new"
    assert said(story, "城管甲", "新到：\n· " + story.number) == 1
    await until_morning(story, "2026-12-01")
    assert said(story, GROUPS["cg"], f"今天到期：\n· {story.number} 12月1日（周二）下午5点到期 城管甲") == 1
    assert said(story, "城管甲", "城管甲，您今天的事（12月1日（周二））") == 1
    await until_morning(story, "2026-12-02")
    assert said(story, GROUPS["cg"], f"已超期：\n· {story.number}") == 1
    assert said(story, GROUPS["zj"], "今天的事") == 0
    assert said(story, "li", "今天的事") == 0


async def test_each_digest_once_a_working_day(story: Story) -> None:
    await story.press(story.cg, "claim")
    for day in ("2026-12-02", "2026-12-03", "2026-12-04", "2026-12-05", "2026-12-06", "2026-12-07"):
        await until_morning(story, day)
    read = {day: said(story, "督察", f"每日督办清单（12月{day}日") for day in range(2, 8)}
    assert read == {2: 1, 3: 1, 4: 1, 5: 0, 6: 0, 7: 1}, "the 5th is a Saturday"
    assert said(story, "督察", "超期 1 件，列入督办 1 件") == 1
    assert said(story, "督察", f"· 【督办】{story.number} 综合行政执法局 城管甲") == 1


async def test_a_morning_that_was_missed_is_made_up_in_hours_and_never_at_night(story: Story) -> None:
    await story.town.passes(days=1, hours=10)
    assert not said(story, "督察", "每日督办清单"), "it is eight in the evening"
    planned = await story.town.app.db.read(lambda conn: timers.planned(conn, "tickets", "tickets.digest"))
    assert planned
    await until_morning(story, "2026-11-26")
    assert said(story, "督察", "每日督办清单") == 1


async def test_the_list_is_read_by_command_in_the_group_and_alone(story: Story) -> None:
    await story.press(story.cg, "claim")
    await until(story, "2026-12-07 10:00")
    row = f"· 【督办】{story.number} 综合行政执法局 城管甲，12月1日（周二）下午5点到期，超期 3 个工作日"
    assert "超期 3 个工作日" in (await story.supervisor.says("/late"))[-1].text
    assert row in (await story.town.resident("督察").says("督办清单"))[-1].text
    assert story.number in (await story.cg.says("/late"))[-1].text
    assert "没有超期的事项" in (await story.zj.says("/late"))[-1].text, "another unit's is not hers to see"
    assert "已超期" in (await story.cg.says("/today"))[-1].text
    assert "已超期" in (await story.town.resident("城管甲").says("/today"))[-1].text
    assert "督办" not in "".join(shown.text for shown in await story.li.says("/late"))
    assert "督办" not in "".join(shown.text for shown in await story.li.says("督办清单"))


async def send_many(story: Story, count: int, *, urgent: bool = False) -> int:
    """Writes to a head so often; how many reached her chat at once."""
    before = said(story, "城管头", "提醒")

    def write(tx: Tx) -> None:
        (head,) = offices.people(tx.conn, "cg", Role.HEAD)
        to = offices.reach(tx.conn, head.id)
        assert to is not None
        for number in range(count):
            ping(tx, head, to, Reply(f"提醒{number}"), f"ticket:{number}:note", urgent=urgent)

    await story.town.app.work.write(write)
    await story.town.settle()
    return said(story, "城管头", "提醒") - before


async def test_nobody_is_written_to_more_than_thirty_times_a_day(story: Story) -> None:
    assert await send_many(story, 50) == 29, "and the digest of the morning"
    assert await send_many(story, 5) == 0
    assert await send_many(story, 3, urgent=True) == 3, "what is urgent comes on top"
    await until_morning(story, "2026-11-25")
    digest = await story.town.resident("城管头").heard()
    assert "没有单独打扰您的提醒" in digest
    assert digest.count("· 提醒") == 26, "29 to 49, and 0 to 4 of the second time, each once"
    assert await send_many(story, 50) == 29, "a new day"


async def test_outside_hours_it_waits_for_the_morning(story: Story) -> None:
    await story.town.passes(hours=9)
    assert await send_many(story, 2) == 0
    assert await send_many(story, 1, urgent=True) == 1
    await until_morning(story, "2026-11-25")
    assert said(story, "城管头", "没有单独打扰您的提醒：\n· 提醒0\n· 提醒1") == 1


async def test_a_digest_that_cannot_be_delivered_sends_its_steps_up(story: Story) -> None:
    stage = story.town.stage
    assert isinstance(stage, LineStage)
    await send_many(story, 30)
    await story.town.passes(minutes=31)
    assert await steps(story) == [("receipt", "group"), ("receipt_head", "head")]
    stage.line.refuse["城管头"] = [DeliveryError("blocked", retry=False, unreachable=True)]
    await until_morning(story, "2026-11-25")
    found = {one.step: one.rung.value for one in await _taken(story)}
    assert found["receipt_head"] == "supervisor"
    assert said(story, "督察", "到了签收时限还没有人接") == 1


async def _taken(story: Story) -> list[ladder.Taken]:
    about = (await story.ticket()).about
    return await story.town.app.db.read(lambda conn: ladder.taken(conn, about))


async def test_the_desk_reads_the_list_where_no_supervisor_can(story: Story) -> None:
    stage = story.town.stage
    assert isinstance(stage, LineStage)
    stage.line.refuse["督察"] = [DeliveryError("blocked", retry=False, unreachable=True)] * 3
    await story.press(story.cg, "claim")
    await until_morning(story, "2026-12-04")
    assert said(story, GROUPS[""], "每日督办清单（12月4日") == 1


def test_days_late_are_whole_working_days() -> None:
    due = datetime(2026, 12, 1, 17, tzinfo=SHANGHAI)
    assert wording.days_late(due, due) == 0
    assert wording.days_late(due, due + timedelta(days=1)) == 1
    assert wording.days_late(due, due + timedelta(days=6)) == 4


async def test_whoever_reads_in_the_morning(story: Story) -> None:
    await story.press(story.cg, "claim")
    found = await story.town.app.db.read(lambda conn: [offices.person(conn, one) for one in store.readers(conn)])
    assert {who.name for who in found if who} == {"督察", "城管甲"}
    assert await at(story.town, "城管甲", "cg").heard()
