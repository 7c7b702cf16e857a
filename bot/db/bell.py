"""Wake-ups inside a process: who waits for a topic is woken when something about it was committed."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress


class Bell:
    """Topics and the events of those who wait; used from the event loop only."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)

    def ring(self, topics: Iterable[str]) -> None:
        """Wakes everybody who listens to one of the topics."""
        for topic in topics:
            for event in self._waiting.get(topic, ()):
                event.set()

    def ring_all(self) -> None:
        """Wakes everybody: used when another process wrote and did not say what."""
        self.ring(list(self._waiting))

    @contextmanager
    def listen(self, topic: str) -> Iterator[asyncio.Event]:
        """An event that is set at each ring; the listener clears it before it looks."""
        event = asyncio.Event()
        self._waiting[topic].add(event)
        try:
            yield event
        finally:
            self._waiting[topic].discard(event)
            if not self._waiting[topic]:
                del self._waiting[topic]


async def wait(event: asyncio.Event, seconds: float) -> None:
    """Until the event is set, at most `seconds` of real time: the slow poll behind every wake-up."""
    # Not wait_for: before Python 3.12 it loses a cancellation that comes together with the event.
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
