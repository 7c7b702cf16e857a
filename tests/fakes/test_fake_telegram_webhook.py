"""How the fake pushes updates to a webhook: secret, order, repeats, connections."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_client import Ticker, client
from tests.fakes.telegram_webhook import SECRET_HEADER


@pytest.fixture
def clock() -> Ticker:
    return Ticker()


@pytest.fixture
async def fake(clock: Ticker) -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(now=clock) as server:
        yield server


@pytest.fixture
async def bot(fake: FakeTelegram) -> AsyncIterator[Bot]:
    async with client(fake) as started_client:
        yield started_client


class Hook:
    """A small webhook that answers with the statuses given, then 200."""

    def __init__(self) -> None:
        self.seen: list[tuple[str | None, dict[str, Any]]] = []
        self.statuses: list[int] = []
        self.pause_s = 0.0
        self.together = self.most_together = 0

    async def take(self, request: web.Request) -> web.Response:
        self.together += 1
        self.most_together = max(self.most_together, self.together)
        self.seen.append((request.headers.get(SECRET_HEADER), await request.json()))
        status = self.statuses.pop(0) if self.statuses else 200
        await asyncio.sleep(self.pause_s)
        self.together -= 1
        return web.Response(status=status)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for _, update in self.seen]


@pytest.fixture
async def hook() -> AsyncIterator[tuple[Hook, str]]:
    taker = Hook()
    app = web.Application()
    app.router.add_post("/telegram/webhook", taker.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield taker, f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_the_webhook_gets_the_secret_and_polling_conflicts(
    fake: FakeTelegram, bot: Bot, hook: tuple[Hook, str]
) -> None:
    taker, base = hook
    user = fake.user(1)
    await fake.says(user, "早先")
    await bot.set_webhook(f"{base}/telegram/webhook", secret_token="s-1_A", allowed_updates=["message"])
    await fake.says(user, "现在")
    await fake.wait_taken()
    assert taker.texts() == ["早先", "现在"]
    assert {secret for secret, _ in taker.seen} == {"s-1_A"}
    assert Update.de_json(taker.seen[0][1], bot).effective_user is not None
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_failed_push_is_repeated_in_order(fake: FakeTelegram, bot: Bot, hook: tuple[Hook, str]) -> None:
    taker, base = hook
    user, other = fake.user(1), fake.user(2)
    taker.statuses = [500, 503, 500]
    await bot.set_webhook(f"{base}/telegram/webhook", max_connections=1)
    await fake.says(user, "一")
    await fake.says(user, "二")
    await fake.wait_taken()
    await fake.says(other, "三")
    await fake.wait_taken()
    assert taker.texts() == ["一", "一", "一", "一", "二", "三"]
    assert [(p.attempt, p.status) for p in fake.webhook.pushes[:4]] == [(1, 500), (2, 503), (3, 500), (4, 200)]
    info = await bot.get_webhook_info()
    assert (info.pending_update_count, info.last_error_message) == (
        0, "Wrong response from the webhook: 500 Internal Server Error",
    )  # fmt: skip


async def test_one_chats_failure_does_not_hold_up_another(fake: FakeTelegram, bot: Bot, hook: tuple[Hook, str]) -> None:
    taker, base = hook
    user, other = fake.user(1), fake.user(2)
    taker.statuses = [500, 500]
    await fake.says(user, "甲一")
    await fake.says(user, "甲二")
    await fake.says(other, "乙")
    await bot.set_webhook(f"{base}/telegram/webhook", max_connections=1)
    await fake.wait_taken()
    # The first repeat comes at once; while the second rests, the other chat is served and 甲二 waits its turn.
    assert taker.texts() == ["甲一", "甲一", "乙", "甲一", "甲二"]


async def test_connections_are_used_up_to_the_maximum(fake: FakeTelegram, bot: Bot, hook: tuple[Hook, str]) -> None:
    taker, base = hook
    taker.pause_s = 0.05
    for number in range(1, 9):
        await fake.says(fake.user(number), "一")
        await fake.says(number, "二")
    await bot.set_webhook(f"{base}/telegram/webhook", max_connections=3)
    await fake.wait_taken()
    assert taker.most_together == 3
    assert len(taker.seen) == 16


async def test_a_bot_that_is_away_gets_everything_later(fake: FakeTelegram, bot: Bot, hook: tuple[Hook, str]) -> None:
    taker, base = hook
    await bot.set_webhook("http://127.0.0.1:9/telegram/webhook")
    await fake.says(fake.user(1), "还在吗")
    await asyncio.sleep(0.1)
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.set_webhook(f"{base}/telegram/webhook")
    await fake.wait_taken()
    assert taker.texts() == ["还在吗"]


async def test_a_public_address_is_https_and_can_be_brought_home(hook: tuple[Hook, str]) -> None:
    taker, base = hook
    async with FakeTelegram(webhook_base=base) as fake, client(fake) as bot:
        with pytest.raises(BadRequest, match="https url must be provided"):
            await bot.set_webhook("http://assistant.example/telegram/webhook")
        with pytest.raises(BadRequest, match="only on ports"):
            await bot.set_webhook("https://assistant.example:8080/telegram/webhook")
        with pytest.raises(BadRequest, match="Secret token"):
            await bot.set_webhook("https://assistant.example/telegram/webhook", secret_token="秘密")
        await bot.set_webhook("https://assistant.example/telegram/webhook")
        await fake.says(fake.user(1), "你好")
        await fake.wait_taken()
    assert taker.texts() == ["你好"]
