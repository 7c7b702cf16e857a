"""The interface of the web channel as CONTRACT.md says it, on a real server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import BusyError
from bot.intake import Intake
from knowledge.load import Knowledge
from tests.bot.channels.web_house import House, open_house
from tests.fakes.clock import FakeClock

NOBODY = "A" * 32


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def house(tmp_path: Path, knowledge: Knowledge, clock: FakeClock) -> AsyncIterator[House]:
    async with open_house(tmp_path, knowledge, clock=clock) as opened:
        yield opened


async def test_the_first_message_makes_a_session_and_is_answered(house: House) -> None:
    status, answer = await house.post({"text": "你好", "lang": "zh"})
    assert status == 202
    assert answer.keys() == {"session", "accepted"}
    assert len(answer["session"]) >= 32
    assert answer["accepted"] == 0
    assert [reply["text"] for reply in await house.replies(answer["session"])] == ["text:你好"]


async def test_a_reply_has_exactly_the_promised_shape(house: House) -> None:
    session = await house.said(text="你好")
    (reply,) = await house.replies(session)
    assert reply == {
        "id": 1,
        "text": "text:你好",
        "choices": [
            {"label": "again", "value": "again:1"},
            {"label": "110", "value": "", "url": "tel:110"},
            {"label": "back", "value": "again:0", "control": True},
        ],
        "sources": [{"title": "规定", "url": "https://www.gov.cn/", "unit": "某局", "checked": "2026-11-20"}],
        "origin": "extract",
        "at": "2026-11-24T02:00:00+00:00",
        "files": [],
    }


async def test_accepted_is_the_last_reply_before_the_message(house: House) -> None:
    session = await house.said(text="一")
    await house.replies(session)
    status, answer = await house.post({"session": session, "text": "二"})
    assert (status, answer["accepted"]) == (202, 1)
    assert [reply["text"] for reply in await house.replies(session, after=1)] == ["text:二"]


async def test_a_repeat_happens_once_and_is_told_the_same(house: House) -> None:
    session = await house.said(text="一")
    await house.replies(session)
    body = {"session": session, "id": "mine-1", "text": "二"}
    first = await house.post(body)
    await house.replies(session)
    assert await house.post(body) == first == (202, {"session": session, "accepted": 1})
    assert [reply["text"] for reply in await house.replies(session)] == ["text:一", "text:二"]


async def test_two_sessions_may_use_the_same_id(house: House) -> None:
    one, two = await house.said(id="1", text="一"), await house.said(id="1", text="二")
    assert [reply["text"] for reply in await house.replies(one)] == ["text:一"]
    assert [reply["text"] for reply in await house.replies(two)] == ["text:二"]


async def test_a_pick_arrives_as_a_pick(house: House) -> None:
    session = await house.said(pick="again:1")
    assert [reply["text"] for reply in await house.replies(session)] == ["pick:again:1"]


async def test_messages_are_answered_in_order(house: House) -> None:
    session = await house.said(text="n0")
    for number in range(1, 20):
        await house.said(session=session, text=f"n{number}")
    assert [reply["text"] for reply in await house.replies(session)] == [f"text:n{number}" for number in range(20)]


@pytest.mark.parametrize("session", [NOBODY, "x", "../../etc/passwd", "a" * 500, "\ud800" * 32, "%s{0}' OR 1=1 --"])
async def test_an_unknown_session_is_not_found(house: House, session: str) -> None:
    assert (await house.post({"session": session, "text": "你好"}))[0] == 404
    assert await house.stored() == []


@pytest.mark.parametrize("path", [f"/api/chat/{NOBODY}", f"/api/chat/{NOBODY}/events", "/api/chat/x", "/api/nothing"])
async def test_unknown_addresses_answer_in_json(house: House, path: str) -> None:
    status, answer = await house.get(path)
    assert status == 404
    assert answer.keys() == {"error", "message"}


MALFORMED: list[object] = [
    None, [], "text", 7, {}, {"text": ""}, {"text": "  \n "}, {"text": "\u200b\u200d\U000e0041"}, {"text": "\ud800"},
    {"text": 7}, {"text": ["a"]}, {"text": "a", "id": 7}, {"text": "a", "id": "x" * 101}, {"text": "a", "id": "\ud800"},
    {"text": "a", "session": 7}, {"pick": 7}, {"pick": "x" * 61}, {"pick": "a\nb"}, {"pick": "\ud800"},
    {"text": "a", "lang": 7}, {"files": "abc"}, {"files": {}}, {"files": [7]}, {"files": ["\ud800" * 20]},
    {"files": ["a" * 22]}, {"files": ["abcdefghijklmnop"] * 6}, {"pick": "again:1", "files": ["abcdefghijklmnop"]},
]  # fmt: skip


@pytest.mark.parametrize("body", MALFORMED, ids=lambda body: ascii(body)[:40])
async def test_what_is_malformed_is_refused_and_not_stored(house: House, body: object) -> None:
    status, answer = await house.post(body)
    assert status == 400
    assert answer["error"] in ("malformed", "empty", "file_unknown")
    assert answer["message"]
    assert await house.stored() == []


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"text": ' + b"9" * 5000 + b"}", b"text=a"])
async def test_bodies_that_are_no_json_are_refused(house: House, raw: bytes) -> None:
    async with house.client.post(f"{house.url}/api/chat", data=raw) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"] == "malformed"


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        ("a\ud800b", "ab"),
        ("身\u200b份\u202e证", "身份证"),
        ("🚲🚲", "🚲🚲"),
        ("<b>{x}%s' OR 1=1 --\\", "<b>{x}%s' OR 1=1 --\\"),
        ("字" * 33_000, "字" * 20_000),
    ],
    ids=["surrogate", "unseen", "emoji", "markup", "100kB"],
)
async def test_odd_texts_are_taken_as_what_they_say(house: House, sent: str, heard: str) -> None:
    session = await house.said(text=sent)
    assert [reply["text"] for reply in await house.replies(session)] == [f"text:{heard}"]


async def test_a_body_beyond_the_limit_is_too_large(house: House) -> None:
    status, answer = await house.post({"text": "a" * 300_000})
    assert (status, answer["error"]) == (413, "too_big")


async def test_a_chat_that_is_too_fast_must_wait_and_others_need_not(house: House, clock: FakeClock) -> None:
    session = await house.said(text="0")
    codes = [(await house.post({"session": session, "text": "x"}))[0] for _ in range(40)]
    assert codes[0] == 202
    assert codes[-1] == 429
    assert (await house.post({"text": "somebody else"}))[0] == 202
    async with house.client.post(f"{house.url}/api/chat", json={"session": session, "text": "x"}) as answer:
        assert int(answer.headers["Retry-After"]) >= 1
        assert "秒后再试" in (await answer.json())["message"]
    clock.advance(seconds=3)
    assert (await house.post({"session": session, "text": "later"}))[0] == 202


async def test_one_address_cannot_open_chats_without_end(house: House) -> None:
    codes = set()
    for _ in range(410):
        codes.add((await house.post({"text": "x"}))[0])
    assert codes == {202, 429}


async def test_a_busy_database_acknowledges_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, knowledge: Knowledge
) -> None:
    async def busy(*_: object) -> int:
        raise BusyError("disk full")

    monkeypatch.setattr(Intake, "accept", busy)
    async with (
        open_house(tmp_path / "other", knowledge) as other,
        other.client.post(f"{other.url}/api/chat", json={"text": "你好"}) as answer,
    ):
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "2"
        assert (await answer.json())["error"] == "busy"


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "１"])
async def test_a_strange_after_is_refused(house: House, after: str) -> None:
    session = await house.said(text="a")
    assert (await house.get(f"/api/chat/{session}?after={after}"))[0] == 400


async def test_messages_say_errors_in_the_language_of_the_browser(house: House) -> None:
    async with house.client.post(
        f"{house.url}/api/chat", json={}, headers={"Accept-Language": "en-GB,en;q=0.9,zh;q=0.2"}
    ) as answer:
        assert (await answer.json())["message"] == "Nothing arrived; please write a few words."
