"""The poller against trouble: what is confirmed is stored, and nothing but a refused token ends it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bot.channel import Accept
from bot.channels.telegram.api import Api
from bot.channels.telegram.parse import ALLOWED_UPDATES
from bot.channels.telegram.polling import LONG_POLL_S, Poller
from bot.errors import BusyError
from bot.store.intake import Incoming
from tests.fakes.telegram import FakeTelegram


class Shelf:
    """Stands in for intake: keeps what it is given, after as many refusals as a test orders."""

    def __init__(self, refusals: int = 0, error: type[Exception] = BusyError) -> None:
        self.batches: list[list[str]] = []
        self.refusals = refusals
        self.error = error

    async def __call__(self, items: list[Incoming]) -> int:
        if self.refusals:
            self.refusals -= 1
            raise self.error("not now")
        self.batches.append([item.payload for item in items])
        return len(items)


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@asynccontextmanager
async def polling(fake: FakeTelegram, accept: Accept, token: str = "") -> AsyncIterator[asyncio.Task[None]]:
    api = Api(token or fake.token, fake.base_url)
    task = asyncio.create_task(Poller(api, first_s=0.01, longest_s=0.05, conflict_s=0.05).run(accept))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await api.close()


async def test_the_offset_moves_on_only_after_storing(fake: FakeTelegram) -> None:
    user, shelf = fake.user(1001), Shelf(refusals=2)
    update = await fake.says(user, "一")
    async with polling(fake, shelf):
        await fake.wait_taken()
    asked = [call.params.get("offset") for call in fake.called("getUpdates")]
    assert asked[:3] == [None, None, None]
    assert set(asked[3:]) <= {update["update_id"] + 1}
    assert len(shelf.batches) == 1


async def test_it_asks_long_and_for_what_it_reads(fake: FakeTelegram) -> None:
    async with polling(fake, Shelf()):
        await fake.wait_called("deleteWebhook")
        await fake.says(fake.user(1001), "一")
        await fake.wait_called("getUpdates")
    params = fake.called("getUpdates")[0].params
    assert (params["timeout"], params["allowed_updates"]) == (LONG_POLL_S, list(ALLOWED_UPDATES))


@pytest.mark.parametrize("status", [500, 502, 429, 409, 400, 403])
async def test_refusals_are_waited_out(fake: FakeTelegram, status: int) -> None:
    fake.fail_next("getUpdates", status, times=3 if status != 429 else 1)
    shelf = Shelf()
    async with polling(fake, shelf):
        await fake.says(fake.user(1001), "一")
        await fake.wait_taken()
    assert len(shelf.batches) == 1


async def test_broken_connections_are_waited_out(fake: FakeTelegram) -> None:
    fake.drop_next("deleteWebhook", 2)
    fake.drop_next("getUpdates", 2)
    shelf = Shelf()
    async with polling(fake, shelf):
        await fake.says(fake.user(1001), "一")
        await fake.wait_taken()
    assert len(shelf.batches) == 1


async def test_a_bug_while_storing_ends_nothing(fake: FakeTelegram) -> None:
    shelf = Shelf(refusals=2, error=RuntimeError)
    async with polling(fake, shelf):
        await fake.says(fake.user(1001), "一")
        await fake.wait_taken()
    assert len(shelf.batches) == 1


async def test_a_webhook_that_is_set_later_is_taken_away_again(fake: FakeTelegram) -> None:
    shelf = Shelf()
    async with polling(fake, shelf):
        await fake.wait_called("deleteWebhook")
        other = Api(fake.token, fake.base_url)
        with capture_logs() as logs:
            await other.call("setWebhook", {"url": "http://127.0.0.1:9/x"})
            await fake.wait_called("deleteWebhook", 2)
        await other.close()
        await fake.says(fake.user(1001), "一")
        await fake.wait_taken()
    assert [entry["log_level"] for entry in logs if "somebody else" in entry["event"]] == ["error"]
    assert len(shelf.batches) == 1


async def test_a_refused_token_ends_it_with_an_error(fake: FakeTelegram) -> None:
    with capture_logs() as logs:
        async with polling(fake, Shelf(), "700000002:not-this-one") as task:
            await asyncio.wait_for(task, 5)
    assert [(entry["log_level"], entry["fix"]) for entry in logs] == [("error", "TELEGRAM_TOKEN, TELEGRAM_API_BASE")]


@pytest.mark.parametrize("answer", [[{"message": 1}], [5, None], {"no": "list"}, None, "text"])
async def test_an_answer_without_numbers_does_not_make_it_race(fake: FakeTelegram, answer: object) -> None:
    asked = 0

    class Odd(Api):
        async def call(self, *_: object, **__: object) -> object:
            nonlocal asked
            asked += 1
            return answer

    api, shelf = Odd(fake.token, fake.base_url), Shelf()
    task = asyncio.create_task(Poller(api, first_s=0.02, longest_s=0.05).run(shelf))
    await asyncio.sleep(0.3)
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await api.close()
    assert 2 <= asked <= 20
    assert len(shelf.batches) == (asked if isinstance(answer, list) else 0)
