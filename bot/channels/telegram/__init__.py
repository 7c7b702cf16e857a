"""The Telegram channel: python-telegram-bot carries the bytes, the rest is ours. Importing this loads none of it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

from bot.errors import SettingsError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.telegram.channel import Telegram

Menu: TypeAlias = "tuple[Literal['private', 'staff'], str, Sequence[tuple[str, str]]]"
"""Where a command list is shown, its language (two letters), and each command with its description."""

LoadFile = Callable[[str], Awaitable[tuple[bytes, str, str] | None]]
"""Bytes, media type and name of a kept file by its id; None when it is gone."""

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def telegram_channel(
    settings: Settings, commands: Sequence[Menu], load_file: LoadFile, about: Mapping[str, str] | None = None
) -> Telegram:
    """The channel that the settings describe; who makes it calls `close` once nothing is sent any more.

    The first menu of each scope is also what speakers of all other languages see. `about` is the short description
    by language ("" for all others). Raises `SettingsError` when the settings cannot work.
    """
    mistakes = []
    if not settings.telegram_token.get_secret_value():
        mistakes.append("TELEGRAM_TOKEN: is needed for the Telegram channel")
    webhook = settings.telegram_mode == "webhook"
    if webhook and not _SECRET.fullmatch(settings.telegram_webhook_secret.get_secret_value()):
        mistakes.append("TELEGRAM_WEBHOOK_SECRET: the webhook needs one: 1 to 256 of A-Z a-z 0-9 _ -")
    if mistakes:
        raise SettingsError(mistakes)
    from bot.channels.telegram.channel import Telegram

    names = {"": f"{settings.assistant_name} · {settings.district}"}
    return Telegram(settings, commands, load_file, names if about is None else about)
