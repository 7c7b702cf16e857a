"""Which channels residents cannot use now: paused by the operator, or kept for the staff by RESIDENTS_ON."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.db import Db
from bot.db.bell import wait
from bot.errors import BusyError
from bot.message import Kind, Message
from bot.settings import Settings
from bot.store import timers
from bot.store.timers import Pause

log = structlog.get_logger()

CHANNELS = frozenset(str(Settings.model_fields["residents_on"].default).split(","))
"""Every channel there may be: all of them are open to residents unless the settings say otherwise."""
POLL_S = 1.0
REPEAT = timedelta(minutes=10)
"""Who writes again after this long hears again that the channel is switched off: nobody remembers for a day."""
AGAIN = timedelta(days=1)
"""Who keeps writing where only staff are served hears so once a day."""
_BOOKKEEPING = frozenset({Kind.BLOCKED, Kind.UNBLOCKED, Kind.MIGRATED})
"""What the platform tells about a chat is noted whatever the switches say."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Why a message is not worked on: the outcome kept with it, the text to tell, and since when that is news."""

    outcome: str
    key: str
    since: datetime
    params: Mapping[str, object] = field(default_factory=dict)


class Switches:
    """The switches as this process last saw them; a change anywhere is seen within a second."""

    def __init__(self, db: Db, resident_channels: frozenset[str]) -> None:
        self._db = db
        self._resident_channels = resident_channels
        self.off: Mapping[str, Pause] = {}

    async def look(self) -> None:
        """Reads the switches from the database."""
        off = await self._db.read(timers.switched_off)
        if off != self.off:
            log.info("switches changed", off=sorted(off))
        self.off = off

    async def run(self) -> None:
        """Looks at every change, and now and then without one; runs until cancelled."""
        with self._db.bell.listen("switch") as event:
            while True:
                event.clear()
                try:
                    await self.look()
                except BusyError as error:
                    log.warning("switches not read", reason=str(error))
                await wait(event, POLL_S)

    def closed(self, message: Message, now: datetime) -> Closed | None:
        """Why a resident's message is not worked on; None when it is."""
        if message.kind in _BOOKKEEPING:
            return None
        pause = self.off.get(message.channel)
        if pause is not None:
            key = "machine.channel_off" if pause.reason else "machine.channel_off_plain"
            return Closed("channel_off", key, max(pause.at, now - REPEAT), {"reason": pause.reason})
        if message.channel not in self._resident_channels:
            return Closed("staff_only", "machine.channel_staff_only", now - AGAIN)
        return None


def notice_mark(conversation: str) -> str:
    """What the notice in a conversation is about, so that it is found again: short enough for its column."""
    return "closed:" + hashlib.sha256(conversation.encode()).hexdigest()[:40]
