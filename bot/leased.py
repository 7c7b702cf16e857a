"""Work that may go on in one process only: whoever holds the lease does it, the others wait for it to be free."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.db import Db
from bot.errors import BusyError

log = structlog.get_logger()

RETRY_S = 1.0


async def under_lease(db: Db, name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Runs `work` whenever this process holds the lease; returns when the work does."""

    async def once() -> bool:
        async with db.lease(name) as held:
            if held:
                await work()
            return held

    while True:
        attempt = asyncio.create_task(once())
        try:
            if await asyncio.shield(attempt):
                return
        except BusyError as error:
            log.warning("lease not reached", lease=name, reason=str(error))
        except asyncio.CancelledError:
            if not attempt.cancelled():  # we are stopped; a lost lease cancels only the attempt
                attempt.cancel()
                await asyncio.gather(attempt, return_exceptions=True)
                raise
            log.warning("lease lost, waiting for it", lease=name)
        await asyncio.sleep(RETRY_S)
