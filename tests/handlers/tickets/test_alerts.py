"""Machines report: with a key, once each, a burst as one ticket; nothing is stored of what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.db.tables import outgoing
from bot.errors import SettingsError
from bot.settings import load_settings
from bot.store import groups, timers
from handlers import features
from handlers.tickets import store
from handlers.tickets.alerts.rules import CAP, Alert, MalformedError, read_alert, system_of
from handlers.tickets.alerts.store import alert
from handlers.tickets.matter import Ticket
from handlers.tickets.states import Source
from knowledge.load import Knowledge
from tests.bot.channels.web_house import House, open_house
from tests.fakes.clock import FakeClock

KEY = "smoke-and-mirrors-1"


@pytest.fixture
async def house(tmp_path: Path, knowledge: Knowledge, clock: FakeClock) -> AsyncIterator[House]:
    keys = {"alert_keys": f"烟感平台={KEY}, 水位=another-key-of-ours"}
    async with open_house(tmp_path, knowledge, *features(), clock=clock, echo=False, **keys) as opened:
        await opened.app.db.write(lambda conn: groups.bind(conn, "web", "-1"))
        yield opened


def body(**more: object) -> dict[str, object]:
    told = {"id": "1", "source": "烟感-3-201", "severity": "warning", "place": "良渚街道古墩路口", "text": "烟雾浓度高"}
    return {**told, **more}


async def post(house: House, said: object, key: str = KEY) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with house.client.post(f"{house.url}/api/alerts", json=said, headers=headers) as answer:
        return answer.status, await answer.json()


async def open_now(house: House) -> list[Ticket]:
    return await house.app.db.read(lambda conn: store.open_tickets(conn, 500))


async def rows(house: House) -> int:
    return await house.app.db.read(lambda conn: int(conn.execute(select(func.count()).select_from(alert)).scalar_one()))


async def sent(house: House) -> int:
    return await house.app.db.read(
        lambda conn: int(conn.execute(select(func.count()).where(outgoing.c.kind == "send")).scalar_one())
    )


async def test_an_alert_becomes_a_ticket_once(house: House) -> None:
    status, told = await post(house, body())
    assert (status, told["alerts"], told["repeat"]) == (202, 1, False)
    again, same = await post(house, body(text="又一次"))
    assert (again, same) == (200, {**told, "repeat": True})
    (made,) = await open_now(house)
    assert (made.number, made.source, made.taken_name, made.urgent) == (told["number"], Source.ALERT, "烟感平台", False)
    assert "烟雾浓度高" in made.what
    other, theirs = await post(house, body(), "another-key-of-ours")
    assert (other, theirs["number"] != told["number"]) == (202, True)


async def test_a_burst_of_one_source_is_one_ticket_and_one_card(house: House) -> None:
    before = await sent(house)
    for number in range(40):
        assert (await post(house, body(id=str(number))))[0] == 202
    (made,) = await open_now(house)
    assert await rows(house) == 40
    assert await sent(house) == before + 1
    status, _ = await post(house, body(id="x", severity="critical"))
    assert status == 202
    (worse,) = await open_now(house)
    assert (made.urgent, worse.urgent) == (False, True)
    assert worse.due_at is not None
    assert made.due_at is not None
    assert worse.due_at < made.due_at
    assert await sent(house) == before + 2


async def test_many_sources_at_once_share_a_ticket_beyond_the_cap(house: House, clock: FakeClock) -> None:
    for number in range(CAP + 30):
        assert (await post(house, body(id=str(number), source=f"s{number}")))[0] == 202
    assert len(await open_now(house)) == CAP + 1
    assert await rows(house) == CAP + 30
    for made in await open_now(house):  # each has the desk for its owner and a timer that does not forget it
        assert await house.app.db.read(lambda conn, of=made.about: timers.planned(conn, of, "tickets.limit"))  # type: ignore[misc]
    clock.advance(hours=2)
    await post(house, body(id="later", source="new"))
    assert len(await open_now(house)) == CAP + 2


@pytest.mark.parametrize("key", ["", "wrong", KEY[:-1], "密钥"])
async def test_a_wrong_key_is_refused_and_nothing_is_stored(house: House, key: str) -> None:
    if key == "密钥":
        assert system_of({"a": KEY}, key) is None
        return
    assert (await post(house, body(), key))[0] == 403
    assert await rows(house) == 0


@pytest.mark.parametrize(
    "said",
    [[], "x", None, body(id=""), body(id=1), body(source=None), body(severity="bad"), body(severity=1), body(place=" "),
     body(text="x" * 1001), body(at="yesterday"), body(at="2026-11-24T10:00:00"), {}],
)  # fmt: skip
async def test_what_is_malformed_is_refused_and_nothing_is_stored(house: House, said: object) -> None:
    status, told = await post(house, said)
    assert status == 400
    assert told["error"] == "malformed"
    assert await rows(house) == 0
    assert not await open_now(house)


async def test_where_nobody_reads_the_machine_is_told_so(house: House) -> None:
    await house.app.db.write(lambda conn: groups.set_alive(conn, "web", "-1", living=False))
    status, told = await post(house, body())
    assert (status, told["error"]) == (503, "intake_closed")
    assert await rows(house) == 0


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda kids: st.dictionaries(
    st.sampled_from(["id", "source", "severity", "place", "text", "at"]) | st.text(), kids)))  # fmt: skip
def test_anything_is_an_alert_or_malformed(raw: object) -> None:
    try:
        assert isinstance(read_alert(raw), Alert)
    except MalformedError as error:
        assert error.field


@pytest.mark.parametrize(
    "keys", ["short=abc", "=0123456789abcdef", "a=0123456789abcdef,a=0123456789abcdeg", "justakey"]
)
def test_keys_that_cannot_be_used_are_named(keys: str) -> None:
    with pytest.raises(SettingsError, match="ALERT_KEYS"):
        load_settings(_env_file=None, alert_keys=keys)
