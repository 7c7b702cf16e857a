"""Somebody of the staff files what she saw, was told, or heard on the telephone; the resident takes it over by code."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.store import staff as staff_store
from handlers.tickets import store
from handlers.tickets.filing.store import filing
from handlers.tickets.matter import Ticket
from handlers.tickets.states import Source, State
from tests.fakes.pictures import jpeg
from tests.fakes.stages.telegram import TelegramStage
from tests.fakes.town import Town

PLACE = "良渚街道古墩路口"


async def files(town: Town, how: str, words: str = f"上报 {PLACE}路灯坏了", last: str = "登记") -> tuple[str, str]:
    """The three taps; number and receipt code."""
    wang = town.member()
    asked = await wang.says(words)
    assert "是怎么来的" in asked[-1].text
    await wang.presses(how)
    told = await wang.presses(last)
    found = re.search(r"编号：(YH-\d{8}-\d{4,})\n查询码：(\w{6})", "\n".join(one.text for one in told))
    assert found is not None, told
    return found[1], found[2]


async def ticket(town: Town, number: str) -> Ticket:
    found = await town.app.db.read(lambda conn: store.by_number(conn, number))
    assert found is not None
    return found


async def test_for_a_resident_who_takes_it_over_by_its_code(town: Town) -> None:
    number, code = await files(town, "替居民报")
    made = await ticket(town, number)
    assert (made.source, made.taken_name != "", made.place) == (Source.BEHALF, True, PLACE)
    (begun,) = await town.app.db.read(lambda conn: conn.execute(select(filing)).all())
    assert (begun.ticket_id, begun.what, begun.place, begun.phone) == (made.id, "", "", "")
    wang, li = town.member(), town.resident()
    assert "来源：替居民报" in await wang.all_heard()
    await wang.presses("接单")
    await wang.answers(f"【{number}】", "明天来修")
    assert "请转告居民" in await wang.all_heard()
    assert "明天来修" in await wang.all_heard()

    await li.says("你好")
    await li.says(code)
    told = await li.presses("这是我的事")
    assert number in told[-1].text
    shown = await li.presses("看进度")
    assert "明天来修" in shown[-1].text
    await li.presses("没解决")
    assert (await ticket(town, number)).state is State.REOPENED
    await wang.answers(f"【{number}】", "这次修好了")
    assert "这次修好了" in await li.heard()


async def test_the_unit_asks_back_and_the_taker_answers(town: Town) -> None:
    number, _ = await files(town, "走访看到的")
    wang = town.member()
    await wang.presses("接单")
    await wang.presses("需补充")
    await wang.answers("写下要问居民的问题", "哪一侧？")
    await wang.answers("想了解：哪一侧？", "靠学校那一侧")
    made = await ticket(town, number)
    assert made.state is State.IN_WORK
    past = await town.app.db.read(lambda conn: store.history(conn, made.id))
    assert past[-1].text == "靠学校那一侧"
    await wang.answers(f"【{number}】", "修好了")
    await wang.presses("解决了")
    assert (await ticket(town, number)).state is State.CLOSED


async def test_a_call_is_typed_in_place_and_number_come_later(town: Town) -> None:
    wang = town.member()
    asked = await wang.says("上报")
    await wang.answers("要上报什么", "路灯坏了三天")
    assert "地点：没写" in await wang.heard()
    await wang.presses("居民来电")
    await wang.answers("写来电号码", PLACE)
    await wang.answers("写来电号码", "13812345678")
    assert "尾号 5678" in await wang.heard()
    await wang.presses("紧急登记")
    number = re.search(r"YH-\d{8}-\d{4,}", (await wang.all_heard()).rpartition("编号：")[2])
    assert asked is not None
    assert number is not None
    made = await ticket(town, number[0])
    assert (made.source, made.phone, made.urgent, made.place) == (Source.PHONE, "13812345678", True, PLACE)
    assert "13812345678" not in (await wang.all_heard()).replace("上报 13812345678", "")


async def test_given_up_and_pressed_again(town: Town) -> None:
    wang = town.member()
    await wang.says("上报 楼道堆了纸箱")
    _, whose = await wang.find("走访看到的")
    await wang.presses("不报了")
    assert "没有登记" in await wang.all_heard()
    await wang.picks(whose.value)
    assert "已经不在了" in await wang.all_heard()
    await wang.picks("fileit:999:plain")
    assert "已经不在了" in await wang.heard()
    assert not await town.app.db.read(store.open_tickets)


async def test_talk_about_it_files_nothing(town: Town) -> None:
    wang = town.member()
    assert await wang.says("上报材料交了吗") == []
    li = town.resident()
    told = await li.says("/shangbao 路灯坏了")
    assert "上报是工作人员用的" in told[-1].text


async def test_filed_in_english(town: Town) -> None:
    wang = town.member()
    told = await wang.says("/shangbao the street lamp at the crossing is broken")
    assert "Where does it come from?" in told[-1].text
    await wang.presses("Seen on a visit")
    await wang.presses("File it")
    assert "Receipt code" in await wang.all_heard()


async def test_in_private_by_talk_and_by_photo(town: Town) -> None:
    if town.stage.staff_channel not in ("telegram", "line") or town.stage.__class__.__name__ == "WebStage":
        pytest.skip("nobody of the staff writes in private there")
    wang = town.member()
    await wang.says("上报 楼道堆了纸箱")  # known from now on
    await wang.presses("不报了")
    alone = town.resident("wang")
    await alone.says("上报")
    await alone.says("楼道堆了纸箱，良渚街道古墩路口")
    await alone.presses("走访看到的")
    told = await alone.presses("登记")
    assert "有了答复会发给您" in told[-1].text
    await alone.sends(jpeg(), words="纸箱又堆起来了")
    await alone.presses("上报这张照片")
    await alone.presses("替居民报")
    await alone.presses("登记")
    made = (await town.app.db.read(store.open_tickets))[0]
    assert len(made.files) == 1
    assert made.what == "纸箱又堆起来了"
    assert made.taken_by is not None
    known = await town.app.db.read(lambda conn: [one.id for one in staff_store.everyone(conn)])
    assert made.taken_by in known


async def test_on_somebody_elses_words_and_photo_in_the_group(town: Town) -> None:
    stage = town.stage
    if not isinstance(stage, TelegramStage):
        pytest.skip("only there a member answers another one's message")
    wang = town.member()
    await wang.says("大家早")
    group = stage._group(wang)
    chen = stage.fake.user(2001, "chen")
    photo = await stage.fake.sends_photo(chen, jpeg(), "古墩路口路灯坏了", chat=group)
    await stage.fake.says(stage._user(wang), "上报", chat=group, reply_to=photo["message"])
    await stage.fake.wait_taken()
    await town.settle()
    assert "上报：古墩路口路灯坏了" in await wang.heard()
    await wang.presses("走访看到的")
    await wang.presses("登记")
    made = (await town.app.db.read(store.open_tickets))[0]
    assert len(made.files) == 1
    assert made.taken_name == "wang"
