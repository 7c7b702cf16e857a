"""What the web tests share: the real machine on a real SQLite file behind a real server, asked by a real client."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from PIL import Image
from sqlalchemy import Connection, select

from bot.app import App, open_app
from bot.channels.web import WebChannel
from bot.clock import Clock
from bot.db.tables import intake
from bot.feature import Feature
from bot.message import Choice, Kind, Origin, Reply, Source
from bot.settings import Settings
from bot.web import serve
from bot.work import Turn
from knowledge.load import Knowledge
from tests.fakes.machine import NoFinder


async def _echo(turn: Turn) -> Reply:
    message = turn.message
    if message.text == "slow":
        await asyncio.sleep(1)
    what = f"{message.kind}:{message.pick or message.text}" + f"+{len(message.files)}" * bool(message.files)
    return Reply(
        what,
        (Choice("again", "again:1"), Choice("110", url="tel:110"), Choice("back", "again:0", control=True)),
        (Source("规定", "https://www.gov.cn/", "某局", "2026-11-20"),),
        Origin.EXTRACT,
        files=message.files if message.kind is Kind.FILE else (),
    )


ECHO = Feature("echo", picks={"again": _echo, "report": _echo}, listens=(_echo,))


@dataclass
class House:
    """A running assistant, its address, and somebody who asks."""

    app: App
    url: str
    client: aiohttp.ClientSession

    async def post(self, body: object, path: str = "/api/chat") -> tuple[int, dict[str, Any]]:
        """Status and JSON of a posted JSON body."""
        async with self.client.post(self.url + path, json=body) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str, **headers: str) -> tuple[int, dict[str, Any]]:
        """Status and JSON of an address."""
        async with self.client.get(self.url + path, headers=headers) as answer:
            return answer.status, await answer.json()

    async def said(self, **body: object) -> str:
        """Says something that must be taken, and returns the session."""
        status, answer = await self.post(body)
        assert status == 202, answer
        return str(answer["session"])

    async def replies(self, session: str, after: int = 0) -> list[dict[str, Any]]:
        """What stands in the mailbox once everything is handled."""
        async with asyncio.timeout(10):
            await self.app.idle()
        status, answer = await self.get(f"/api/chat/{session}?after={after}")
        assert status == 200, answer
        found: list[dict[str, Any]] = answer["replies"]
        return found

    async def upload(self, data: bytes, name: str = "photo.jpg") -> tuple[int, dict[str, Any]]:
        """Status and JSON of a file sent as a form."""
        form = aiohttp.FormData(quote_fields=False)  # names as a browser sends them
        form.add_field("file", io.BytesIO(data), filename=name)
        async with self.client.post(f"{self.url}/api/files", data=form) as answer:
            return answer.status, await answer.json()

    async def stored(self) -> list[str]:
        """The ids of every message that came in."""

        def look(conn: Connection) -> list[str]:
            return list(conn.execute(select(intake.c.message_id).order_by(intake.c.id)).scalars())

        return await self.app.db.read(look)


@asynccontextmanager
async def open_house(
    folder: Path,
    knowledge: Knowledge,
    *features: Feature,
    clock: Clock | None = None,
    run: bool = True,
    echo: bool = True,
    **settings: Any,
) -> AsyncIterator[House]:
    """These features, and the echo behind them, on a free port; with `run` False nothing is answered."""
    chosen = Settings(_env_file=None, data_dir=folder, http_port=0, **settings)
    channels = [WebChannel()]
    async with (
        open_app(
            chosen, knowledge, (*features, ECHO) if echo else features, channels, clock=clock, finder=NoFinder()
        ) as app,
        serve(app) as url,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client,  # cookies of an IP address too
    ):
        running = asyncio.create_task(app.run()) if run else None
        if running:
            async with asyncio.timeout(10):
                while not app.running >= app.expected:
                    await asyncio.sleep(0.01)
        try:
            yield House(app, url, client)
        finally:
            if running:
                running.cancel()
                await asyncio.wait({running}, timeout=10)


def jpeg(*, size: tuple[int, int] = (40, 30)) -> bytes:
    """A small photo that says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, "JPEG", exif=exif)
    return out.getvalue()
