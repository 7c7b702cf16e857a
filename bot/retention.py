"""How long rows are kept: what nobody needs any more is deleted once a day, a little at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.feature import Job, Keep
from bot.store import files, purging, timers
from bot.store.timers import Timer
from bot.work import Tx, Work

log = structlog.get_logger()

JOB = "machine.purge"
DAILY = timedelta(days=1)
SOON = timedelta(seconds=5)
BATCH = 2000
FILE_UNUSED_DAYS = 7
"""A photo sent without a word may still become a report a few days later; after a week nobody comes back to it."""


RULES = (
    # A repeat of a message is recognised by its row: Telegram repeats for a day, other platforms for less.
    Keep("intake", "handled_at", 30),
    Keep("outgoing", "done_at", 180),
    Keep("alarm", "seen_at", 365),
    Keep("staff_key", "expires_at", 180),
    Keep("link_code", "expires_at", 7),
)
"""Days by default; the table `retention` overrides them. Tickets and opinions are records and stay."""


def due_before(rule: Keep, days: int | None, now: datetime) -> datetime:
    """The moment before which rows go; never less than seven days back, so that repeats are still recognised."""
    return now - timedelta(days=max(7, rule.days if days is None else days))


def purge_by(rules: Iterable[Keep], used: Iterable[Callable[[Connection], set[str]]] = ()) -> Job:
    """The job that deletes one batch of every table; it comes again soon while there is more, else tomorrow.

    `used` are the functions that tell which files somebody still names; rows of all other files go with the last batch.
    """
    rules, used = tuple(rules), tuple(used)

    def purge(tx: Tx, _timer: Timer) -> None:
        own = purging.retention_days(tx.conn)
        more = False
        for rule in rules:
            before = due_before(rule, own.get(rule.table), tx.now)
            gone = purging.delete_old(tx.conn, rule.table, rule.moment, before, BATCH)
            more = more or gone == BATCH
            if gone:
                log.info("old rows deleted", table=rule.table, rows=gone)
        if not more:
            named = set[str]().union(*(look(tx.conn) for look in used))
            gone = files.drop_unused(tx.conn, tx.now - timedelta(days=FILE_UNUSED_DAYS), named)
            if gone:
                log.info("files deleted that nothing names", rows=gone)
        tx.later(JOB, "machine", SOON if more else DAILY)

    return purge


async def start(work: Work) -> None:
    """Makes sure that exactly one purge is planned."""

    def plan(tx: Tx) -> None:
        timers.cancel(tx.conn, "machine", JOB)
        tx.later(JOB, "machine", timedelta(minutes=10))

    await work.write(plan)
