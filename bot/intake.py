"""The way in: what a channel hands over is a row on disk before the wire is acknowledged."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.clock import Clock
from bot.db import Db
from bot.errors import BusyError
from bot.metrics import Metrics
from bot.store import intake
from bot.store.intake import Incoming


@dataclass(frozen=True, slots=True)
class Intake:
    """Accepts messages for all channels."""

    db: Db
    clock: Clock
    metrics: Metrics

    async def accept(self, items: list[Incoming]) -> int:
        """Stores what is new and returns how many that were; `BusyError` after a few tries: do not acknowledge."""
        for pause in (0.05, 0.2, None):
            try:
                new = await self.db.write(lambda conn: intake.accept(conn, items, self.clock.now()), urgent=True)
            except BusyError:
                if pause is None:
                    raise
                await asyncio.sleep(pause)
            else:
                self.metrics.received.labels(items[0].channel if items else "").inc(new)
                return new
        raise AssertionError("unreachable")
