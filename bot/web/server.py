"""Puts the server together and lets it run: channels, features, health, one place for each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from aiohttp import web

from bot.app import App
from bot.errors import SettingsError
from bot.store import secret
from bot.web import health
from bot.web.errors import plain_errors
from bot.web.gate import Gate
from bot.web.keys import DESK, Desk
from bot.web.pages import base_assets
from bot.web.safety import harden
from bot.web.visitors import Proxies

log = structlog.get_logger()

MAX_BODY = 256 * 1024
"""The largest body in bytes; routes for files read their own, larger ones piece by piece."""
STOP_S = 5.0
"""How long requests in flight may still take when the server stops."""


@asynccontextmanager
async def serve(app: App) -> AsyncIterator[str]:
    """Listens while the context lasts and yields the address, like `http://127.0.0.1:8080`.

    Port 0 picks a free one. `SettingsError` when the port is taken. At the end open streams are closed at once and
    requests in flight are finished.
    """
    source_key = await app.work.write(lambda tx: secret.kept(tx.conn, "source", tx.now))
    runner = web.AppRunner(build(app, source_key), access_log=None, shutdown_timeout=STOP_S)
    await runner.setup()
    try:
        site = web.TCPSite(runner, app.settings.http_host, app.settings.http_port)
        try:
            await site.start()
        except OSError as error:
            raise SettingsError([f"HTTP_HOST, HTTP_PORT: cannot listen there: {error.strerror or error}"]) from error
        host = f"[{app.settings.http_host}]" if ":" in app.settings.http_host else app.settings.http_host
        address = f"http://{host}:{site.port}"
        log.info("listening", address=address)
        yield address
    finally:
        await runner.cleanup()


def build(app: App, source_key: str) -> web.Application:
    """The aiohttp application with every route, not listening yet; addresses are hashed with that key."""
    server = web.Application(middlewares=[plain_errors], client_max_size=MAX_BODY)
    desk = Desk(
        work=app.work,
        accept=app.intake.accept,
        gate=Gate(app.work.clock),
        proxies=Proxies.read(app.settings.trusted_proxies),
        stopping=asyncio.Event(),
        source_key=source_key,
    )
    server[DESK] = desk
    server.on_response_prepare.append(harden)

    async def close_streams(_server: web.Application) -> None:
        desk.stopping.set()
        app.db.bell.ring_all()

    server.on_shutdown.append(close_streams)
    server.add_routes(health.routes(app))
    server.add_routes(base_assets().routes())
    for channel in app.channels.values():
        server.add_routes(channel.routes(app.intake.accept))
    for feature in app.features:
        if feature.routes is not None:
            server.add_routes(feature.routes(app.work))
    return server
