"""The main stories once more, with PostgreSQL under the assistant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.finder import IndexFinder
from knowledge.load import Knowledge
from knowledge.search import Index
from tests.fakes.postgres import Postgres
from tests.fakes.stages.line import LineStage
from tests.fakes.town import Town
from tests.journeys import test_checklists, test_dialogs, test_gaps, test_human, test_report

pytestmark = pytest.mark.postgres


@pytest.fixture
def closed_town(postgres: Postgres, tmp_path: Path, knowledge: Knowledge, word_index: Index) -> Iterator[Town]:
    """A town that is not open yet, on a database of its own."""
    with postgres.fresh() as url:
        yield Town(tmp_path, knowledge, IndexFinder(knowledge, word_index), LineStage(), url=url)


# The stories find the fixture of the module they stand in.
globals().update({
    name: story
    for told_in in (test_report, test_human, test_dialogs, test_gaps, test_checklists)
    for name, story in vars(told_in).items()
    if name.startswith("test_")
})  # fmt: skip
