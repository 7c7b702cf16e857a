"""What people see before they write: the bot's commands for each place and language, and its short description."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence

import structlog
from telegram import BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import ChatMigrated, TelegramError

from bot.channels.telegram import Menu
from bot.channels.telegram.api import Api

log = structlog.get_logger()


async def publish(api: Api, menus: Sequence[Menu], staff_chat: str, about: Mapping[str, str]) -> None:
    """Publishes everything; what Telegram refuses is logged and left as it was. The bot works without."""
    started: set[str] = set()
    for scope, lang, commands in menus:
        # The first menu of a scope also stands for every language that has none of its own.
        for code in (lang,) if scope in started else ("", lang):
            if scope == "private":
                await _tried(
                    "commands", api.bot.set_my_commands(commands, BotCommandScopeAllPrivateChats(), language_code=code)
                )
            elif staff_chat:
                await _tried("staff commands", _for_staff(api, commands, staff_chat, code))
        started.add(scope)
    for lang, text in about.items():
        await _tried("short description", api.bot.set_my_short_description(text, language_code=lang))


async def _for_staff(api: Api, commands: Sequence[tuple[str, str]], chat: str, lang: str) -> None:
    try:
        await api.bot.set_my_commands(commands, BotCommandScopeChat(chat), language_code=lang)
    except ChatMigrated as error:  # the settings still name the group by its old number
        await api.bot.set_my_commands(commands, BotCommandScopeChat(error.new_chat_id), language_code=lang)


async def _tried(what: str, call: Awaitable[object]) -> None:
    try:
        await call
    except TelegramError as error:
        log.warning("not published", what=what, reason=str(error))
