"""What the tests of the staff room share: a staff member's browser, links, tickets."""

from __future__ import annotations

import re

import aiohttp

from bot.store import staff
from bot.work import Tx
from handlers.tickets import actions
from handlers.tickets.matter import Draft, Ticket
from handlers.tickets.rules import Kind
from tests.bot.channels.web_house import House


class Desk:
    """One staff member's browser."""

    def __init__(self, house: House) -> None:
        self.url = house.url
        self.client = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def get(self, path: str, status: int = 200, **headers: str) -> str:
        """The page at that address, redirects not followed."""
        async with self.client.get(self.url + path, headers=headers, allow_redirects=False) as answer:
            assert answer.status == status, await answer.text()
            return str(answer.headers["Location"]) if status == 303 else await answer.text()

    async def post(self, path: str, status: int = 303, site: str = "same-origin", **form: str) -> str:
        """What a form is answered with: the address it leads to, or the page."""
        async with self.client.post(
            self.url + path, data=form, headers={"Sec-Fetch-Site": site}, allow_redirects=False
        ) as answer:
            assert answer.status == status, await answer.text()
            return str(answer.headers["Location"]) if status == 303 else await answer.text()

    async def act(self, matter: Ticket, do: str, status: int = 303, **form: str) -> str:
        """Presses a button on a ticket's page as that page shows it now."""
        path = f"/staff/tickets/{matter.number}"
        page = await self.get(path)
        version = re.search(r'name="version" value="(\d+)"', page)
        return await self.post(path, status, do=do, **{"version": version[1] if version else "", **form})


async def link(house: House, name: str = "", role: str = "member") -> str:
    """A fresh sign-in link, for a new account of that name or for the first account."""

    def make(tx: Tx) -> str:
        member = staff.add(tx.conn, name, tx.now, role=role) if name else None
        return staff.make_key(tx.conn, "link", member.id if member else None, tx.now, staff.LINK_VALID)

    return await house.app.work.write(make)


async def opened(house: House, kind: Kind = Kind.REPORT, files: tuple[str, ...] = ()) -> tuple[Ticket, str]:
    """A ticket of somebody who talks on the web page, and her session."""
    session = await house.said(text="你好")
    await house.replies(session)
    draft = Draft(
        kind, f"web|{session}|{session}", 1, "zh", "路灯坏了，电话 13812345678", place="古墩路", phone="13812345678",
        files=files,
    )  # fmt: skip
    return await house.app.work.write(lambda tx: actions.open_ticket(tx, draft)), session


async def heard(house: House, session: str) -> str:
    """The last reply in a session."""
    return str((await house.replies(session))[-1]["text"])


async def opened_with_link(house: House) -> tuple[Ticket, str]:
    """A ticket while nobody is signed in yet: a link that waits keeps intake open."""
    await link(house)
    return await opened(house)
