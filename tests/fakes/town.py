"""The whole assistant on a temporary database, with lines that talk; it can be restarted in the middle of a story."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.app import App, open_app
from bot.finder import Finder
from bot.message import Attachment, Choice, Kind, Message, Outgoing, Reply
from bot.router import plain
from bot.settings import Settings
from bot.store import staff
from handlers import features
from knowledge.load import Knowledge
from tests.fakes.clock import FakeClock
from tests.fakes.line import GROUP, Line


def plain_settings(folder: Path, **values: Any) -> Settings:
    """Settings that read no environment file."""
    return Settings(_env_file=None, data_dir=folder, **values)


@dataclass
class Person:
    """Somebody in a chat: says, presses, reads."""

    town: Town
    chat: str
    sender: str
    name: str = ""
    group: bool = False
    seen: int = 0

    async def says(self, text: str, **extra: Any) -> list[Reply]:
        """Says something and returns what came back since the last time."""
        return await self.town.hear(self, self._message(text=text, **extra))

    async def presses(self, label: str) -> list[Reply]:
        """Presses the newest button with that label (or one that begins with it)."""
        item, choice = self.find(label)
        message = self._message(kind=Kind.PICK, pick=choice.value, card=f"p{item.id}", press=f"q{item.id}")
        return await self.town.hear(self, message)

    async def picks(self, value: str) -> list[Reply]:
        """Presses a button by its value, also one that is long gone."""
        return await self.town.hear(self, self._message(kind=Kind.PICK, pick=value, press="q"))

    async def sends(self, data: bytes, kind: Kind = Kind.FILE, name: str = "photo.jpg") -> list[Reply]:
        """Sends a file."""
        remote = self.town.line.next_id()
        self.town.line.files[remote] = data
        return await self.town.hear(self, self._message(kind=kind, files=(Attachment(remote=remote, name=name),)))

    async def answers(self, to: str, text: str) -> list[Reply]:
        """Answers the newest message in the chat that contains `to`."""
        item = next(item for item in reversed(self.town.line.sent[self.chat]) if to in item.reply.text)
        return await self.says(text, replies_to=f"p{item.id}")

    def find(self, label: str) -> tuple[Outgoing, Choice]:
        """The newest button with that label, edits of cards included."""
        wanted = plain(label)
        line = self.town.line
        newest = sorted([*line.sent[self.chat], *(e for e in line.edits if e.address.chat == self.chat)],
                        key=lambda item: item.id, reverse=True)  # fmt: skip
        for item in newest:
            for choice in item.reply.choices:
                if choice.value and plain(choice.label).startswith(wanted):
                    return (replace(item, id=int(item.target[1:])) if item.target else item), choice
        raise AssertionError(f"no button {label!r} in {self.chat}: {[i.reply.choices for i in newest[:3]]}")

    @property
    def heard(self) -> str:
        """The last thing that was said here."""
        return self.town.line.sent[self.chat][-1].reply.text

    def _message(self, **values: Any) -> Message:
        ident = self.town.line.next_id()
        return Message(self.town.line.name, ident, self.chat, self.sender, name=self.name, group=self.group,
                       wire_id=ident, **values)  # fmt: skip


@dataclass
class Town:
    """One assistant, its clock and its line."""

    folder: Path
    knowledge: Knowledge
    clock: FakeClock = field(default_factory=FakeClock)
    line: Line = field(default_factory=Line)
    finder: Finder | None = None
    url: str = ""
    app: App = field(init=False)
    _running: asyncio.Task[None] | None = None

    def resident(self, name: str = "li", **values: Any) -> Person:
        return Person(self, name, name, name, **values)

    def member(self, name: str = "wang") -> Person:
        return Person(self, GROUP, name, name, group=True)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Town]:
        settings = plain_settings(self.folder, database_url=self.url)
        async with open_app(settings, self.knowledge, features(), [self.line], clock=self.clock,
                            finder=self.finder) as app:  # fmt: skip
            self.app = app
            await app.db.write(lambda conn: staff.bind_group(conn, self.line.name, GROUP))
            running = asyncio.create_task(app.run())
            try:
                yield self
            finally:
                running.cancel()
                await asyncio.wait({running}, timeout=10)

    async def hear(self, person: Person, message: Message) -> list[Reply]:
        """Hands a message in, waits until everything it causes is done, and returns what the chat heard."""
        before = len(self.line.sent[person.chat])
        await self.app.intake.accept([self.line.incoming(message)])
        await self.settle()
        return [item.reply for item in self.line.sent[person.chat][before:]]

    async def settle(self) -> None:
        """Waits until nothing is left to handle, to run or to send."""
        await self.app.idle()

    async def passes(self, **delta: float) -> None:
        """Lets time pass, in small steps so that timers ring in order."""
        self.clock.advance(**delta)
        await self.settle()


