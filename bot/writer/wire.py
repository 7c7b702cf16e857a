"""One request to an OpenAI-compatible endpoint: streamed where it streams, whole where it does not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from bot.errors import WriterError
from bot.settings import Settings
from bot.writer.prompts import Messages

if TYPE_CHECKING:
    from openai import AsyncOpenAI

log = structlog.get_logger()

MOST_TOKENS = 900
MOST_CHARACTERS = 6000
MOST_BYTES = 200_000
"""An answer in one piece is read so far."""
WHOLE = frozenset({"stop", "eos", "end_turn", "stop_sequence"})
"""How an endpoint says that the model had finished; `length`, `content_filter` and calls of tools are other ends."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a request cost."""

    prompt: int = 0
    completion: int = 0


Take = Callable[["str | Tokens"], None]


class RateError(WriterError):
    """The endpoint asks to be left alone for `after` seconds."""

    def __init__(self, after: float) -> None:
        super().__init__("rate")
        self.after = after


class Endpoint:
    """The client, made when it is first needed: the library takes a second to load."""

    def __init__(self, settings: Settings) -> None:
        self.model = settings.openai_model
        self._settings = settings
        self._client: AsyncOpenAI | None = None
        self._connecting = asyncio.Lock()
        self._counts_tokens = True
        self.stranger = ""
        """Another model's name that the endpoint answered under; its words are checked like any others."""

    async def ask(self, messages: Messages, take: Take, most: int = MOST_TOKENS) -> str:
        """Hands every piece of the answer to `take`, and what it cost; raises `WriterError`, and what `take` raises.

        Returns how the endpoint says that it ended, empty where it says nothing; `cut` is raised for half an answer.
        """
        client = await self.open()
        try:
            end = await self._ask(client, messages, take, most)
        except WriterError:
            raise
        except Exception as error:
            raise _as_writer_error(error) from error
        if end and end not in WHOLE:
            raise WriterError("cut")
        return end

    async def _ask(self, client: AsyncOpenAI, messages: Messages, take: Take, most: int) -> str:
        from openai import BadRequestError

        extra: dict[str, Any] = {"stream_options": {"include_usage": True}} if self._counts_tokens else {}
        request = client.chat.completions.with_streaming_response.create(
            model=self.model, messages=messages, stream=True, temperature=0, max_tokens=most, **extra  # type: ignore[arg-type]  # plain dicts
        )  # fmt: skip
        try:
            async with request as response:
                if "event-stream" in response.headers.get("content-type", ""):
                    chunks: Any = await response.parse()
                    end = ""
                    async for chunk in chunks:
                        _of_chunk(chunk, take)
                        end = _end_of(chunk) or end
                        self._meet(getattr(chunk, "model", ""))
                    return end
                return _of_body(await _at_most(response.iter_bytes()), take, self._meet)
        except BadRequestError:
            if not self._counts_tokens:
                raise
            self._counts_tokens = False  # older endpoints refuse what they do not know
            return await self._ask(client, messages, take, most)

    def _meet(self, name: Any) -> None:
        """Notes a name that is neither the model's own nor one with its version behind it."""
        ours = self.model.lower().rpartition("/")[2]
        if self.stranger or not isinstance(name, str) or not name:
            return
        theirs = name.lower().rpartition("/")[2]
        if not theirs.startswith(ours) and not ours.startswith(theirs):
            self.stranger = name[:100]
            log.warning("the endpoint answers as another model", asked=self.model, answered=self.stranger)

    async def open(self) -> AsyncOpenAI:
        """The client; nothing is asked yet."""
        async with self._connecting:
            if self._client is None:
                self._client = await asyncio.to_thread(self._made)
            return self._client

    def _made(self) -> AsyncOpenAI:
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient

        return AsyncOpenAI(
            # A question goes to the house that was named, and nowhere that it points to.
            http_client=DefaultAsyncHttpxClient(follow_redirects=False),
            base_url=self._settings.openai_base_url or None,
            api_key=self._settings.openai_api_key.get_secret_value(),
            max_retries=0,
            timeout=self._settings.openai_timeout_s,
        )

    async def close(self) -> None:
        """Lets go of the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None


async def _at_most(pieces: AsyncIterator[bytes]) -> bytes:
    body = b""
    async for piece in pieces:
        body += piece
        if len(body) > MOST_BYTES:
            raise WriterError("malformed")
    return body


def _end_of(chunk: Any) -> str:
    for choice in (getattr(chunk, "choices", None) or ())[:1]:
        end = getattr(choice, "finish_reason", None)
        return end if isinstance(end, str) else ""
    return ""


def _of_chunk(chunk: Any, take: Take) -> None:
    for choice in (getattr(chunk, "choices", None) or ())[:1]:
        text = getattr(getattr(choice, "delta", None), "content", None)
        if isinstance(text, str) and text:
            take(text)
    usage = getattr(chunk, "usage", None)
    if usage is not None:
        take(Tokens(_count(usage, "prompt_tokens"), _count(usage, "completion_tokens")))


def _count(usage: Any, name: str) -> int:
    value = usage.get(name) if isinstance(usage, dict) else getattr(usage, name, 0)
    return value if isinstance(value, int) and value > 0 else 0


def _of_body(body: bytes, take: Take, meet: Callable[[Any], None]) -> str:
    """An answer that came in one piece; returns how it ended."""
    try:
        raw = json.loads(body)
        text, end = raw["choices"][0]["message"]["content"], raw["choices"][0].get("finish_reason")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise WriterError("malformed") from error
    if not isinstance(text, str):
        raise WriterError("malformed")
    meet(raw.get("model"))
    take(text)
    usage = raw.get("usage") or {}
    take(Tokens(_count(usage, "prompt_tokens"), _count(usage, "completion_tokens")))
    return end if isinstance(end, str) else ""


def _as_writer_error(error: Exception) -> WriterError:
    """Every way in which a request fails, as one of a few words."""
    import httpx
    import openai

    if isinstance(error, openai.RateLimitError):
        return RateError(_after(error.response.headers.get("retry-after", "")))
    if isinstance(error, openai.APITimeoutError | httpx.TimeoutException | TimeoutError):
        return WriterError("timeout")
    if isinstance(error, openai.APIStatusError):
        return WriterError("server" if error.status_code >= 500 else "refused")
    if isinstance(error, openai.APIConnectionError | httpx.TransportError):
        return WriterError("unreachable")
    return WriterError("malformed")  # broken JSON, broken events, an error in the middle of a stream


def _after(given: str) -> float:
    try:
        seconds = float(given)
    except ValueError:
        return 0.0
    return min(max(seconds, 0.0), 300.0) if seconds == seconds else 0.0  # "nan" is a float
