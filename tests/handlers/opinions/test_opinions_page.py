"""The page of opinions in the staff room: seen masked, settled once, told to who said it."""

from __future__ import annotations

from tests.bot.channels.web_house import House
from tests.handlers.tickets.room_desk import Desk, heard


async def said(house: House, words: str) -> str:
    """Plays the opinion talk on the web and returns the session."""
    session = await house.said(pick="opinion")
    for text in (words, "匿名", "是", "确认提交"):
        await house.replies(session)
        await house.said(session=session, text=text)
    await house.replies(session)
    return session


async def test_what_became_of_an_opinion_is_told(house: House, desk: Desk) -> None:
    session = await said(house, "多装几个充电口，打 13812345678 找我")
    page = await desk.get("/staff/opinions")
    assert "多装几个充电口" in page
    assert "13812345678" not in page
    assert (await desk.post("/staff/opinions/1", text="下月加装 20 个")).endswith("?did=settle")
    assert "下月加装 20 个" in await heard(house, session)
    assert "下月加装 20 个" in await desk.get("/staff/opinions?did=settle")


async def test_nothing_is_settled_without_words_or_for_nobody(house: House, desk: Desk) -> None:
    await said(house, "多装几个充电口")
    assert "请写下结果" in await desk.post("/staff/opinions/1", status=400, text=" ")
    await desk.post("/staff/opinions/99", status=404, text="好")
    await desk.post("/staff/opinions/x", status=404, text="好")
    await desk.post("/staff/opinions/1", status=403, site="cross-site", text="好")


async def test_only_for_who_is_signed_in(house: House, stranger: Desk) -> None:
    assert await stranger.get("/staff/opinions", status=303) == "/staff/enter"
