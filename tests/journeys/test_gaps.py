"""What nobody could answer: asked by several, handed to a unit once, answered by an entry, told to whoever agreed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Connection, select

from bot.finder import IndexFinder, documents_of
from bot.store import people, revisions, timers
from handlers.faq.gaps.store import grouped
from handlers.faq.gaps.store.tables import gap as gap_table
from handlers.faq.gaps.store.tables import gap_asker, gap_wording
from handlers.tickets import store as tickets
from handlers.tickets.drafts import store as drafts
from handlers.tickets.rules import Kind, State
from knowledge.editing.plain import dumped
from knowledge.gaps import GapRules
from knowledge.load import Knowledge
from knowledge.search import Index
from knowledge.shapes import Entry
from tests.fakes.town import Person, Town

METRO = ("地铁末班车几点", "最晚的地铁是几点", "地铁几点停", "地铁末班车是几点")
FEW = 30
"""So many entries are enough for these stories, and an index of them is made in no time."""


@asynccontextmanager
async def opened(town: Town, knowledge: Knowledge) -> AsyncIterator[list[Person]]:
    """The town with a small base; who may ask there (a terminal has one resident, and one is enough there)."""
    names = ["li"] if town.stage.staff_channel == "console" else ["li", "chen", "zhou", "sun"]
    entries = {
        name: replace(entry, related=()) for name, entry in sorted(knowledge.entries.items())[:FEW]
    }  # fmt: skip
    town.knowledge = replace(knowledge, entries=entries, gaps=GapRules(min(3, len(names)), 30))
    town.finder = IndexFinder(town.knowledge, Index.build(documents_of(town.knowledge), None))
    async with town.open():
        yield [town.resident(name) for name in names]


def metro(knowledge: Knowledge) -> Entry:
    pattern = next(iter(sorted(knowledge.entries.values(), key=lambda entry: entry.id)))
    return replace(
        pattern, id="traffic.metro_last", title="地铁末班车时间", title_en="", short="末班车以站内公示的时间为准。",
        short_en="", questions=(*METRO, "地铁运营到几点"), questions_en=(), negatives=(), related=(), facts=(),
        unit="transport", follow_ups=(), follow_ups_en=(), cases=(), unsure="", hotline="",
    )  # fmt: skip


async def publish(town: Town, entry: Entry) -> None:
    """Puts an entry into service and waits until this process has read it and searches it."""
    now = town.clock.now()
    await town.app.db.write(lambda conn: revisions.publish(conn, [(entry.id, dumped(entry), True)], "王芳", "", now))
    async with asyncio.timeout(20):
        while getattr(town.app.work.knowledge.entries.get(entry.id), "short", "") != entry.short:
            await asyncio.sleep(0.02)
        while not (found := await town.app.work.finder.find(entry.title)).hits or found.hits[0].id != entry.id:
            await asyncio.sleep(0.02)


async def open_gaps(town: Town) -> list[grouped.Gap]:
    return await town.app.db.read(lambda conn: grouped.unanswered(conn, 0, 100))


async def gap_tickets(town: Town) -> list[State]:
    found = await town.app.db.read(lambda conn: [*tickets.open_tickets(conn), *tickets.closed_tickets(conn)])
    return [one.state for one in found if one.kind is Kind.GAP]


async def test_asked_by_several_answered_by_an_entry_and_told_once_by_day(
    closed_town: Town, knowledge: Knowledge
) -> None:
    town = closed_town
    async with opened(town, knowledge) as people_:
        li, wang = people_[0], town.member()
        refused = (await li.says(METRO[0]))[-1]
        assert "没有核对过的答案" in refused.text
        assert "只用来通知您一次" in refused.text
        agreed = (await li.presses("有答案时告诉我"))[-1]
        assert "白天会在这里告诉您一次" in agreed.text
        for person, words in zip(people_[1:3], METRO[1:3], strict=False):
            await person.says(words)
        if len(people_) > 1:
            await people_[1].presses("有答案时告诉我")
        assert await gap_tickets(town) == []
        await town.passes(minutes=11)
        card = await wang.heard()
        assert "知识缺口" in card
        assert METRO[0] in card or METRO[1] in card or METRO[2] in card
        for person, words in zip(people_[3:], METRO[3:], strict=False):
            await person.says(words)
        await town.passes(minutes=11)
        assert await gap_tickets(town) == [State.RECEIVED]
        assert len(await open_gaps(town)) == 1

        told = (await wang.answers("知识缺口", "末班车以站内公示为准，依据是地铁运营公告。"))[-1]
        assert "存为条目草稿" in told.text
        assert "站内公示" not in await li.all_heard()
        [draft] = await town.app.db.read(drafts.waiting)
        assert (draft.question in METRO, draft.answer) == (True, "末班车以站内公示为准，依据是地铁运营公告。")

    town.clock.advance(hours=11)  # a restart in the evening: it is 21 o'clock
    async with town.open():
        li = town.resident()
        await publish(town, metro(knowledge))
        await town.passes(minutes=7)
        await town.passes(minutes=2)
        assert "站内公示的时间" not in await li.all_heard()
        assert await gap_tickets(town) == [State.CLOSED]
        await town.passes(hours=11)  # 8 in the morning
        assert "末班车以站内公示的时间为准" in await li.heard()
        assert f"11月24日（周二）问的「{METRO[0]}」" in await li.heard()
        for person in people_[1:]:
            heard = "末班车以站内公示的时间为准" in await town.resident(person.name).all_heard()
            assert heard is (person.name == "chen")
        await town.passes(days=2)
        assert (await li.all_heard()).count("站内公示的时间") == 1
        assert await open_gaps(town) == []
        assert "末班车以站内公示的时间为准" in (await li.says(METRO[0]))[-1].text


async def test_whoever_takes_it_back_is_not_told(closed_town: Town, knowledge: Knowledge) -> None:
    town = closed_town
    async with opened(town, knowledge) as people_:
        li = people_[0]
        await li.says(METRO[0])
        await li.presses("有答案时告诉我")
        assert "不再通知您" in (await li.presses("不用告诉我了"))[-1].text

        def consents(conn: Connection) -> list[tuple[str, bool]]:
            person_id = conn.execute(select(gap_asker.c.person_id)).scalar_one()
            return [(row[0], row[3] is not None) for row in people.consents(conn, person_id)]

        assert await town.app.db.read(consents) == [("answer_notice", True)]
        await town.passes(minutes=11)
        await publish(town, metro(knowledge))
        await town.passes(minutes=7)
        await town.passes(minutes=2)
        assert await open_gaps(town) == []
        assert "站内公示的时间" not in await li.all_heard()


async def test_two_misses_in_a_row_offer_topics_and_a_person(closed_town: Town, knowledge: Knowledge) -> None:
    async with opened(closed_town, knowledge) as people_:
        li = people_[0]
        first = (await li.says("量子纠缠的贝尔不等式怎么证明"))[-1]
        assert "换个说法" in [choice.label for choice in first.choices]
        second = (await li.says("那超弦理论有几个维度"))[-1]
        assert "您问的是「那超弦理论有几个维度」" in second.text
        labels = [choice.label for choice in second.choices]
        assert len([choice for choice in second.choices if choice.value.startswith("faq:")]) == 3
        assert "转人工" in labels
        assert "换个说法" not in labels
        await li.says("你好")
        title = next(iter(closed_town.knowledge.entries.values())).title
        await li.says(title)
        again = (await li.says("贝尔不等式最早是由哪位物理学家在哪一年提出来的"))[-1]
        assert "换个说法" in [choice.label for choice in again.choices]


async def test_an_answer_that_did_not_help_stays_open_until_there_is_another(
    closed_town: Town, knowledge: Knowledge
) -> None:
    town = closed_town
    async with opened(town, knowledge) as people_:
        li = people_[0]
        entry = next(iter(town.knowledge.entries.values()))
        answered = (await li.says(entry.title))[-1]
        assert entry.short in answered.text
        sorry = (await li.presses("没用"))[-1]
        assert "有答案时告诉我" in [choice.label for choice in sorry.choices]
        await li.presses("有答案时告诉我")
        await town.passes(minutes=11)
        await town.passes(minutes=7)
        await town.passes(minutes=2)
        assert len(await open_gaps(town)) == 1  # the search finds the entry, but that is what did not help
        await publish(town, replace(entry, short="办法改了，请看新的一条。"))
        await town.passes(minutes=7)
        await town.passes(minutes=2)
        assert "办法改了，请看新的一条" in await li.heard()


async def test_of_a_delicate_matter_and_a_mistyped_command_nothing_is_kept(
    closed_town: Town, knowledge: Knowledge
) -> None:
    async with opened(closed_town, knowledge) as people_:
        for words in ("我欠了网贷还不上，天天被催收", "/quitt"):
            refused = (await people_[0].says(words))[-1]
            assert "有答案时告诉我" not in [choice.label for choice in refused.choices]
        kept = await closed_town.app.db.read(lambda conn: list(conn.execute(select(gap_wording.c.text)).scalars()))
        assert kept == []


async def test_numbers_are_masked_and_the_words_go_with_the_person(closed_town: Town, knowledge: Knowledge) -> None:
    town = closed_town
    if town.stage.staff_channel == "console":
        pytest.skip("a terminal has no old buttons")
    async with opened(town, knowledge) as people_:
        li, chen = people_[:2]
        await li.says("贝尔不等式的证明请打 13812345678 告诉我")
        await chen.says(METRO[0])
        await li.says(METRO[0])
        await town.passes(minutes=11)

        def texts(conn: Connection) -> list[str]:
            return list(conn.execute(select(gap_wording.c.text)).scalars())

        assert await town.app.db.read(texts) == ["贝尔不等式的证明请打 138****5678 告诉我", METRO[0]]
        await li.says("/delete")
        await li.presses("确定删除")
        assert await town.app.db.read(texts) == [METRO[0]]
        assert [gap.name for gap in await open_gaps(town)] == [METRO[0]]


async def test_whoever_looks_after_it_says_which_entry_answers(closed_town: Town, knowledge: Knowledge) -> None:
    town = closed_town
    async with opened(town, knowledge) as people_:
        li = people_[0]
        await li.says(METRO[0])
        await li.presses("有答案时告诉我")
        await town.passes(minutes=11)
        [gap] = await open_gaps(town)
        entry = next(iter(town.knowledge.entries.values()))

        async def answer(name: str) -> None:
            now = town.clock.now()
            assert await town.app.db.write(lambda conn: grouped.answer(conn, gap.id, name, now))

        await answer("not.there")
        for _look in range(8):
            await town.passes(seconds=6)
        assert await open_gaps(town) == [gap]  # nobody was told, and it waits for another
        assert [row[1] for row in await town.app.db.read(timers.alarms)] == ["gap_without_entry"]
        await answer(entry.id)
        await town.settle()
        assert entry.short in await li.heard()
        assert f"问的「{METRO[0]}」" in await li.heard()


async def test_in_the_middle_of_a_form_the_answer_comes_without_buttons(
    closed_town: Town, knowledge: Knowledge
) -> None:
    town = closed_town
    async with opened(town, knowledge) as people_:
        li = people_[0]
        await li.says(METRO[0])
        await li.presses("有答案时告诉我")
        await town.passes(minutes=11)
        await li.says("/report")
        [gap] = await open_gaps(town)
        entry, now = next(iter(town.knowledge.entries.values())), town.clock.now()
        await town.app.db.write(lambda conn: grouped.answer(conn, gap.id, entry.id, now))
        await town.settle()
        told = (await town.stage.shown(li))[-1]
        assert entry.short in told.text
        assert told.choices == ()
        assert "在哪里" in (await li.says("路灯坏了"))[-1].text


async def test_old_rows_go_after_their_days(closed_town: Town, knowledge: Knowledge) -> None:
    town = closed_town
    async with opened(town, knowledge) as people_:
        await people_[0].says(METRO[0])
        await town.passes(minutes=11)
        await town.passes(days=366)
        await town.passes(minutes=11)

        def rows(conn: Connection) -> int:
            return sum(len(conn.execute(select(table)).all()) for table in (gap_asker, gap_wording, gap_table))

        assert await town.app.db.read(rows) == 0
