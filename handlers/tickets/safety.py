"""What to mind at once beside a report: the notice that its danger calls for, before anybody has read it."""

from __future__ import annotations

import asyncio

from bot.work import Turn
from knowledge.load import Knowledge
from knowledge.reports import load_reports, notice_for, read


async def notice(turn: Turn, what: str) -> str:
    """The safety notice for these words in the person's language; empty for none.

    Read in a thread: the first time the patterns are compiled, which takes longer than a turn should.
    """
    key = await asyncio.to_thread(_key, turn.work.knowledge, what)
    return turn.say(key) if key else ""


def _key(knowledge: Knowledge, what: str) -> str:
    reports = load_reports(knowledge.folder)
    return notice_for(read(what, reports), reports.catalogue)
