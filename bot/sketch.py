"""A draft that grows while an answer is being written: the newest is shown, never two at once, never after the end."""

from __future__ import annotations

import asyncio

from bot.channel import Channel, Signal
from bot.message import Message

PACE_S = 0.15
LIMITED_PACE_S = 1.0
"""On a platform with limits a chat sees a new draft once a second."""


class Sketch:
    """The draft of one turn; `close` before the reply goes out."""

    def __init__(self, channel: Channel, message: Message) -> None:
        self._channel = channel
        self._to = message.address
        self._answers = message.id
        self._newest = ""
        self._showing: asyncio.Task[None] | None = None

    def put(self, text: str) -> None:
        """Shows this as soon as what is being shown is out; returns at once."""
        self._newest = text
        if self._showing is None:
            self._showing = asyncio.get_running_loop().create_task(self._show())

    async def _show(self) -> None:
        shown = ""
        while shown != self._newest:
            shown = self._newest
            await self._channel.signal(Signal.DRAFT, self._to, self._answers, shown)
            await asyncio.sleep(LIMITED_PACE_S if self._channel.rates else PACE_S)
        self._showing = None

    async def close(self) -> None:
        """Nothing more is shown."""
        if self._showing is not None:
            self._showing.cancel()
            await asyncio.gather(self._showing, return_exceptions=True)
            self._showing = None
