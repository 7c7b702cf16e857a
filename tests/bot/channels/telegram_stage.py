"""What the Telegram tests share: the real machine on a real SQLite file, its channel pointed at the fake server."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from sqlalchemy import Connection, select

from bot.app import App, open_app
from bot.channels.telegram import LoadFile, Menu, telegram_channel
from bot.channels.telegram.channel import Telegram
from bot.db.tables import intake
from bot.feature import Feature
from bot.message import Address, Outgoing, OutKind, Reply
from bot.settings import Settings
from tests.fakes.machine import NoFinder
from tests.fakes.shipped import shipped
from tests.fakes.telegram import FakeTelegram

SECRET = "hook-secret_1"


@dataclass(frozen=True)
class Stage:
    """A running assistant and the address of its own web server ("" while polling)."""

    app: App
    channel: Telegram
    url: str

    async def stored(self) -> list[tuple[str, str, str]]:
        """Message id, conversation and outcome of every intake row, oldest first."""

        def rows(conn: Connection) -> list[tuple[str, str, str]]:
            found = conn.execute(
                select(intake.c.message_id, intake.c.conversation, intake.c.outcome).order_by(intake.c.id)
            )
            return [(row[0], row[1], row[2]) for row in found]

        return await self.app.db.read(rows)

    async def settled(self, count: int) -> list[str]:
        """The outcomes of all intake rows once there are that many and all are handled."""
        async with asyncio.timeout(10):
            while True:
                outcomes = [outcome for _, _, outcome in await self.stored()]
                if len(outcomes) >= count and all(outcomes):
                    return outcomes
                await asyncio.sleep(0.02)


def settings_for(fake: FakeTelegram, folder: Path, **more: object) -> Settings:
    """Settings that lead to the fake, without limits unless a test names some."""
    values: dict[str, object] = {
        "data_dir": folder, "telegram_token": fake.token, "telegram_api_base": fake.base_url, "telegram_rate_per_s": 0,
        "telegram_webhook_secret": SECRET,
    }  # fmt: skip
    return Settings(_env_file=None, **{**values, **more})  # type: ignore[arg-type, call-arg]


async def no_file(_: str) -> tuple[bytes, str, str] | None:
    """A folder in which nothing is kept."""
    return None


@asynccontextmanager
async def lone_channel(
    fake: FakeTelegram, folder: Path, commands: Sequence[Menu] = (), load_file: LoadFile = no_file, **more: object
) -> AsyncIterator[Telegram]:
    """The channel alone, without a machine behind it."""
    channel = telegram_channel(settings_for(fake, folder, **more), commands, load_file)
    try:
        yield channel
    finally:
        await channel.close()


@asynccontextmanager
async def stage(
    fake: FakeTelegram, folder: Path, features: Iterable[Feature], *, commands: Sequence[Menu] = (), **more: object
) -> AsyncIterator[Stage]:
    """The whole machine, listening; its webhook is served as well when the settings ask for it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = settings_for(fake, folder, public_url=url, **more)
        channel = telegram_channel(settings, commands, no_file)
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(channel.close)
            app = await stack.enter_async_context(open_app(settings, shipped(), features, [channel], finder=NoFinder()))
            routes = channel.routes(app.intake.accept)
            server = web.Application()
            server.add_routes(routes)
            runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.5)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.SockSite(runner, listener).start()
            running = asyncio.create_task(app.run())
            try:
                yield Stage(app, channel, url if routes else "")
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)


def outgoing(
    chat: int, reply: Reply | str, *, kind: OutKind = OutKind.SEND, topic: str = "", target: str = ""
) -> Outgoing:
    """A row as delivery hands it to the channel."""
    said = Reply(reply) if isinstance(reply, str) else reply
    return Outgoing(1, Address("telegram", str(chat), topic), kind, said, target=target)
