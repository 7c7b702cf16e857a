"""What happens to unanswered questions by the clock: grouped, handed over, and looked up again in changed knowledge."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.clock import SHANGHAI
from bot.store import timers
from bot.store.timers import Timer
from bot.work import Tx, Work
from handlers.faq.gaps import actions, rules
from handlers.faq.gaps.missing import unpacked
from handlers.faq.gaps.store import grouped
from handlers.faq.gaps.store.grouped import Gap, Wording
from handlers.faq.gaps.store.placing import Placed, place
from knowledge.grouping import Text, group
from knowledge.search import Band

PULSE, SETTLED = timedelta(minutes=5), timedelta(minutes=1)
"""How often it is asked whether the knowledge changed, and how long a change must stand before it is searched."""
NOW = timedelta(0)
LOOKED = "gaps_looked"
"""The state that remembers which knowledge the open questions were last searched in."""
PAGE, MOST_WORDINGS = 20, 10
Write = Callable[[Tx], None]


async def sort(work: Work, _timer: Timer) -> Write:
    """New wordings find their groups, and a group that enough people asked about its unit."""
    rows = await work.read(grouped.open_wordings)
    placed = await asyncio.to_thread(placed_of, rows)

    def write(tx: Tx) -> None:
        place(tx.conn, placed, actions.unit_of(tx.knowledge), tx.now)
        actions.hand_over(tx)

    return write


def placed_of(rows: Sequence[Wording]) -> list[Placed]:
    """The groups of these wordings: those that were in one stay there. Only meanings of one model are compared."""
    newest = next((row.model for row in reversed(rows) if row.model), "")
    texts = [
        Text(row.text, unpacked(row.direction) if newest and row.model == newest else None, row.gap_id or 0)
        for row in rows
    ]
    return [
        Placed(
            made.fixed, tuple(rows[at].id for at in made.members if rows[at].gap_id is None), texts[made.medoid].words,
            tuple((rows[at].near, rows[at].times) for at in made.members),
        )
        for made in group(texts)
    ]  # fmt: skip


async def look(work: Work, timer: Timer) -> Write:
    """When the knowledge changed: does the search answer open questions now? Otherwise asked again later."""
    standing = await asyncio.to_thread(rules.whole, work.knowledge.entries)
    if await work.read(lambda conn: timers.get_state(conn, LOOKED)) == standing:
        return lambda tx: _plan(tx, PULSE)
    if timer.data.get("seen") != standing:  # its index follows a change within seconds, and one change another
        return lambda tx: _plan(tx, SETTLED, seen=standing)
    after = int(timer.data.get("after", 0))
    gaps = await work.read(lambda conn: grouped.unanswered(conn, after, PAGE))
    found = [(gap, await _answer_of(work, gap)) for gap in gaps]

    def write(tx: Tx) -> None:
        for gap, name in found:
            if name:
                grouped.answer(tx.conn, gap.id, name, tx.now)
        if len(gaps) == PAGE:
            _plan(tx, NOW, seen=standing, after=gaps[-1].id)
            return
        timers.set_state(tx.conn, LOOKED, standing, tx.now)
        _plan(tx, PULSE)

    return write


async def _answer_of(work: Work, gap: Gap) -> str:
    """The entry that the search now gives with confidence for most of a group's wordings, or an empty name."""
    found, today = [], work.clock.now().astimezone(SHANGHAI).date()
    for row in await work.read(lambda conn: grouped.wordings_of(conn, gap.id, MOST_WORDINGS)):
        hits = await work.finder.find(row.text)
        entry = work.knowledge.entries.get(hits.hits[0].id) if hits.band is Band.ANSWER and hits.hits else None
        good = entry is not None and entry.in_force(today) and rules.acceptable(entry, row.rejected)
        found.append(entry.id if entry is not None and good else "")
    return rules.answered_by(found)


def _plan(tx: Tx, wait: timedelta, **data: object) -> None:
    tx.forget(actions.ABOUT, actions.LOOK)
    tx.later(actions.LOOK, actions.ABOUT, wait, **data)


async def start(work: Work) -> None:
    """Plans the first look; there is one at a time, whatever was planned before the last end."""
    await work.write(lambda tx: _plan(tx, SETTLED))
