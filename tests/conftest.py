"""What every test may ask for: the shipped knowledge, and a town to play stories in."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import structlog

import bot.db.sqlite
from bot.finder import IndexFinder, documents_of
from knowledge.load import Knowledge
from knowledge.search import Index
from tests.fakes import compiled
from tests.fakes.postgres import NoPostgresError, Postgres, running_postgres
from tests.fakes.shipped import shipped
from tests.fakes.stages.line import LineStage
from tests.fakes.town import Town, migrated

os.environ["PTB_TIMEDELTA"] = "true"
bot.db.sqlite.create_engine = compiled.create  # type: ignore[attr-defined]  # what it imports is no export of its own
# A traceback with every local variable of the whole assistant takes half a minute to draw.
structlog.configure(processors=[
    structlog.processors.add_log_level, structlog.processors.format_exc_info,
    structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
])  # fmt: skip


@pytest.fixture(autouse=True)
def same_logs() -> Iterator[None]:
    """A command that sets up its own logs leaves the next test ours: its stream is closed by then."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return shipped()


@pytest.fixture(scope="session")
def word_index(knowledge: Knowledge) -> Index:
    """The index by words alone: quick to build, the same on every machine."""
    return Index.build(documents_of(knowledge), None)


@pytest.fixture
async def line_town(tmp_path: Path, knowledge: Knowledge, word_index: Index) -> AsyncIterator[Town]:
    """The whole assistant, running, with one fake line and one staff group."""
    async with Town(tmp_path, knowledge, IndexFinder(knowledge, word_index), LineStage()).open() as open_town:
        yield open_town


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL; tests that need it are skipped, with the reason, where none can be started."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_postgres())
        except NoPostgresError as error:
            pytest.skip(f"no PostgreSQL here: {error}")
        yield server


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with nothing in it, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    path.write_bytes(migrated())
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def db_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    with request.getfixturevalue("postgres").fresh() as url:
        yield url
