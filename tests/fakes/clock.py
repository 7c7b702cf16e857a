"""Clocks for tests: one that stands still until a test moves it, one that runs from an hour when offices are open."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

# Tuesday 24 November 2026, 10:00 in Shanghai: offices are open.
MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


class FakeClock:
    """Time for tests: `advance` moves it and wakes whoever sleeps."""

    def __init__(self, now: datetime = MORNING) -> None:
        self._now = now
        self._sleepers: list[tuple[datetime, asyncio.Event]] = []

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            return
        event = asyncio.Event()
        self._sleepers.append((self._now + timedelta(seconds=seconds), event))
        await event.wait()

    def advance(self, **delta: float) -> None:
        self._now += timedelta(**delta)
        for until, event in self._sleepers:
            if until <= self._now:
                event.set()
        self._sleepers = [(until, event) for until, event in self._sleepers if until > self._now]


class RunningClock:
    """Runs as fast as time does, from that moment on: what a browser waits for, at whatever hour the tests run."""

    def __init__(self, start: datetime = MORNING) -> None:
        self._ahead = start - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
