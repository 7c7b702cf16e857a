"""The daily list in the staff room."""

from __future__ import annotations

from datetime import timedelta

from tests.bot.channels.web_house import House
from tests.fakes.clock import FakeClock
from tests.handlers.tickets.room_desk import Desk, link, opened


async def test_what_runs_late_stands_on_its_page(house: House, desk: Desk, clock: FakeClock) -> None:
    matter, _session = await opened(house)
    assert "没有超期的事项" in await desk.get("/staff/late")
    await desk.act(matter, "claim")
    clock.advance(days=9)
    await desk.post("/staff/enter", key=await link(house, "李强", "leader"))
    page = await desk.get("/staff/late")
    assert matter.number in page
    assert "超期和督办（1）" in page
    assert "王芳" in page
    assert "古墩路" not in page
    assert "13812345678" not in page
    assert matter.due_at is not None
    assert clock.now() - matter.due_at > timedelta(days=1)


async def test_a_stranger_does_not_see_it(stranger: Desk) -> None:
    assert "超期" not in await stranger.get("/staff/late", status=303)
