"""Pure: what was held back by an outage does not go out at night, nor to the staff outside hours, unless urgent."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.clock import SHANGHAI
from knowledge.calendar import is_working, next_working

HELD_BACK = timedelta(minutes=15)
"""A message that waited less goes out when it was meant to: who decided it also chose the moment."""
NIGHT, MORNING = time(22), time(8)


class Hours(StrEnum):
    """When a message may go out that was held back: at any hour, by day, while offices are open."""

    ANY = ""
    DAY = "day"
    OFFICE = "office"


def not_before(hours: Hours, queued: datetime, now: datetime) -> datetime | None:
    """Until when a message waits that was queued at that moment and could go now; None when it may go."""
    if hours is Hours.ANY or now - queued < HELD_BACK:
        return None
    if hours is Hours.OFFICE:
        return None if is_working(now) else next_working(now)
    local = now.astimezone(SHANGHAI)
    if MORNING <= local.time() < NIGHT:
        return None
    day = local.date() + timedelta(days=1) if local.time() >= NIGHT else local.date()
    return datetime.combine(day, MORNING, SHANGHAI)
