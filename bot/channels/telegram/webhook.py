"""The webhook: an address of our own server where Telegram hands in updates."""

from __future__ import annotations

import asyncio
import hmac
import json

import structlog
from aiohttp import web
from telegram.error import InvalidToken, TelegramError

from bot.channel import Accept
from bot.channels.telegram.api import Api
from bot.channels.telegram.incoming import incoming
from bot.channels.telegram.parse import ALLOWED_UPDATES
from bot.errors import BusyError

log = structlog.get_logger()

PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MAX_BODY = 1024 * 1024


def webhook_routes(secret: str, accept: Accept) -> list[web.RouteDef]:
    """The address; 200 is said only once the update is stored."""
    expected = secret.encode()

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, expected):
            return web.Response(status=403)
        body = await _body(request)
        if body is None:
            return web.Response(status=413)
        try:
            text = body.decode()
            raw = json.loads(text)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if not isinstance(raw, dict):
            return web.Response(status=400)
        try:
            await accept([incoming(raw, text)])
        except BusyError as error:
            log.warning("update not stored, Telegram will repeat it", reason=str(error))
            return web.Response(status=503)
        return web.Response()

    return [web.post(PATH, receive)]


async def _body(request: web.Request) -> bytes | None:
    """The body, None when it is too big; read here because the server's own limit is made for uploads."""
    if (request.content_length or 0) > MAX_BODY:
        return None
    parts, size = [], 0
    async for part in request.content.iter_any():
        size += len(part)
        if size > MAX_BODY:
            return None
        parts.append(part)
    return b"".join(parts)


async def register(api: Api, url: str, secret: str, *, first_s: float = 1.0, longest_s: float = 60.0) -> None:
    """Tells Telegram where to hand in updates; tries until it is taken, or the token is refused."""
    pause = first_s
    while True:
        try:
            await api.bot.set_webhook(url + PATH, secret_token=secret, allowed_updates=ALLOWED_UPDATES)
            log.info("webhook set", url=url + PATH)
            return
        except InvalidToken:
            log.error("Telegram refuses the token: nothing is received", fix="TELEGRAM_TOKEN, TELEGRAM_API_BASE")
            return
        except TelegramError as error:
            log.error("webhook not set", url=url + PATH, reason=str(error), again_in_s=pause, fix="PUBLIC_URL")
        await asyncio.sleep(pause)
        pause = min(pause * 2, longest_s)
