"""The stage without a wire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.channel import Channel
from bot.message import Attachment, Kind, Message
from bot.settings import Settings
from tests.fakes.line import GROUP, Line
from tests.fakes.stages import Shown

if TYPE_CHECKING:
    from bot.app import App
    from tests.fakes.town import Person


class LineStage:
    """Everybody is on the fake line."""

    def __init__(self) -> None:
        self.line = Line()
        self.staff_channel = self.line.name
        self.staff_chat = GROUP
        self._app: App | None = None

    def settings(self) -> dict[str, Any]:
        return {}

    def channels(self, settings: Settings) -> list[Channel]:
        return [self.line]

    @asynccontextmanager
    async def running(self, app: App) -> AsyncIterator[None]:
        self._app = app
        yield

    async def say(self, person: Person, text: str, to: str) -> None:
        await self.take(self.message(person, text=text, replies_to=to))

    async def press(self, person: Person, shown: str, value: str) -> None:
        await self.take(self.message(person, kind=Kind.PICK, pick=value, card=shown, press=f"q{shown}"))

    async def send(self, person: Person, data: bytes, kind: Kind, name: str, words: str = "") -> None:
        remote = self.line.next_id()
        self.line.files[remote] = data
        files = (Attachment(remote=remote, name=name),)
        await self.take(self.message(person, kind=kind, text=words, files=files))

    async def shown(self, person: Person) -> list[Shown]:
        return self.chat(person.chat)

    def chat(self, chat: str) -> list[Shown]:
        edits = {item.target: item for item in self.line.edits}
        found = []
        for item in self.line.sent[chat]:
            ident = f"p{item.id}"
            newest = edits.get(ident, item)
            found.append(Shown(ident, newest.reply.text, newest.reply.choices))
        return found

    def message(self, person: Person, **values: Any) -> Message:
        ident = self.line.next_id()
        made = Message(self.line.name, ident, person.chat, person.name, name=person.name, group=person.staff,
                       wire_id=ident)  # fmt: skip
        return replace(made, **values)

    async def take(self, message: Message) -> None:
        assert self._app is not None
        await self._app.intake.accept([self.line.incoming(message)])
