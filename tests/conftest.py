"""What every test may ask for: the shipped knowledge, and a town to play stories in."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.finder import IndexFinder, documents_of
from knowledge.load import Knowledge, load
from knowledge.search import Index
from tests.fakes.stages.line import LineStage
from tests.fakes.town import Town

os.environ["PTB_TIMEDELTA"] = "true"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(scope="session")
def word_index(knowledge: Knowledge) -> Index:
    """The index by words alone: quick to build, the same on every machine."""
    return Index.build(documents_of(knowledge), None)


@pytest.fixture
async def line_town(tmp_path: Path, knowledge: Knowledge, word_index: Index) -> AsyncIterator[Town]:
    """The whole assistant, running, with one fake line and one staff group."""
    async with Town(tmp_path, knowledge, IndexFinder(knowledge, word_index), LineStage()).open() as open_town:
        yield open_town
