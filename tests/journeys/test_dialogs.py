"""Going back, skipping, changing, asking why, asking something else, giving up, and going on after a restart."""

from __future__ import annotations

from tests.fakes.town import Town


async def test_back_why_skip_and_cancel(town: Town) -> None:
    li = town.resident()
    asked = await li.says("/report")
    assert "是什么事" in asked[-1].text
    assert "知道发生了什么" in (await li.presses("为什么问"))[-1].text
    await li.says("井盖没了")
    back = await li.presses("上一步")
    assert "是什么事" in back[-1].text
    await li.says("井盖丢了")
    assert "在哪里" in await li.heard()
    gone = await li.says("取消")
    assert "没有提交" in gone[-1].text
    assert "还没有事项" in (await li.says("/mytickets"))[-1].text


async def test_a_side_question_is_answered_and_the_step_asked_again(town: Town) -> None:
    li = town.resident()
    await li.says("/report")
    await li.says("井盖没了")
    both = (await li.says("身份证到期了怎么换？"))[-1]
    assert "身份证" in both.text
    assert "在哪里" in both.text
    assert any("刚才那句话" in choice.label for choice in both.choices)
    on = await li.says("古墩路")
    assert "什么时候" in on[-1].text


async def test_every_answer_can_be_changed_before_it_goes_out(town: Town) -> None:
    li = town.resident()
    await li.says("/report")
    for words in ("井盖没了", "古墩路", "今天", "跳过", "匿名", "跳过", "是"):
        await li.says(words)
    assert "古墩路" in await li.heard()
    await li.presses("修改")
    await li.presses("地点")
    summary = (await li.says("良渚路"))[-1]
    assert "良渚路" in summary.text
    assert "古墩路" not in summary.text
    assert "YH-" in (await li.presses("确认提交"))[-1].text


async def test_a_draft_survives_a_restart(closed_town: Town) -> None:
    town = closed_town
    li = town.resident()
    async with town.open():
        await li.says("/report")
        await li.says("楼道堆杂物")
    async with town.open():
        asked = await li.says("文一西路 1 号")
        assert "什么时候" in asked[-1].text
        for words in ("昨天", "跳过", "实名", "跳过", "是"):
            await li.says(words)
        assert "楼道堆杂物" in await li.heard()
        assert "YH-" in (await li.presses("确认提交"))[-1].text


async def test_an_old_draft_is_not_continued_without_asking(town: Town) -> None:
    li = town.resident()
    await li.says("/report")
    await li.says("楼道堆杂物")
    await town.passes(days=2)
    asked = (await li.says("文一西路"))[-1]
    assert "要继续填写吗" in asked.text
    assert "在哪里" in (await li.presses("继续填写"))[-1].text


async def test_without_consent_nothing_is_stored(town: Town) -> None:
    li = town.resident()
    await li.says("/report")
    for words in ("井盖没了", "古墩路", "今天", "跳过", "匿名", "跳过", "否"):
        await li.says(words)
    told = (await li.presses("确认提交"))[-1]
    assert "没有保存" in told.text
    assert "还没有事项" in (await li.says("/mytickets"))[-1].text


async def test_a_number_that_is_no_phone_is_asked_again_and_the_draft_kept(town: Town) -> None:
    li = town.resident()
    await li.says("/report")
    for words in ("井盖没了", "古墩路", "今天", "跳过", "实名"):
        await li.says(words)
    again = (await li.says("12345678"))[-1]
    assert "手机号" in again.text
    assert "同意吗" in (await li.says("138 1234 5678"))[-1].text


async def test_a_button_of_an_earlier_step_explains_itself(town: Town) -> None:
    li = town.resident()
    await li.says("/report")
    _shown, why = await li.find("取消")
    await li.says("井盖没了")
    await li.presses("取消")
    told = (await li.picks(why.value))[-1]
    assert "用不了" in told.text


async def test_a_choice_may_be_typed_in_either_language(town: Town) -> None:
    li = town.resident()
    await li.says("/report")
    for words in ("The street lamp is broken", "Gudun Road crossing", "今天", "skip", "匿名", "跳过"):
        await li.says(words)
    summary = (await li.says("Yes"))[-1]
    assert "The street lamp is broken" in summary.text
    assert "YH-" in (await li.says("确认提交"))[-1].text
