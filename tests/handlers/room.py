"""Fixtures for the pages of the staff room: a running assistant with all features, staff signed in, and a stranger."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers import features
from knowledge.load import Knowledge
from tests.bot.channels.web_house import House, open_house
from tests.fakes.clock import FakeClock
from tests.handlers.tickets.room_desk import Desk, link


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def house(tmp_path: Path, knowledge: Knowledge, clock: FakeClock) -> AsyncIterator[House]:
    async with open_house(tmp_path, knowledge, *features(), clock=clock, echo=False) as opened:
        yield opened


@pytest.fixture
async def desk(house: House) -> AsyncIterator[Desk]:
    opened = Desk(house)
    await opened.post("/staff/enter", key=await link(house, "王芳", "administrator"))
    yield opened
    await opened.client.close()


@pytest.fixture
async def other(house: House) -> AsyncIterator[Desk]:
    opened = Desk(house)
    await opened.post("/staff/enter", key=await link(house, "李强"))
    yield opened
    await opened.client.close()


@pytest.fixture
async def stranger(house: House) -> AsyncIterator[Desk]:
    opened = Desk(house)
    yield opened
    await opened.client.close()
