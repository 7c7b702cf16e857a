"""Tickets that run late, on Telegram: groups and people are told, once, through restarts and where a group is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.finder import IndexFinder
from bot.message import Address
from bot.store import groups
from bot.store import staff as staff_store
from handlers.tickets import deadlines, store
from handlers.tickets.ladder import store as ladder
from handlers.tickets.rules import State
from knowledge.load import Knowledge
from knowledge.search import Index
from tests.fakes.clock import FakeClock
from tests.fakes.offices import PEOPLE, UNITS, take
from tests.fakes.stages.telegram import TelegramStage
from tests.fakes.telegram import FakeTelegram
from tests.fakes.town import Person, Town
from tests.journeys.test_report import reports

CG = "-1002222222222"
WORKERS = ("城管甲", "城管头", "督察")


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
def town(tmp_path: Path, knowledge: Knowledge, word_index: Index, fake: FakeTelegram) -> Town:
    """A town that is not open yet: these stories have restarts in them."""
    return Town(tmp_path, knowledge, IndexFinder(knowledge, word_index), TelegramStage("polling", fake))


async def opens(town: Town) -> None:
    """The units, one group of theirs, and three people who have spoken to the assistant."""
    stage = town.stage
    assert isinstance(stage, TelegramStage)
    stage._group(town.member("城管甲", CG))
    for name in WORKERS:
        await town.resident(name).says("你好")
    known = {name: str(stage._user(town.resident(name))) for name in WORKERS}

    def bring(conn: Connection) -> None:
        take(conn, town.clock.now(), units=UNITS, people=PEOPLE)
        for who in staff_store.everyone(conn):
            if who.name in known:
                staff_store.know(conn, who.id, "telegram", known[who.name])
        groups.bind_unit(conn, Address("telegram", CG), "cg")

    await town.app.db.write(bring)


async def in_work(town: Town) -> tuple[str, Person]:
    """A report that the city management has in work; its number, and who has it."""
    number = await reports(town)
    desk, worker = town.member("督察"), town.member("城管甲", CG)
    await desk.presses("派单")
    await desk.presses("综合行政执法局")
    await worker.presses("接单")
    return number, worker


async def told(town: Town, who: str, words: str, group: str = "") -> int:
    person = town.member(who, group) if group else town.resident(who)
    return (await person.all_heard()).count(words)


async def steps(town: Town, number: str) -> list[tuple[str, str]]:
    def read(conn: Connection) -> list[tuple[str, str]]:
        made = store.by_number(conn, number)
        assert made is not None
        return [(one.step, one.rung.value) for one in ladder.taken(conn, made.about)]

    return await town.app.db.read(read)


async def day_by_day(town: Town, until: datetime) -> None:
    """Time passes, with a look each morning, after the lunch break and at the end of the day."""
    while town.clock.now() < until:
        await town.passes(hours=2)


async def test_a_late_ticket_and_a_restart_in_between(town: Town) -> None:
    async with town.open():
        await opens(town)
        number, worker = await in_work(town)
        await day_by_day(town, datetime(2026, 11, 30, 9, tzinfo=UTC))
        assert await steps(town, number) == [("half", "person"), ("soon", "group")]
    town.clock.advance(days=1)  # the machine is off on the day when it is due
    async with town.open():
        await town.settle()
        await day_by_day(town, datetime(2026, 12, 7, 3, tzinfo=UTC))
        assert await steps(town, number) == [
            ("half", "person"), ("soon", "group"), ("due", "head"), ("late", "supervisor"), ("very_late", "list"),
        ]  # fmt: skip
        assert await told(town, "城管甲", "时间已用一半") == 1
        assert await told(town, "城管甲", "快到期了", CG) == 1
        assert await told(town, "城管头", "已到期，还没有办结") == 1
        assert await told(town, "督察", "到期后一个工作日") == 1
        assert await told(town, "督察", f"【督办】{number} 综合行政执法局 城管甲") == 1
        assert await told(town, "城管头", "到期后一个工作日") == 0
        heard = await town.resident().all_heard()
        assert "督办" not in heard
        assert "超期" not in heard
        assert "列入督办 1 件" in (await town.member("督察").says("/late"))[-1].text
        assert "列入督办 1 件" in (await town.resident("督察").says("/late"))[-1].text
        await worker.answers(f"【{number}】", "已修好，抱歉晚了")
        assert "没有超期的事项" in (await town.member("督察").says("/late"))[-1].text


async def test_thrown_out_of_the_group_it_goes_to_the_head(town: Town, fake: FakeTelegram) -> None:
    async with town.open():
        await opens(town)
        number, _ = await in_work(town)
        stage = town.stage
        assert isinstance(stage, TelegramStage)
        await fake.kicks_bot(stage._user(town.member("城管甲", CG)), int(CG))
        await fake.wait_taken()
        await town.settle()
        await day_by_day(town, datetime(2026, 11, 30, 9, tzinfo=UTC))
        assert await steps(town, number) == [("half", "person"), ("soon", "head")]
        assert await told(town, "城管头", "原应告诉单位群，没有送达") == 1


async def test_while_the_resident_is_asked_nobody_is_hurried(town: Town) -> None:
    async with town.open():
        await opens(town)
        number, worker = await in_work(town)
        await worker.presses("需补充")
        await worker.answers("要问居民的问题", "是哪一栋楼？")
        await day_by_day(town, datetime(2026, 12, 7, 3, tzinfo=UTC))
        assert await steps(town, number) == []
        await town.resident().says("3 幢")
        made = await town.app.db.read(lambda conn: store.by_number(conn, number))
        assert made is not None
        assert made.state is State.IN_WORK
        assert made.due_at is not None
        assert made.due_at > town.clock.now() + timedelta(days=4)


async def test_what_is_urgent_is_told_at_night_and_nothing_else_is(town: Town) -> None:
    town.clock = FakeClock(datetime(2026, 11, 27, 13, tzinfo=UTC))  # nine on a Friday evening
    async with town.open():
        await opens(town)
        urgent, plain = await reports(town), await reports(town, "sun")
        desk = town.member("督察")
        for number in (urgent, plain):
            made = await town.app.db.read(lambda conn, of=number: store.by_number(conn, of))  # type: ignore[misc]
            assert made is not None
            await desk.picks(f"passto:{made.id}:cg")

        def hurry(conn: Connection) -> None:
            tx, made = town.app.work.tx(conn), store.by_number(conn, urgent)
            assert made is not None
            time = deadlines.begun(tx.knowledge.limits, made.wish, "", tx.now, urgent=True)
            deadlines.start(tx, store.change(conn, made, urgent=True, **time))

        await town.app.db.write(hurry)
        await town.passes(minutes=31)
        assert await told(town, "城管甲", f"{urgent} 还没有人接", CG) == 1
        await town.passes(hours=2)
        assert await told(town, "城管头", f"{urgent} 紧急，首次答复已到时限") == 1
        for who, group in (("城管甲", CG), ("城管头", ""), ("督察", "")):
            assert await told(town, who, f"{plain} 还没有人接", group) == 0
        assert await steps(town, plain) == []
