"""The staff group's side: how many answers wait for which unit, and where they are read."""

from __future__ import annotations

from bot.clock import SHANGHAI
from bot.message import Reply
from bot.work import Turn
from knowledge.editing.merge import Merged
from knowledge.editing.signing import waiting


async def queue(turn: Turn) -> Reply:
    """`/signing`: what waits, by department."""
    knowledge = turn.work.knowledge
    groups = waiting(Merged(knowledge.entries, frozenset(), ()), turn.work.clock.now().astimezone(SHANGHAI).date())
    if not groups:
        return Reply(turn.say("signing.none"))
    rows = []
    for name, entries in groups.items():
        unit = knowledge.departments.get(name)
        called = (unit.name_en if turn.lang == "en" else unit.name) if unit else turn.say("signing.nobody")
        rows.append(turn.say("signing.row", unit=called, count=len(entries)))
    head = turn.say("signing.waiting", count=sum(map(len, groups.values())))
    where = turn.say("signing.where", url=f"{turn.work.settings.url}/staff/signing")
    return Reply("\n".join([head, *rows, where]))
