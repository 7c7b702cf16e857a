"""Where somebody on the web asks from: a hash of her address, the same for all her sessions, and never the address."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db.tables import intake
from bot.web.visitors import hashed_source
from handlers import features
from knowledge.load import Knowledge
from tests.bot.channels.web_house import House, open_house
from tests.handlers.tickets.room_desk import opened_with_link

PROXY = "127.0.0.1"


def test_one_line_is_one_source() -> None:
    assert hashed_source("k", "203.0.113.7") == hashed_source("k", "::ffff:203.0.113.7")
    assert hashed_source("k", "2001:db8:1:2::1") == hashed_source("k", "2001:db8:1:2:ffff::9")
    different = {
        hashed_source("k", name) for name in ("203.0.113.7", "203.0.113.8", "2001:db8:1:2::1", "2001:db8:1:3::1")
    }
    assert len({*different, hashed_source("other key", "203.0.113.7")}) == 5
    assert hashed_source("k", "") == hashed_source("k", "unix:") == ""


async def _guess(house: House, client: str, number: str) -> str:
    headers = {"X-Forwarded-For": client}
    async with house.client.post(f"{house.url}/api/chat", json={"text": f"{number} 0000"}, headers=headers) as answer:
        session = (await answer.json())["session"]
    return str((await house.replies(session))[-1]["text"])


@pytest.mark.parametrize(("trusted", "others_wait"), [(PROXY, False), ("", True)])
async def test_new_sessions_do_not_bring_new_tries(
    tmp_path: Path, knowledge: Knowledge, trusted: str, others_wait: bool
) -> None:
    async with open_house(tmp_path, knowledge, *features(), echo=False, trusted_proxies=trusted) as house:
        matter, _session = await opened_with_link(house)
        for _ in range(5):
            assert "没有对上" in await _guess(house, "203.0.113.7", matter.number)
        assert "试的次数太多" in await _guess(house, "203.0.113.7", matter.number)
        # Who writes the header herself is not believed: without a trusted proxy it is still the same client.
        assert ("试的次数太多" in await _guess(house, "203.0.113.8", matter.number)) is others_wait
        rows = await house.app.db.read(lambda conn: conn.execute(select(intake.c.payload)).scalars().all())
        assert "203.0.113" not in "".join(rows)
