"""Every write on a ticket, as chat, staff room and clock call them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from bot.errors import PersonError
from bot.store import staff as staff_store
from bot.store.staff import Staff
from bot.work import Tx
from handlers.tickets import actions, moving, openness, passing, store
from handlers.tickets.matter import Draft, Ticket
from handlers.tickets.rules import Kind, State
from knowledge.calendar import spoken
from tests.fakes.town import Person, Town

T = TypeVar("T")


class Desk:
    """One ticket of a resident who has said hello, and somebody of the staff."""

    def __init__(self, town: Town, li: Person) -> None:
        self.town = town
        self.li = li

    async def do(self, act: Callable[[Tx], T]) -> T:
        done = await self.town.app.work.write(act)
        await self.town.settle()
        return done

    async def open(self, kind: Kind = Kind.REPORT) -> Ticket:
        draft = Draft(kind, "line|li|li", 1, "zh", "路灯坏了", phone="13812345678")
        return await self.do(lambda tx: actions.open_ticket(tx, draft))

    async def member(self, name: str = "王芳") -> Staff:
        return await self.do(lambda tx: staff_store.add(tx.conn, name, tx.now))

    async def heard(self) -> list[str]:
        return [shown.text for shown in await self.town.stage.shown(self.li)]


@pytest.fixture
async def desk(line_town: Town) -> Desk:
    li = line_town.resident()
    await li.says("你好")
    return Desk(line_town, li)


async def test_numbers_count_from_one_each_day(desk: Desk) -> None:
    assert [(await desk.open()).number for _ in range(3)] == [f"YH-20261124-000{n}" for n in (1, 2, 3)]
    desk.town.clock.advance(hours=14)  # midnight in Shanghai, still the 24th in UTC
    assert (await desk.open()).number == "YH-20261125-0001"


async def test_codes_can_be_read_out_over_the_phone(desk: Desk) -> None:
    codes = {(await desk.open()).code for _ in range(20)}
    assert len(codes) == 20
    assert all(len(code) == 6 and not set(code) & set("01IO") for code in codes)


async def test_a_reply_is_signed_by_the_unit_and_not_by_its_author(desk: Desk) -> None:
    made, wang = await desk.open(), await desk.member()
    unit = next(iter(desk.town.knowledge.departments.values()))
    moved = await desk.do(lambda tx: passing.send(tx, made, wang, unit.id))
    await desk.do(lambda tx: actions.reply(tx, moved, wang, "明天修好"))
    last = (await desk.heard())[-1]
    assert f"{unit.name}答复" in last
    assert "明天修好" in last
    assert "王芳" not in last


@pytest.mark.parametrize("act", [actions.reply, actions.ask])
async def test_nobody_is_told_anything_about_somebody_who_is_gone(
    desk: Desk, act: Callable[[Tx, Ticket, Staff, str], Ticket]
) -> None:
    made, wang = await desk.open(), await desk.member()
    await desk.do(lambda tx: actions.forget_person(tx, 1))
    gone = await desk.do(lambda tx: store.get(tx.conn, made.id))
    assert gone is not None
    assert (gone.phone, gone.person_id, gone.conversation, gone.files) == ("", None, "", ())
    with pytest.raises(PersonError) as told:
        await desk.do(lambda tx: act(tx, gone, wang, "在吗"))
    assert told.value.key == "tickets.nobody_to_tell"


async def test_a_refused_move_changes_nothing(desk: Desk) -> None:
    made, wang = await desk.open(), await desk.member()
    for act, key in (
        (lambda tx: actions.done(tx, made, wang), "tickets.reply_first"),
        (lambda tx: actions.judge(tx, made, solved=True), "tickets.not_now"),
        (lambda tx: actions.end_talk(tx, made, moving.RESIDENT), "tickets.talk_over"),
        (lambda tx: passing.send(tx, made, wang, "none"), "tickets.no_such_unit"),
    ):
        with pytest.raises(PersonError) as told:
            await desk.do(act)
        assert told.value.key == key
    assert await desk.do(lambda tx: store.get(tx.conn, made.id)) == made
    assert len(await desk.do(lambda tx: store.history(tx.conn, made.id))) == 1


@pytest.mark.parametrize("how", ["transfer", "ask", "reply", "withdraw"])
async def test_a_talk_that_leaves_the_person_gives_the_assistant_back(desk: Desk, how: str) -> None:
    await desk.li.says("转人工")
    wang = await desk.member()
    made = await desk.do(lambda tx: store.open_tickets(tx.conn)[0])
    unit = next(iter(desk.town.knowledge.departments))
    acts: dict[str, Callable[[Tx], Ticket]] = {
        "transfer": lambda tx: passing.send(tx, made, wang, unit),
        "ask": lambda tx: actions.ask(tx, made, wang, "什么事？"),
        "reply": lambda tx: actions.reply(tx, made, wang, "请带身份证来"),
        "withdraw": lambda tx: actions.withdraw(tx, made),
    }
    changed = await desk.do(acts[how])
    assert changed.kind is (Kind.TALK if how == "withdraw" else Kind.QUESTION)
    told = await desk.li.says("身份证到期了怎么换" if how != "ask" else "换身份证")
    assert told
    assert "已经结束" not in told[-1].text
    assert ("已转给工作人员" in told[-1].text) == (how == "ask")


async def test_a_talk_that_is_opened_again_goes_on_in_writing(desk: Desk) -> None:
    await desk.li.says("转人工")
    await desk.town.member().presses("接单")
    await desk.li.presses("结束对话")
    await desk.li.presses("没解决")
    made = await desk.do(lambda tx: store.open_tickets(tx.conn)[0])
    assert (made.kind, made.state) == (Kind.QUESTION, State.REOPENED)
    assert "身份证" in (await desk.li.says("身份证到期了怎么换"))[-1].text


async def test_stop_waiting_brings_the_assistant_back_at_once(desk: Desk) -> None:
    await desk.li.says("转人工")
    assert "已撤回" in (await desk.li.presses("不等了"))[-1].text
    assert "身份证" in (await desk.li.says("身份证到期了怎么换"))[-1].text


async def test_another_ticket_taken_back_does_not_end_the_talk(desk: Desk) -> None:
    other = await desk.open()
    await desk.li.says("转人工")
    await desk.town.member().presses("接单")
    await desk.li.picks(f"withdraw:{other.id}")
    assert await desk.li.says("在吗") == []


@pytest.mark.parametrize(
    ("moment", "promised"),
    [("2026-11-24T02:00", "11月24日（周二）中午12点"), ("2026-11-24T08:30", "11月25日（周三）上午10点30分"),
     ("2026-11-24T12:00", "11月25日（周三）中午12点"), ("2026-11-28T02:00", "11月30日（周一）中午12点"),
     ("2026-09-30T12:00", "10月8日（周四）中午12点"), ("2026-11-24T04:30", "11月24日（周二）下午4点30分")],
)  # fmt: skip
async def test_promises_are_kept_in_working_time(desk: Desk, moment: str, promised: str) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    def promise(tx: Tx) -> datetime:
        tx.now = now
        return actions.promise(tx)

    assert spoken(await desk.do(promise), "zh") == promised


async def test_intake_closes_when_nobody_acts_and_opens_when_somebody_does(desk: Desk) -> None:
    made, wang = await desk.open(), await desk.member()
    desk.town.clock.advance(days=2)
    assert not await desk.do(openness.intake_closed)
    desk.town.clock.advance(days=2)
    assert await desk.do(openness.intake_closed)
    with pytest.raises(PersonError):
        await desk.open()
    await desk.do(lambda tx: actions.claim(tx, made, wang))
    assert not await desk.do(openness.intake_closed)


async def test_silence_closes_what_was_answered_and_no_sooner(desk: Desk) -> None:
    made, wang = await desk.open(), await desk.member()
    await desk.do(lambda tx: actions.reply(tx, made, wang, "修好了"))
    for passed, state in ((timedelta(days=6, hours=23), State.ANSWERED), (timedelta(hours=2), State.CLOSED)):
        desk.town.clock.advance(seconds=passed.total_seconds())
        await desk.town.settle()
        now = await desk.do(lambda tx: store.get(tx.conn, made.id))
        assert now is not None
        assert now.state is state
    assert "七天没有收到" in (await desk.heard())[-1]
