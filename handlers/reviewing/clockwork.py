"""Once an hour: a ticket for every entry whose review is near, one for each time; closed when it was looked at."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from bot.clock import SHANGHAI
from bot.store import timers
from bot.store.timers import Timer
from bot.work import Tx, Work
from handlers.tickets import actions as tickets
from handlers.tickets import openness
from handlers.tickets import store as ticket_store
from handlers.tickets.matter import Draft
from handlers.tickets.rules import FINAL, Kind
from knowledge.reviewing import review_day, to_review
from knowledge.shapes import Entry

LOOK, ABOUT = "reviewing.look", "reviewing"
NOTED = "reviews"
"""The state that remembers for which day of which entry there is, or was, which ticket."""
PULSE, FIRST = timedelta(hours=1), timedelta(minutes=1)
DAY = range(8, 18)
"""Hours in which units are given such work."""
A_DAY = 5
"""So many a day and unit at most: a base that was written in one week is not due in one morning."""


class Noted(NamedTuple):
    """The review of one entry that its unit was asked for."""

    day: str
    ticket: int
    asked: str


def look(tx: Tx, _timer: Timer) -> None:
    """Closes what was reviewed since, asks for what is near, and plans the next look."""
    _plan(tx, PULSE)
    local = tx.now.astimezone(SHANGHAI)
    before = timers.get_state(tx.conn, NOTED) or "{}"
    noted = {name: Noted(*each) for name, each in json.loads(before).items()}
    _settle(tx, noted, local.date())
    if local.hour in DAY and not openness.intake_closed(tx):
        _ask(tx, noted, local.date())
    if (after := json.dumps(noted)) != before:
        timers.set_state(tx.conn, NOTED, after, tx.now)


def _settle(tx: Tx, noted: dict[str, Noted], today: date) -> None:
    for name, each in list(noted.items()):
        entry = tx.knowledge.entries.get(name)
        if entry is not None and to_review(entry, today):
            continue
        del noted[name]
        matter = ticket_store.get(tx.conn, each.ticket, lock=True)
        if matter is not None and matter.state not in FINAL:
            tickets.in_service(tx, matter, entry.title if entry else name)


def _ask(tx: Tx, noted: dict[str, Noted], today: date) -> None:
    given = Counter(_unit_of(tx, name) for name, each in noted.items() if each.asked == today.isoformat())
    near = [(review_day(entry), name) for name, entry in tx.knowledge.entries.items() if to_review(entry, today)]
    for day, name in sorted((day, name) for day, name in near if day is not None):
        entry = tx.knowledge.entries[name]
        before = noted.get(name)
        if (before is not None and before.day == day.isoformat()) or given[entry.unit] >= A_DAY:
            continue
        noted[name] = Noted(day.isoformat(), _open(tx, entry, day), today.isoformat())
        given[entry.unit] += 1


def _open(tx: Tx, entry: Entry, day: date) -> int:
    zh = tx.within("zh")
    what = f"{entry.title}\n{zh.say('reviewing.ticket', day=day.isoformat(), entry=entry.id)}"
    return tickets.open_ticket(tx, Draft(Kind.REVIEW, "", None, "zh", what, unit=entry.unit)).id


def _unit_of(tx: Tx, name: str) -> str:
    entry = tx.knowledge.entries.get(name)
    return entry.unit if entry else ""


def _plan(tx: Tx, wait: timedelta) -> None:
    tx.forget(ABOUT, LOOK)
    tx.later(LOOK, ABOUT, wait)


async def start(work: Work) -> None:
    """Plans the first look; there is one at a time, whatever was planned before the last end."""
    await work.write(lambda tx: _plan(tx, FIRST))
