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
    CUT = "cut"
    """Stops in the middle of a sentence and says that it was cut off."""
    ENDS_EARLY = "ends_early"
    """Stops in the middle of a sentence and says nothing of it."""
    FILTERED = "filtered"
    CALLS_TOOLS = "calls_tools"
    REFUSES_POLITELY = "refuses_politely"
    FLOODS = "floods"
    """Sends without end, in one piece."""
    MOVED = "moved"
    """Points to another house."""
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
    elsewhere: str = ""
    flooded: int = 0
    finished: int = 0
    """So many streams were written to their end."""
    model: str = "fake-1"
    """The name that it answers under."""
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
        if self.mood is Mood.MOVED:
            return web.Response(status=307, headers={"Location": self.elsewhere})
        if self.mood is Mood.FLOODS:
            return await self._flood(request)
        said = self.say(body["messages"])
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        if self.mood is Mood.WHOLE:
            whole = {"message": {"content": said}, "finish_reason": "stop"}
            return web.json_response({"choices": [whole], "usage": usage, "model": self.model})
        return await self._stream(request, said, usage)

    async def _flood(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        try:
            while True:
                await response.write(b" " * 65_536)
                self.flooded += 65_536
        except (ConnectionError, asyncio.CancelledError):
            return response

    async def _stream(self, request: web.Request, said: str, usage: dict[str, int]) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        size, pause = (1, 0.2) if self.mood is Mood.TRICKLES else (7, self.pause_s)
        frame = {**_FRAME, "model": self.model}

        async def send(delta: dict[str, Any], end: str | None = None) -> None:
            choice = {"index": 0, "delta": delta, "finish_reason": end}
            await response.write(f"data: {json.dumps({'choices': [choice], **frame})}\n\n".encode())

        if self.mood is Mood.CALLS_TOOLS:
            call = {"index": 0, "id": "t", "type": "function", "function": {"name": "pay", "arguments": "{}"}}
            await send({"tool_calls": [call]})
        if self.mood is Mood.REFUSES_POLITELY:
            await send({"refusal": "I cannot help with that."})
        short = self.mood in (Mood.CUT, Mood.ENDS_EARLY, Mood.FILTERED)
        for at in () if self.mood in (Mood.CALLS_TOOLS, Mood.REFUSES_POLITELY) else range(0, len(said), size):
            if self.mood is Mood.BAD_EVENTS and at:
                await response.write(b"data: {no json}\n\n")
            if self.mood is Mood.HANGS_UP and at > 20:
                assert request.transport is not None
                request.transport.abort()
                return response
            if short and at > 10:
                break
            await send({"content": said[at : at + size]})
            await asyncio.sleep(pause)
        ends = {Mood.CUT: "length", Mood.FILTERED: "content_filter", Mood.CALLS_TOOLS: "tool_calls"}
        if self.mood is not Mood.ENDS_EARLY:
            await send({}, ends.get(self.mood, "stop"))
        await response.write(
            f"data: {json.dumps({'choices': [], 'usage': usage, **frame})}\n\ndata: [DONE]\n\n".encode()
        )
        await response.write_eof()
        self.finished += 1
        return response


_FRAME = {"id": "c1", "object": "chat.completion.chunk", "created": 1}
