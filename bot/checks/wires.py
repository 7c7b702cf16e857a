"""Checks of the ways in and out: addresses, Telegram, where residents' words would go."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.checks.finding import Check, error, ok, warn
from bot.settings import Settings
from bot.switches import CHANNELS

WEBHOOK_PORTS = (None, 443, 80, 88, 8443)
"""The ports that Telegram calls; None is the one of https."""
TELEGRAM = "https://api.telegram.org"
OPENAI = "https://api.openai.com"


def checks(settings: Settings) -> list[Check]:
    """What can be seen without asking anybody."""
    return [*_address(settings), *_database_url(settings), *_residents(settings), *_models(settings)]


def _local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost" or ("." not in host.strip("[]") and ":" not in host):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host.endswith((".local", ".internal", ".lan"))


def _address(settings: Settings) -> Iterator[Check]:
    url = settings.public_url
    if not url:
        if settings.http_host not in ("127.0.0.1", "::1", "localhost"):
            text = f"open to the network on {settings.http_host} without PUBLIC_URL"
            yield warn("address", text, "set PUBLIC_URL to the https address that people open")
        else:
            yield ok("address", f"{settings.url}, on this machine only")
    elif url.startswith("http://") and not _local(url):
        yield warn("address", f"PUBLIC_URL {url} is not encrypted", "put a reverse proxy with https in front")
    else:
        yield ok("address", url)


def _database_url(settings: Settings) -> Iterator[Check]:
    url = settings.database_url.get_secret_value()
    if url and not url.startswith(("postgresql+psycopg://", "sqlite:///")):
        yield error("DATABASE_URL", "this kind is not known", "write postgresql+psycopg://… or sqlite:///path")


def _residents(settings: Settings) -> Iterator[Check]:
    unknown = settings.resident_channels - CHANNELS
    if unknown:
        fix = f"channels are {', '.join(sorted(CHANNELS))}"
        yield warn("RESIDENTS_ON", f"no such channel: {', '.join(sorted(unknown))}", fix)
    if settings.telegram_token.get_secret_value() and "telegram" in settings.resident_channels:
        text = "residents' words on Telegram leave the country; where the law keeps data in, it is for tests and staff"
        yield warn("RESIDENTS_ON", text, "take telegram out of RESIDENTS_ON: residents are then told to call 12345")


def _models(settings: Settings) -> Iterator[Check]:
    key = settings.openai_api_key.get_secret_value()
    writer = settings.openai_base_url or (OPENAI if key else "")
    for name, url in (("OPENAI_BASE_URL", writer), ("EMBEDDING_BASE_URL", settings.embedding_base_url)):
        host = urlsplit(url).hostname or ""
        if url and not _local(url) and not host.endswith(".cn"):
            text = f"{host} may be abroad; where the law keeps data in the country, it is for tests only"
            yield warn(name, text, "use a model inside the country, or none")


async def telegram_checks(settings: Settings) -> list[Check]:
    """Asks Telegram whether the token works, whether the staff group is there, and where it sends updates."""
    if not settings.telegram_token.get_secret_value():
        return [ok("telegram", "not used: TELEGRAM_TOKEN is not set")]
    found = list(_webhook(settings)) if settings.telegram_mode == "webhook" else []
    from bot.channels.telegram.probe import probe

    seen = await probe(settings)
    if seen.refused:
        fix = "copy TELEGRAM_TOKEN from @BotFather once more"
        return [*found, error("telegram", f"the token is refused: {seen.refused}", fix)]
    if seen.unreachable:
        fix = f"check the network, the proxy and TELEGRAM_API_BASE ({settings.telegram_api_base})"
        return [*found, error("telegram", f"not reached: {seen.unreachable}", fix)]
    found.append(ok("telegram", f"@{seen.username}, by {settings.telegram_mode}"))
    if seen.group_trouble:
        fix = "add the bot to the group; TELEGRAM_STAFF_CHAT_ID is its number, which begins with -"
        found.append(error("staff group", f"{settings.telegram_staff_chat_id}: {seen.group_trouble}", fix))
    if seen.webhook_trouble:
        found.append(warn("telegram webhook", seen.webhook_trouble, "see that PUBLIC_URL is reached from outside"))
    return found


def _webhook(settings: Settings) -> Iterator[Check]:
    parts = urlsplit(settings.public_url)
    if parts.scheme != "https":
        yield error("telegram webhook", "PUBLIC_URL is not an https address", "set it, or TELEGRAM_MODE=polling")
    elif settings.telegram_api_base == TELEGRAM and parts.port not in WEBHOOK_PORTS:
        yield error("telegram webhook", f"Telegram does not call port {parts.port}", "use 443, 80, 88 or 8443")
    if not settings.telegram_webhook_secret.get_secret_value():
        yield error("telegram webhook", "TELEGRAM_WEBHOOK_SECRET is not set", "set it: 1 to 256 of A-Z a-z 0-9 _ -")
