"""The ladder, the digests and absence on both databases, with a crash in the middle of a step."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.finder import IndexFinder
from handlers.tickets.ladder import telling
from knowledge.load import Knowledge
from knowledge.search import Index
from tests.fakes.offices import GROUPS, open_offices
from tests.fakes.stages.line import LineStage
from tests.fakes.town import Town
from tests.handlers.tickets.test_absence import leaves
from tests.handlers.tickets.test_ladder import ALONE, said, steps, until
from tests.handlers.tickets.test_passing import Story
from tests.handlers.tickets.test_subtasks import tasks
from tests.journeys.test_report import reports


@pytest.fixture
async def story(tmp_path: Path, knowledge: Knowledge, word_index: Index, db_url: str) -> AsyncIterator[Story]:
    finder = IndexFinder(knowledge, word_index)
    async with Town(tmp_path, knowledge, finder, LineStage(), url=db_url).open() as town:
        await open_offices(town)
        for name in ALONE:
            await town.resident(name).says("你好")
        made = Story(town, await reports(town))
        await made.goes_to("cg")
        await made.press(made.cg, "claim")
        yield made


async def test_late_with_a_part_read_in_the_morning_and_passed_on(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    await story.press(story.cg, "coopwith", "zj")
    (task,) = await tasks(story)
    await story.zj.picks(f"subtake:{task.id}")
    whole, crashes = telling.said, [RuntimeError("killed"), RuntimeError("again")]

    def breaks(*args: Any, **named: Any) -> Any:
        if crashes:
            raise crashes.pop()
        return whole(*args, **named)

    monkeypatch.setattr(telling, "said", breaks)
    await until(story, "2026-12-04 10:00")
    assert not crashes, "the first step was broken off twice"
    assert await steps(story) == [("half", "person"), ("soon", "group"), ("due", "head"), ("late", "supervisor")]
    for chat, words in (("城管甲", "时间已用一半"), (GROUPS["cg"], "快到期了"), ("城管头", "已到期，还没有办结")):
        assert said(story, chat, words) == 1
    assert "超期 2 件" in (await story.supervisor.says("/late"))[-1].text
    assert said(story, "督察", "每日督办清单（12月4日") == 1
    assert "已超期" in (await story.town.resident("住建头").says("/today"))[-1].text
    await leaves(story, "城管甲", days=3)
    await story.town.passes(minutes=11)
    assert (await story.ticket()).owner_id is None
