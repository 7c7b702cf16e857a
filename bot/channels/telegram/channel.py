"""The channel itself: every part of Telegram behind the one seam that the machine knows."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import structlog
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channel import Accept, Signal
from bot.channels.telegram import LoadFile, Menu
from bot.channels.telegram.api import Api
from bot.channels.telegram.failures import delivery_error
from bot.channels.telegram.parse import parse
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.profile import publish
from bot.channels.telegram.request import MAX_DOWNLOAD
from bot.channels.telegram.send import Wire
from bot.channels.telegram.sender import NAME
from bot.channels.telegram.webhook import register, webhook_routes
from bot.errors import DeliveryError
from bot.layout import Layout, split
from bot.limiter import Rates
from bot.message import Address, Attachment, Message, Outgoing
from bot.settings import Settings

if TYPE_CHECKING:
    from aiohttp import web

log = structlog.get_logger()

CHAT_PER_S = 1.0
CHAT_BURST = 3
GROUP_PER_MIN = 20.0
_SIGNAL_S = 5.0


class Telegram:
    """One bot. Sending works without `run`; `close` once nothing is sent any more."""

    name = NAME
    layout = Layout(max_units=4096)

    def __init__(
        self, settings: Settings, menus: Sequence[Menu], load_file: LoadFile, about: Mapping[str, str]
    ) -> None:
        overall = settings.telegram_rate_per_s
        self.rates = Rates(overall, CHAT_PER_S, CHAT_BURST, GROUP_PER_MIN) if overall else None
        self._settings = settings
        self._secret = settings.telegram_webhook_secret.get_secret_value()
        self._menus = menus
        self._about = about
        self._api = Api(settings.telegram_token.get_secret_value(), settings.telegram_api_base)
        self._wire = Wire(self._api, load_file)
        self._poller = Poller(self._api)
        self._username = ""
        self._no_drafts = False

    def parse(self, payload: Mapping[str, Any]) -> Message | None:
        """See `bot.channels.telegram.parse`."""
        return parse(payload, self._username)

    def is_group(self, chat: str) -> bool:
        """Groups have negative numbers."""
        return chat.startswith("-")

    async def run(self, accept: Accept) -> None:
        """Introduces the bot; polls until cancelled, or registers the webhook and returns."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._introduce())
            if self._settings.telegram_mode == "webhook":
                await register(self._api, self._settings.url, self._secret)
            else:
                await self._poller.run(accept)

    async def _introduce(self) -> None:
        try:
            self._username = (await self._api.bot.get_me()).username or ""
            log.info("Telegram knows the bot", username=self._username)
        except InvalidToken:
            return  # whoever receives says so, and nothing can be published
        except TelegramError as error:
            log.warning("the bot's own name is not known", reason=str(error))
        await publish(self._api, self._menus, self._settings.telegram_staff_chat_id.partition("/")[0], self._about)

    async def send(self, item: Outgoing) -> str:
        """Puts one row on the wire; see `bot.channels.telegram.send`."""
        return await self._wire.send(item)

    async def signal(self, sign: Signal, to: Address, about: str = "", text: str = "") -> None:
        """Ends a button's progress bar, shows that somebody is typing or what is being written; may fail."""
        if sign is Signal.DRAFT:
            await self._draft(to, about, text)
            return
        values: dict[str, object] = {"chat_id": to.chat, "action": "typing"}
        if to.topic:
            values["message_thread_id"] = to.topic
        method = "sendChatAction"
        if sign is Signal.PRESSED:
            method, values = "answerCallbackQuery", {"callback_query_id": about}
        await self._sign(method, values)

    async def _draft(self, to: Address, about: str, text: str) -> None:
        """A preview of thirty seconds that the reply replaces; private chats have it, groups do not."""
        if self._no_drafts or self.is_group(to.chat):
            return
        shown = next(split(text, self.layout.max_units), "")
        # The same number for the same answer, so that the preview grows instead of starting anew; never zero.
        values = {"chat_id": to.chat, "draft_id": zlib.crc32(about.encode()) % 0x7FFFFFFF + 1, "text": shown}
        if isinstance(await self._sign("sendMessageDraft", values), InvalidToken | BadRequest):
            self._no_drafts = True  # a server that does not know it is not asked again

    async def _sign(self, method: str, values: dict[str, object]) -> TelegramError | None:
        try:
            await self._api.call(method, values, read_s=_SIGNAL_S)
        except TelegramError as error:
            log.debug("sign not shown", method=method, reason=str(error))
            return error
        return None

    async def fetch(self, attachment: Attachment) -> bytes:
        """The bytes of a file; `DeliveryError` is final for one that is gone or larger than 20 MB."""
        if attachment.size > MAX_DOWNLOAD:
            raise DeliveryError("file is too big", retry=False)
        try:
            file = await self._api.bot.get_file(attachment.remote)
            if not file.file_path:
                raise DeliveryError("file is gone", retry=False)
            return await self._api.download(file.file_path)
        except TelegramError as error:
            raise delivery_error(error) from error

    def routes(self, accept: Accept) -> list[web.RouteDef]:
        """The webhook, when updates come that way."""
        return webhook_routes(self._secret, accept) if self._settings.telegram_mode == "webhook" else []

    async def close(self) -> None:
        """Lets go of all connections."""
        await self._api.close()
