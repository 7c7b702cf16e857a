"""A wrong answer reaches its unit; a good one is kept as a draft; refusals lead on; follow-ups outlive a restart."""

from __future__ import annotations

from sqlalchemy import Connection

from handlers.tickets import store as tickets
from handlers.tickets.drafts import store as drafts
from handlers.tickets.matter import Ticket
from knowledge.calendar import end_of_working_day
from tests.fakes.town import Town

NAME = "idcard.renew"
ASKED = "身份证到期了怎么换"


async def newest(town: Town) -> Ticket:
    def read(conn: Connection) -> Ticket:
        return tickets.open_tickets(conn)[0]

    return await town.app.db.read(read)


async def test_a_wrong_answer_reaches_its_unit_and_the_asker_hears(town: Town) -> None:
    li, wang = town.resident(), town.member()
    entry = town.knowledge.entries[NAME]
    assert entry.short in (await li.says(ASKED))[-1].text
    await li.presses("内容有误")
    for words in ("费用已经变了", "跳过", "是"):
        await li.says(words)
    receipt = (await li.presses("确认提交"))[-1]
    assert "YH-" in receipt.text
    made = await newest(town)
    assert made.unit == entry.unit
    # Three working days: until then other residents read the answer that may be wrong.
    assert made.due_at == end_of_working_day(made.created_at, 3)
    card = await wang.heard()
    assert "纠错" in card
    assert town.knowledge.departments[entry.unit].name in card
    assert f"「{entry.title}」费用已经变了" in card

    await wang.answers("纠错", "谢谢提醒，已经核对，条目会改。")
    heard = await li.heard()
    assert "已经核对，条目会改" in heard
    assert town.knowledge.departments[entry.unit].name in heard
    await wang.presses("存为条目草稿")
    [draft] = await town.app.db.read(drafts.waiting)
    assert (draft.answer, draft.unit) == ("谢谢提醒，已经核对，条目会改。", entry.unit)


async def test_an_answer_to_a_question_is_kept_as_a_draft_with_numbers_masked(town: Town) -> None:
    li, wang = town.resident(), town.member()
    await li.says("贝尔不等式怎么证明，回我 13812345678")
    await li.presses("交给工作人员")
    for words in ("跳过", "是"):
        await li.says(words)
    await li.presses("确认提交")
    assert "存为条目草稿" not in [choice.label for choice in (await town.stage.shown(wang))[-1].choices]
    await wang.answers("贝尔不等式", "请到图书馆，电话 13912345678。")
    told = (await wang.presses("存为条目草稿"))[-1]
    assert "已存为条目草稿" in told.text
    assert (await wang.presses("存为条目草稿"))[-1].text == told.text
    [draft] = await town.app.db.read(drafts.waiting)
    assert draft.question == "贝尔不等式怎么证明，回我 138****5678"
    assert draft.answer == "请到图书馆，电话 139****5678。"


async def test_none_of_these_leaves_the_question_open(town: Town) -> None:
    li = town.resident()
    asked = (await li.says("户口怎么迁"))[-1]
    assert "您问的是哪一件" in asked.text
    told = (await li.presses("都不是"))[-1]
    assert "记下了" in told.text
    assert {"交给工作人员", "转人工", "有答案时告诉我"} <= {choice.label for choice in told.choices}


async def test_a_follow_up_is_read_by_what_was_answered_before_a_restart(closed_town: Town) -> None:
    town = closed_town
    async with town.open():
        await town.resident().says("身份证丢了怎么补办")
    async with town.open():
        li = town.resident()
        cost = (await li.says("那要多少钱？"))[-1]
        assert "身份证丢了补办" in cost.text
        assert "工本费" in cost.text.partition("\n")[2]


async def test_a_refusal_says_why_and_where_to_go_on(town: Town) -> None:
    li = town.resident()
    refused = (await li.says("量子纠缠的贝尔不等式怎么证明"))[-1]
    assert "不代表没有这样的规定" in refused.text
    labels = [choice.label for choice in refused.choices]
    assert labels == ["换个说法", "交给工作人员", "转人工", "有答案时告诉我"]
    assert "请用一句话说" in (await li.presses("换个说法"))[-1].text


async def test_how_questions_ended_is_counted(line_town: Town) -> None:
    await line_town.resident().says(ASKED)
    await line_town.resident("chen").says("量子纠缠的贝尔不等式怎么证明")
    page = line_town.app.metrics.page().decode()
    assert 'questions_total{outcome="answered",result="answered"} 1.0' in page
    assert 'questions_total{outcome="unanswerable_no_content",result="refused"} 1.0' in page


async def test_one_person_who_asks_often_is_still_one(line_town: Town) -> None:
    li = line_town.resident()
    for words in ("量子纠缠的贝尔不等式怎么证明", "量子纠缠的贝尔不等式如何证明", "贝尔不等式的证明怎么写"):
        await li.says(words)
    await line_town.passes(minutes=11)
    assert await line_town.app.db.read(tickets.open_tickets) == []
