"""How far behind the machine is: what readiness and the metrics look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.db.tables import alarm, intake, outgoing, timer


@dataclass(frozen=True, slots=True)
class Pulse:
    """Messages not handled and since when, messages not sent, timers that are late, alarms nobody has seen."""

    waiting: int
    waiting_since: datetime | None
    unsent: int
    late_since: datetime | None
    alarms: int


def read_pulse(conn: Connection, now: datetime) -> Pulse:
    """The state of all queues at this moment; a message that waits on purpose (`not_before`) does not count."""
    ready = (intake.c.handled_at.is_(None), intake.c.not_before.is_(None) | (intake.c.not_before <= now))
    waiting, since = conn.execute(select(func.count(), func.min(intake.c.received_at)).where(*ready)).one()
    unsent = conn.execute(select(func.count()).where(outgoing.c.state == "queued")).scalar_one()
    late = conn.execute(select(func.min(timer.c.due_at)).where(timer.c.due_at <= now)).scalar_one()
    alarms = conn.execute(select(func.count()).where(alarm.c.seen_at.is_(None))).scalar_one()
    return Pulse(int(waiting), since, int(unsent), late, int(alarms))
