"""The webhook: who may hand in what, and that 200 is said only for what is stored."""

from __future__ import annotations

import contextlib
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.channel import Accept
from bot.channels.telegram.api import Api
from bot.channels.telegram.webhook import MAX_BODY, PATH, SECRET_HEADER, register, webhook_routes
from bot.errors import BusyError
from bot.feature import Feature
from bot.message import Reply
from bot.store.intake import Incoming
from bot.work import Turn
from tests.bot.channels.telegram_stage import SECRET, stage
from tests.fakes.telegram import FakeTelegram

RIGHT = {SECRET_HEADER: SECRET}
UPDATE = b'{"update_id": 5, "message": {"message_id": 1, "chat": {"id": 7, "type": "private"}, "from": {"id": 7}}}'


class Shelf:
    """Keeps what it is given, or refuses while `busy`."""

    def __init__(self) -> None:
        self.rows: list[Incoming] = []
        self.busy = False

    async def __call__(self, items: list[Incoming]) -> int:
        if self.busy:
            raise BusyError("disk full")
        self.rows += items
        return len(items)


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def client(shelf: Shelf) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = web.Application(client_max_size=100)  # the server's own limit is not the one that counts
    accept: Accept = shelf
    app.add_routes(webhook_routes(SECRET, accept))
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def post(client: TestClient[Any, Any], body: Any, headers: dict[str, str]) -> int:
    async with client.post(PATH, data=body, headers=headers) as answer:
        return answer.status


async def test_an_update_is_stored_as_it_came(client: TestClient[Any, Any], shelf: Shelf) -> None:
    assert await post(client, UPDATE, RIGHT) == 200
    assert shelf.rows == [Incoming("telegram", "5", "telegram|7|7", UPDATE.decode())]


@pytest.mark.parametrize(
    "headers", [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: SECRET[:-1]}, {SECRET_HEADER: SECRET + "x"},
                {SECRET_HEADER: "钥匙"}, {"X-Secret": SECRET}]
)  # fmt: skip
async def test_a_wrong_secret_stores_nothing(
    client: TestClient[Any, Any], shelf: Shelf, headers: dict[str, str]
) -> None:
    assert await post(client, UPDATE, headers) == 403
    assert shelf.rows == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"5", b"null", b'"text"', b'{"update_id": 1', b"\xff\xfe{}", b"[" * 100_000,
             b'{"update_id": ' + b"9" * 5000 + b"}", b'{"a": "\x00"}']
)  # fmt: skip
async def test_nonsense_is_refused(client: TestClient[Any, Any], shelf: Shelf, body: bytes) -> None:
    assert await post(client, body, RIGHT) == 400
    assert shelf.rows == []


async def test_a_body_that_is_too_big_is_refused(client: TestClient[Any, Any], shelf: Shelf) -> None:
    whole = b'{"update_id": 1, "x": "' + b"a" * MAX_BODY + b'"}'
    assert await post(client, io.BytesIO(whole), RIGHT) == 413

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(whole), 65536):
            yield whole[start : start + 65536]

    with contextlib.suppress(aiohttp.ClientConnectionError):  # it may hang up while the rest is still on its way
        assert await post(client, pieces(), RIGHT) == 413
    assert shelf.rows == []


async def test_just_below_the_limit_is_taken(client: TestClient[Any, Any], shelf: Shelf) -> None:
    assert await post(client, UPDATE + b" " * (MAX_BODY - len(UPDATE)), RIGHT) == 200
    assert len(shelf.rows) == 1


async def test_a_busy_database_lets_telegram_try_again(client: TestClient[Any, Any], shelf: Shelf) -> None:
    shelf.busy = True
    assert await post(client, UPDATE, RIGHT) == 503
    shelf.busy = False
    assert await post(client, UPDATE, RIGHT) == 200


async def test_an_odd_object_is_stored_out_of_everybodys_way(client: TestClient[Any, Any], shelf: Shelf) -> None:
    for body in (b"{}", b'{"update_id": "x"}', b'{"update_id": 18446744073709551616}'):
        assert await post(client, body, RIGHT) == 200
    assert all(row.conversation == f"telegram|malformed|{row.id}" for row in shelf.rows)
    assert len({row.id for row in shelf.rows}) == 3


async def test_registering_goes_on_until_it_is_taken(fake: FakeTelegram) -> None:
    fake.fail_next("setWebhook", 500, times=2)
    api = Api(fake.token, fake.base_url)
    await register(api, "http://127.0.0.1:9", SECRET, first_s=0.01)
    await api.close()
    params = fake.called("setWebhook")[-1].params
    assert len(fake.called("setWebhook")) == 3
    assert (params["url"], params["secret_token"]) == (f"http://127.0.0.1:9{PATH}", SECRET)
    assert "drop_pending_updates" not in params
    assert set(params["allowed_updates"]) == {"message", "edited_message", "callback_query", "my_chat_member"}


async def test_registering_ends_when_the_token_is_refused(fake: FakeTelegram) -> None:
    api = Api("700000002:not-this-one", fake.base_url)
    with capture_logs() as logs:
        await register(api, "http://127.0.0.1:9", SECRET, first_s=0.01)
    await api.close()
    assert [entry["log_level"] for entry in logs] == ["error"]


async def test_a_second_delivery_has_no_second_effect(fake: FakeTelegram, tmp_path: Path) -> None:
    async def echo(turn: Turn) -> Reply:
        return Reply(turn.message.text)

    user = fake.user(1001)
    async with (
        stage(fake, tmp_path, [Feature("echo", listens=(echo,))], telegram_mode="webhook") as running,
        aiohttp.ClientSession() as session,
    ):
        update = await fake.says(user, "一")
        await fake.wait_sent(user, 1)
        for _ in range(3):
            async with session.post(running.url + PATH, json=update, headers=RIGHT) as answer:
                assert answer.status == 200
        async with session.post(running.url + PATH, json=update | {"update_id": 1}) as answer:
            assert answer.status == 403
        assert await running.settled(1) == ["done"]
        assert [message["text"] for message in fake.sent(user)] == ["一"]


async def test_what_was_answered_200_is_in_the_file(fake: FakeTelegram, tmp_path: Path) -> None:
    async with stage(fake, tmp_path, [], telegram_mode="webhook") as running, aiohttp.ClientSession() as session:
        async with session.post(running.url + PATH, data=UPDATE, headers=RIGHT) as answer:
            assert answer.status == 200
        found = await running.app.db.read(lambda conn: conn.execute(text("SELECT payload FROM intake")).scalars().all())
        assert found == [UPDATE.decode()]
