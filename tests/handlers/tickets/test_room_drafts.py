"""The staff room and the knowledge: an answer is kept as a draft, and what several asked is answered by one."""

from __future__ import annotations

from bot.work import Tx
from handlers.tickets import actions
from handlers.tickets.drafts import store as drafts
from handlers.tickets.matter import Draft, Ticket
from handlers.tickets.rules import Kind
from tests.bot.channels.web_house import House
from tests.handlers.tickets.room_desk import Desk, heard, opened


async def gap(house: House) -> Ticket:
    what = "地铁末班车几点\n（3 位居民问了这类问题，还没有核对过的答案。）"
    draft = Draft(Kind.GAP, "", None, "zh", what, unit="transport")
    return await house.app.work.write(lambda tx: actions.open_ticket(tx, draft))


async def test_the_last_answer_is_kept_as_a_draft_once(house: House, desk: Desk) -> None:
    matter, session = await opened(house, Kind.QUESTION)
    path = f"/staff/tickets/{matter.number}"
    assert "存为条目草稿" not in await desk.get(path)
    assert "还没有可以存的答复" in await desk.act(matter, "draft", status=409)
    await desk.act(matter, "reply", text="明天修好，电话 13912345678。")
    assert "明天修好" in await heard(house, session)
    assert "存为条目草稿" in await desk.get(path)
    for _twice in range(2):
        assert await desk.act(matter, "draft") == f"{path}?did=draft"
    assert "已存为条目草稿" in await desk.get(f"{path}?did=draft")
    [kept] = await house.app.db.read(drafts.waiting)
    assert (kept.question, kept.answer) == ("路灯坏了，电话 138****5678", "明天修好，电话 139****5678。")


async def test_a_gap_is_answered_by_a_draft_and_asks_nobody(house: House, desk: Desk) -> None:
    matter = await gap(house)
    page = await desk.get(f"/staff/tickets/{matter.number}")
    assert "知识缺口" in page
    assert "审核上线后再告诉他们" in page
    assert "居民已删除自己的数据" not in page
    for act in ("ask", "done"):
        assert f'name="do" value="{act}"' not in page
    await desk.act(matter, "reply", text="以站内公示为准。")
    [kept] = await house.app.db.read(drafts.waiting)
    assert (kept.question, kept.answer, kept.unit) == ("地铁末班车几点", "以站内公示为准。", "transport")
    assert "没有可以存" not in await desk.get(f"/staff/tickets/{matter.number}")


async def test_an_entry_in_service_closes_it(house: House, desk: Desk) -> None:
    matter = await gap(house)

    def settle(tx: Tx) -> None:
        actions.in_service(tx, matter, "地铁末班车时间")

    await house.app.work.write(settle)
    page = await desk.get(f"/staff/tickets/{matter.number}")
    assert "答案已上线，办结" in page
    assert "不用再操作" in page
