"""Pure: when what somebody has in work is taken from her because she is away."""

from __future__ import annotations

from datetime import datetime, timedelta

from knowledge.calendar import working_time

LOOKS = timedelta(minutes=10)
"""So often it is looked who is away."""


def gone(begins: datetime, ends: datetime, acted: datetime | None, now: datetime, most: timedelta) -> bool:
    """Whether what she has in work goes on to somebody else now.

    `most` is how much working time somebody away may hold a matter. A shorter absence takes nothing from her; of a
    longer one there is no use in waiting, unless she has acted since it began: then she is given that time from her
    last act on, less one look, so that it is never more.
    """
    if not begins <= now < ends or working_time(begins, ends) <= most:
        return False
    return acted is None or acted <= begins or working_time(acted, now) >= most - LOOKS
