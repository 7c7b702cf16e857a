"""The sender of one channel: queued rows leave in order for each chat and topic, within the platform's limits."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.channel import Channel
from bot.clock import Clock
from bot.db import Db
from bot.db.bell import wait
from bot.errors import BusyError, DeliveryError
from bot.limiter import Pace
from bot.message import OutKind
from bot.metrics import Metrics
from bot.quiet import not_before
from bot.store import groups, outbox, people, timers
from bot.store.outbox import Due

log = structlog.get_logger()

BATCH = 64
MOST_BUSY = 1024
"""So many places are sent to at once: which they are is told the database each time it is asked for more."""
POLL_S = 0.5
LONGEST_WAIT_S = 300
TRIES_ON_THE_WIRE = 300
"""About a day of pauses: a platform that is down for hours loses nothing."""
TRIES_WHEN_BROKEN = 8
"""A message that our own code cannot send must not hold up its chat for long."""


class Delivery:
    """Sends what is queued for one channel; there is one at a time for each channel, by lease."""

    def __init__(self, db: Db, channel: Channel, clock: Clock, metrics: Metrics) -> None:
        self.name = channel.name
        self._db = db
        self._channel = channel
        self._clock = clock
        self._metrics = metrics
        self._pace = Pace(channel.rates)
        self._busy: set[str] = set()
        self._paused: dict[str, datetime] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: set[asyncio.Task[None]] = set()
        self._gate = asyncio.Lock()
        self._out: list[tuple[Due, str]] = []
        self._pen = asyncio.Lock()

    async def run(self) -> None:
        """Sends until cancelled; a message on the wire is finished first."""
        try:
            with self._db.bell.listen(f"out:{self.name}") as event:
                while True:
                    event.clear()
                    if await self._start() < BATCH:
                        await wait(event, POLL_S)
        finally:
            for task in self._waiting:
                task.cancel()  # still queued: whoever sends next takes it
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=5)

    async def _start(self) -> int:
        """Sends what is due, a batch of it at most, and returns how many messages that were."""
        now, busy = self._clock.now(), frozenset(self._busy)
        most = min(BATCH, MOST_BUSY - len(busy))
        if not most:
            return 0
        try:
            found = await self._db.read(lambda conn: outbox.due(conn, self._channel.name, now, busy, most))
        except BusyError:
            return 0
        for row in found:
            until = not_before(row.hours, row.queued, now)
            if until is not None:
                await self._store(partial(outbox.set_aside, held=row, until=until))
                continue
            self._busy.add(row.lane)
            task = asyncio.create_task(self._deliver(row))
            for group in (self._tasks, self._waiting):
                group.add(task)
                task.add_done_callback(group.discard)
        return len(found)

    async def _deliver(self, row: Due) -> None:
        try:
            await self._wait_turn(row)
            if row.item.kind is OutKind.EDIT:
                row = await self._db.read(lambda conn: outbox.newest(conn, row))
            self._waiting.discard(asyncio.current_task())
            try:
                platform_id = await self._channel.send(row.item)
            except DeliveryError as error:
                await self._failed(row, error)
            except Exception as error:
                log.exception("sending broke", channel=self._channel.name, row=row.item.id)
                await self._failed(row, DeliveryError(type(error).__name__), TRIES_WHEN_BROKEN)
            else:
                await self._note_sent(row, platform_id)
                self._metrics.sent.labels(self._channel.name, "sent").inc()
        except BusyError:
            await asyncio.sleep(POLL_S)
        except Exception:  # it stays queued; a pause keeps a row that always fails from spinning
            log.exception("delivery not ended", channel=self._channel.name, row=row.item.id)
            await asyncio.sleep(POLL_S)
        finally:
            self._busy.discard(row.lane)
            self._db.bell.ring([f"out:{self._channel.name}"])

    async def _wait_turn(self, row: Due) -> None:
        chat = row.item.address.chat
        group = self._channel.is_group(chat)
        while True:
            if pause := self._chat_pause(chat, group):
                await self._clock.sleep(pause.total_seconds())
                continue
            async with self._gate:  # for what all chats share one waits at a time, in order, and not everybody
                while not self._chat_pause(chat, group):
                    pause = self._pace.wait(chat, group, self._clock.now())
                    if not pause:
                        return
                    await self._clock.sleep(pause.total_seconds())

    def _chat_pause(self, chat: str, group: bool) -> timedelta:
        now = self._clock.now()
        until = self._paused.get(chat)
        if until is not None and until > now:
            return until - now
        self._paused.pop(chat, None)
        return self._pace.chat_wait(chat, group, now)

    async def _note_sent(self, row: Due, platform_id: str) -> None:
        """Notes that a message is out; who waits for the write before takes along all that came meanwhile."""
        self._out.append((row, platform_id))
        async with self._pen:
            if not self._out:
                return
            out, self._out = self._out, []
            try:
                await self._store(lambda conn: outbox.mark_sent(conn, out, self._clock.now()))
            except BaseException:
                self._out = [*out, *self._out]
                raise

    async def _store(self, fn: Callable[[Connection], None]) -> None:
        """What happened on the wire must be noted: tried until the database takes it."""
        while True:
            try:
                return await self._db.write(fn)
            except BusyError:
                await asyncio.sleep(POLL_S)

    async def _failed(self, row: Due, error: DeliveryError, most: int = TRIES_ON_THE_WIRE) -> None:
        now = self._clock.now()
        to = row.item.address
        final = not error.retry or (row.item.tries + 1 >= most and not error.after)
        seconds = error.after or min(2.0**row.item.tries, LONGEST_WAIT_S) * random.uniform(0.8, 1.2)
        retry_at = None if final and not error.moved_to else now + timedelta(seconds=seconds)
        if error.after:
            self._paused[to.chat] = now + timedelta(seconds=error.after)

        def note(conn: Connection) -> None:
            if error.moved_to:
                outbox.mark_failed(conn, row, str(error), now, now)
                outbox.move_chat(conn, to.channel, to.chat, error.moved_to)
                groups.move(conn, to.channel, to.chat, error.moved_to)
                return
            outbox.mark_failed(conn, row, str(error), now, retry_at)
            if error.after:
                outbox.delay_chat(conn, to.channel, to.chat, now + timedelta(seconds=error.after))
            if error.unreachable:
                people.set_reachable(conn, to.channel, to.chat, reachable=False)
                if groups.set_alive(conn, to.channel, to.chat, living=False):
                    timers.raise_alarm(conn, "staff_group_lost", f"{to.channel} {to.chat}: {error}", now)
            if final:
                where = {"channel": to.channel, "chat": to.chat, "why": str(error)[:200]}
                timers.put(conn, "undelivered", row.item.about, now, where)

        await self._store(note)
        self._metrics.sent.labels(self._channel.name, "failed" if final else "retry").inc()
        log.warning("not delivered", channel=to.channel, row=row.item.id, reason=str(error), final=final)
