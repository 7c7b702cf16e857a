"""A local server that speaks enough of OpenAI's interface, well or badly, as a test wants."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

Messages = list[dict[str, str]]
_FACT = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)


class Mood(StrEnum):
    """How the server behaves."""

    STREAMS = "streams"
    WHOLE = "whole"
    """Answers in one piece though a stream was asked for."""
    SILENT = "silent"
    TRICKLES = "trickles"
    BUSY = "busy"
    BROKEN = "broken"
    REFUSES = "refuses"
    NO_JSON = "no_json"
    ODD_JSON = "odd_json"
    BAD_EVENTS = "bad_events"
    HANGS_UP = "hangs_up"
    OLD = "old"
    """Refuses options that it does not know."""


def facts_of(messages: Messages) -> list[str]:
    """The facts that a request gives."""
    return [found[2] for found in _FACT.finditer(messages[-1]["content"])]


def honest(messages: Messages) -> str:
    """The first facts, in other words."""
    if "Last message:" in messages[-1]["content"]:
        return messages[-1]["content"].rpartition("Last message: ")[2]
    said = [re.sub("不用", "无需", fact) for fact in facts_of(messages)[:4]]
    return "\n".join(f"{text}[{number}]" for number, text in enumerate(said, 1))


@dataclass
class FakeOpenAI:
    """The server. `asked` holds every request; `say` makes the answer from one."""

    mood: Mood = Mood.STREAMS
    say: Callable[[Messages], str] = honest
    asked: list[dict[str, Any]] = field(default_factory=list)
    retry_after: str = ""
    pause_s: float = 0.0
    """Between two pieces."""
    _server: TestServer | None = None

    async def __aenter__(self) -> FakeOpenAI:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._complete)
        self._server = TestServer(app)
        await self._server.start_server()
        return self

    async def __aexit__(self, *_why: object) -> None:
        assert self._server is not None
        await self._server.close()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.port}/v1"

    def settings(self, **more: Any) -> dict[str, Any]:
        """Settings that use this server."""
        return {"openai_api_key": "sk-test", "openai_base_url": self.url, "openai_model": "fake-1", **more}

    def words(self) -> list[str]:
        """Everything that was ever sent here."""
        return [message["content"] for request in self.asked for message in request["messages"]]

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.asked.append(body)
        if self.mood is Mood.SILENT:
            await asyncio.sleep(60)
        if self.mood is Mood.OLD and "stream_options" in body:
            return web.json_response({"error": {"message": "unknown option: stream_options"}}, status=400)
        if self.mood is Mood.BUSY:
            headers = {"Retry-After": self.retry_after} if self.retry_after else {}
            return web.json_response({"error": {"message": "slow down"}}, status=429, headers=headers)
        if self.mood is Mood.BROKEN:
            return web.Response(text="<html>oops</html>", status=500, content_type="text/html")
        if self.mood is Mood.REFUSES:
            return web.json_response({"error": {"message": "bad key"}}, status=401)
        if self.mood is Mood.NO_JSON:
            return web.Response(text='{"choices": [{"mess', content_type="application/json")
        if self.mood is Mood.ODD_JSON:
            return web.json_response({"choices": [{"message": {"content": ["no", "text"]}}]})
        said = self.say(body["messages"])
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        if self.mood is Mood.WHOLE:
            return web.json_response({"choices": [{"message": {"content": said}}], "usage": usage})
        return await self._stream(request, said, usage)

    async def _stream(self, request: web.Request, said: str, usage: dict[str, int]) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        size, pause = (1, 0.2) if self.mood is Mood.TRICKLES else (7, self.pause_s)
        for at in range(0, len(said), size):
            if self.mood is Mood.BAD_EVENTS and at:
                await response.write(b"data: {no json}\n\n")
            if self.mood is Mood.HANGS_UP and at > 20:
                assert request.transport is not None
                request.transport.abort()
                return response
            delta = {"choices": [{"index": 0, "delta": {"content": said[at : at + size]}}], **_FRAME}
            await response.write(f"data: {json.dumps(delta)}\n\n".encode())
            await asyncio.sleep(pause)
        await response.write(
            f"data: {json.dumps({'choices': [], 'usage': usage, **_FRAME})}\n\ndata: [DONE]\n\n".encode()
        )
        await response.write_eof()
        return response


_FRAME = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "fake-1"}
