"""A local Bot API server with people in it, for tests, benchmarks and (run as a program) tests that kill the bot."""

import argparse
import asyncio
import contextlib
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from aiohttp import web

from tests.fakes.telegram_control import add_control
from tests.fakes.telegram_editing import Editing
from tests.fakes.telegram_faults import FloodLimits
from tests.fakes.telegram_groups import Groups
from tests.fakes.telegram_methods import method_table
from tests.fakes.telegram_profile import Profile
from tests.fakes.telegram_queue import UpdateQueue
from tests.fakes.telegram_refusal import Json
from tests.fakes.telegram_server import MAX_BODY, Call, Server
from tests.fakes.telegram_webhook import Webhook
from tests.fakes.telegram_world import Chat, User, World

TOKEN = "700000001:local-fake-token-that-opens-nothing"
Found = TypeVar("Found")
Wanted = int | str | Callable[[Json], bool]


class FakeTelegram(Groups):
    """`async with FakeTelegram() as fake:` serves at `fake.base_url` for the bot with `fake.token`.

    `now` gives epoch seconds for dates, limits and ages; `flood` enforces the real limits; `backoff_s` is the first
    pause of the webhook; `webhook_base` stands in for the public address of a bot. Bot API clients want
    `base_url + "/bot"` and `base_url + "/file/bot"` where they put the token behind it.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        port: int = 0,
        now: Callable[[], float] = time.time,
        flood: bool = False,
        backoff_s: float = 0.05,
        webhook_base: str | None = None,
    ) -> None:
        username = "yuxiaoyi_test_bot"
        bot: Json = {"id": int(token.split(":")[0]), "is_bot": True, "first_name": "余小议", "username": username}
        super().__init__(World(bot, now), UpdateQueue(now))
        self.token = token
        self.base_url = ""
        self.webhook = Webhook(self.world, self.queue, backoff_s=backoff_s, answer_within_s=10.0)
        self.webhook.base, self.webhook.told = webhook_base, self._tell
        self.profile = Profile(self.world)
        self.editing = Editing(self.world)
        methods = method_table(self.world, self.queue, self.webhook, self.profile, self.editing)
        self._server = Server(token, self.world, methods, self._tell)
        if flood:
            self._server.flood = FloodLimits(now)
        self._port = port
        self._changed = asyncio.Event()
        faults = self._server.faults
        self.fail_next, self.slow_next, self.drop_next = faults.fail_next, faults.slow_next, faults.drop_next
        self.clear_faults = faults.clear

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=MAX_BODY)
        add_control(self, app)
        self._server.add_routes(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._pushing = asyncio.create_task(self.webhook.run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pushing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._pushing
        self.queue.end_poll()
        await self._runner.cleanup()

    @property
    def calls(self) -> list[Call]:
        """Every call of the bot in the order of the answers."""
        return self._server.calls

    def called(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    def sent(self, chat: Chat | User | int, thread: int | None = None) -> list[Json]:
        """The bot's messages that can be seen in a chat (or in one topic of it) now, edits applied, oldest first."""
        entries = self.world.chat(chat).entries.values()
        return [
            entry.message
            for entry in entries
            if entry.by_bot and (thread is None or entry.message.get("message_thread_id") == thread)
        ]

    async def wait_sent(
        self, chat: Chat | User | int, wanted: Wanted = 1, timeout: float = 5.0, thread: int | None = None
    ) -> list[Json]:
        """Waits until the bot's visible messages are that many, or one holds that text, or one fulfils the predicate.

        Returns them all, or those that match. Raises AssertionError after `timeout` seconds, telling what is there.
        """

        def probe() -> list[Json] | None:
            messages = self.sent(chat, thread)
            if isinstance(wanted, int):
                return messages if len(messages) >= wanted else None
            return [message for message in messages if _matches(message, wanted)] or None

        def seen() -> str:
            return f"{wanted!r} was not sent; there: {[_words(message) for message in self.sent(chat, thread)]}"

        return await self.wait_for(probe, seen, timeout)

    async def wait_called(self, method: str, count: int = 1, timeout: float = 5.0) -> list[Call]:
        """Waits until a method was called that often; returns its calls."""

        def probe() -> list[Call] | None:
            calls = self.called(method)
            return calls if len(calls) >= count else None

        return await self.wait_for(probe, lambda: f"{method} was called {len(self.called(method))} times", timeout)

    async def wait_taken(self, timeout: float = 5.0) -> None:
        """Waits until the bot took every update: confirmed by its next poll, or answered 2xx at its webhook."""

        def probe() -> bool | None:
            return None if self.queue.waiting() else True

        await self.wait_for(probe, lambda: f"{len(self.queue)} updates were not taken", timeout)

    async def wait_for(self, probe: Callable[[], Found | None], trouble: Callable[[], str], timeout: float) -> Found:
        """Waits until `probe`, asked again after every call of the bot, finds something; else AssertionError."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while (found := probe()) is None:
            if loop.time() > deadline:
                raise AssertionError(trouble())
            # A long poll confirms updates without a call that ends: look again every little while.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), 0.05)
        return found

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def _words(message: Json) -> str:
    return str(message.get("text", message.get("caption", "")))


def _matches(message: Json, wanted: str | Callable[[Json], bool]) -> bool:
    return wanted in _words(message) if isinstance(wanted, str) else wanted(message)


async def _serve(options: argparse.Namespace) -> None:
    fake = FakeTelegram(
        token=options.token, port=options.port, flood=options.flood, backoff_s=1.0, webhook_base=options.webhook_base
    )
    async with fake:
        sys.stdout.write(f"{fake.base_url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """Serves until it is stopped; the first line printed is the address."""
    parser = argparse.ArgumentParser(description="a local stand-in for the Telegram Bot API")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--flood", action="store_true", help="enforce the real sending limits")
    parser.add_argument("--webhook-base", help="where the bot's public address is to be reached on this machine")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
