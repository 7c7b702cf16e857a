"""Who gets into the staff room, and for how long."""

from __future__ import annotations

import aiohttp

from handlers.tickets import store
from tests.bot.channels.web_house import House
from tests.fakes.clock import FakeClock
from tests.handlers.tickets.room_desk import Desk, link, opened_with_link


async def test_looking_at_a_link_spends_nothing_and_pressing_does(house: House) -> None:
    key = await link(house)
    first, second = Desk(house), Desk(house)
    for _ in range(2):
        assert f'value="{key}"' in await first.get(f"/staff/enter?key={key}")
    assert await first.post("/staff/enter", key=key) == "/staff/"
    assert "值班员" in await first.get("/staff/")
    assert "已经用过或过期" in await second.post("/staff/enter", status=403, key=key)
    assert await second.get("/staff/", status=303) == "/staff/enter"
    await first.client.close()
    await second.client.close()


async def test_the_session_cookie_is_out_of_reach_for_scripts_and_other_sites(house: House) -> None:
    async with (
        aiohttp.ClientSession() as client,
        client.post(f"{house.url}/staff/enter", data={"key": await link(house)}, allow_redirects=False) as answer,
    ):
        cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/staff" in cookie


async def test_an_old_link_opens_nothing(house: House, clock: FakeClock) -> None:
    key = await link(house, "王芳")
    clock.advance(hours=25)
    late = Desk(house)
    await late.post("/staff/enter", status=403, key=key)
    await late.client.close()


async def test_links_cannot_be_guessed_at_speed(house: House) -> None:
    guesser = Desk(house)
    for _ in range(10):
        await guesser.post("/staff/enter", status=403, key="guess")
    assert "太快" in await guesser.post("/staff/enter", status=429, key="guess")
    await guesser.client.close()


async def test_without_a_session_nothing_is_shown_or_done(house: House) -> None:
    matter, _session = await opened_with_link(house)
    stranger = Desk(house)
    for path in ("/staff/", f"/staff/tickets/{matter.number}", f"/staff/tickets/{matter.number}/files/x"):
        assert await stranger.get(path, status=303) == "/staff/enter"
    assert await stranger.post(f"/staff/tickets/{matter.number}", do="claim") == "/staff/enter"
    stranger.client.cookie_jar.update_cookies({"staff": "ÿ" * 10})
    assert await stranger.get("/staff/", status=303) == "/staff/enter"
    assert (await house.app.db.read(lambda conn: store.get(conn, matter.id))) == matter
    await stranger.client.close()


async def test_signing_out_and_the_end_of_the_day_end_the_session(house: House, desk: Desk, clock: FakeClock) -> None:
    cookies = {cookie.key: cookie.value for cookie in desk.client.cookie_jar}
    assert await desk.post("/staff/leave") == "/staff/enter"
    desk.client.cookie_jar.update_cookies(cookies)
    assert await desk.get("/staff/", status=303) == "/staff/enter"
    await desk.post("/staff/enter", key=await link(house, "王芳"))
    await desk.get("/staff/")
    clock.advance(hours=13)
    assert await desk.get("/staff/", status=303) == "/staff/enter"
