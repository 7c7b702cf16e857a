"""Durable timers, counters, switches, alarms and other small rows of the machine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.tables import alarm, counter, state, switch, timer
from bot.db.types import wake


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that must happen at a moment, about a matter."""

    id: int
    kind: str
    about: str
    due_at: datetime
    data: dict[str, Any]
    tries: int


def put(conn: Connection, kind: str, about: str, due_at: datetime, data: dict[str, Any] | None = None) -> None:
    """Sets a timer; the same kind about the same matter may be set more than once."""
    text = json.dumps(data, ensure_ascii=False) if data else ""
    conn.execute(insert(timer).values(kind=kind, about=about, due_at=due_at, data=text))
    wake(conn, "timer")


def cancel(conn: Connection, about: str, *kinds: str) -> None:
    """Forgets the timers about a matter, all of them or those of the kinds named."""
    statement = delete(timer).where(timer.c.about == about)
    conn.execute(statement.where(timer.c.kind.in_(kinds)) if kinds else statement)


_DUE = (
    select(timer)
    .where(timer.c.due_at <= bindparam("now", type_=timer.c.due_at.type))
    .order_by(timer.c.due_at, timer.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)


def planned(conn: Connection, about: str, kind: str) -> bool:
    """Whether a timer of that kind about that matter is set."""
    row = conn.execute(select(timer.c.id).where(timer.c.about == about, timer.c.kind == kind).limit(1)).first()
    return row is not None


def first_due(conn: Connection, now: datetime) -> Timer | None:
    """The timer that is due longest, left where it is."""
    row = conn.execute(select(timer).where(timer.c.due_at <= now).order_by(timer.c.due_at, timer.c.id).limit(1)).first()
    return _timer(row) if row is not None else None


def take_due(conn: Connection, now: datetime) -> Timer | None:
    """The timer that is due longest, gone from the table with this transaction."""
    row = conn.execute(_DUE, {"now": now}).first()
    if row is None:
        return None
    conn.execute(delete(timer).where(timer.c.id == row.id))
    return _timer(row)


def _timer(row: Row[Any]) -> Timer:
    return Timer(row.id, row.kind, row.about, row.due_at, json.loads(row.data) if row.data else {}, row.tries)


def put_again(conn: Connection, late: Timer, due_at: datetime) -> None:
    """Sets a timer whose work failed once more, with the attempt counted."""
    data = json.dumps(late.data, ensure_ascii=False) if late.data else ""
    values = {"kind": late.kind, "about": late.about, "due_at": due_at, "data": data, "tries": late.tries + 1}
    conn.execute(insert(timer).values(**values))


def next_due(conn: Connection) -> datetime | None:
    """When the next timer is due."""
    found: datetime | None = conn.execute(select(func.min(timer.c.due_at))).scalar_one()
    return found


def count(conn: Connection, name: str) -> int:
    """The next value of a counter, from 1, without gaps among committed transactions."""
    upsert = (postgresql if conn.dialect.name == "postgresql" else sqlite).insert(counter)
    statement = (
        upsert.values(name=name, value=1)
        .on_conflict_do_update(index_elements=["name"], set_={"value": counter.c.value + 1})
        .returning(counter.c.value)
    )
    return int(conn.execute(statement).scalar_one())


def raise_alarm(conn: Connection, kind: str, text: str, now: datetime, about: str = "") -> None:
    """Leaves an alarm for the operator: shown by `check`, the staff room and the metrics."""
    conn.execute(insert(alarm).values(kind=kind, about=about, text=text, at=now))
    wake(conn, "alarm")


def alarms(conn: Connection, most: int = 20) -> list[tuple[int, str, str, str, datetime]]:
    """Alarms nobody has marked as seen, newest first: id, kind, about, text, moment."""
    rows = conn.execute(
        select(alarm.c.id, alarm.c.kind, alarm.c.about, alarm.c.text, alarm.c.at)
        .where(alarm.c.seen_at.is_(None)).order_by(alarm.c.id.desc()).limit(most)
    )  # fmt: skip
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def see_alarms(conn: Connection, now: datetime) -> None:
    """Marks every alarm as seen."""
    conn.execute(update(alarm).where(alarm.c.seen_at.is_(None)).values(seen_at=now))


def get_state(conn: Connection, name: str) -> str:
    """A remembered value, empty when never set."""
    row = conn.execute(select(state.c.value).where(state.c.name == name)).first()
    return str(row[0]) if row else ""


def set_state(conn: Connection, name: str, value: str, now: datetime) -> None:
    """Remembers a value."""
    upsert = (postgresql if conn.dialect.name == "postgresql" else sqlite).insert(state)
    conn.execute(
        upsert.values(name=name, value=value, at=now)
        .on_conflict_do_update(index_elements=["name"], set_={"value": value, "at": now})
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pause:
    """A switch that stands at off: why, and since when."""

    reason: str
    at: datetime


def switched_off(conn: Connection) -> dict[str, Pause]:
    """The switches that stand at off, by name."""
    rows = conn.execute(select(switch.c.name, switch.c.reason, switch.c.at).where(switch.c.on.is_(False)))
    return {row.name: Pause(row.reason, row.at) for row in rows}


def turn_switch(conn: Connection, name: str, on: bool, reason: str, now: datetime) -> None:
    """Turns a channel or a feature on or off."""
    upsert = (postgresql if conn.dialect.name == "postgresql" else sqlite).insert(switch)
    values = {"on": on, "reason": reason, "at": now}
    conn.execute(upsert.values(name=name, **values).on_conflict_do_update(index_elements=["name"], set_=values))
    wake(conn, "switch")


def drop(conn: Connection, done: Timer) -> bool:
    """Forgets one timer; False when it was gone already."""
    return conn.execute(delete(timer).where(timer.c.id == done.id)).rowcount == 1
