"""A resident's number in the staff room: masked until somebody asks, and whoever asks is written down for good."""

from __future__ import annotations

import pytest

from handlers.tickets import phone
from handlers.tickets.phone import store
from handlers.tickets.phone.store import Look, What
from tests.bot.channels.web_house import House
from tests.fakes.clock import FakeClock
from tests.handlers.tickets.room_desk import Desk, opened

LINK = 'href="tel:13812345678"'


async def looks(house: House, what: What = What.PHONE) -> list[Look]:
    found = await house.app.db.read(lambda conn: store.of_person(conn, 1))
    return [look for look in found if look.what is what]


async def test_the_number_is_shown_to_who_asks_and_the_look_is_kept(
    house: House, desk: Desk, other: Desk, clock: FakeClock
) -> None:
    matter, _session = await opened(house)
    path = f"/staff/tickets/{matter.number}"
    assert "13812345678" not in await desk.get(path)
    assert await looks(house) == []
    assert (await desk.act(matter, "phone")).endswith("?did=phone")
    shown = await desk.get(path)
    assert LINK in shown
    assert "路灯坏了，电话 13812345678" in shown
    assert "显示电话号码" not in shown
    assert "13812345678" not in await other.get(path)
    assert await looks(house) == [Look(matter.number, "", clock.now(), What.PHONE)]
    clock.advance(minutes=11)
    assert "13812345678" not in await desk.get(path)
    await desk.act(matter, "phone")
    assert len(await looks(house)) == 2


async def test_who_reads_a_ticket_is_written_down_once_for_each_look(
    house: House, desk: Desk, other: Desk, clock: FakeClock
) -> None:
    matter, _session = await opened(house)
    path = f"/staff/tickets/{matter.number}"
    await desk.get("/staff/")
    assert await looks(house, What.TICKET) == []
    for _again in range(3):  # the page loads itself anew
        await desk.get(path)
    await other.get(path)
    assert len(await looks(house, What.TICKET)) == 2
    clock.advance(minutes=11)
    await desk.get(path)
    assert len(await looks(house, What.TICKET)) == 3


async def test_the_resident_finds_out_which_unit_looked(house: House, desk: Desk) -> None:
    matter, session = await opened(house)
    await desk.act(matter, "phone")
    await house.said(session=session, pick="mydata")
    exported = "\n".join(reply["text"] for reply in await house.replies(session))
    assert '"looks_at_your_number"' in exported
    assert "余杭区" in exported.partition('"looks_at_your_number"')[2]
    assert "王芳" not in exported


@pytest.mark.parametrize(
    ("number", "left"),
    [("13812345678", "138****5678"), ("0571-88123456", "0571****3456"), ("+44 20 7946 0018", "****18"), ("", "")],
)
def test_enough_is_left_to_tell_two_numbers_apart(number: str, left: str) -> None:
    assert phone.masked(number) == left
