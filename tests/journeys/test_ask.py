"""Questions: answered with their sources, clarified, or honestly refused with a way on."""

from __future__ import annotations

from tests.fakes.town import Town


async def test_an_answer_has_its_source_and_asks_whether_it_helped(town: Town) -> None:
    li = town.resident()
    first = await li.says("身份证到期了怎么换")
    assert "AI 助手" in first[0].text  # the first contact says what this is
    assert "身份证" in first[-1].text
    thanks = await li.presses("有用")
    assert "随时问" in thanks[-1].text


async def test_what_nobody_can_answer_becomes_a_ticket_with_her_own_words(town: Town) -> None:
    li, wang = town.resident(), town.member()
    refused = (await li.says("量子纠缠的贝尔不等式怎么证明"))[-1]
    assert "没有核对过的答案" in refused.text
    lead = (await li.presses("交给工作人员"))[-1]
    assert "量子纠缠" in lead.text
    await li.says("跳过")
    await li.says("是")
    receipt = (await li.presses("确认提交"))[-1]
    assert "YH-" in receipt.text
    assert "量子纠缠" in await wang.heard()


async def test_somebody_who_writes_english_is_answered_in_english(town: Town) -> None:
    li = town.resident()
    told = await li.says("How do I renew my ID card?")
    assert "not a police officer" in told[0].text
    assert "ID" in told[-1].text
    menu = (await li.says("/menu"))[-1]
    assert any(choice.label == "Report a problem" for choice in menu.choices)


async def test_numbers_that_nobody_asked_for_are_not_kept(town: Town) -> None:
    li = town.resident()
    told = (await li.says("我的身份证号是 330106199001011233 帮我办一下"))[-1]
    assert "不需要身份证号" in told.text
    assert "330106199001011233" not in told.text


async def test_small_talk_other_places_and_own_records_are_told_apart(town: Town) -> None:
    li = town.resident()
    assert "AI 助手" in (await li.says("你好"))[-1].text
    assert "当地的 12345" in (await li.says("上海落户要什么条件"))[-1].text
    assert "本人的档案" in (await li.says("帮我查一下我的驾照扣了几分"))[-1].text
    assert "不能下结论" in (await li.says("我拿了别人的快递会不会坐牢"))[-1].text


async def test_what_somebody_wants_dealt_with_is_not_asked_twice(town: Town) -> None:
    li = town.resident()
    offered = (await li.says("楼道堆垃圾没人管"))[-1]
    assert "要有人去处理" in offered.text
    asked = (await li.presses("反映问题"))[-1]
    assert "在哪里" in asked.text
    for words in ("文一西路 1 号", "经常这样", "跳过", "匿名", "跳过", "是"):
        await li.says(words)
    assert "楼道堆垃圾没人管" in await li.heard()


async def test_each_text_is_answered_in_its_own_language_until_one_is_chosen(town: Town) -> None:
    li = town.resident()
    assert "ID" in (await li.says("How do I renew my ID card?"))[-1].text
    assert "身份证" in (await li.says("身份证到期了怎么换"))[-1].text
    await li.picks("lang:en")
    assert "ID" in (await li.says("身份证到期了怎么换"))[-1].text
