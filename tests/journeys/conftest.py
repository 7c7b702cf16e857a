"""Every journey that asks for `town` is played on the fake line, the console, the web page and Telegram."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import structlog

from bot.finder import IndexFinder
from knowledge.load import Knowledge
from knowledge.search import Index
from tests.fakes.stages import Stage
from tests.fakes.stages.console import ConsoleStage
from tests.fakes.stages.line import LineStage
from tests.fakes.stages.telegram import TelegramStage
from tests.fakes.stages.web import WebStage
from tests.fakes.telegram import FakeTelegram
from tests.fakes.town import Town
from tests.fakes.watched import Watched

STAGES = ("line", "console", "web", "telegram-polling", "telegram-webhook")


@pytest.fixture(params=STAGES)
async def closed_town(
    request: pytest.FixtureRequest, tmp_path: Path, knowledge: Knowledge, word_index: Index
) -> AsyncIterator[Town]:
    """A town that is not open yet: for stories with a restart in them."""
    name: str = request.param
    async with AsyncExitStack() as stack:
        stage: Stage
        if name.startswith("telegram"):
            fake = await stack.enter_async_context(FakeTelegram())
            stage = TelegramStage(name.removeprefix("telegram-"), fake)
        else:
            stage = {"line": LineStage, "console": ConsoleStage, "web": WebStage}[name]()
        yield Town(tmp_path, knowledge, IndexFinder(knowledge, word_index), stage)


@pytest.fixture
async def town(closed_town: Town) -> AsyncIterator[Town]:
    """The whole assistant, running."""
    async with closed_town.open() as open_town:
        yield open_town


@pytest.fixture
async def watched(line_town: Town) -> AsyncIterator[Watched]:
    """A town on the line that is looked at after every act; nothing in it may log an error."""
    with structlog.testing.capture_logs() as logs:
        opened = Watched(line_town)
        await opened.rest()
        yield opened
    assert not [line for line in logs if line["log_level"] in ("error", "critical")]
