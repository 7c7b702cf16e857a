"""What staff publish is served without a restart: at once in the answers, soon in the search, never half."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.db import open_db
from bot.finder import IndexFinder
from bot.store import revisions, timers
from knowledge.editing.plain import as_data, dumped
from knowledge.load import Knowledge
from knowledge.search import Index
from tests.fakes.postgres import Postgres
from tests.fakes.stages.line import LineStage
from tests.fakes.town import Town

NAME = "idcard.renew"
ASKED = "身份证到期了怎么换"


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.01)


async def publish(town: Town, name: str, data: str, *, enabled: bool = True) -> None:
    now = town.clock.now()
    await town.app.db.write(lambda conn: revisions.publish(conn, [(name, data, enabled)], "王芳", "", now))


async def test_a_changed_entry_is_answered_and_a_disabled_one_is_not(line_town: Town, knowledge: Knowledge) -> None:
    town, li = line_town, line_town.resident()
    entry = knowledge.entries[NAME]
    await publish(town, NAME, dumped(replace(entry, short="换证请看新办法。")))
    await until(lambda: town.app.work.knowledge.entries[NAME].short != entry.short)
    assert "换证请看新办法" in (await li.says(ASKED))[-1].text
    await publish(town, NAME, "", enabled=False)
    await until(lambda: NAME not in town.app.work.knowledge.entries)
    assert "换证请看新办法" not in (await li.says(ASKED))[-1].text


async def test_a_new_entry_is_found_once_the_search_has_it(line_town: Town, knowledge: Knowledge) -> None:
    town, li = line_town, line_town.resident()
    assert "没有核对过的答案" in (await li.says("独角兽在哪里登记"))[-1].text
    made = replace(knowledge.entries[NAME], id="x.unicorn", title="独角兽登记", title_en="", short="独角兽不用登记。",
                   questions=("独角兽在哪里登记",), questions_en=(), negatives=())  # fmt: skip
    await publish(town, "x.unicorn", dumped(made))
    async with asyncio.timeout(20):
        while "独角兽不用登记" not in (await li.says("独角兽在哪里登记"))[-1].text:
            await asyncio.sleep(0.05)


async def test_an_entry_disabled_while_the_answer_was_made_is_not_sent(line_town: Town) -> None:
    """The process has not read the change yet: the turn's own transaction knows."""
    town, li = line_town, line_town.resident()
    await li.says("你好")
    served = town.app.work.library.knowledge

    async def nothing() -> None:
        """Stands for a process that is slow to read."""

    town.app.work.library.look = nothing  # type: ignore[method-assign]
    await publish(town, NAME, "", enabled=False)
    assert NAME in served.entries
    assert "刚刚停用" in (await li.says(ASKED))[-1].text
    await li.says("/report")
    assert "刚刚停用" not in (await li.says(ASKED + "？"))[-1].text


async def test_a_broken_revision_leaves_the_old_content_in_service(line_town: Town, knowledge: Knowledge) -> None:
    town, li = line_town, line_town.resident()
    entry = knowledge.entries[NAME]
    await publish(town, NAME, dumped(replace(entry, short="第一次改。")))
    await until(lambda: town.app.work.knowledge.entries[NAME].short == "第一次改。")
    broken = {**as_data(entry), "unit": "nowhere", "checked": 7, "review": "2027-01-01"}
    await publish(town, NAME, json.dumps(broken, default=str))
    await publish(town, "idcard.first", "", enabled=False)
    await until(lambda: "idcard.first" not in town.app.work.knowledge.entries)
    assert "第一次改" in (await li.says(ASKED))[-1].text
    told = await town.app.db.read(timers.alarms)
    assert any(kind == "content_broken" and "checked" in text for _id, kind, _about, text, _at in told)


async def test_a_start_with_a_broken_revision_serves_what_was_shipped(tmp_path: Path, line_town: Town) -> None:
    await publish(line_town, NAME, "{")
    again = Town(line_town.folder, line_town.knowledge, line_town.finder)
    async with again.open():
        assert again.app.work.knowledge.entries == line_town.knowledge.entries


async def test_another_process_publishes_and_this_one_sees_it_in_half_a_second(line_town: Town) -> None:
    """A second connection to the same file stands for the other process."""
    town = line_town
    other = open_db("", town.folder)
    try:
        now = town.clock.now()
        await other.write(lambda conn: revisions.publish(conn, [(NAME, "", False)], "王芳", "", now))
        await until(lambda: NAME not in town.app.work.knowledge.entries)
    finally:
        await other.close()


async def answered(one: Town, two: Town, words: str) -> bool:
    """Whether an answer has these words, whichever of the two processes handled the question and sent it."""
    seen = [shown for town in (one, two) for shown in await town.stage.shown(town.resident())]
    return any(words in shown.text for shown in seen)


@pytest.mark.postgres
async def test_two_processes_on_one_postgres_follow_each_other(
    postgres: Postgres, tmp_path: Path, knowledge: Knowledge, word_index: Index
) -> None:
    with postgres.fresh() as url:
        one = Town(tmp_path / "one", knowledge, IndexFinder(knowledge, word_index), LineStage(), url=url)
        two = Town(tmp_path / "two", knowledge, IndexFinder(knowledge, word_index), LineStage(), url=url)
        async with one.open(), two.open():
            await publish(one, NAME, "", enabled=False)
            await until(lambda: NAME not in two.app.work.knowledge.entries)
            await publish(two, NAME, dumped(replace(knowledge.entries[NAME], short="换证请看新办法。")))
            await until(lambda: NAME in one.app.work.knowledge.entries)
            async with asyncio.timeout(60):  # the search follows in its own time
                while not await answered(one, two, "换证请看新办法"):
                    await one.resident().says(ASKED)
