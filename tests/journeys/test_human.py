"""Somebody wants a person: at once in office hours, by telephone outside of them, and never without a word."""

from __future__ import annotations

from tests.fakes.town import Town


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
