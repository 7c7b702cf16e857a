"""The stage in a terminal: one resident and the staff group type lines, buttons are numbers or words."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from bot.channel import Channel
from bot.channels.console import STAFF, Console
from bot.message import Kind, Outgoing
from bot.settings import Settings
from bot.store.intake import Incoming
from tests.fakes.stages import Shown

if TYPE_CHECKING:
    from bot.app import App
    from tests.fakes.town import Person


class _Recorded(Console):
    """The console, with everything printed also kept."""

    def __init__(self) -> None:
        super().__init__(out=io.StringIO(), source=io.StringIO())
        self.kept: dict[str, list[Outgoing]] = {}

    async def send(self, item: Outgoing) -> str:
        number = await super().send(item)
        self.kept.setdefault(item.address.chat, []).append(item)
        return number


class ConsoleStage:
    """What is typed is a line; what is read is what was printed."""

    staff_channel = "console"
    staff_chat = STAFF

    def __init__(self) -> None:
        self._console = _Recorded()
        self._app: App | None = None

    def settings(self) -> dict[str, Any]:
        return {}

    def channels(self, settings: Settings) -> list[Channel]:
        return [self._console]

    @asynccontextmanager
    async def running(self, app: App) -> AsyncIterator[None]:
        self._app = app
        yield

    async def say(self, person: Person, text: str, to: str) -> None:
        if not person.staff and person.name != "li":
            pytest.skip("a terminal has one resident")
        if person.staff and person.name != "wang":
            pytest.skip("a terminal has one staff member")
        await self._type(f"#{to} {text}" if person.staff else text)

    async def press(self, person: Person, shown: str, value: str) -> None:
        if person.staff:
            await self.say(person, value, shown)
            return
        newest = (await self.shown(person))[-1]
        if shown != newest.id:
            pytest.skip("a terminal has no old buttons")
        choice = next(choice for choice in newest.choices if choice.value == value)
        await self._type(choice.label)

    async def send(self, person: Person, data: bytes, kind: Kind, name: str, words: str = "") -> None:
        pytest.skip("a terminal carries no files")

    async def _type(self, line: str) -> None:
        assert self._app is not None
        message = self._console.message(line.strip())
        await self._app.intake.accept([Incoming("console", message.id, message.conversation, message.dump())])

    async def shown(self, person: Person) -> list[Shown]:
        chat = STAFF if person.staff else "me"
        found: dict[str, Shown] = {}
        for item in self._console.kept.get(chat, []):
            ident = item.target or str(item.id)
            found[ident] = Shown(ident, item.reply.text, item.reply.choices)
        return list(found.values())
