"""Complaints about officers reach the supervisors alone; who asked for it stays unseen; bribery is filed nowhere."""

from __future__ import annotations

import re

import pytest

from bot.store import staff as staff_store
from bot.store import timers
from bot.store.staff import Staff
from handlers.tickets import room, store
from handlers.tickets.rules import State
from tests.fakes.offices import at, open_offices
from tests.fakes.pictures import jpeg
from tests.fakes.town import Town
from tests.journeys.test_sensitive import BRIBE, places_of

RUDE = "良渚窗口工作人员态度恶劣，骂我"


@pytest.fixture
async def district(line_town: Town) -> Town:
    await open_offices(line_town)
    await line_town.resident("督察").says("你好")
    return line_town


async def reports(town: Town, what: str, named: str = "实名", *, photo: bool = False) -> str:
    li = town.resident()
    await li.says("/report")
    await li.says(what)
    for press in ("良渚街道古墩路口",):
        await li.says(press)
    await li.presses("就是现在")
    if photo:
        await li.sends(jpeg())
    else:
        await li.presses("跳过")
    await li.presses(named)
    await li.says("13812345678")
    await li.presses("是")
    told = (await li.presses("确认提交"))[-1].text
    found = re.search(r"YH-\d{8}-\d{4,}", told)
    assert found is not None
    return found[0]


async def member(town: Town, name: str) -> Staff:
    every = await town.app.db.read(staff_store.everyone)
    return next(who for who in every if who.name == name)


async def seen(town: Town, number: str, name: str) -> room.Detail | None:
    who = await member(town, name)
    return await town.app.db.read(lambda conn: room.read_detail(town.app.work, conn, number, "zh", who))


async def listed(town: Town, name: str) -> str:
    who = await member(town, name)
    rows = await town.app.db.read(lambda conn: room.read_rows(town.app.work, conn, "zh", who, closed=False))
    return "\n".join(f"{row.number} {row.what}" for row in rows)


async def test_a_complaint_about_an_officer_goes_to_the_supervisor_alone(district: Town) -> None:
    number = await reports(district, RUDE)
    told = await district.resident("督察").heard()
    assert number in told
    assert "只发给督办" in told
    assert "骂我" not in told
    for who, unit in (("派单员", ""), ("城管甲", "cg"), ("街道头", "lz")):
        assert number not in "\n".join(one.text for one in await district.stage.shown(at(district, who, unit)))
        assert await seen(district, number, who) is None
        assert number not in await listed(district, who)
    assert number not in (await at(district, "派单员").says("/tickets"))[-1].text
    detail = await seen(district, number, "督察")
    assert detail is not None
    assert "骂我" in detail.what


async def test_only_the_supervisor_moves_it_and_whom_she_sends_it_to(district: Town) -> None:
    number = await reports(district, RUDE)
    made = await district.app.db.read(lambda conn: store.by_number(conn, number))
    assert made is not None
    desk = at(district, "派单员")
    await desk.picks(f"passto:{made.id}:lz")
    assert "不由您的单位或岗位" in await desk.heard()
    await desk.picks(f"claim:{made.id}")
    assert "不由您的单位或岗位" in await desk.heard()
    await at(district, "督察").picks(f"passto:{made.id}:lz")
    changed = await district.app.db.read(lambda conn: store.by_number(conn, number))
    assert changed is not None
    assert (changed.unit, changed.state) == ("lz", State.DISPATCHED)
    assert await seen(district, number, "街道头") is not None
    assert await seen(district, number, "城管甲") is None


async def test_without_a_supervisor_to_tell_the_card_says_the_kind_alone(line_town: Town) -> None:
    await open_offices(line_town)
    number = await reports(line_town, RUDE)
    card = await at(line_town, "派单员").all_heard()
    assert number in card
    assert "对工作人员的意见" in card
    assert "骂我" not in card
    (alarm,) = await line_town.app.db.read(timers.alarms)
    assert alarm[1] == "no_supervisor"
    assert number in alarm[3]


async def test_a_partner_reads_its_own_task_and_no_word_of_hers(district: Town) -> None:
    number = await reports(district, "我叫王小明，3幢电梯坏了，电话13812345678")
    assert await seen(district, number, "物业张") is None
    assert number not in await listed(district, "物业张")
    made = await district.app.db.read(lambda conn: store.by_number(conn, number))
    assert made is not None
    desk = at(district, "派单员")
    await desk.picks(f"passto:{made.id}:zj")
    await desk.picks(f"coopwith:{made.id}:wy")
    detail = await seen(district, number, "物业张")
    assert detail is not None
    shown = repr(detail)
    assert "王小明" not in shown
    assert "13812345678" not in shown
    assert "电梯坏了" not in shown
    assert (detail.acts, detail.files, detail.lines, detail.veiled) == ((), (), (), False)
    assert number in await listed(district, "物业张")
    assert "电梯坏了" not in await listed(district, "物业张")


async def test_a_confidential_person_is_seen_by_the_handler_alone(district: Town) -> None:
    number = await reports(district, "我叫王小明，路灯坏了三天", "保密", photo=True)
    card = await at(district, "派单员").all_heard()
    assert "要求保密" in card
    assert "王小明" not in card
    for who in ("督察", "城管甲"):
        detail = await seen(district, number, who)
        assert detail is not None
        assert "王小明" not in repr(detail.lines) + detail.what
        assert detail.ticket.phone == ""
        assert not detail.veiled
        assert detail.files == ()
        assert ("照片和附件", "1 个，只有经手的人能看") in detail.facts
    made = await district.app.db.read(lambda conn: store.by_number(conn, number))
    assert made is not None
    await at(district, "派单员").picks(f"passto:{made.id}:cg")
    await at(district, "城管甲", "cg").picks(f"claim:{made.id}")
    detail = await seen(district, number, "城管甲")
    assert detail is not None
    assert "王小明" in detail.what
    assert len(detail.files) == 1
    assert detail.veiled  # the number itself is opened by a press that is written down


async def test_bribery_is_filed_nowhere_by_the_staff_either(town: Town) -> None:
    wang = town.member()
    told = await wang.says(f"上报 {BRIBE}")
    assert "12388" in told[-1].text
    assert not await town.app.db.read(store.open_tickets)
    assert [place for place in await places_of(town, "收了开发商两万") if not place.startswith("outgoing")] == []
