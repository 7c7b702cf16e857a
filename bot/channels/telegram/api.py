"""Calls to the Bot API with plain JSON in and out; errors are the library's."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from telegram import Bot
from telegram.request import BaseRequest

from bot.channels.telegram.request import AioRequest, Values

File = tuple[str, bytes, str]
"""Name, bytes and media type of a file to upload."""


class Api:
    """One bot at one server. `bot` has the typed methods for what is rare; `call` is the short way for the rest."""

    def __init__(self, token: str, base: str) -> None:
        # Without it the library warns whenever it builds a RetryAfter; with it the waiting time is a timedelta.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._request = AioRequest(base)
        self.bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    async def call(
        self,
        method: str,
        parameters: Mapping[str, object],
        *,
        files: Mapping[str, File] | None = None,
        read_s: float | None = None,
    ) -> Any:
        """The result of a method, as JSON; raises `telegram.error.TelegramError`. `read_s`: seconds it may take."""
        wait = BaseRequest.DEFAULT_NONE if read_s is None else read_s
        return await self._request.post(
            f"{self.bot.base_url}/{method}",
            Values(parameters, files or {}),  # type: ignore[arg-type]  # passed on to our own do_request alone
            read_timeout=wait,
        )

    async def download(self, address: str) -> bytes:
        """The bytes behind a file's address, at most 20 MB; raises `telegram.error.TelegramError`."""
        return await self._request.retrieve(address, read_timeout=60)

    async def close(self) -> None:
        """Lets go of all connections."""
        await self._request.shutdown()
