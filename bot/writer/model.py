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
from bot.tidy import tidy
from bot.writer import Heard, Task
from bot.writer.breaker import Breaker
from bot.writer.prompts import NOTHING, Messages, rephrase_messages, word_messages
from bot.writer.wire import MOST_CHARACTERS, Endpoint, RateError, Tokens
from knowledge.claims import ready

log = structlog.get_logger()

REPHRASED_AT_MOST = 120
_THOUGHT = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)
"""What a reasoning model says to itself."""
_TAG = re.compile(r"</?[a-zA-Z!][^<>\n]{0,200}>|\]\([^)\s]{3,}\)|&(?:[a-z]{2,6}|#\d{1,5});")
"""Mark-up that does something: tags, links behind words, entities. Nobody who only words an answer needs it."""
_EMPHASIS = re.compile(r"\*\*|__|`+|^#{1,6} +|^> +", re.MULTILINE)
"""Marks of emphasis, which no channel of ours draws."""
_ENDED = re.compile(r"[。！？!?.…)）】\]]$|^NONE$")
"""What an answer ends with, where the endpoint does not say whether it was at its end."""
LEAST_S = 0.05
_OURS = frozenset({"markup", "cut", "unfounded", "forbidden", "language", "unused", "nothing"})
"""Ends that say nothing about the endpoint: it answered."""


def _plain(said: str) -> str:
    """The words alone, safe to keep and to show; `WriterError` for mark-up."""
    words = _EMPHASIS.sub("", tidy(_THOUGHT.sub("", said)))
    if _TAG.search(words):
        raise WriterError("markup")
    return words


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
        told, _end = await self._told("rephrase", rephrase_messages(text, before), seconds, lambda _so_far: None)
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
        told, end = await self._told("word", messages, seconds, heard)
        if not told:
            self.note("word", "empty")
            raise WriterError("empty")
        if told.strip(" .[]*").upper() == NOTHING:
            self.note("word", "nothing")
            raise WriterError("nothing")
        if not end and not _ENDED.search(told):
            self.note("word", "cut")
            raise WriterError("cut")
        return told

    async def warm(self) -> None:
        """Loads the library, and what its words are checked with; each takes a second."""
        await self._endpoint.open()
        await asyncio.to_thread(ready)

    def note(self, use: str, end: str) -> None:
        """Counts it."""
        if self._metrics is not None:
            self._metrics.model_calls.labels(use, end).inc()

    async def close(self) -> None:
        """Lets go of the connections."""
        await self._endpoint.close()

    async def _told(self, use: str, messages: Messages, seconds: float, heard: Heard) -> tuple[str, str]:
        """All that the model says, and how it ended; every failure is counted here and leaves as `WriterError`."""
        if self._breaker.resting:
            self.note(use, "resting")
            raise WriterError("resting")
        if seconds < LEAST_S:
            self.note(use, "late")  # the time went elsewhere: nothing is known about the endpoint
            raise WriterError("late")
        begun = time.perf_counter()
        try:
            try:
                async with asyncio.timeout(seconds):
                    told, end = await self._listen(messages, heard)
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
        return told, end

    async def _listen(self, messages: Messages, heard: Heard) -> tuple[str, str]:
        said: list[str] = []

        def take(piece: str | Tokens) -> None:
            if isinstance(piece, Tokens):
                self._pay(piece)
                return
            said.append(piece)
            so_far = "".join(said)
            if len(so_far) > MOST_CHARACTERS:
                raise WriterError("malformed")
            heard(_plain(so_far))

        end = await self._endpoint.ask(messages, take)
        return _plain("".join(said)).rstrip(), end

    def _pay(self, tokens: Tokens) -> None:
        if self._metrics is not None:
            self._metrics.model_tokens.labels("prompt").inc(tokens.prompt)
            self._metrics.model_tokens.labels("completion").inc(tokens.completion)
