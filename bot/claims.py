"""Who handles which message: one at a time for each conversation, in order, many conversations at once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Set
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from bot.clock import Clock
from bot.db import Db, Hold
from bot.db.bell import wait
from bot.store import intake, people
from bot.store.intake import Taken
from bot.store.people import Conversation, Person

BATCH = 64
POLL_S = 0.5


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that is ours until the context ends, and the transaction that may finish it.

    `known` is who speaks and where the talk stands, read in the same hop; None when they were never met here.
    """

    taken: Taken
    hold: Hold
    known: tuple[Person, Conversation] | None


Head = tuple[Taken, "tuple[Person, Conversation] | None"]


class Claims(Protocol):
    """Hands out claims."""

    def claim(self) -> AbstractAsyncContextManager[Claim]:
        """Waits for the next message that may be handled; gives it back when the context ends."""
        ...


class LocalClaims:
    """Claims inside one process: heads are read in batches and kept in order by remembering who is busy."""

    def __init__(self, db: Db, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._buffer: deque[Head] = deque()
        self._busy: set[str] = set()
        self._refill = asyncio.Lock()

    @asynccontextmanager
    async def claim(self) -> AsyncIterator[Claim]:
        """Waits for the next head of a conversation that is free."""
        taken, known = await self._next()
        try:
            async with self._db.hold() as hold:
                yield Claim(taken, hold, known)
        finally:
            self._busy.discard(taken.conversation)
            self._db.bell.ring(["intake"])

    async def _next(self) -> Head:
        async with self._refill:
            with self._db.bell.listen("intake") as event:
                while not self._buffer:
                    event.clear()
                    now, busy = self._clock.now(), frozenset(self._busy)
                    found = await self._db.read(lambda conn: _heads(conn, now, busy))  # noqa: B023  (awaited here)
                    self._buffer.extend(found)
                    self._busy.update(taken.conversation for taken, _known in found)
                    if not found:
                        await wait(event, POLL_S)
            return self._buffer.popleft()


class SharedClaims:
    """Claims among several processes: the head's row lock is held while the handler thinks, and dies with us."""

    def __init__(self, db: Db, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._looking = asyncio.Lock()

    @asynccontextmanager
    async def claim(self) -> AsyncIterator[Claim]:
        """Waits for a head that nobody holds."""
        async with AsyncExitStack() as stack:
            stack.callback(self._db.bell.ring, ["intake"])  # after the lock is gone: the next one is a head now
            yield await self._next(stack)

    async def _next(self, stack: AsyncExitStack) -> Claim:
        """The next claim, its lock left to `stack`; only one waiting worker looks, so that idling costs little."""
        async with self._looking:
            with self._db.bell.listen("intake") as event:
                while True:
                    event.clear()
                    async with AsyncExitStack() as attempt:
                        hold = await attempt.enter_async_context(self._db.hold())
                        head = await hold.read(lambda conn: _lock_head(conn, self._clock.now()))
                        if head is not None:
                            await stack.enter_async_context(attempt.pop_all())
                            return Claim(head[0], hold, head[1])
                    await wait(event, POLL_S)


def _heads(conn: Connection, now: datetime, busy: Set[str]) -> list[Head]:
    found = intake.heads(conn, now, busy, BATCH)
    known = people.read_all(conn, (taken.conversation for taken in found)) if found else {}
    return [(taken, known.get(taken.conversation)) for taken in found]


def _lock_head(conn: Connection, now: datetime) -> Head | None:
    taken = intake.lock_head(conn, now)
    return (taken, people.read(conn, taken.conversation)) if taken is not None else None
