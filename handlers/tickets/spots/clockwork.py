"""A new report is compared with those of the last month; nothing is locked while it is thought about."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from bot.router import ident
from bot.store.timers import Timer
from bot.work import Tx, Work
from handlers.tickets import actions, store
from handlers.tickets.matter import Draft, Ticket
from handlers.tickets.reading import read_report, reports_of
from handlers.tickets.spots import store as spots
from handlers.tickets.states import Kind
from knowledge.load import Knowledge
from knowledge.reports import SAME, Reading, likeness, print_of
from knowledge.reports.nearby import ENOUGH, WITHIN

Write = Callable[[Tx], None]


async def look(work: Work, timer: Timer) -> Write:
    """Whether the same was reported there twice before within a month."""
    matter = await work.read(lambda conn: store.get(conn, ident(timer.about.partition(":")[2])))
    if matter is None or not matter.category or matter.sensitive:
        return _nothing
    earlier = await work.read(lambda conn: spots.like(conn, matter, matter.created_at - WITHIN))
    same = await asyncio.to_thread(_same, work.knowledge, matter, earlier)
    if len(same) + 1 < ENOUGH:
        return _nothing
    reading = await read_report(work.knowledge, matter.what, matter.place)
    return lambda tx: _settle(tx, matter, same, reading)


def _nothing(_tx: Tx) -> None:
    """Nothing is written."""


def _same(knowledge: Knowledge, matter: Ticket, earlier: Sequence[Ticket]) -> list[Ticket]:
    reports = reports_of(knowledge)
    own = print_of(matter.what, reports, place=matter.place)
    return [one for one in earlier if likeness(own, print_of(one.what, reports, place=one.place)) >= SAME]


def _settle(tx: Tx, matter: Ticket, same: Sequence[Ticket], reading: Reading) -> None:
    """The report joins the open item about its spot, or opens one for the lead."""
    every = sorted([matter, *same], key=lambda one: one.id)
    zh = tx.within("zh")
    found = spots.open_root(tx.conn, [one.id for one in every])
    if found is not None:
        root = store.get(tx.conn, found, lock=True)
        if root is not None and matter.id in spots.join(tx.conn, found, [matter.id]):
            store.note(tx.conn, root, "again", "clock", tx.now, text=matter.number)
        return
    numbers = "、".join(one.number for one in every)
    category = zh.say(f"dispatching.category_{matter.category}")
    what = zh.say("spots.what", count=len(every), place=matter.place, category=category, numbers=numbers)
    draft = Draft(Kind.ROOT, "", None, "zh", what, matter.place, area_id=matter.area_id, reading=reading)
    root = actions.open_ticket(tx, draft)
    spots.join(tx.conn, root.id, [one.id for one in every])
