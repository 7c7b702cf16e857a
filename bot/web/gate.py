"""How much one chat and one address may ask: buckets that tell how long to wait, and a count of open streams."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bot.clock import Clock
from bot.limiter import Pace, Rates
from bot.web.refusal import RefusedError

_CHAT = (1.0, 30)
_ADDRESS = (20.0, 400)
"""A community hall or an office stands behind one address: it gets many times what one person needs."""
_READING = (50.0, 1000)
_UPLOAD = (0.5, 20)
_SIGN_IN = (0.1, 10)
_STREAMS_OF_CHAT = 6
_STREAMS_OF_ADDRESS = 200
_STREAMS = 5000


class Gate:
    """The limits of this process; nothing in it outlives a restart."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._chats = _pace(_CHAT)
        self._addresses = _pace(_ADDRESS)
        self._readers = _pace(_READING)
        self._uploads = _pace(_UPLOAD)
        self._sign_ins = _pace(_SIGN_IN)
        self._streams: Counter[str] = Counter()

    def message(self, chat: str, address: str) -> None:
        """Lets a message of that chat from that address in, or raises the refusal that says when to come again."""
        self._pass(self._addresses, address)
        if chat:
            self._pass(self._chats, chat)

    def upload(self, address: str) -> None:
        """Lets a file from that address in, or raises."""
        self._pass(self._uploads, address)

    def read(self, address: str) -> None:
        """Lets a request that only reads in, or raises."""
        self._pass(self._readers, address)

    def sign_in(self, address: str) -> None:
        """Lets an attempt to sign in from that address in, or raises."""
        self._pass(self._sign_ins, address)

    @contextmanager
    def stream(self, chat: str, address: str) -> Iterator[None]:
        """Counts an open stream while it lasts; raises when there are too many."""
        limits = {f"chat {chat}": _STREAMS_OF_CHAT, f"address {address}": _STREAMS_OF_ADDRESS, "": _STREAMS}
        if any(self._streams[name] >= most for name, most in limits.items()):
            raise RefusedError(429, "page.error_too_many", {"seconds": 10}, after=10)
        self._streams.update(limits.keys())
        try:
            yield
        finally:
            self._streams.subtract(limits.keys())
            for name in limits:
                if self._streams[name] <= 0:
                    del self._streams[name]

    def _pass(self, pace: Pace, name: str) -> None:
        wait = pace.wait(name, False, self._clock.now()).total_seconds()
        if wait > 0:
            seconds = math.ceil(wait)
            raise RefusedError(429, "page.error_too_many", {"seconds": seconds}, after=seconds)


def _pace(limit: tuple[float, int]) -> Pace:
    per_s, burst = limit
    unlimited = 1e6
    return Pace(Rates(overall_per_s=unlimited, chat_per_s=per_s, chat_burst=burst, group_per_min=unlimited))
