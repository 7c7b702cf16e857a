"""What to mind at once beside a report: the notice that its danger calls for, before anybody has read it."""

from __future__ import annotations

from bot.work import Turn
from handlers.tickets.reading import read_report, reports_of
from knowledge.reports import notice_for


async def notice(turn: Turn, what: str) -> str:
    """The safety notice for these words in the person's language; empty for none."""
    knowledge = turn.work.knowledge
    key = notice_for(await read_report(knowledge, what), reports_of(knowledge).catalogue)
    return turn.say(key) if key else ""
