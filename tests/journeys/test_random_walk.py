"""People at random: whatever they do and in whatever order, nothing breaks, nobody is left without a word."""

from __future__ import annotations

import asyncio
import os
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

import structlog
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.finder import IndexFinder
from knowledge.load import Knowledge
from knowledge.search import Index
from tests.fakes.stages.line import LineStage
from tests.fakes.town import Town
from tests.fakes.walker import ACTS, OFTEN, Walker

WALKS = int(os.environ.get("RANDOM_WALKS", "10"))
"""How many walks; a few hundred take a night's work off somebody's hands."""
STEPS = int(os.environ.get("RANDOM_WALK_STEPS", "40"))

one_step = st.tuples(st.sampled_from((*OFTEN, *OFTEN, *ACTS)), st.integers(0, 2), st.integers(0, 1_000_000))


async def walk(knowledge: Knowledge, index: Index, folder: Path, steps: list[tuple[str, int, int]]) -> None:
    town = Town(folder, knowledge, IndexFinder(knowledge, index), LineStage())
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(town.open())
        walker = Walker(town, stack)
        for act, who, pick in steps:
            await walker.step(act, who, pick)


@given(steps=st.lists(one_step, min_size=STEPS, max_size=STEPS))
@settings(
    max_examples=WALKS, deadline=None, derandomize="RANDOM_WALKS" not in os.environ,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
def test_whatever_people_do(knowledge: Knowledge, word_index: Index, steps: list[tuple[str, int, int]]) -> None:
    with structlog.testing.capture_logs() as logs, tempfile.TemporaryDirectory() as folder:
        asyncio.run(walk(knowledge, word_index, Path(folder), steps))
    errors = [line for line in logs if line["log_level"] in ("error", "critical")]
    assert not errors
