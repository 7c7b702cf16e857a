"""The machine alone, with handlers that a test writes: on any database, on a fake line, restartable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from bot.app import App, open_app
from bot.db.tables import alarm, intake
from bot.feature import Errand, Feature, Job
from bot.message import Address, Message, Reply
from bot.store import outbox
from bot.store.intake import Incoming
from bot.work import Handler
from knowledge.load import Knowledge
from knowledge.search import Band, Found
from tests.fakes.clock import FakeClock
from tests.fakes.line import Line
from tests.fakes.town import plain_settings

T = TypeVar("T")


class NoFinder:
    """Finds nothing: the machine's own tests ask no questions."""

    async def find(self, text: str, limit: int = 5) -> Found:
        """Nothing, always."""
        return Found(Band.REFUSE, ())

    async def meaning(self, text: str) -> None:
        """No text means anything here."""

    async def renew(self, knowledge: Knowledge) -> None:
        """There is nothing to search."""


@dataclass
class Machine:
    """One database, line and clock; `running` starts the assistant on them, as often as a test wants."""

    url: str
    folder: Path
    knowledge: Knowledge
    line: Line = field(default_factory=Line)
    clock: FakeClock = field(default_factory=FakeClock)
    app: App = field(init=False)

    @asynccontextmanager
    async def open(
        self, *listens: Handler, jobs: Mapping[str, Job] | None = None, errands: Mapping[str, Errand] | None = None
    ) -> AsyncIterator[App]:
        """Everything built, nothing running yet."""
        settings = plain_settings(self.folder, database_url=self.url)
        feature = Feature("test", listens=listens, jobs=jobs or {}, errands=errands or {})
        async with open_app(settings, self.knowledge, [feature], [self.line], clock=self.clock,
                            finder=NoFinder()) as self.app:  # fmt: skip
            yield self.app

    @asynccontextmanager
    async def running(
        self, *listens: Handler, jobs: Mapping[str, Job] | None = None, errands: Mapping[str, Errand] | None = None
    ) -> AsyncIterator[App]:
        """The assistant at work; stopped in good order at the end."""
        async with self.open(*listens, jobs=jobs, errands=errands) as app:
            loops = asyncio.create_task(app.run())
            try:
                yield app
            finally:
                loops.cancel()
                await asyncio.wait({loops}, timeout=15)
                if loops.done() and not loops.cancelled():
                    loops.result()  # what broke a loop is the reason of all that follows

    def text(self, chat: str, text: str, **values: Any) -> Incoming:
        """Somebody's words as they come in."""
        return self.line.incoming(Message(self.line.name, self.line.next_id(), chat, chat, text=text, **values))

    async def hears(self, chat: str, *texts: str) -> None:
        """One after the other, each durable before the next."""
        for text in texts:
            await self.app.intake.accept([self.text(chat, text)])

    async def settled(self) -> None:
        """Waits until nothing is left to handle, to ring or to send."""
        async with asyncio.timeout(20):
            await self.app.idle()

    async def passes(self, seconds: float) -> None:
        """Lets time pass and whoever polls look again."""
        self.clock.advance(seconds=seconds)
        self.app.db.bell.ring_all()
        await asyncio.sleep(0)

    async def until(self, true: Callable[[], bool]) -> None:
        """Waits until something is so."""
        async with asyncio.timeout(10):
            while not true():
                await asyncio.sleep(0.005)

    async def reads(self, look: Callable[[], Awaitable[T]], wanted: T) -> None:
        """Waits until a look into the database shows what is wanted."""
        async with asyncio.timeout(10):
            while await look() != wanted:
                await asyncio.sleep(0.01)

    async def queue(self, chat: str, *texts: str) -> None:
        """Queues messages to a chat, each in a transaction of its own."""
        for text in texts:
            reply, to = Reply(text), Address(self.line.name, chat)
            await self.app.db.write(lambda conn: outbox.queue(conn, to, reply, self.clock.now()))  # noqa: B023

    def texts(self, chat: str) -> list[str]:
        """What was sent to a chat."""
        return [reply.text for reply in self.line.said(chat)]

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Looks into the database."""
        return await self.app.db.read(fn)

    async def outcomes(self) -> list[tuple[str, int]]:
        """Outcome and tries of every message, in the order of arrival."""
        rows = select(intake.c.outcome, intake.c.tries).order_by(intake.c.id)
        return [(row[0], row[1]) for row in await self.read(lambda conn: conn.execute(rows).all())]

    async def first_outcome(self) -> tuple[str, int]:
        """Outcome and tries of the oldest message."""
        return (await self.outcomes())[0]

    async def alarms(self) -> list[str]:
        """The kinds of all alarms."""
        rows = select(alarm.c.kind).order_by(alarm.c.id)
        return [row[0] for row in await self.read(lambda conn: conn.execute(rows).all())]
