"""The poller: asks for updates, stores them, and only then asks for the next ones."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channel import Accept
from bot.channels.telegram.api import Api
from bot.channels.telegram.failures import wait_s
from bot.channels.telegram.incoming import incoming, update_id
from bot.channels.telegram.parse import ALLOWED_UPDATES
from bot.errors import BusyError

log = structlog.get_logger()

LONG_POLL_S = 25
_GRACE_S = 10.0


@dataclass(frozen=True, slots=True)
class Poller:
    """Fetches updates as they are: one that cannot be read never holds up the others.

    Pauses in seconds: after the first error (doubled each time up to `longest_s`), and after a conflict.
    """

    api: Api
    first_s: float = 1.0
    longest_s: float = 60.0
    conflict_s: float = 30.0

    async def run(self, accept: Accept) -> None:
        """Polls until cancelled; returns only when the token is refused, for then nothing will ever come.

        The offset, which confirms all updates before it, follows what `accept` made durable. It lives in memory:
        after a restart Telegram repeats what was not confirmed, and intake knows the numbers it has seen.
        """
        offset, failures, may_poll = 0, 0, False
        while True:
            try:
                if not may_poll:
                    await self.api.bot.delete_webhook()
                    may_poll = True
                offset = await self._turn(offset, accept)
                failures = 0
                continue
            except InvalidToken:
                log.error("Telegram refuses the token: nothing is received", fix="TELEGRAM_TOKEN, TELEGRAM_API_BASE")
                return
            except Conflict as error:
                log.error("somebody else receives this bot's updates", reason=str(error), again_in_s=self.conflict_s)
                may_poll, pause = False, self.conflict_s
            except RetryAfter as error:
                pause = wait_s(error)
            except Exception as error:
                pause = min(self.first_s * 2**failures, self.longest_s)
                failures = min(failures + 1, 10)
                expected = isinstance(error, TelegramError | BusyError)
                log.warning("polling failed", reason=str(error), again_in_s=pause, exc_info=not expected)
            await asyncio.sleep(pause)

    async def _turn(self, offset: int, accept: Accept) -> int:
        values: dict[str, object] = {"timeout": LONG_POLL_S, "limit": 100, "allowed_updates": ALLOWED_UPDATES}
        if offset:
            values["offset"] = offset
        found: Any = await self.api.call("getUpdates", values, read_s=LONG_POLL_S + _GRACE_S)
        if not isinstance(found, list):
            raise TelegramError("getUpdates: a list is expected")
        if not found:
            return offset
        await accept([incoming(raw) for raw in found])
        numbers = [number for raw in found if (number := update_id(raw)) is not None]
        if not numbers:
            raise TelegramError("getUpdates: no update has a number")
        return max(numbers) + 1
