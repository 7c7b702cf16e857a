"""The stage on Telegram: the real channel against the local fake Bot API, by polling or by webhook."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

from bot.channel import Channel
from bot.channels.telegram import telegram_channel
from bot.message import Choice, Kind
from bot.settings import Settings
from bot.web import serve
from tests.fakes.stages import Shown
from tests.fakes.telegram import FakeTelegram

if TYPE_CHECKING:
    from bot.app import App
    from tests.fakes.town import Person

GROUP_ID = -1001234567890
SECRET = "hook-secret_1"


class TelegramStage:
    """Residents in private chats, the staff in a group."""

    staff_channel = "telegram"
    staff_chat = str(GROUP_ID)

    def __init__(self, mode: str, fake: FakeTelegram) -> None:
        self._mode = mode
        self.fake = fake
        self._people: dict[str, int] = {}
        self._groups: set[int] = set()
        self._channel: Any = None
        fake.group(GROUP_ID, "余杭值班群")

    def settings(self) -> dict[str, Any]:
        values: dict[str, Any] = {
            "telegram_token": self.fake.token, "telegram_api_base": self.fake.base_url, "telegram_rate_per_s": 0,
            "telegram_mode": self._mode, "telegram_webhook_secret": SECRET, "telegram_staff_chat_id": str(GROUP_ID),
        }  # fmt: skip
        if self._mode == "webhook":
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            values |= {"http_port": port, "public_url": f"http://127.0.0.1:{port}"}
        return values

    def channels(self, settings: Settings) -> list[Channel]:
        async def no_file(_file_id: str) -> None:
            return None

        self._channel = telegram_channel(settings, (), no_file)
        return [self._channel]

    @asynccontextmanager
    async def running(self, app: App) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if self._mode == "webhook":
                await stack.enter_async_context(serve(app))
            try:
                yield
            finally:
                await self._channel.close()

    def _user(self, person: Person) -> int:
        if person.name not in self._people:
            ident = 1001 + len(self._people)
            self.fake.user(ident, person.name)
            self._people[person.name] = ident
        return self._people[person.name]

    def _place(self, person: Person) -> int:
        return self._group(person) if person.staff else self._user(person)

    def _group(self, person: Person) -> int:
        """A group is known by its number, as the platform names it."""
        ident = int(person.group or GROUP_ID)
        if person.group and ident not in self._groups:
            self._groups.add(ident)
            self.fake.group(ident, f"群{ident}")
        return ident

    async def _message(self, person: Person, ident: str) -> Any:
        return next(message for message in self.fake.sent(self._place(person)) if str(message["message_id"]) == ident)

    async def say(self, person: Person, text: str, to: str) -> None:
        user = self._user(person)
        answered = await self._message(person, to) if to else None
        chat = self._group(person) if person.staff else None
        await self.fake.says(user, text, chat=chat, reply_to=answered)
        await self.fake.wait_taken()

    async def press(self, person: Person, shown: str, value: str) -> None:
        user = self._user(person)
        placed = self.fake.sent(self._place(person))
        message = next((item for item in placed if str(item["message_id"]) == shown), placed[-1])
        await self.fake.presses(user, message, f"1:{value}", forged=True)
        await self.fake.wait_taken()

    async def send(self, person: Person, data: bytes, kind: Kind, name: str, words: str = "") -> None:
        user = self._user(person)
        if kind is Kind.VOICE:
            await self.fake.sends_voice(user, data)
        else:
            await self.fake.sends_photo(user, data, words or None)
        await self.fake.wait_taken()

    async def shown(self, person: Person) -> list[Shown]:
        return [
            Shown(
                str(message["message_id"]), message.get("text", ""),
                tuple(
                    Choice(button["text"], button.get("callback_data", "")[2:], button.get("url", ""))
                    for row in message.get("reply_markup", {}).get("inline_keyboard", ())
                    for button in row
                ),
            )
            for message in self.fake.sent(self._place(person))
        ]  # fmt: skip
