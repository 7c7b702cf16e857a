"""The whole assistant on a temporary database, played on a stage; it can be restarted in the middle of a story."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.app import App, open_app
from bot.db import sqlite_path
from bot.db.sqlite import open_engine
from bot.finder import Finder
from bot.message import Choice, Kind
from bot.router import plain
from bot.settings import Settings
from bot.store import groups
from bot.upgrades import upgrade
from handlers import features
from knowledge.load import Knowledge
from tests.fakes.clock import FakeClock
from tests.fakes.stages import Shown, Stage
from tests.fakes.stages.line import LineStage


def plain_settings(folder: Path, **values: Any) -> Settings:
    """Settings that read no environment file; residents may also use the test's own line."""
    return Settings(_env_file=None, data_dir=folder, **{"residents_on": "line,console,web,telegram", **values})


@cache
def migrated() -> bytes:
    """A SQLite file that is up to date and empty: made once, because the migrations take longer than most stories."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        engine = open_engine(path)
        upgrade(engine)
        engine.dispose()
        return path.read_bytes()


@dataclass
class Person:
    """Somebody in front of a channel: says, presses, reads. Each act returns what is new in the chat."""

    town: Town
    name: str
    staff: bool = False
    group: str = ""
    """Which staff group she writes in, empty for the one that takes what is nobody's."""

    @property
    def chat(self) -> str:
        return (self.group or self.town.stage.staff_chat) if self.staff else self.name

    async def says(self, text: str, to: str = "") -> list[Shown]:
        """Says something; `to` is the id of a message that it answers."""
        return await self._act(self.town.stage.say(self, text, to))

    async def presses(self, label: str) -> list[Shown]:
        """Presses the newest button whose label begins with that."""
        shown, choice = await self.find(label)
        return await self._act(self.town.stage.press(self, shown.id, choice.value))

    async def picks(self, value: str) -> list[Shown]:
        """Presses a button by its value, also one that is long gone."""
        seen = await self.town.stage.shown(self)
        holder = next((shown for shown in reversed(seen) if value in [choice.value for choice in shown.choices]), None)
        return await self._act(self.town.stage.press(self, holder.id if holder else "gone", value))

    async def sends(self, data: bytes, kind: Kind = Kind.FILE, name: str = "photo.jpg", words: str = "") -> list[Shown]:
        """Sends a file, perhaps with words under it."""
        return await self._act(self.town.stage.send(self, data, kind, name, words))

    async def answers(self, to: str, text: str) -> list[Shown]:
        """Answers the newest message that contains `to`."""
        seen = await self.town.stage.shown(self)
        shown = next(shown for shown in reversed(seen) if to in shown.text)
        return await self.says(text, shown.id)

    async def _act(self, act: Any) -> list[Shown]:
        before = len(await self.town.stage.shown(self))
        await act
        await self.town.settle()
        return (await self.town.stage.shown(self))[before:]

    async def find(self, label: str) -> tuple[Shown, Choice]:
        """The newest button with that label."""
        wanted = plain(label)
        seen = await self.town.stage.shown(self)
        for shown in reversed(seen):
            for choice in shown.choices:
                if choice.value and plain(choice.label).startswith(wanted):
                    return shown, choice
        raise AssertionError(f"{self.name} sees no button {label!r}: {seen[-2:]}")

    async def heard(self) -> str:
        """The last thing that stands in the chat."""
        return (await self.town.stage.shown(self))[-1].text

    async def all_heard(self) -> str:
        """Everything in the chat."""
        return "\n".join(shown.text for shown in await self.town.stage.shown(self))


@dataclass
class Town:
    """One assistant, its clock and its stage."""

    folder: Path
    knowledge: Knowledge
    finder: Finder | None = None
    stage: Stage = field(default_factory=LineStage)
    clock: FakeClock = field(default_factory=FakeClock)
    url: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    app: App = field(init=False)

    def resident(self, name: str = "li") -> Person:
        return Person(self, name)

    def member(self, name: str = "wang", group: str = "") -> Person:
        return Person(self, name, staff=True, group=group)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Town]:
        """Starts the assistant and stops it again; may be used several times, one after the other."""
        settings = plain_settings(self.folder, database_url=self.url, **self.stage.settings(), **self.values)
        channels = self.stage.channels(settings)
        path = sqlite_path("", settings.data_dir)
        if not self.url and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(migrated())
        async with open_app(
            settings, self.knowledge, features(), channels, clock=self.clock, finder=self.finder
        ) as app:
            self.app = app
            stage = self.stage
            await app.db.write(lambda conn: groups.bind(conn, stage.staff_channel, stage.staff_chat))
            async with stage.running(app):
                running = asyncio.create_task(app.run())
                try:
                    yield self
                finally:
                    running.cancel()
                    await asyncio.wait({running}, timeout=10)

    async def settle(self) -> None:
        """Waits until nothing is left to handle, to ring or to send."""
        async with asyncio.timeout(20):
            await self.app.idle()

    async def passes(self, **delta: float) -> None:
        """Lets time pass."""
        self.clock.advance(**delta)
        # Both loops look at the clock once a second only; what is due now is not waited for.
        self.app.db.bell.ring(["timer", *(f"out:{name}" for name in self.app.channels)])
        await self.settle()
