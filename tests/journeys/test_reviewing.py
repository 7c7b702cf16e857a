"""An answer that must soon be compared with its sources: its unit hears of it once, signing it closes the matter."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection

from bot.clock import SHANGHAI
from bot.finder import IndexFinder, documents_of
from bot.store import revisions
from handlers.reviewing.clockwork import A_DAY
from handlers.tickets import store as tickets
from handlers.tickets.matter import Ticket
from handlers.tickets.rules import Kind, State
from knowledge.editing.signing import signed
from knowledge.load import Knowledge
from knowledge.search import Index
from knowledge.shapes import Entry
from tests.fakes.town import Town

NEAR = "idcard.first"


def due(knowledge: Knowledge, today: date, *names: str) -> Knowledge:
    """The knowledge with these entries to be reviewed in ten days, and all others much later."""
    far = today + timedelta(days=400)
    entries = {
        name: replace(entry, checked=today - timedelta(days=100), signed_on=None, signed_by="",
                      review=today + timedelta(days=10) if name in names else far)
        for name, entry in knowledge.entries.items()
    }  # fmt: skip
    return replace(knowledge, entries=entries)


async def reviews(town: Town) -> list[Ticket]:
    def read(conn: Connection) -> list[Ticket]:
        return [*tickets.open_tickets(conn), *tickets.closed_tickets(conn)]

    return [one for one in await town.app.db.read(read) if one.kind is Kind.REVIEW]


def settle_on(town: Town, knowledge: Knowledge) -> None:
    town.knowledge = knowledge
    some = replace(knowledge, entries=dict(sorted(knowledge.entries.items())[:30]))
    town.finder = IndexFinder(town.knowledge, Index.build(documents_of(some), None))


async def test_the_unit_is_asked_once_and_signing_closes_it(closed_town: Town, knowledge: Knowledge) -> None:
    town = closed_town
    today = town.clock.now().astimezone(SHANGHAI).date()
    settle_on(town, due(knowledge, today, NEAR))
    entry = town.knowledge.entries[NEAR]
    async with town.open():
        wang = town.member()
        await town.passes(minutes=2)
        card = await wang.heard()
        assert "答案复核" in card
        assert entry.title in card
        assert (today + timedelta(days=10)).isoformat() in card
        await town.passes(hours=2)
        await town.passes(days=1)
        [one] = await reviews(town)
        assert one.unit == entry.unit
        kept = (await wang.answers("答案复核", "现在要先在网上预约。"))[-1]
        assert "存为条目草稿" in kept.text
    async with town.open():  # after a restart nobody is asked again

        def word(conn: Connection) -> None:
            now = town.clock.now()
            revisions.sign(conn, signed(entry, "公安", now.astimezone(SHANGHAI).date()), None, "王芳", now)

        await town.app.db.write(word)
        async with asyncio.timeout(20):
            while not town.app.work.knowledge.entries[NEAR].signed_by:
                await asyncio.sleep(0.02)
        await town.passes(hours=2)
        [closed] = await reviews(town)
        assert closed.state is State.CLOSED


async def test_a_base_that_is_due_in_one_week_comes_a_few_a_day(closed_town: Town, knowledge: Knowledge) -> None:
    town = closed_town
    today = town.clock.now().astimezone(SHANGHAI).date()
    same = [name for name, entry in sorted(knowledge.entries.items()) if entry.unit == knowledge.entries[NEAR].unit]
    settle_on(town, due(knowledge, today, *same[: A_DAY + 2]))
    async with town.open():
        await town.passes(minutes=2)
        await town.passes(hours=1)
        assert len(await reviews(town)) == A_DAY
        await town.passes(days=1)
        found = await reviews(town)
        assert Counter(one.what for one in found).most_common(1)[0][1] == 1
        assert len(found) == A_DAY + 2


async def test_what_holds_later_is_not_told_before(closed_town: Town, knowledge: Knowledge) -> None:
    town = closed_town
    today = town.clock.now().astimezone(SHANGHAI).date()
    entries: dict[str, Entry] = dict(sorted(knowledge.entries.items())[:30])
    name = next(iter(entries))
    entries[name] = replace(entries[name], valid_from=today + timedelta(days=1))
    entries = {each: replace(entry, related=()) for each, entry in entries.items()}
    settle_on(town, replace(knowledge, entries=entries))
    async with town.open():
        li = town.resident()
        told = (await li.says(entries[name].title))[-1]
        assert (today + timedelta(days=1)).isoformat() in told.text
        assert entries[name].short not in told.text
        await town.passes(days=1)
        assert entries[name].short in (await li.says(entries[name].title))[-1].text
