"""Is it alive, can it work, how much did it do: /healthz, /readyz, /metrics. No personal data in any of them."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from aiohttp import web

from bot.app import App
from bot.errors import BusyError
from bot.store.pulse import Pulse, read_pulse
from bot.upgrades import current, newest
from bot.web.keys import desk

STUCK = timedelta(seconds=60)
"""Nothing that may be done now waits longer than this in a machine that works."""


def routes(app: App) -> list[web.RouteDef]:
    """The three addresses for whoever runs the server."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(_request: web.Request) -> web.Response:
        failed = await failures(app)
        return web.json_response({"ready": not failed, "failed": failed}, status=503 if failed else 200)

    async def metrics(request: web.Request) -> web.Response:
        if not _may_see(app, request):
            raise web.HTTPNotFound
        try:
            pulse = await app.db.read(lambda conn: read_pulse(conn, app.work.clock.now()))
        except BusyError:
            pulse = None
        body = app.metrics.page() + _gauges(pulse)
        return web.Response(body=body, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    return [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)]


async def failures(app: App) -> dict[str, str]:
    """What keeps the app from working now, by name; empty when it is ready."""
    failed: dict[str, str] = {}
    now = app.work.clock.now()
    try:
        have, pulse = await app.db.read(lambda conn: (current(conn), read_pulse(conn, now)))
    except BusyError as error:
        return {"database": type(error).__name__}
    except Exception as error:  # a table is missing, the driver broke: not ready, whatever it is
        return {"database": type(error).__name__}
    if have != newest():
        failed["migrations"] = f"database is at {have}, this version needs {newest()}"
    for name in sorted(app.expected - app.running):
        failed[f"loop {name}"] = "not running"
    if _stuck(pulse.waiting_since, now):
        failed["turns"] = f"{pulse.waiting} messages wait"
    if _stuck(pulse.late_since, now):
        failed["timers"] = "late"
    return failed


def _stuck(since: datetime | None, now: datetime) -> bool:
    return since is not None and now - since > STUCK


def _may_see(app: App, request: web.Request) -> bool:
    """With a token whoever has it, without one this machine alone."""
    token = app.settings.metrics_token.get_secret_value()
    if not token:
        return desk(request).proxies.is_local(request)
    given = request.headers.get("Authorization", "")
    return secrets.compare_digest(given.encode("utf-8", "replace"), f"Bearer {token}".encode())


def _gauges(pulse: Pulse | None) -> bytes:
    lines = [f"# TYPE database_up gauge\ndatabase_up {int(pulse is not None)}"]
    if pulse is not None:
        values = {"messages_waiting": pulse.waiting, "messages_unsent": pulse.unsent, "alarms_open": pulse.alarms}
        lines += [f"# TYPE {name} gauge\n{name} {value}" for name, value in values.items()]
    return ("\n".join(lines) + "\n").encode()
