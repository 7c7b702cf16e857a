"""Calls typed in on the page of the room; and whose a matter is that was taken in for somebody."""

from __future__ import annotations

from handlers.tickets import store
from handlers.tickets.states import Source
from tests.bot.channels.web_house import House
from tests.handlers.tickets.room_desk import Desk


async def test_a_call_typed_in(desk: Desk, house: House) -> None:
    assert "登记来电" in await desk.get("/staff/")
    to = await desk.post("/staff/call", what="古墩路路灯坏了", phone="0571-8888 1234", urgent="1")
    page = await desk.get(to)
    made = (await house.app.db.read(store.open_tickets))[0]
    assert (made.source, made.phone, made.urgent, made.taken_name) == (Source.PHONE, "057188881234", True, "王芳")
    assert made.category == "street_light"
    assert made.code in page
    assert "来电（王芳）" in page
    assert "057188881234" not in page


async def test_a_call_without_words_or_with_no_number_is_refused(desk: Desk, house: House) -> None:
    await desk.post("/staff/call", 400, what=" ")
    assert "座机号" in await desk.post("/staff/call", 400, what="路灯坏了", phone="12")
    assert not await house.app.db.read(store.open_tickets)


async def test_nobody_else_types_one_in(stranger: Desk, desk: Desk, house: House) -> None:
    await stranger.post("/staff/call", what="路灯坏了")
    await desk.post("/staff/call", 403, site="cross-site", what="路灯坏了")
    assert not await house.app.db.read(store.open_tickets)
