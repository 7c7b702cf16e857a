"""The staff room over HTTP: what is seen, and that its buttons do what the staff group's do."""

from __future__ import annotations

import pytest

from bot.files import keep
from bot.store import timers
from bot.store.files import note
from bot.work import Tx
from handlers.tickets import actions, store
from handlers.tickets.matter import Draft
from handlers.tickets.rules import Event, Kind, Who
from knowledge.load import Knowledge
from tests.bot.channels.web_house import House, jpeg
from tests.handlers.tickets.room_desk import Desk, heard, opened


async def test_the_list_and_the_ticket_are_masked(house: House, desk: Desk) -> None:
    matter, _session = await opened(house)
    page = await desk.get("/staff/")
    assert matter.number in page
    assert "13812345678" not in page
    assert "待接单" in page
    detail = await desk.get(f"/staff/tickets/{matter.number}")
    assert "13812345678" not in detail
    assert "138****5678" in detail
    assert "古墩路" in detail
    assert matter.code not in detail


async def test_a_delicate_matter_is_read_in_full_here(house: House, desk: Desk) -> None:
    session = await house.said(text="你好")
    await house.replies(session)
    draft = Draft(Kind.REPORT, f"web|{session}|{session}", 1, "zh", "我被丈夫打了好几次", place="翡翠城")
    matter = await house.app.work.write(lambda tx: actions.open_ticket(tx, draft))
    detail = await desk.get(f"/staff/tickets/{matter.number}")
    assert "我被丈夫打了好几次" in detail
    assert "翡翠城" in detail
    assert "家庭暴力" in detail
    await desk.act(matter, "reply", text="明天联系您")
    await desk.act(matter, "done")
    assert "解决了吗" not in await heard(house, session)
    assert "已请居民确认" not in await desk.get(f"/staff/tickets/{matter.number}?did=done")


async def test_claim_reply_done_reach_the_resident(house: House, desk: Desk) -> None:
    matter, session = await opened(house)
    assert (await desk.act(matter, "claim")).endswith("?did=claim")
    assert "有工作人员接手" in await heard(house, session)
    await desk.act(matter, "reply", text="今晚修好")
    assert "今晚修好" in await heard(house, session)
    await desk.act(matter, "done")
    assert "解决了吗" in await heard(house, session)
    page = await desk.get(f"/staff/tickets/{matter.number}?did=done")
    assert "已请居民确认" in page
    assert "今晚修好" in page
    assert "王芳 接单" in page


async def test_ask_and_transfer_reach_the_resident(house: House, desk: Desk, knowledge: Knowledge) -> None:
    matter, session = await opened(house)
    await desk.act(matter, "ask", text="哪一根灯杆？")
    assert "哪一根灯杆" in await heard(house, session)
    department = next(iter(knowledge.departments.values()))
    await desk.act(matter, "transfer", unit=department.id)
    assert department.name in await heard(house, session)
    assert "请重新选择" in await desk.act(matter, "transfer", status=409, unit="nobody")


async def test_the_first_claim_wins_and_the_second_is_told(house: House, desk: Desk, other: Desk) -> None:
    matter, _session = await opened(house)
    await desk.act(matter, "claim")
    assert "已由 王芳 接单" in await other.act(matter, "claim", status=409)


async def test_words_for_a_ticket_that_has_changed_are_kept_and_not_sent(house: House, desk: Desk, other: Desk) -> None:
    matter, session = await opened(house)
    await other.act(matter, "claim")
    said = len(await house.replies(session))
    page = await desk.act(matter, "reply", status=409, text="我来处理 <b>", version=str(matter.version))
    assert "您的话还没有发" in page
    assert "我来处理 &lt;b&gt;</textarea>" in page
    assert len(await house.replies(session)) == said


async def test_a_double_press_sends_once(house: House, desk: Desk) -> None:
    matter, session = await opened(house)
    for _ in range(2):
        await desk.act(matter, "reply", text="今晚修好")
    assert sum("今晚修好" in reply["text"] for reply in await house.replies(session)) == 1


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"do": "reply", "text": " \u200b"}, "请先写内容"),
        ({"do": "reply", "text": "字" * 2001}, "最多 2000 个字"),
        ({"do": "done"}, "请先回复"),
        ({"do": "explode"}, "不能这样操作"),
        ({}, "不能这样操作"),
    ],
)
async def test_what_cannot_be_done_is_said(house: House, desk: Desk, form: dict[str, str], sentence: str) -> None:
    matter, _session = await opened(house)
    page = await desk.post(f"/staff/tickets/{matter.number}", status=409, version=str(matter.version), **form)
    assert sentence in page


async def test_forms_from_other_sites_do_nothing(house: House, desk: Desk) -> None:
    matter, _session = await opened(house)
    for path, form in (
        (f"/staff/tickets/{matter.number}", {"do": "claim"}),
        ("/staff/leave", {}),
        ("/staff/alarms", {}),
    ):
        assert "不是从本站页面发出" in await desk.post(path, status=403, site="cross-site", **form)
    assert "待接单" in await desk.get("/staff/")


async def test_a_live_talk_goes_both_ways(house: House, desk: Desk) -> None:
    session = await house.said(pick="human")
    await house.replies(session)
    (matter,) = await house.app.db.read(store.open_tickets)
    await desk.act(matter, "claim")
    await house.said(session=session, text="我家漏水了")
    await house.replies(session)
    assert "我家漏水了" in await desk.get(f"/staff/tickets/{matter.number}")
    for _ in range(2):
        await desk.act(matter, "reply", text="马上来")
    assert sum("马上来" in reply["text"] for reply in await house.replies(session)) == 1
    await desk.act(matter, "done")
    assert "助手回来了" in await heard(house, session)


async def test_files_of_this_ticket_and_no_others(house: House, desk: Desk) -> None:
    kept = [keep(jpeg(size=(40 + number, 30)), "a.jpg", house.app.settings.data_dir) for number in range(2)]
    for item in kept:
        await house.app.work.write(lambda tx, item=item: note(tx.conn, item, tx.now))
    matter, _session = await opened(house, files=(kept[0].id,))
    path = f"/staff/tickets/{matter.number}/files/"
    assert path + kept[0].id in await desk.get(f"/staff/tickets/{matter.number}")
    async with desk.client.get(house.url + path + kept[0].id) as answer:
        assert (answer.status, answer.headers["Content-Type"]) == (200, "image/jpeg")
    await desk.get(path + kept[1].id, status=404)


async def test_alarms_stand_on_top_until_an_administrator_has_seen_them(house: House, desk: Desk, other: Desk) -> None:
    await house.app.work.write(lambda tx: timers.raise_alarm(tx.conn, "test", "磁盘快满了", tx.now))
    assert "磁盘快满了" in await other.get("/staff/")
    assert 'action="/staff/alarms"' not in await other.get("/staff/")
    await other.post("/staff/alarms", status=403)
    await desk.post("/staff/alarms")
    assert "磁盘快满了" not in await desk.get("/staff/")


async def test_a_page_that_did_not_change_is_not_sent_again(house: House, desk: Desk) -> None:
    async with desk.client.get(f"{house.url}/staff/") as answer:
        tag = answer.headers["ETag"]
    assert await desk.get("/staff/", status=304, **{"If-None-Match": tag}) == ""
    matter, _session = await opened(house)
    assert matter.number in await desk.get("/staff/", **{"If-None-Match": tag})


async def test_finding_by_number_and_what_is_not_there(house: House, desk: Desk) -> None:
    matter, _session = await opened(house)
    assert await desk.get(f"/staff/?number={matter.number.lower()}", status=303) == f"/staff/tickets/{matter.number}"
    where = await desk.get("/staff/?number=%2F%2Fevil.example%0d%0a", status=303)
    assert where == "/staff/tickets/EVILEXAMPLE"
    assert "没有找到这一件" in await desk.get(where, status=404)


async def test_closed_tickets_have_a_list_of_their_own(house: House, desk: Desk) -> None:
    matter, _session = await opened(house)
    await desk.act(matter, "reply", text="修好了")

    def solve(tx: Tx) -> None:
        found = store.get(tx.conn, matter.id, lock=True)
        assert found is not None
        actions.judge(tx, found, solved=True)

    await house.app.work.write(solve)
    assert matter.number not in await desk.get("/staff/")
    assert matter.number in await desk.get("/staff/?closed=1")
    page = await desk.get(f"/staff/tickets/{matter.number}")
    assert "不用再操作" in page
    assert "<textarea" not in page


async def test_the_room_speaks_english_too(house: House, desk: Desk) -> None:
    matter, _session = await opened(house)
    assert "Open (1)" in await desk.get("/staff/?lang=en")
    assert "Send to the resident" in await desk.get(f"/staff/tickets/{matter.number}")


def test_every_event_has_a_word_in_the_room(knowledge: Knowledge) -> None:
    for name in (*Event, "opened", "said", "nobody", "undelivered"):
        assert knowledge.texts.has(f"room.event_{name}")
    assert all(knowledge.texts.has(f"room.{who}") for who in Who if who is not Who.STAFF)
