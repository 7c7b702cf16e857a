"""One form begun over another, photos with words in the middle of one: nothing that was said gets lost."""

from __future__ import annotations

from dataclasses import replace

from handlers.tickets import store
from handlers.tickets.matter import Ticket
from tests.fakes.pictures import jpeg
from tests.fakes.town import Person, Town


async def half_a_report(town: Town) -> Person:
    li = town.resident()
    await li.says("/report")
    assert "在哪里" in (await li.says("井盖没了"))[-1].text
    return li


async def tickets(town: Town) -> list[Ticket]:
    return await town.app.db.read(lambda conn: store.open_tickets(conn))


async def test_a_draft_waits_until_the_other_form_is_handed_in(town: Town) -> None:
    li = await half_a_report(town)
    assert "「反映问题」先放着" in (await li.says("/opinion"))[-1].text
    for words in ("车棚里多装几个充电口", "匿名", "是"):
        await li.says(words)
    told = (await li.presses("确认提交"))[-1]
    receipt, _, again = told.text.partition("\n\n")
    assert "意见编号是 1" in receipt
    assert "「反映问题」还在" in again
    assert told.text.rstrip().endswith("都可以。")
    assert any(choice.label == "取消" for choice in told.choices)
    for words in ("古墩路", "今天", "跳过", "匿名", "跳过", "是"):
        await li.says(words)
    assert "井盖没了" in await li.heard()
    assert "YH-" in (await li.presses("确认提交"))[-1].text


async def test_a_draft_comes_back_when_the_other_form_is_cancelled_and_can_be_cancelled_too(town: Town) -> None:
    li = await half_a_report(town)
    await li.says("/opinion")
    told = (await li.says("取消"))[-1]
    assert "已取消" in told.text
    assert "「反映问题」还在" in told.text
    assert "在哪里" in told.text
    gone = (await li.presses("取消"))[-1]
    assert "已取消" in gone.text
    assert "反映问题" not in gone.text
    assert "没有" in (await li.says("/cancel"))[-1].text


async def test_a_third_form_asks_before_the_oldest_draft_goes(town: Town) -> None:
    li = await half_a_report(town)
    await li.says("/opinion")
    await li.says("车棚里多装几个充电口")
    asked = (await li.says("/benefits"))[-1]
    assert "「反映问题」就留不住了" in asked.text
    assert "实名" in " ".join(choice.label for choice in (await li.presses("先填完「提意见」"))[-1].choices)
    await li.says("/benefits")
    begun = (await li.presses("不要「反映问题」了"))[-1]
    assert "没有保留" in begun.text
    assert "「提意见」先放着" in begun.text
    back = (await li.says("取消"))[-1]
    assert "「提意见」还在" in back.text
    assert "反映问题" not in (await li.says("取消"))[-1].text


async def test_the_waiting_draft_itself_is_asked_for(town: Town) -> None:
    li = await half_a_report(town)
    await li.says("/opinion")
    await li.says("车棚里多装几个充电口")
    back = (await li.says("/report"))[-1]
    assert "还留着" in back.text
    assert "在哪里" in back.text
    assert "「提意见」还在" in (await li.says("取消"))[-1].text


async def test_a_draft_that_waited_for_days_is_not_continued_without_asking(town: Town) -> None:
    li = await half_a_report(town)
    await li.says("/opinion")
    await li.says("车棚里多装几个充电口")
    await town.passes(days=2)
    assert "要继续填写吗" in (await li.says("还要雨棚"))[-1].text
    told = (await li.says("取消"))[-1]
    assert "要继续填写吗" in told.text
    assert "在哪里" in (await li.presses("继续填写"))[-1].text


async def test_a_waiting_draft_survives_a_restart_and_the_end_of_its_form(closed_town: Town) -> None:
    town = closed_town
    async with town.open():
        li = await half_a_report(town)
        await li.says("/opinion")
    async with town.open():
        assert "「反映问题」还在" in (await li.says("取消"))[-1].text
        await li.says("/opinion")
    whole = town.knowledge
    town.knowledge = replace(
        whole, dialogs={name: dialog for name, dialog in whole.dialogs.items() if name != "report"}
    )
    async with town.open():
        told = (await li.says("取消"))[-1]
        assert "已经撤下" in told.text


async def test_words_under_a_photo_go_with_the_matter(town: Town) -> None:
    li = await half_a_report(town)
    await li.says("古墩路")
    await li.says("今天")
    told = (await li.sends(jpeg(), words="在学校那一侧"))[-1]
    assert "加到前面的内容里" in told.text
    assert "实名" in " ".join(choice.label for choice in told.choices)
    assert "匿名" in (await li.sends(jpeg(9, 9), words="旁边有棵树"))[-1].text
    for words in ("匿名", "跳过", "是"):
        await li.says(words)
    assert "井盖没了，在学校那一侧，旁边有棵树" in await li.heard()
    await li.presses("确认提交")
    assert (await tickets(town))[0].what == "井盖没了，在学校那一侧，旁边有棵树"


async def test_words_under_a_photo_answer_a_step_that_they_fit(town: Town) -> None:
    li = town.resident()
    await li.says("/report")
    assert "在哪里" in (await li.sends(jpeg(), words="井盖没了"))[-1].text
    for words in ("古墩路", "今天", "实名"):
        await li.says(words)
    assert "同意" in (await li.sends(jpeg(9, 9), words="13812345678"))[-1].text
