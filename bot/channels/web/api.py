"""The interface for pages and programs: say something, read the replies, or have them streamed."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from aiohttp import web

from bot.channels.web.board import Board
from bot.channels.web.replies import read_replies, reply_json, topic
from bot.channels.web.said import check_session, read_said
from bot.channels.web.submit import submit
from bot.db.bell import wait
from bot.errors import BusyError
from bot.web.keys import desk
from bot.web.refusal import RefusedError

HEARTBEAT_S = 15.0
LOOK_S = 1.0
"""How soon a client that left is noticed: a page that is loaded again and again must not fill its own places."""
RECONNECT_MS = 2000
_LARGEST = 2**62


def routes(board: Board) -> list[web.RouteDef]:
    """The addresses of the chat."""

    async def stream(request: web.Request) -> web.StreamResponse:
        return await stream_replies(request, board)

    return [
        web.post("/api/chat", post_message),
        web.get("/api/chat/{session}", get_replies),
        web.get("/api/chat/{session}/events", stream, allow_head=False),
    ]


async def post_message(request: web.Request) -> web.Response:
    """202 once the message is durable: session, and the newest reply before it."""
    body = await request.read()
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusedError(400, "page.error_malformed") from error
    said = read_said(raw)
    at = desk(request)
    client = at.proxies.client(request)
    at.gate.message(said.session, client)
    accepted = await submit(at, said, client)
    return web.json_response({"session": accepted.session, "accepted": accepted.after}, status=202)


async def get_replies(request: web.Request) -> web.Response:
    """The replies behind `after`, at most 200 at once, and at once."""
    session = request.match_info["session"]
    check_session(session)
    after = _number(request.query.get("after", "0"))
    if after is None:
        raise RefusedError(400, "page.error_malformed")
    at = desk(request)
    at.gate.read(at.proxies.client(request))
    found = await read_replies(at, session, after)
    return web.json_response({"replies": [reply_json(item) for item in found]})


async def stream_replies(request: web.Request, board: Board) -> web.StreamResponse:
    """Server-sent events; goes on behind `Last-Event-ID`, else behind `after`, else from the beginning.

    An event `draft` shows a reply that is being written; it has no id, and the next `reply` takes its place.
    """
    session = request.match_info["session"]
    check_session(session)
    after = _number(request.headers.get("Last-Event-ID", "")) or _number(request.query.get("after", "")) or 0
    at = desk(request)
    with (
        at.gate.stream(session, at.proxies.client(request)),
        at.work.db.bell.listen(topic(session)) as event,
        board.sheet(session, event) as sheet,
    ):
        found = await read_replies(at, session, after)
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}
        )
        await response.prepare(request)
        try:
            await response.write(f"retry: {RECONNECT_MS}\n\n".encode())
            while not (at.stopping.is_set() or _is_gone(request)):
                for item in found:
                    await response.write(_event(item.seq, reply_json(item)))
                    after = item.seq
                if not found and not await _rung(request, event, at.stopping):
                    await response.write(b": still here\n\n")
                event.clear()
                draft = sheet.take()
                found = await read_replies(at, session, after)
                if draft and not found:
                    await response.write(_draft(draft))
            await response.write_eof()
        except ConnectionError:
            pass  # the client is gone, nobody is left to be told
        except (RefusedError, BusyError):
            await response.write_eof()  # the answer has begun already: the client comes again and is told then
    return response


async def _rung(request: web.Request, event: asyncio.Event, stopping: asyncio.Event) -> bool:
    """Waits for a reply, a stop or the client's leaving; False when it is time to show that the stream lives."""
    until = time.monotonic() + HEARTBEAT_S
    while (left := until - time.monotonic()) > 0:
        await wait(event, min(left, LOOK_S))
        if event.is_set() or stopping.is_set() or _is_gone(request):
            return True
    return False


def _is_gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


def _event(ident: int, data: dict[str, Any]) -> bytes:
    return f"id: {ident}\nevent: reply\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _draft(text: str) -> bytes:
    return f"event: draft\ndata: {json.dumps({'text': text, 'origin': 'model'}, ensure_ascii=False)}\n\n".encode()


def _number(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 and int(given) < _LARGEST else None
