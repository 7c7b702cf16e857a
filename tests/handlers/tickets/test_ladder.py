"""The ladder in a district: who hears of a ticket that runs late, once, at what hour, and if nobody can be told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, func, or_, select

from bot.db.tables import timer
from bot.errors import DeliveryError
from bot.store import groups, outbox
from handlers.tickets import deadlines, store
from handlers.tickets.ladder import store as ladder
from handlers.tickets.ladder.store import Taken
from handlers.tickets.rules import State
from knowledge.calendar import SHANGHAI, is_working
from tests.fakes.offices import GROUPS, at, open_offices
from tests.fakes.stages.line import LineStage
from tests.fakes.town import Town
from tests.handlers.tickets.test_passing import Story
from tests.handlers.tickets.test_subtasks import tasks
from tests.journeys.test_report import reports

ALONE = ("城管甲", "城管头", "督察", "住建头")


@pytest.fixture
async def story(line_town: Town) -> Story:
    """The city management has a report that is due on Tuesday at five; everybody can be written to alone."""
    await open_offices(line_town)
    for name in ALONE:
        await line_town.resident(name).says("你好")
    made = Story(line_town, await reports(line_town))
    await made.goes_to("cg")
    return made


async def until(story: Story, text: str) -> None:
    """Lets time pass until that moment in Shanghai; whatever is to happen before happens at its own moment."""
    end, town = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI), story.town
    while town.clock.now() < end:
        moments = [end, await town.app.db.read(_next_ring), await town.app.db.read(_next_send)]
        due = min(moment for moment in moments if moment is not None)
        await town.passes(seconds=max((due - town.clock.now()).total_seconds(), 0.001))


def _next_ring(conn: Connection) -> datetime | None:
    """The next timer about a matter; others ring all the time and say nothing here."""
    about = or_(timer.c.about.startswith("ticket:"), timer.c.about.startswith("subtask:"))
    found: datetime | None = conn.execute(select(func.min(timer.c.due_at)).where(about)).scalar_one()
    return found


def _next_send(conn: Connection) -> datetime | None:
    return outbox.next_due(conn, "line")


async def taken(story: Story, about: str = "") -> list[Taken]:
    name = about or (await story.ticket()).about
    return await story.town.app.db.read(lambda conn: ladder.taken(conn, name))


async def steps(story: Story, about: str = "") -> list[tuple[str, str]]:
    return [(one.step, one.rung.value) for one in await taken(story, about)]


def said(story: Story, chat: str, words: str) -> int:
    stage = story.town.stage
    assert isinstance(stage, LineStage)
    return sum(words in reply.text for reply in stage.line.said(chat))


async def test_every_step_once_and_to_whom_it_belongs(story: Story) -> None:
    await story.press(story.cg, "claim")
    await until(story, "2026-12-07 12:00")
    assert await steps(story) == [
        ("half", "person"), ("soon", "group"), ("due", "head"), ("late", "supervisor"), ("very_late", "list"),
    ]  # fmt: skip
    heard = {
        "城管甲": "时间已用一半", GROUPS["cg"]: "快到期了", "城管头": "已到期，还没有办结", "督察": "到期后一个工作日",
    }  # fmt: skip
    for chat, words in heard.items():
        for other in (*heard, GROUPS[""], GROUPS["zj"], "li"):
            assert said(story, other, words) == (other == chat), f"{words} in {other}"
    told = await at(story.town, "城管甲", "cg").all_heard()
    assert "承办：综合行政执法局 城管甲" in told
    assert "楼下路灯" not in "".join(shown for shown in [await story.town.resident("城管头").heard()])
    assert not said(story, "li", "督办")


async def test_nothing_is_said_outside_hours(story: Story) -> None:
    await story.press(story.cg, "claim")
    await until(story, "2026-12-07 12:00")
    for one in await taken(story):
        assert is_working(one.at), one
    assert [one.at.astimezone(SHANGHAI).hour for one in await taken(story) if one.step == "due"] == [9]


async def test_a_receipt_that_is_not_given_goes_up(story: Story) -> None:
    await story.town.passes(minutes=31)
    assert await steps(story) == [("receipt", "group"), ("receipt_head", "head")]
    assert said(story, GROUPS["cg"], "还没有人接，请接单或签收") == 1
    assert said(story, "城管头", "到了签收时限还没有人接") == 1
    await story.town.passes(minutes=60)
    assert said(story, "督察", "签收时限已过三倍") == 1
    await story.press(story.cg, "claim")
    await story.town.passes(hours=3)
    assert len(await steps(story)) == 3


async def test_words_added_by_the_resident_do_not_begin_the_receipt_anew(story: Story) -> None:
    await story.town.passes(minutes=20)
    made = await story.ticket()
    await story.li.picks(f"add:{made.id}")
    await story.li.says("就在小区东门")
    assert (await story.ticket()).state_since == made.state_since
    await story.town.passes(minutes=11)
    assert ("receipt", "group") in await steps(story)


async def test_while_the_resident_is_waited_for_nobody_is_told(story: Story) -> None:
    await story.press(story.cg, "claim")
    await story.press(story.cg, "coopwith", "zj")
    (task,) = await tasks(story)
    await story.zj.picks(f"subtake:{task.id}")
    await story.press(story.cg, "ask")
    await story.cg.answers("要问居民的问题", "是哪一栋楼？")
    assert (await story.ticket()).state is State.WAITING
    before = await story.ticket()
    heard = {chat: said(story, chat, before.number) for chat in (*GROUPS.values(), *ALONE)}
    await until(story, "2026-12-08 09:00")
    assert {chat: said(story, chat, before.number) for chat in (*GROUPS.values(), *ALONE)} == heard
    assert await steps(story) == await steps(story, task.about) == []
    await story.li.says("3 幢")
    changed = await story.ticket()
    assert before.due_at is not None
    assert changed.due_at is not None
    assert changed.state is State.IN_WORK
    assert changed.due_at > before.due_at + timedelta(days=7)
    (later,) = await tasks(story)
    assert later.due_at > task.due_at + timedelta(days=7)
    await until(story, "2026-12-25 09:00")
    assert len(await steps(story)) == 5
    assert len(await steps(story, task.about)) == 6


async def test_more_time_moves_the_ladder(story: Story) -> None:
    await story.press(story.cg, "claim")
    await until(story, "2026-11-30 16:30")
    assert await steps(story) == [("half", "person"), ("soon", "group")]
    await story.press(story.cg, "extendby", "5")
    await story.cg.answers("为什么需要延期", "等配件")
    await story.press(story.supervisor, "grant")
    await until(story, "2026-12-01 14:00")
    assert len(await steps(story)) == 2
    await until(story, "2026-12-09 09:30")
    assert (await steps(story))[2:] == [("half", "person"), ("soon", "group"), ("due", "head")]


async def test_the_parts_have_a_ladder_of_their_own(story: Story) -> None:
    await story.press(story.cg, "claim")
    await story.press(story.cg, "coopwith", "zj")
    (task,) = await tasks(story)
    await story.zj.picks(f"subtake:{task.id}")
    await until(story, "2026-12-07 12:00")
    assert await steps(story, task.about) == [
        ("half", "person"), ("soon", "group"), ("due", "head"), ("due_lead", "lead"), ("late", "supervisor"),
        ("very_late", "list"),
    ]  # fmt: skip
    assert said(story, GROUPS["cg"], "住房和城乡建设局的协办已到期") == 1
    assert said(story, "住建头", "已到期，还没有办结") == 1
    await story.zj.answers("【协办", "已查清")
    assert len(await steps(story, task.about)) == 6


async def test_a_group_that_lost_the_assistant_is_passed_over(story: Story) -> None:
    await story.press(story.cg, "claim")
    group = GROUPS["cg"]
    await story.town.app.db.write(lambda conn: groups.set_alive(conn, "line", group, living=False))
    await until(story, "2026-11-30 17:00")
    assert await steps(story) == [("half", "person"), ("soon", "head")]
    assert said(story, "城管头", "原应告诉单位群，没有送达") == 1


async def test_a_message_that_is_refused_for_good_goes_to_the_next_one_up(story: Story) -> None:
    await story.press(story.cg, "claim")
    stage = story.town.stage
    assert isinstance(stage, LineStage)
    stage.line.refuse["城管甲"] = [DeliveryError("blocked", retry=False, unreachable=True)]
    stage.line.refuse["城管头"] = [DeliveryError("blocked", retry=False, unreachable=True)]
    await until(story, "2026-12-03 12:00")
    assert await steps(story) == [("half", "group"), ("soon", "group"), ("due", "supervisor"), ("late", "supervisor")]
    assert said(story, GROUPS["cg"], "原应告诉经办人，没有送达") == 1
    assert said(story, "督察", "原应告诉单位负责人，没有送达") == 1


async def test_what_is_refused_at_night_climbs_in_the_morning(story: Story) -> None:
    await story.press(story.cg, "claim")
    stage = story.town.stage
    assert isinstance(stage, LineStage)
    await until(story, "2026-11-27 09:20")
    stage.line.refuse["城管甲"] = [DeliveryError("later", after=9 * 3600.0), DeliveryError("blocked", retry=False)]
    await until(story, "2026-11-30 08:55")
    assert said(story, GROUPS["cg"], "原应告诉经办人") == 0
    await until(story, "2026-11-30 09:05")
    assert said(story, GROUPS["cg"], "原应告诉经办人") == 1


async def test_where_nobody_can_be_told_it_is_said_to_everybody(story: Story) -> None:
    await story.press(story.cg, "claim")
    stage = story.town.stage
    assert isinstance(stage, LineStage)
    for chat in (*ALONE, GROUPS["cg"]):
        stage.line.refuse[chat] = [DeliveryError("gone", retry=False, unreachable=True)] * 9
    await until(story, "2026-12-07 12:00")
    assert [rung for _, rung in await steps(story)] == ["list"] * 5
    assert said(story, GROUPS[""], "没有送达") == 4


async def test_what_was_missed_for_days_comes_each_once(story: Story) -> None:
    await story.press(story.cg, "claim")
    await until(story, "2026-11-27 10:00")
    await story.town.passes(days=5)
    assert await steps(story) == [("half", "person"), ("soon", "group"), ("due", "head")]
    assert said(story, "城管甲", "时间已用一半") == said(story, "城管头", "已到期，还没有办结") == 1


async def test_what_is_urgent_goes_out_at_night(story: Story) -> None:
    made = await story.ticket()
    story.town.clock.advance(hours=11)
    await story.town.settle()

    def hurry(conn: object) -> None:
        tx = story.town.app.work.tx(conn)  # type: ignore[arg-type]
        time = deadlines.begun(tx.knowledge.limits, made.wish, "", tx.now, urgent=True)
        values = {**time, "urgent": True, "state_since": tx.now, "round": 2}
        deadlines.start(tx, store.change(tx.conn, made, **values))

    await story.town.app.db.write(hurry)
    await story.town.passes(minutes=31)
    assert not is_working(story.town.clock.now())
    assert said(story, GROUPS["cg"], "【紧急】") >= 1
    await story.town.passes(hours=2)
    assert said(story, "城管头", "首次答复已到时限") == 1
