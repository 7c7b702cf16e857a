"""Requests over aiohttp: bodies, refusals, time-outs, broken connections; never a token in an error."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.channels.telegram import request
from bot.channels.telegram.api import Api
from bot.channels.telegram.failures import delivery_error, wait_s
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_client import jpeg, started


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as server:
        yield server


@pytest.fixture
async def api(fake: FakeTelegram) -> AsyncIterator[Api]:
    opened = Api(fake.token, fake.base_url)
    yield opened
    await opened.close()


def test_the_library_is_not_loaded_before_a_channel_is_made() -> None:
    code = "import sys, bot.channels.telegram; sys.exit('telegram' in sys.modules or 'httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


async def test_typed_and_plain_calls_share_one_session(fake: FakeTelegram, api: Api) -> None:
    user = await started(fake)
    assert (await api.bot.get_me()).username == fake.world.bot["username"]
    sent = await api.call("sendMessage", {"chat_id": user.id, "text": "您好"})
    assert fake.sent(user)[0]["message_id"] == sent["message_id"]


async def test_files_go_out_as_a_form(fake: FakeTelegram, api: Api) -> None:
    user = await started(fake)
    picture = jpeg()
    values = {"chat_id": user.id, "reply_parameters": {"message_id": 9, "allow_sending_without_reply": True}}
    await api.call("sendPhoto", values, files={"photo": ("a.jpg", picture, "image/jpeg")})
    call = fake.called("sendPhoto")[0]
    assert call.files["photo"].data == picture
    assert call.params["reply_parameters"] == values["reply_parameters"]


async def test_a_large_file_goes_out_whole(fake: FakeTelegram, api: Api) -> None:
    user, paper = await started(fake), b"%PDF" + bytes(3_000_000)
    await api.call("sendDocument", {"chat_id": user.id}, files={"document": ("a.pdf", paper, "application/pdf")})
    assert fake.called("sendDocument")[0].files["document"].data == paper


async def test_a_flood_answer_tells_how_long_to_wait(fake: FakeTelegram, api: Api) -> None:
    user = await started(fake)
    fake.fail_next("sendMessage", 429, parameters={"retry_after": 7})
    with pytest.raises(RetryAfter) as caught:
        await api.call("sendMessage", {"chat_id": user.id, "text": "a"})
    assert wait_s(caught.value) == 7
    assert delivery_error(caught.value).after == 7


async def test_a_late_answer_is_a_time_out(fake: FakeTelegram, api: Api) -> None:
    fake.slow_next("getMe", 3)
    begun = time.monotonic()
    with pytest.raises(TimedOut):
        await api.call("getMe", {}, read_s=0.2)
    assert time.monotonic() - begun < 2


async def test_a_dropped_connection_is_told_without_the_token(fake: FakeTelegram, api: Api) -> None:
    fake.drop_next("getMe")
    with pytest.raises(NetworkError) as caught:
        await api.call("getMe", {})
    assert fake.token not in repr(caught.value)
    gone = Api(fake.token, "http://127.0.0.1:9")
    with pytest.raises(NetworkError) as caught:
        await gone.call("getMe", {})
    assert fake.token not in repr(caught.value)
    await gone.close()


async def test_a_download_is_cut_off_at_the_limit(
    fake: FakeTelegram, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "MAX_DOWNLOAD", 1000)
    kept = fake.world.keep_file(b"a" * 1001, "documents/big")
    file = await api.bot.get_file(kept["file_id"])
    with pytest.raises(BadRequest, match="too big"):
        await api.download(file.file_path or "")


async def test_a_closed_session_opens_again(fake: FakeTelegram, api: Api) -> None:
    await api.call("getMe", {})
    await api.close()
    assert (await api.call("getMe", {}))["id"] == fake.world.bot["id"]


async def test_many_calls_at_once_are_all_answered(fake: FakeTelegram, api: Api) -> None:
    user = await started(fake)
    await asyncio.gather(*(api.call("sendMessage", {"chat_id": user.id, "text": str(n)}) for n in range(150)))
    assert len(fake.sent(user)) == 150


@pytest.mark.parametrize(
    ("base", "environment", "expected"),
    [
        ("https://api.telegram.org", {"https_proxy": "http://proxy:3128"}, "http://proxy:3128"),
        ("https://api.telegram.org", {"https_proxy": "http://proxy:3128", "no_proxy": "telegram.org"}, None),
        ("http://127.0.0.1:8081", {"http_proxy": "http://proxy:3128"}, None),
        ("https://api.telegram.org", {}, None),
    ],
)
def test_a_proxy_of_the_environment_is_used(
    base: str, environment: dict[str, str], expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert request.AioRequest(base)._proxy == expected
