"""Somebody wants a person: at once in office hours, by telephone outside of them, and never without a word."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from bot.db.tables import conversation
from bot.message import Kind
from bot.store import people
from handlers.tickets import store
from handlers.tickets.resident import CONSENT_VERSION
from tests.fakes.town import Town


async def consents(town: Town) -> list[tuple[str, str, datetime, datetime | None]]:
    """What the only resident of the town agreed to."""

    def read(conn: Connection) -> list[tuple[str, str, datetime, datetime | None]]:
        [person_id] = set(conn.execute(select(conversation.c.person_id)).scalars())
        return people.consents(conn, person_id)

    return await town.app.db.read(read)


async def test_a_person_comes_and_the_assistant_is_silent(town: Town) -> None:
    li, wang = town.resident(), town.member()
    called = (await li.says("转人工"))[-1]
    assert "10 分钟" in called.text
    assert "接单" in [choice.label for choice in (await town.stage.shown(wang))[-1].choices]
    await wang.presses("接单")
    assert "工作人员来了" in await li.heard()

    assert await li.says("身份证到期了怎么换？") == []
    assert "身份证到期了怎么换" in await wang.heard()
    await wang.answers("身份证到期了怎么换", "带旧证到户籍窗口")
    assert "带旧证到户籍窗口" in await li.heard()

    await wang.presses("结束对话")
    assert "助手回来了" in await li.all_heard()
    answered = await li.says("身份证到期了怎么换")
    assert "身份证" in answered[-1].text


async def test_nobody_in_ten_minutes_is_said(town: Town) -> None:
    li = town.resident()
    await li.says("人工")
    assert "记下了" in (await li.says("我家漏水了"))[-1].text
    await town.passes(minutes=11)
    assert "还没有人接" in await li.heard()
    answered = await li.says("身份证到期了怎么换")
    assert "身份证" in answered[-1].text


async def test_outside_hours_a_call_back_is_promised(town: Town) -> None:
    li, wang = town.resident(), town.member()
    town.clock.advance(hours=10)  # 20:00
    asked = (await li.says("我要找人工"))[-1]
    assert "11月25日" in asked.text
    await li.says("孩子上学的事")
    await li.says("13812345678")
    await li.says("是")
    receipt = (await li.presses("确认提交"))[-1]
    assert "YH-" in receipt.text
    assert "11月25日（周三）" in receipt.text
    assert "回电" in await wang.heard()


async def test_intake_closes_itself_when_nobody_acts(town: Town) -> None:
    li = town.resident()
    await li.says("转人工")
    await town.passes(minutes=11)
    await town.passes(days=6)
    told = (await li.says("/report"))[-1]
    assert "12345" in told.text
    assert "不登记" in told.text
    await town.member().presses("接单")
    assert "是什么事" in (await li.says("/report"))[-1].text


async def test_a_number_left_after_nobody_came_finds_the_ticket(town: Town) -> None:
    li, wang = town.resident(), town.member()
    number = (await li.says("人工"))[-1].text.partition("（")[2].partition("）")[0]
    await town.passes(minutes=11)
    asked = (await li.presses("留电话等回电"))[-1]
    assert "只给回电的工作人员看" in asked.text
    assert any(choice.label == "跳过" for choice in asked.choices)
    assert "手机号" in (await li.says("明天再说"))[-1].text
    noted = (await li.says("我的电话是 138 1234 5678"))[-1]
    assert "尾号 5678" in noted.text
    assert "居民留了电话" in await wang.all_heard()
    assert "留了电话（在工作台看）" in await wang.all_heard()
    assert "13812345678" not in await wang.all_heard()
    made = await town.app.db.read(lambda conn: store.by_number(conn, number))
    assert made is not None
    assert made.phone == "13812345678"
    assert "您留了电话" in (await li.says(number))[-1].text
    if town.stage.staff_channel != "console":
        assert number in (await town.resident("chen").says(f"{number} 5678"))[-1].text


async def test_no_number_need_be_left(town: Town) -> None:
    li = town.resident()
    await li.says("人工")
    await town.passes(minutes=11)
    await li.presses("留电话等回电")
    assert "没有留电话" in (await li.presses("跳过"))[-1].text


async def test_what_is_passed_on_is_said_before_it_is(town: Town) -> None:
    li, wang = town.resident(), town.member()
    await li.says("我的邻居李四总是半夜吵")
    called = (await li.says("转人工"))[-1]
    assert "会交给余杭区工作人员" in called.text
    assert "要收回就点「不等了」" in called.text
    assert "李四" in called.text
    assert "李四" not in await wang.all_heard()
    agreed = await consents(town)
    assert [(purpose, version, taken) for purpose, version, _given, taken in agreed] == [
        ("talk", CONSENT_VERSION, None)
    ]
    told = (await li.presses("把刚才的问题也告诉工作人员"))[-1]
    assert "也交给工作人员了" in told.text
    assert "李四总是半夜吵" in await wang.all_heard()
    await li.presses("不等了")
    assert (await consents(town))[0][3] is not None


async def test_a_voice_is_passed_on_with_consent_and_can_be_taken_back(town: Town) -> None:
    li = town.resident()
    told = (await li.sends(b"OggS" + bytes(64), Kind.VOICE, "voice.ogg"))[-1]
    assert "交给余杭区工作人员" in told.text
    assert [row[0] for row in await consents(town)] == ["voice"]
    assert "已撤回" in (await li.presses("撤回"))[-1].text
    assert (await consents(town))[0][3] is not None
