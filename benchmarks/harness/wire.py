"""HTTP over bare asyncio protocols, so that the load generator costs less than what it measures."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from contextlib import suppress

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHAT = re.compile(rb'name="chat_id".*?\r\n\r\n(-?\d+)|"?chat_id"?(?:: ?"?|=)(-?\d+)', re.DOTALL)
_ME = {"id": 42, "is_bot": True, "first_name": "bench", "username": "bench_bot"}


class _Reader(asyncio.Protocol):
    """Cuts a stream into heads and bodies by their Content-Length."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            found = _LENGTH.search(head)
            if found is None and b"chunked" in head.lower():
                raise ValueError("a body without a length is not read here")
            whole = end + 4 + (int(found[1]) if found else 0)
            if len(self._buffer) < whole:
                return
            body, self._buffer = self._buffer[end + 4 : whole], self._buffer[whole:]
            self.received(head, body)

    def received(self, head: bytes, body: bytes) -> None:
        """One whole request or answer."""
        raise NotImplementedError


class FakeApi:
    """A Bot API server that answers everything and keeps when each message was sent, to whom, and its body."""

    def __init__(self) -> None:
        self.base = ""
        self.sent: list[tuple[float, int, bytes]] = []
        self.hooked = asyncio.Event()
        self._wanted = 0
        self._enough = asyncio.Event()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> FakeApi:
        self._server = await asyncio.get_running_loop().create_server(lambda: _Answering(self), "127.0.0.1", 0)
        self.base = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    def answer(self, method: bytes, body: bytes) -> object:
        """The result of a call."""
        if method == b"sendMessage":
            found = _CHAT.search(body)
            chat = int(found[1] or found[2]) if found else 0
            self.sent.append((time.perf_counter(), chat, body))
            if len(self.sent) >= self._wanted:
                self._enough.set()
            return {"message_id": len(self.sent), "date": 1, "chat": {"id": chat, "type": "private"}, "text": "x"}
        if method == b"setWebhook":
            self.hooked.set()
        return _ME if method == b"getMe" else True

    async def reach(self, count: int, seconds: float) -> bool:
        """Waits until that many messages were sent; False when they are not within the time."""
        self._wanted = count
        self._enough.clear()
        if len(self.sent) < count:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._enough.wait(), seconds)
        return len(self.sent) >= count


class _Answering(_Reader):
    def __init__(self, api: FakeApi) -> None:
        super().__init__()
        self._api = api

    def received(self, head: bytes, body: bytes) -> None:
        path = head.split(b" ", 2)[1]
        result = json.dumps({"ok": True, "result": self._api.answer(path.rsplit(b"/", 1)[1], body)}).encode()
        assert self.transport is not None
        self.transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(result), result)
        )


class _Pushing(_Reader):
    def __init__(self) -> None:
        super().__init__()
        self.answered: asyncio.Future[int] | None = None

    def received(self, head: bytes, body: bytes) -> None:
        assert self.answered is not None
        self.answered.set_result(int(head.split(b" ", 2)[1]))

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        if self.answered is not None and not self.answered.done():
            self.answered.set_exception(exc or ConnectionResetError())


class Pusher:
    """Hands updates to a webhook over kept connections, as Telegram does, and keeps how each went."""

    def __init__(self, port: int, path: str, secret: str) -> None:
        self._port = port
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: "
        ).encode()
        self._free: list[_Pushing] = []
        self.pushed: dict[int, deque[float]] = defaultdict(deque)
        self.acknowledged: list[float] = []

    async def push(self, chat: int, body: bytes, *, counts: bool = True) -> None:
        """Pushes one update; an answer other than 200 is an error. A repeat does not count as a message to answer."""
        line = self._free.pop() if self._free else await self._connect()
        line.answered = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        if counts:
            self.pushed[chat].append(began)
        assert line.transport is not None
        line.transport.write(self._head + b"%d\r\n\r\n%s" % (len(body), body))
        status = await line.answered
        if status != 200:
            raise RuntimeError(f"the webhook answered {status}")
        self.acknowledged.append(time.perf_counter() - began)
        if line.transport is not None:
            self._free.append(line)

    async def burst(self, updates: Sequence[tuple[int, bytes, bool]], connections: int) -> None:
        """Pushes all as fast as they are taken, never more than `connections` at once."""
        waiting = deque(updates)

        async def one_line() -> None:
            while waiting:
                chat, body, new = waiting.popleft()
                await self.push(chat, body, counts=new)

        await asyncio.gather(*(one_line() for _ in range(connections)))

    async def steady(self, updates: Sequence[tuple[int, bytes, bool]], per_second: float) -> None:
        """Pushes at that rate, whether the one before is answered or not."""
        began, tasks = time.perf_counter(), []
        for number, (chat, body, new) in enumerate(updates):
            await asyncio.sleep(max(0.0, began + number / per_second - time.perf_counter()))
            tasks.append(asyncio.create_task(self.push(chat, body, counts=new)))
        await asyncio.gather(*tasks)

    async def _connect(self) -> _Pushing:
        _, line = await asyncio.get_running_loop().create_connection(_Pushing, "127.0.0.1", self._port)
        return line

    def close(self) -> None:
        """Lets go of the connections."""
        for line in self._free:
            if line.transport is not None:
                line.transport.close()
