"""The model behind an OpenAI-compatible endpoint, with its time, its pauses and what it costs."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence

import structlog

from bot.clock import Clock
from bot.errors import WriterError
from bot.metrics import Metrics
from bot.settings import Settings
from bot.writer import Heard, Task
from bot.writer.breaker import Breaker
from bot.writer.prompts import NOTHING, Messages, rephrase_messages, word_messages
from bot.writer.wire import MOST_CHARACTERS, Endpoint, RateError, Tokens

log = structlog.get_logger()

REPHRASED_AT_MOST = 120
_THOUGHT = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)
"""What a reasoning model says to itself."""
_OURS = frozenset({"unfounded", "forbidden", "language", "unused", "nothing"})
"""Ends that say nothing about the endpoint: it answered."""


class ModelWriter:
    """See `Writer`. Failures in a row switch it off for a while."""

    on = True

    def __init__(self, settings: Settings, metrics: Metrics | None, clock: Clock) -> None:
        self._settings = settings
        self._metrics = metrics
        self._endpoint = Endpoint(settings)
        self._breaker = Breaker(clock)

    async def rephrase(self, text: str, before: Sequence[str], seconds: float) -> str:
        """The text as a question that stands alone; `WriterError` also for what is no single line."""
        told = await self._told("rephrase", rephrase_messages(text, before), seconds, lambda _so_far: None)
        line = told.strip().strip('"“”「」')
        if not line or "\n" in line or len(line) > REPHRASED_AT_MOST:
            self.note("rephrase", "malformed")
            raise WriterError("malformed")
        self.note("rephrase", "used")
        return line

    async def word(self, task: Task, seconds: float, heard: Heard) -> str:
        """The answer; who called decides whether it is used, and says so with `note`."""
        settings = self._settings
        messages = word_messages(task, settings.assistant_name, settings.district)
        told = (await self._told("word", messages, seconds, heard)).strip()
        if not told:
            self.note("word", "empty")
            raise WriterError("empty")
        if told.strip(" .[]*").upper() == NOTHING:
            self.note("word", "nothing")
            raise WriterError("nothing")
        return told

    async def warm(self) -> None:
        """Loads the library; it takes a second."""
        await self._endpoint.open()

    def note(self, use: str, end: str) -> None:
        """Counts it."""
        if self._metrics is not None:
            self._metrics.model_calls.labels(use, end).inc()

    async def close(self) -> None:
        """Lets go of the connections."""
        await self._endpoint.close()

    async def _told(self, use: str, messages: Messages, seconds: float, heard: Heard) -> str:
        """Everything that the model says; every failure is counted here and leaves as `WriterError`."""
        if self._breaker.resting:
            self.note(use, "resting")
            raise WriterError("resting")
        begun = time.perf_counter()
        try:
            try:
                async with asyncio.timeout(seconds):
                    told = await self._listen(messages, heard)
            except TimeoutError as error:
                raise WriterError("timeout") from error
        except WriterError as error:
            reason = str(error)
            if reason in _OURS:
                self._breaker.worked()
            else:
                self._breaker.failed(error.after if isinstance(error, RateError) else 0.0)
                log.warning("the model gave nothing", use=use, reason=reason)
            self.note(use, reason)
            raise
        finally:
            if self._metrics is not None:
                self._metrics.model_seconds.labels(use).observe(time.perf_counter() - begun)
        self._breaker.worked()
        return told

    async def _listen(self, messages: Messages, heard: Heard) -> str:
        said: list[str] = []

        def take(piece: str | Tokens) -> None:
            if isinstance(piece, Tokens):
                self._pay(piece)
                return
            said.append(piece)
            so_far = "".join(said)
            if len(so_far) > MOST_CHARACTERS:
                raise WriterError("malformed")
            heard(_THOUGHT.sub("", so_far).lstrip())

        await self._endpoint.ask(messages, take)
        return _THOUGHT.sub("", "".join(said))

    def _pay(self, tokens: Tokens) -> None:
        if self._metrics is not None:
            self._metrics.model_tokens.labels("prompt").inc(tokens.prompt)
            self._metrics.model_tokens.labels("completion").inc(tokens.completion)
