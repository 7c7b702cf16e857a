"""Replies as they come: the event stream of the web channel."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.channels.web import api
from knowledge.load import Knowledge
from tests.bot.channels.web_house import House, open_house


@pytest.fixture
async def house(tmp_path: Path, knowledge: Knowledge) -> AsyncIterator[House]:
    async with open_house(tmp_path, knowledge) as opened:
        yield opened


async def _block(answer: aiohttp.ClientResponse) -> dict[str, str]:
    """The next block of the stream: field to value; a comment stands under the empty name."""
    fields: dict[str, str] = {}
    async with asyncio.timeout(5):
        while line := (await answer.content.readline()).decode().rstrip("\n"):
            name, _, value = line.partition(":")
            fields[name] = value.strip()
    return fields


async def _event(answer: aiohttp.ClientResponse) -> tuple[int, dict[str, Any]]:
    while True:
        block = await _block(answer)
        if block.get("event") == "reply":
            return int(block["id"]), json.loads(block["data"])


def _stream(house: House, session: str, after: str = "", **headers: str) -> Any:
    return house.client.get(f"{house.url}/api/chat/{session}/events{after}", headers=headers)


async def test_replies_come_by_themselves_with_growing_ids(house: House) -> None:
    session = await house.said(text="一")
    async with _stream(house, session) as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.headers["Cache-Control"] == "no-store"
        assert await _block(answer) == {"retry": "2000"}
        first = await _event(answer)
        assert (first[0], first[1]["id"], first[1]["text"]) == (1, 1, "text:一")
        await house.said(session=session, text="二")
        second = await _event(answer)
        assert (second[0], second[1]["text"]) == (2, "text:二")


async def test_a_stream_goes_on_behind_the_last_event(house: House) -> None:
    session = await house.said(text="一")
    await house.said(session=session, text="二")
    await house.replies(session)
    async with _stream(house, session, **{"Last-Event-ID": "1"}) as answer:
        assert (await _event(answer))[0] == 2
    async with _stream(house, session, "?after=1") as answer:
        assert (await _event(answer))[0] == 2
    async with _stream(house, session, **{"Last-Event-ID": "nonsense"}) as answer:
        assert (await _event(answer))[0] == 1


async def test_an_idle_stream_shows_that_it_lives(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "HEARTBEAT_S", 0.05)
    session = await house.said(text="一")
    async with _stream(house, session) as answer:
        await _event(answer)
        assert await _block(answer) == {"": "still here"}


async def test_more_replies_than_one_read_holds_come_all(house: House) -> None:
    session = await house.said(text="0")
    from bot.message import Address, Reply

    def many(tx: Any) -> None:
        for number in range(450):
            tx.send(Address("web", session), Reply(str(number)))

    await house.replies(session)
    await house.app.work.write(many)
    async with _stream(house, session) as answer:
        assert [(await _event(answer))[0] for _ in range(451)] == list(range(1, 452))


async def test_only_a_few_streams_for_one_chat(house: House) -> None:
    session = await house.said(text="一")
    streams = [_stream(house, session) for _ in range(7)]
    codes = [(await stream.__aenter__()).status for stream in streams]
    assert codes == [200] * 6 + [429]
    for stream in streams:
        await stream.__aexit__(None, None, None)


async def test_a_client_that_left_makes_room_soon(house: House) -> None:
    session = await house.said(text="一")
    for _ in range(6):
        async with _stream(house, session) as answer:
            await _event(answer)
    await asyncio.sleep(1.5)
    async with _stream(house, session) as answer:
        assert answer.status == 200


async def test_clients_that_left_are_no_trouble_at_the_end(
    tmp_path: Path, knowledge: Knowledge, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_house(tmp_path, knowledge) as house:
        session = await house.said(text="一")
        async with _stream(house, session) as answer:
            await _event(answer)
        await house.said(session=session, text="二")
        await house.replies(session)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_stopping_ends_streams_at_once(tmp_path: Path, knowledge: Knowledge) -> None:
    async with open_house(tmp_path, knowledge) as house:
        session = await house.said(text="一")
        answer = await _stream(house, session).__aenter__()
        await _event(answer)
        begun = time.monotonic()
    assert time.monotonic() - begun < 5  # a stream left open is waited for much longer
    answer.close()
