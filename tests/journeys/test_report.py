"""Somebody reports a problem, a staff member takes it and answers, and the resident says whether it is solved."""

from __future__ import annotations

import re

from bot.message import Kind
from tests.fakes.town import Town


async def reports(town: Town, name: str = "li") -> str:
    """Plays the report talk to its end and returns the ticket's number."""
    li = town.resident(name)
    await li.says("我要反映问题")
    await li.presses("反映问题")
    await li.says("楼下路灯坏了三天")
    await li.says("良渚街道古墩路口")
    asked = await li.presses("就是现在")
    if "到明天早上会更糟" in asked[-1].text:  # outside hours
        await li.presses("否")
    await li.presses("跳过")
    await li.presses("实名")
    await li.says("13812345678")
    summary = await li.presses("是")
    assert "楼下路灯坏了三天" in summary[-1].text
    receipt = await li.presses("确认提交")
    found = re.search(r"YH-\d{8}-\d{4,}", receipt[-1].text)
    assert found is not None
    return found[0]


async def test_report_claim_reply_solved(town: Town) -> None:
    number = await reports(town)
    li, wang = town.resident(), town.member()
    card = await wang.heard()
    assert number in card
    assert "楼下路灯坏了三天" in card
    assert "13812345678" not in card

    await wang.presses("接单")
    assert "有工作人员接手" in await li.heard()
    assert "接单：" in await wang.all_heard()

    told = await wang.answers(number, "明天上午修好，请放心。")
    assert "已发给居民" in told[-1].text
    assert "明天上午修好，请放心。" in told[-1].text
    assert "明天上午修好，请放心。" in await li.heard()
    assert "wang" not in await li.heard()

    thanks = await li.presses("解决了")
    assert "已办结" in thanks[-1].text
    assert "居民说解决了" in await wang.heard()


async def test_chatter_in_the_group_never_goes_out(town: Town) -> None:
    await reports(town)
    li, wang = town.resident(), town.member()
    before = await li.all_heard()
    assert await wang.says("这家伙又来了") == []
    assert await wang.says("怎么办身份证？") == []
    assert await li.all_heard() == before


async def test_first_press_wins(town: Town) -> None:
    await reports(town)
    wang, zhao = town.member("wang"), town.member("zhao")
    _card, choice = await wang.find("接单")
    await wang.picks(choice.value)
    refused = await zhao.picks(choice.value)
    assert "已由 wang 接单" in refused[-1].text


async def test_not_solved_opens_it_again(town: Town) -> None:
    number = await reports(town)
    li, wang = town.resident(), town.member()
    await wang.presses("接单")
    await wang.answers(number, "修好了")
    await li.presses("没解决")
    assert "没解决" in await wang.all_heard()
    shown = await li.says(number)
    assert "办理中" in shown[-1].text


async def test_need_info_is_answered_by_just_writing(town: Town) -> None:
    number = await reports(town)
    li, wang = town.resident(), town.member()
    await wang.presses("接单")
    await wang.presses("需补充")
    await wang.answers("写下要问居民的问题", "是哪一侧的路灯？")
    assert "是哪一侧的路灯？" in await li.heard()
    await li.says("靠学校那一侧")
    assert "靠学校那一侧" in await wang.heard()
    assert number in await wang.heard()


async def test_transfer_tells_the_resident_which_unit(town: Town) -> None:
    number = await reports(town)
    li, wang = town.resident(), town.member()
    await wang.presses("转派")
    await wang.presses("综合行政执法")
    assert "已转" in await li.heard()
    assert number in await li.heard()


async def test_number_needs_the_digits_from_elsewhere(town: Town) -> None:
    number = await reports(town)
    stranger = town.resident("stranger")
    assert "后四位" in (await stranger.says(number))[-1].text
    assert "没有对上" in (await stranger.says(f"{number} 0000"))[-1].text
    shown = (await stranger.says(f"{number} 5678"))[-1].text
    assert "已登记" in shown
    assert "路灯" not in shown
    for _ in range(4):
        await stranger.says(f"{number} 1111")
    assert "试的次数太多" in (await stranger.says(f"{number} 5678"))[-1].text


async def test_a_voice_message_becomes_a_ticket_to_listen_to(town: Town) -> None:
    li = town.resident()
    told = await li.sends(b"OggS" + bytes(64), Kind.VOICE, "voice.ogg")
    assert "语音收到了" in told[-1].text
    assert "前会有人联系您" in told[-1].text
    assert any("大字" in choice.label for choice in told[-1].choices)
    assert "请听" in await town.member().heard()


async def test_a_wish_to_report_is_not_yet_the_matter(town: Town) -> None:
    await reports(town)
    card = await town.member().heard()
    assert "楼下路灯坏了三天" in card
    assert "良渚街道古墩路口" in card
    assert "我要反映问题" not in card


async def test_what_is_dangerous_comes_with_what_to_mind(town: Town) -> None:
    li = town.resident()
    offered = await li.says("马路上的井盖不见了，要有人来修")
    if "反映问题" not in str(offered[-1].choices):
        await li.says("/report")
        await li.says("马路上的井盖不见了")
    else:
        begun = await li.presses("反映问题")
        assert "绕开" in begun[0].text
    await li.says("古墩路口")
    await li.presses("就是现在")
    await li.presses("跳过")
    await li.presses("匿名")
    await li.presses("跳过")
    await li.presses("是")
    receipt = await li.presses("确认提交")
    assert "绕开" in receipt[-1].text
