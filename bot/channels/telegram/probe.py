"""A look at Telegram from outside the running channel: the token, the staff group, the webhook."""

from __future__ import annotations

from dataclasses import dataclass, replace

from telegram.error import Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.api import Api
from bot.settings import Settings

WAIT_S = 5.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What Telegram says: the bot's name, or why there is none; then what is wrong with group and webhook."""

    username: str = ""
    refused: str = ""
    unreachable: str = ""
    group_trouble: str = ""
    webhook_trouble: str = ""


async def probe(settings: Settings) -> Seen:
    """Asks and changes nothing; never raises for the wire's sake, and takes a few seconds at most."""
    api = Api(settings.telegram_token.get_secret_value(), settings.telegram_api_base)
    try:
        me = await api.call("getMe", {}, read_s=WAIT_S)
        seen = Seen(username=str(me.get("username", "")))
        chat = settings.telegram_staff_chat_id.partition("/")[0]
        if chat:
            seen = replace(seen, group_trouble=await _group(api, chat))
        if settings.telegram_mode == "webhook":
            seen = replace(seen, webhook_trouble=await _webhook(api))
        return seen
    except (InvalidToken, Forbidden) as problem:
        return Seen(refused=str(problem))
    except TelegramError as problem:
        return Seen(unreachable=str(problem))
    finally:
        await api.close()


async def _group(api: Api, chat: str) -> str:
    try:
        await api.call("getChat", {"chat_id": chat}, read_s=WAIT_S)
    except TelegramError as problem:
        return str(problem)
    return ""


async def _webhook(api: Api) -> str:
    info = await api.call("getWebhookInfo", {}, read_s=WAIT_S)
    return str(info.get("last_error_message", ""))
