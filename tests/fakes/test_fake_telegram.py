"""The fake Bot API under the real client library: tokens, bodies, trouble, waiting, and the fake as a process."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_client import FORUM, GROUP, Ticker, client, keyboard, started
from tests.fakes.telegram_control import remote_telegram


@pytest.fixture(autouse=True)
def _no_deprecation_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without this the client warns whenever it makes a RetryAfter, and a warning is an error here.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


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


async def test_initialize_tells_who_the_bot_is(bot: Bot) -> None:
    assert (bot.username, bot.bot.is_bot) == ("yuxiaoyi_test_bot", True)


async def test_a_wrong_token_is_unauthorized(fake: FakeTelegram) -> None:
    stranger = client(fake, "700000002:not-this-one")
    with pytest.raises(InvalidToken, match="rejected by the server"):
        await stranger.initialize()
    await stranger.shutdown()


async def test_an_unknown_method_is_refused(fake: FakeTelegram) -> None:
    async with aiohttp.ClientSession() as session:
        answer = await session.post(f"{fake.base_url}/bot{fake.token}/sendMesage", json={"chat_id": 1, "text": "a"})
        assert answer.status == 404
        assert await answer.json() == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}


@pytest.mark.parametrize("body", ["json", "form", "query", "multipart"])
async def test_parameters_may_come_in_any_body(fake: FakeTelegram, body: str) -> None:
    user = await started(fake)
    address, values = f"{fake.base_url}/bot{fake.token}/sendMessage", {"chat_id": str(user.id), "text": "42"}
    form = aiohttp.FormData(values, default_to_multipart=True)
    bodies: dict[str, dict[str, Any]] = {
        "json": {"json": {"chat_id": user.id, "text": "42"}},
        "form": {"data": values},
        "query": {"params": values},
        "multipart": {"data": form},
    }
    async with aiohttp.ClientSession() as session:
        answer = await session.post(address, **bodies[body])
        assert (await answer.json())["result"]["text"] == "42"
    assert fake.calls[-1].params == {"chat_id": user.id, "text": "42"}


async def test_flood_answer_becomes_retry_after(fake: FakeTelegram, bot: Bot) -> None:
    user = await started(fake)
    fake.fail_next("sendMessage", 429, parameters={"retry_after": 7})
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(user.id, "一")
    assert caught.value.retry_after == timedelta(seconds=7)
    await bot.send_message(user.id, "一")
    assert [call.status for call in fake.called("sendMessage")] == [429, 200]


async def test_parameters_of_a_wrong_shape_are_a_bad_request(fake: FakeTelegram) -> None:
    user = await started(fake)
    for wrong in ({"entities": [{"type": "bold"}]}, {"reply_markup": {"inline_keyboard": [["x"]]}}, {"text": 5.5}):
        values = {"chat_id": user.id, "text": "好", "message_thread_id": "x", **wrong}
        async with aiohttp.ClientSession() as session:
            answer = await session.post(f"{fake.base_url}/bot{fake.token}/sendMessage", json=values)
            assert (answer.status, (await answer.json())["ok"]) == (400, False)
    assert fake.sent(user) == []


async def test_trouble_can_be_meant_for_one_chat(fake: FakeTelegram, bot: Bot) -> None:
    one, two = await started(fake, 1), await started(fake, 2)
    fake.fail_next("sendMessage", 502, times=2, chat_id=two.id)
    await bot.send_message(one.id, "好")
    for _ in range(2):
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(two.id, "不好")
    await bot.send_message(two.id, "好")
    assert len(fake.sent(two)) == 1


async def test_a_dropped_call_may_have_had_its_effect(fake: FakeTelegram, bot: Bot) -> None:
    user = await started(fake)
    fake.drop_next("sendMessage")
    fake.drop_next("sendMessage", after_effect=True)
    fake.fail_next("sendMessage", 500, after_effect=True)
    for text in ("没到", "到了", "也到了"):
        with pytest.raises(NetworkError):
            await bot.send_message(user.id, text)
    assert [message["text"] for message in fake.sent(user)] == ["到了", "也到了"]
    assert [call.status for call in fake.called("sendMessage")] == [0, 0, 500]


async def test_slow_answers_are_slow(fake: FakeTelegram, bot: Bot) -> None:
    user = await started(fake)
    fake.slow_next("sendMessage", 0.2)
    before = asyncio.get_running_loop().time()
    await bot.send_message(user.id, "慢")
    assert asyncio.get_running_loop().time() - before >= 0.19


async def test_flood_limits_of_a_private_chat(clock: Ticker) -> None:
    async with FakeTelegram(now=clock, flood=True) as fake, client(fake) as bot:
        user = await started(fake)
        for _ in range(3):
            await bot.send_message(user.id, "快")
        with pytest.raises(RetryAfter):
            await bot.send_message(user.id, "太快")
        assert fake.calls[-1].answer["parameters"] == {"retry_after": 1}
        clock.at += 1
        await bot.send_message(user.id, "好")


async def test_flood_limits_of_a_group_and_over_all(clock: Ticker) -> None:
    async with FakeTelegram(now=clock, flood=True) as fake, client(fake) as bot:
        group = fake.group(GROUP)
        for _ in range(20):
            await bot.send_message(group.id, "群")
        with pytest.raises(RetryAfter):
            await bot.send_message(group.id, "第二十一")
        assert fake.calls[-1].answer["parameters"] == {"retry_after": 60}
        for number in range(1, 11):
            await bot.send_message((await started(fake, number)).id, "人")
        with pytest.raises(RetryAfter):
            await bot.send_message((await started(fake, 99)).id, "第三十一")
        clock.at += 60
        await bot.send_message(group.id, "又")


async def test_whom_the_bot_cannot_reach(fake: FakeTelegram, bot: Bot) -> None:
    silent, group = fake.user(5), fake.group(GROUP)
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(silent.id, "您好")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(404, "您好")
    user = await started(fake)
    await fake.blocks_bot(user)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(user.id, "您好")
    await fake.kicks_bot(user, group)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "大家好")
    changes = [u.my_chat_member for u in await bot.get_updates()]
    assert [(c.chat.id, c.new_chat_member.status) for c in changes if c] == [(user.id, "kicked"), (GROUP, "kicked")]
    await fake.unblocks_bot(user)
    await bot.send_message(user.id, "又见面了")


async def test_a_group_that_moved_names_its_new_id(fake: FakeTelegram, bot: Bot) -> None:
    user, group = fake.user(1), fake.group(GROUP)
    new = await fake.migrates(user, group, FORUM)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(GROUP, "旧群")
    assert caught.value.new_chat_id == FORUM
    await bot.send_message(new.id, "新群")
    notes = [u.message for u in await bot.get_updates() if u.message]
    assert [(m.chat.id, m.migrate_to_chat_id, m.migrate_from_chat_id) for m in notes] == [
        (GROUP, FORUM, None),
        (FORUM, None, GROUP),
    ]


async def test_waiting_tells_what_is_there_instead(fake: FakeTelegram, bot: Bot) -> None:
    user = await started(fake)

    async def later() -> None:
        await asyncio.sleep(0.05)
        await bot.send_message(user.id, "已登记 YH-20261124-0001")

    task = asyncio.create_task(later())
    (message,) = await fake.wait_sent(user, "YH-2026")
    await task
    assert await fake.wait_sent(user.id, lambda m: m["message_id"] == message["message_id"]) == [message]
    assert await fake.wait_sent(user, 1) == [message]
    with pytest.raises(AssertionError, match="已登记 YH-20261124-0001"):
        await fake.wait_sent(user, "已办结", timeout=0.05)


async def test_the_fake_runs_as_a_process(tmp_path: Path) -> None:
    async with remote_telegram() as remote:
        await remote.do("user", number=1, first_name="李")
        await remote.do("says", user=1, text="/start")
        token = "700000001:local-fake-token-that-opens-nothing"
        async with Bot(token, base_url=f"{remote.base_url}/bot") as bot:
            (update,) = await bot.get_updates()
            await bot.send_message(1, "您好", reply_markup=keyboard())
            (sent,) = await remote.do("wait_sent", chat=1)
            await remote.do("presses", user=1, message=sent, button="办结")
            (press,) = await bot.get_updates(offset=update.update_id + 1)
        assert press.callback_query is not None
        assert press.callback_query.data == "v1:close:7"
        assert [call["status"] for call in await remote.do("calls", method="sendMessage")] == [200]
        with pytest.raises(AssertionError, match="no such act"):
            await remote.do("explode")
