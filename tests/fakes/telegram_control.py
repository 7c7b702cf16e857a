"""Lets another process drive a fake that runs as a program: one address for each act, JSON in and out."""

import asyncio
import inspect
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web

from tests.fakes.telegram_refusal import Json
from tests.fakes.telegram_world import Chat, User

if TYPE_CHECKING:
    from tests.fakes.telegram import FakeTelegram

ACTS = frozenset({
    "user", "group", "says", "says_anonymously", "edits", "presses", "sends_location", "sends_contact", "joins",
    "leaves", "blocks_bot", "unblocks_bot", "kicks_bot", "adds_bot", "migrates", "opens_topic", "renames_topic",
    "closes_topic", "reopens_topic", "deletes_topic", "deletes_message", "raw", "fail_next", "slow_next", "drop_next",
    "clear_faults", "sent", "wait_sent", "wait_taken",
})  # fmt: skip


def add_control(fake: "FakeTelegram", app: web.Application) -> None:
    """Adds `POST /control/<act>` for this fake."""

    async def act(request: web.Request) -> web.Response:
        name = request.match_info["act"]
        if name not in ACTS and name != "calls":
            return web.json_response({"error": f"no such act: {name}"}, status=404)
        arguments: Json = json.loads(await request.text() or "{}")
        try:
            done = _calls(fake, **arguments) if name == "calls" else getattr(fake, name)(**arguments)
            if inspect.isawaitable(done):
                done = await done
        except (LookupError, ValueError, TypeError, AssertionError, TimeoutError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
        return web.json_response({"done": _plain(done)})

    app.router.add_post("/control/{act}", act)


class RemoteTelegram:
    """A fake in another process: `await remote.do("says", user=1, text="…")`, with ids in place of objects."""

    def __init__(self, base_url: str, session: aiohttp.ClientSession) -> None:
        self.base_url = base_url
        self._session = session

    async def do(self, act: str, **arguments: Any) -> Any:
        """Has the fake do or tell something; raises AssertionError with its complaint."""
        async with self._session.post(f"{self.base_url}/control/{act}", json=arguments) as answer:
            body = await answer.json()
        if "error" in body:
            raise AssertionError(body["error"])
        return body["done"]


@asynccontextmanager
async def remote_telegram(*options: str) -> AsyncIterator[RemoteTelegram]:
    """Starts the fake as a process of its own with these command-line options and stops it at the end."""
    root = Path(__file__).parents[2]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.telegram", *options, cwd=root, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            address = (await process.stdout.readline()).decode().strip()
        async with aiohttp.ClientSession() as session:
            yield RemoteTelegram(address, session)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def _calls(fake: "FakeTelegram", method: str | None = None) -> list[Json]:
    calls = fake.calls if method is None else fake.called(method)
    return [
        {"method": call.method, "params": call.params, "at": call.at, "status": call.status, "answer": call.answer}
        for call in calls
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, User):
        return asdict(value)
    if isinstance(value, Chat):
        return value.as_json()
    return value
