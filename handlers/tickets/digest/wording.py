"""The words of a digest and of the daily list; numbers, dates and names of the staff, nothing of the resident's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import SHANGHAI
from bot.work import Tx
from handlers.tickets.digest import store
from handlers.tickets.digest.store import Row, Where
from knowledge.calendar import spoken, spoken_day, working_time
from knowledge.limits import WORKING_DAY

SHOWN = 12
"""So many lines of each kind; a digest is read on a phone."""
LISTED = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the daily list."""

    row: Row
    listed: bool
    days: int


def days_late(due: datetime, now: datetime) -> int:
    """Pure: how many whole working days lie behind a deadline."""
    return working_time(due, now) // timedelta(minutes=WORKING_DAY)


def own_day(tx: Tx, whose: Where, since: datetime, *, taken: bool) -> list[str]:
    """What is late, due today and new; empty when nothing is."""
    local = tx.now.astimezone(SHANGHAI)
    tonight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    most = SHOWN + 1
    late = store.due_between(tx.conn, whose, None, tx.now, most)
    today = store.due_between(tx.conn, whose, tx.now, tonight, most)
    shown = {row.about for row in (*late, *today)}
    fresh = [row for row in store.fresh(tx.conn, whose, since, tx.now, most, taken=taken) if row.about not in shown]
    found = {"late": late, "today": today, "new": fresh}
    return [line for key, rows in found.items() if rows for line in _part(tx, key, rows, taken=taken)]


def _part(tx: Tx, key: str, rows: Sequence[Row], *, taken: bool) -> list[str]:
    lines = [tx.say(f"digest.{key}"), *(_row(tx, row, taken=taken) for row in rows[:SHOWN])]
    return [*lines, tx.say("digest.more")] if len(rows) > SHOWN else lines


def _row(tx: Tx, row: Row, *, taken: bool) -> str:
    return tx.say(
        "digest.row", number=row.number, when=spoken(row.due, tx.lang), owner="" if taken else _owner(tx, row),
        urgent=tx.say("tickets.card_urgent") if row.urgent else "", part=_of(tx, row),
    ).rstrip()  # fmt: skip


def _owner(tx: Tx, row: Row) -> str:
    return row.owner or tx.say("ladder.nobody")


def _of(tx: Tx, row: Row) -> str:
    return tx.say("ladder.part") if row.part else ""


def late_lines(tx: Tx, whose: Where, most: int = LISTED) -> list[Line]:
    """What runs late, the longest first, and whether it stands on the daily list."""
    rows = store.due_between(tx.conn, whose, None, tx.now, most)
    on_list = store.listed(tx.conn, rows)
    return [Line(row, row.about in on_list, days_late(row.due, tx.now)) for row in rows]


def daily_list(tx: Tx, whose: Where) -> str:
    """The daily list."""
    lines, day = late_lines(tx, whose), spoken_day(tx.now, tx.lang)
    if not lines:
        return tx.say("digest.list_none", day=day)
    count = store.count_late(tx.conn, whose, tx.now)
    said = [tx.say("digest.list_head", day=day, count=count, listed=sum(line.listed for line in lines))]
    said += [
        tx.say(
            "digest.list_row", number=line.row.number, part=_of(tx, line.row), owner=_owner(tx, line.row),
            unit=line.row.unit or tx.say("ladder.desk"), when=spoken(line.row.due, tx.lang),
            days=late_by(tx, line.days), mark=tx.say("digest.list_mark") if line.listed else "",
        )
        for line in lines
    ]  # fmt: skip
    return "\n".join([*said, tx.say("digest.more")] if count > len(lines) else said)


def late_by(tx: Tx, days: int) -> str:
    """How late something is, in working days."""
    return tx.say("digest.days", days=days) if days else tx.say("digest.days_none")
